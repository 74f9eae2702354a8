//! Lists of the images and services that jobs may name, and of those that may be privileged.

use std::collections::HashMap;

use super::Workspace;
use super::runner::{Executor, Runner};
use super::setting::{List, Setting, Table};
use crate::schema::Version;
use crate::schema::texts::glob_matches;
use crate::source::Span;

/// A list of globs that is not empty; an empty one lets every image pass.
#[derive(Debug, Clone)]
pub struct AllowList<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// Its key, such as `allowed_images`.
    pub key: &'static str,
    /// The globs.
    pub globs: List<String>,
}

/// The lists of each executor and the releases of GitLab Runner that read them first.
///
/// Source: GitLab Runner `common/config.go`, 10.0 to 19.4.
const LISTS: [(&str, &str, Version); 7] = [
    ("docker", ALLOWED_IMAGES, Version::new(10, 0)),
    ("docker", ALLOWED_SERVICES, Version::new(10, 0)),
    ("docker", "allowed_privileged_images", Version::new(16, 1)),
    ("docker", "allowed_privileged_services", Version::new(16, 1)),
    ("kubernetes", ALLOWED_IMAGES, Version::new(14, 2)),
    ("kubernetes", ALLOWED_SERVICES, Version::new(14, 2)),
    ("instance", ALLOWED_IMAGES, Version::new(15, 8)),
];
const ALLOWED_IMAGES: &str = "allowed_images";
const ALLOWED_SERVICES: &str = "allowed_services";

impl Workspace {
    /// The allow-lists of all runners; those of the instance executor name machines.
    pub fn allow_lists(&self) -> impl Iterator<Item = AllowList<'_>> {
        self.runners().iter().flat_map(|runner| self.allow_lists_of(runner))
    }

    /// Those of runners in containers, whose entries are about images of registries.
    pub fn image_allow_lists(&self) -> impl Iterator<Item = AllowList<'_>> {
        self.allow_lists().filter(|list| list.runner.executor.runs_containers())
    }

    /// The allow-lists of a runner.
    pub fn allow_lists_of<'w>(&'w self, runner: &'w Runner) -> Vec<AllowList<'w>> {
        let Some((section, table)) = self.executor_table(runner) else {
            return Vec::new();
        };
        let version = self.context.targets.runner.version;
        let keys = LISTS
            .iter()
            .filter(|(of, _, since)| *of == section && version >= *since);
        let lists = keys.map(|(_, key, _)| AllowList {
            runner,
            key,
            globs: table.texts(key),
        });
        lists.filter(|list| !list.globs.items.is_empty()).collect()
    }

    /// The allow-lists of all runners that have some, by the spans of the runners.
    pub fn allow_lists_by_runner(&self) -> HashMap<Span, Vec<AllowList<'_>>> {
        let lists = self
            .runners()
            .iter()
            .map(|runner| (runner.span(), self.allow_lists_of(runner)));
        lists.filter(|(_, lists)| !lists.is_empty()).collect()
    }

    /// The regular expressions of the machines that jobs of VirtualBox and Parallels may name.
    ///
    /// Source: GitLab Runner `executors/vm/vm.go`, 14.2 to 19.4.
    pub fn machine_regexps(&self) -> Vec<Setting<String>> {
        let of_machines = self.runners().iter().filter_map(|runner| {
            let section = match runner.executor {
                Executor::VirtualBox => "virtualbox",
                Executor::Parallels => "parallels",
                _ => return None,
            };
            Some(self.table(&runner.place)?.table(section)?.texts(ALLOWED_IMAGES).items)
        });
        of_machines.flatten().collect()
    }

    fn executor_table<'w>(&'w self, runner: &'w Runner) -> Option<(&'static str, Table<'w>)> {
        let section = match &runner.executor {
            Executor::Kubernetes => "kubernetes",
            Executor::Instance => "instance",
            executor if executor.is_docker() => "docker",
            _ => return None,
        };
        Some((section, self.table(&runner.place)?.table(section)?))
    }
}

impl AllowList<'_> {
    /// Whether one of its globs matches an image as it is written.
    ///
    /// Source: GitLab Runner `common/allowed_images.go`, `VerifyAllowedImage`, 19.4.
    pub fn matches(&self, image: &str) -> bool {
        self.globs.values().any(|glob| glob_matches(glob, image))
    }

    /// Whether it says which images jobs may name.
    pub fn is_of_images(&self) -> bool {
        self.key == ALLOWED_IMAGES
    }

    /// Whether it says which services jobs may name.
    pub fn is_of_services(&self) -> bool {
        self.key == ALLOWED_SERVICES
    }

    /// Whether it says which containers may be privileged.
    pub fn is_of_privileges(&self) -> bool {
        !self.is_of_images() && !self.is_of_services()
    }
}
