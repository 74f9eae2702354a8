//! The images that a runner itself names.

use super::Workspace;
use super::image::Image;
use super::runner::Runner;
use super::service::Service;
use super::setting::Setting;

/// An image in the settings of an executor that runs containers.
#[derive(Debug, Clone, Copy)]
pub struct RunnerImage<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// What it is for.
    pub part: ImagePart<'w>,
    /// The image.
    pub image: &'w Setting<Image>,
}

/// What a runner names an image for.
#[derive(Debug, Clone, Copy)]
pub enum ImagePart<'w> {
    /// `image`, for jobs that name none.
    Job,
    /// `services`.
    Service(&'w Service),
}

impl Workspace {
    /// The images that runners name: the one for jobs, and those of services.
    pub fn runner_images(&self) -> impl Iterator<Item = RunnerImage<'_>> {
        self.runners().iter().flat_map(|runner| {
            let of_docker = runner.docker_executor().map(|docker| (&docker.image, &docker.services));
            let of_pods = runner.kubernetes_executor().map(|pods| (&pods.image, &pods.services));
            let (image, services) = of_docker.or(of_pods).unzip();
            let of_jobs = image.and_then(Option::as_ref).map(|image| (ImagePart::Job, image));
            let of_services = services.into_iter().flatten();
            let of_services = of_services.map(|service| (ImagePart::Service(service), &service.image));
            let all = of_jobs.into_iter().chain(of_services);
            all.map(move |(part, image)| RunnerImage { runner, part, image })
        })
    }
}
