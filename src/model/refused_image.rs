//! Images and services of jobs that a runner's allow-lists keep out.

use super::image::Image;
use super::runner::Runner;
use super::setting::{Known, Setting};
use super::{AllowList, Meeting};

/// An image or service that a job names and its runner does not allow.
#[derive(Debug)]
pub struct RefusedImage<'w> {
    /// What the job names.
    pub image: &'w Setting<Image>,
    /// The list that does not have it.
    pub list: AllowList<'w>,
}

impl<'w> Meeting<'w> {
    /// The images and services of the job that the runner does not allow. The runner's own image is always allowed;
    /// on Docker so are its own services, and on Kubernetes its image may be a service, too.
    ///
    /// Source: GitLab Runner `common/allowed_images.go`, `expandImageName` in `executors/docker/docker.go`,
    /// `getServicesDefinitions` in `executors/docker/services.go`, and `verifyAllowedImages` in
    /// `executors/kubernetes/kubernetes.go`, 19.4.
    pub fn refused_images(&self) -> Vec<RefusedImage<'w>> {
        let (Some(job), Some(runner)) = (self.job, self.runner) else {
            return Vec::new();
        };
        let mut refused = Vec::new();
        for list in self.workspace.allow_lists_of(runner) {
            let named: Vec<&'w Setting<Image>> = match &job.image {
                Known::Is(image) if list.is_of_images() => vec![&image.image],
                _ if list.is_of_services() => job.services.iter().map(|service| &service.image).collect(),
                _ => continue,
            };
            let own = self.own_images(&list);
            for image in named {
                let text = &image.value.text;
                // A variable may hold anything, in what the job names as in what the runner has of its own.
                let is_known = !text.is_empty() && !text.contains('$') && !own.iter().any(|own| own.contains('$'));
                if is_known && !is_helper(text) && !own.contains(&text.as_str()) && !list.matches(text) {
                    let list = list.clone();
                    refused.push(RefusedImage { image, list });
                }
            }
        }
        refused
    }

    /// The images of the runner itself that pass a list whatever it says.
    fn own_images(&self, list: &AllowList<'w>) -> Vec<&'w str> {
        let docker = self.runner.and_then(Runner::docker_executor);
        let pods = self.runner.and_then(Runner::kubernetes_executor);
        let default = docker
            .and_then(|docker| docker.image.as_ref())
            .or(pods.and_then(|pods| pods.image.as_ref()))
            .filter(|_| list.is_of_images() || pods.is_some());
        let services = docker.map_or(&[][..], |docker| &docker.services);
        let services = services.iter().filter(|_| list.is_of_services());
        let services = services.map(|service| service.image.value.text.as_str());
        default
            .map(|image| image.value.text.as_str())
            .into_iter()
            .chain(services)
            .collect()
    }
}

/// The helper image of the runner is allowed as well, and its name depends on the release.
fn is_helper(image: &str) -> bool {
    image.contains("gitlab-runner-helper")
}
