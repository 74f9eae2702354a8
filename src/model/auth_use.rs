//! Which Docker client configurations a job's images are pulled with, and images that they have nothing for.

use super::Workspace;
use super::auth::{AuthHome, RegistryAuth, RegistryEntry};
use super::embedded::DOCKER_AUTH_CONFIG;
use super::image::Image;
use super::meeting::Meeting;
use super::registry_match::{authority, host, is_taken_off, serves};
use super::setting::{Known, Setting};
use super::variable::Variable;
use crate::schema::texts::{Url, is_reference, is_template};

/// An image of a registry that the credentials at hand are not for.
#[derive(Debug)]
pub struct Unserved<'w, 'a> {
    /// The image.
    pub image: &'w Setting<Image>,
    /// Its registry, as credentials would have to name it.
    pub registry: String,
    /// Entries for the same host that GitLab Runner does not take for it.
    pub near: Vec<Near<'a>>,
}

/// An entry for the host of an image that GitLab Runner does not take for the image.
#[derive(Debug, Clone, Copy)]
pub struct Near<'a> {
    /// The configuration.
    pub auth: &'a RegistryAuth,
    /// The entry.
    pub entry: &'a RegistryEntry,
}

impl<'w> Meeting<'w> {
    /// Images that Docker pulls here with credentials that have nothing for them. Only what is surely so is given:
    /// nothing if credentials may come from elsewhere, such as a program, and nothing of registries that GitLab itself
    /// gives credentials for.
    pub fn unserved_images<'a>(&self, auths: &'a [RegistryAuth]) -> Vec<Unserved<'w, 'a>> {
        let Some(auths) = self.auths(auths) else {
            return Vec::new();
        };
        let version = self.workspace.context.targets.runner.version;
        let mut unserved = Vec::new();
        for image in self.pulled_images() {
            let text = image.value.text.as_str();
            let registry = image.value.registry().map(str::to_lowercase);
            let Some(registry) = registry.filter(|_| is_reference(text)) else {
                continue;
            };
            let entries = || {
                auths
                    .iter()
                    .flat_map(|auth| auth.registries.iter().map(|entry| Near { auth, entry }))
            };
            if self.is_of_gitlab(&registry) || entries().any(|near| serves(&near.entry.registry, text, version)) {
                continue;
            }
            let same_host = |near: &Near<'_>| host(&authority(&near.entry.registry)) == host(&registry);
            let near: Vec<Near<'_>> = entries().filter(same_host).collect();
            // Credentials for a part of the registry are not meant for the rest of it.
            if near
                .iter()
                .any(|near| is_meant_otherwise(&near.entry.registry, &registry, version))
            {
                continue;
            }
            unserved.push(Unserved { image, registry, near });
        }
        unserved
    }

    /// The configurations that GitLab Runner pulls images with; `None` if there are none or they are not all known.
    ///
    /// Source: GitLab Runner `helpers/docker/auth/auth.go`, `AllConfigs`, 19.4.
    fn auths<'a>(&self, all: &'a [RegistryAuth]) -> Option<Vec<&'a RegistryAuth>> {
        if self.runner.is_some_and(|runner| !runner.executor.is_docker()) {
            return None;
        }
        let mut auths: Vec<&RegistryAuth> = all.iter().filter(|auth| auth.home == AuthHome::File).collect();
        match self.auth_variable() {
            Known::Is(variable) => auths.push(self.auth_in(variable, all)?),
            Known::Unset => {}
            Known::Unknown => return None,
        }
        let is_open = |auth: &&RegistryAuth| auth.has_helper || !auth.faults.is_empty();
        let has_entries = auths.iter().any(|auth| !auth.registries.is_empty());
        (has_entries && !auths.iter().any(is_open)).then_some(auths)
    }

    /// The configuration that the job has in `DOCKER_AUTH_CONFIG`, if it is one of these.
    pub fn auth_of_job<'a>(&self, all: &'a [RegistryAuth]) -> Option<&'a RegistryAuth> {
        self.auth_in(self.auth_variable().get()?, all)
    }

    fn auth_in<'a>(&self, variable: &Variable, all: &'a [RegistryAuth]) -> Option<&'a RegistryAuth> {
        // Embedded texts come after the files, in the order of their places.
        let place = |auth: &RegistryAuth| self.workspace.sources.lift(auth.place.span);
        let span = variable.place.span;
        let before = |auth: &RegistryAuth| auth.home == AuthHome::File || place(auth).before() < span.before();
        let auth = all.get(all.partition_point(before))?;
        Some(auth).filter(|auth| span.contains(place(auth)))
    }

    /// The definition of `DOCKER_AUTH_CONFIG` in the files.
    fn auth_variable(&self) -> Known<&'w Variable> {
        if let Some(job) = self.job {
            if job.varying.iter().any(|varying| varying == DOCKER_AUTH_CONFIG) {
                return Known::Unknown;
            }
            if let Some(variable) = job.variable(DOCKER_AUTH_CONFIG) {
                return Known::Is(&variable.value);
            }
            if !job.variables_complete {
                return Known::Unknown;
            }
        }
        match self.runner {
            Some(runner) => runner.variable(DOCKER_AUTH_CONFIG).map_or(Known::Unset, Known::Is),
            None => Known::Unknown,
        }
    }

    /// The images of the job and its services that have to come from a registry.
    fn pulled_images(&self) -> Vec<&'w Setting<Image>> {
        let docker = self.runner.and_then(super::Runner::docker_executor);
        let never = docker.is_some_and(|docker| {
            let mut policies = docker.pull_policy.values();
            docker.pull_policy.is_set() && policies.all(|policy| policy == "never")
        });
        if never {
            return Vec::new();
        }
        let default = || docker.and_then(|docker| docker.image.as_ref());
        let image = match self.job.map(|job| &job.image) {
            Some(Known::Is(image)) => Some(&image.image),
            Some(Known::Unknown) => None,
            Some(Known::Unset) | None => default(),
        };
        let services = self.runner_services().iter().chain(self.job_services());
        image
            .into_iter()
            .chain(services.map(|service| &service.image))
            .collect()
    }

    /// Whether a registry may be GitLab's own, for which every job brings credentials.
    fn is_of_gitlab(&self, registry: &str) -> bool {
        let Some(url) = self.runner.and_then(|runner| runner.url.as_ref()) else {
            return registry == "registry.gitlab.com";
        };
        let Ok(url) = Url::parse(&url.value) else { return true };
        let gitlab = url.host.to_lowercase();
        let domain = gitlab.split_once('.').map_or("", |(_, domain)| domain);
        let host = host(registry);
        is_template(&gitlab)
            || host == gitlab
            || host
                .strip_prefix("registry.")
                .is_some_and(|rest| rest == gitlab || rest == domain)
    }
}

impl Workspace {
    /// The images that config.toml and the jobs name, services included.
    pub fn images(&self) -> Vec<&Image> {
        self.image_settings().into_iter().map(|image| &image.value).collect()
    }

    /// The same, with their places.
    pub fn image_settings(&self) -> Vec<&Setting<Image>> {
        let docker = self.docker_executors().flat_map(|(_, docker)| {
            let services = docker.services.iter().map(|service| &service.image);
            docker.image.iter().chain(services)
        });
        let jobs = self.jobs().flat_map(|job| {
            let image = match &job.image {
                Known::Is(image) => Some(&image.image),
                Known::Unset | Known::Unknown => None,
            };
            image
                .into_iter()
                .chain(job.services.iter().map(|service| &service.image))
        });
        docker.chain(jobs).collect()
    }
}

/// Whether an entry for the host of a registry is meant for something else: a path in it.
fn is_meant_otherwise(key: &str, registry: &str, version: crate::schema::Version) -> bool {
    let scheme = key.split_once("://").map(|(scheme, _)| scheme);
    // What `http://` does to an entry is a finding of its own.
    if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") && !is_taken_off(scheme, version)) {
        return true;
    }
    let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    authority(key) == registry && scheme.is_none() && !matches!(path, "v1" | "v2" | "v2/_catalog")
}
