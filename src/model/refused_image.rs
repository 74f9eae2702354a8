//! Images and services of jobs that a runner's allow-lists keep out.

use std::collections::HashMap;

use super::image::Image;
use super::setting::{Known, Setting};
use super::{AllowList, Meeting, Workspace};
use crate::source::Span;

/// An image or service that a runner does not allow.
#[derive(Debug)]
pub struct RefusedImage<'w> {
    /// The image.
    pub image: &'w Setting<Image>,
    /// The list that does not have it.
    pub list: AllowList<'w>,
}

impl<'w> Meeting<'w> {
    /// The images and services of the job that the runner does not allow. The runner's own image is always allowed;
    /// on Docker so are its own services, and on Kubernetes its image may be a service, too. `lists` are those of
    /// [`Workspace::allow_lists_by_runner`].
    ///
    /// Source: GitLab Runner `common/allowed_images.go`, `expandImageName` in `executors/docker/docker.go`,
    /// `getServicesDefinitions` in `executors/docker/services.go`, and `verifyAllowedImages` in
    /// `executors/kubernetes/kubernetes.go`, 19.4.
    pub fn refused_images(&self, lists: &HashMap<Span, Vec<AllowList<'w>>>) -> Vec<RefusedImage<'w>> {
        let (Some(job), Some(runner)) = (self.job, self.runner) else {
            return Vec::new();
        };
        let mut refused = Vec::new();
        for list in lists.get(&runner.span()).into_iter().flatten() {
            let named: Vec<&'w Setting<Image>> = match &job.image {
                Known::Is(image) if list.is_of_images() => vec![&image.image],
                _ if list.is_of_services() => job.services.iter().map(|service| &service.image).collect(),
                _ => continue,
            };
            let refused_here = named.into_iter().filter(|image| refuses(list, &image.value.text));
            refused.extend(refused_here.map(|image| RefusedImage {
                image,
                list: list.clone(),
            }));
        }
        refused
    }
}

impl Workspace {
    /// The services of runners that their own lists refuse. Only Kubernetes holds them against the list.
    ///
    /// Source: GitLab Runner `executors/kubernetes/kubernetes.go`, `verifyAllowedImages`, 14.2 to 19.4.
    pub fn refused_own_services(&self) -> Vec<RefusedImage<'_>> {
        let mut refused = Vec::new();
        let lists = self.allow_lists().filter(AllowList::is_of_services);
        for list in lists {
            let services = list.runner.kubernetes_executor().map(|pods| &pods.services);
            let images = services.into_iter().flatten().map(|service| &service.image);
            refused.extend(
                images
                    .filter(|image| refuses(&list, &image.value.text))
                    .map(|image| RefusedImage {
                        image,
                        list: list.clone(),
                    }),
            );
        }
        refused
    }
}

/// Whether a list surely keeps an image out. A variable may hold anything, in the image as in those of the runner.
fn refuses(list: &AllowList<'_>, image: &str) -> bool {
    let own = own_images(list);
    let is_known = !image.is_empty() && !image.contains('$') && !own.iter().any(|own| own.contains('$'));
    is_known && !is_helper(image) && !own.contains(&image) && !list.matches(image)
}

/// The images of the runner itself that pass a list whatever it says.
fn own_images<'w>(list: &AllowList<'w>) -> Vec<&'w str> {
    let docker = list.runner.docker_executor();
    let pods = list.runner.kubernetes_executor();
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

/// The helper image of the runner is allowed as well, and its name depends on the release.
fn is_helper(image: &str) -> bool {
    image.contains("gitlab-runner-helper")
}
