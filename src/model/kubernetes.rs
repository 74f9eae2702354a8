//! `[runners.kubernetes]`.

use super::image::Image;
use super::service::Service;
use super::setting::{List, Setting, Table};
use super::volume::clean;
use crate::source::Place;

/// The settings of the Kubernetes executor.
#[derive(Debug, Clone)]
pub struct KubernetesExecutor {
    /// Its `[runners.kubernetes]` header.
    pub place: Place,
    /// The image of jobs that name none.
    pub image: Option<Setting<Image>>,
    /// Whether containers are privileged.
    pub privileged: Setting<bool>,
    /// Pull policies, in order.
    pub pull_policy: List<String>,
    /// Pull policies that jobs may ask for.
    pub allowed_pull_policies: List<String>,
    /// Services of every job.
    pub services: Vec<Service>,
    /// What is mounted into build and service containers.
    pub mounts: Vec<Mount>,
}

/// A `[[runners.kubernetes.volumes.KIND]]` entry.
#[derive(Debug, Clone)]
pub struct Mount {
    /// `host_path`, `empty_dir`, `pvc` and so on.
    pub kind: &'static str,
    /// Its header.
    pub place: Place,
    /// The path in the containers, cleaned.
    pub mount_path: String,
    /// The path on the node, of a `host_path`.
    pub host_path: Option<String>,
}

const KINDS: [&str; 7] = ["host_path", "pvc", "config_map", "secret", "empty_dir", "csi", "nfs"];

impl KubernetesExecutor {
    pub(super) fn read(table: &Table<'_>) -> KubernetesExecutor {
        let volumes = table.table("volumes");
        let mounts = KINDS.iter().flat_map(|kind| {
            let entries = volumes.as_ref().map(|volumes| volumes.tables(kind)).unwrap_or_default();
            entries.into_iter().map(|entry| Mount {
                kind,
                place: entry.place(),
                mount_path: entry
                    .text("mount_path")
                    .map(|path| clean(&path.value))
                    .unwrap_or_default(),
                host_path: entry.text("host_path").map(|path| path.value),
            })
        });
        KubernetesExecutor {
            place: table.place(),
            image: table.text("image").map(|image| image.map(|text| Image::parse(&text))),
            privileged: table.flag_or("privileged", false),
            pull_policy: table.texts("pull_policy"),
            allowed_pull_policies: table.texts("allowed_pull_policies"),
            services: table.tables("services").iter().map(Service::of_runner).collect(),
            mounts: mounts.collect(),
        }
    }
}

impl Mount {
    /// The path on the node that it mounts: `host_path`, else the mount path itself.
    ///
    /// Source: GitLab Runner `executors/kubernetes/kubernetes.go`, `getVolumesForHostPaths`, 19.4.
    pub fn source(&self) -> Option<&str> {
        (self.kind == "host_path").then(|| self.host_path.as_deref().unwrap_or(&self.mount_path))
    }
}
