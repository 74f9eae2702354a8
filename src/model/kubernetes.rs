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
    /// Whether service containers are; if it is not set, `privileged` decides.
    pub services_privileged: Option<Setting<bool>>,
    /// The runtime class of pods.
    pub runtime_class: Option<Setting<String>>,
    /// Whether capabilities are added or patches applied, so that its settings do not tell what a container may do.
    pub is_tailored: bool,
    /// Where `empty_dir` volumes are, or would be, written.
    pub empty_dirs: Place,
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
    /// Its name, if that is not empty.
    pub name: Option<Setting<String>>,
    /// The path in the containers as written, if that is not empty.
    pub path: Option<Setting<String>>,
    /// The driver of a `csi` volume, if that is not empty.
    pub driver: Option<Setting<String>>,
    /// The path in the containers, cleaned.
    pub mount_path: String,
    /// The path on the node, of a `host_path`.
    pub host_path: Option<String>,
}

const KINDS: [&str; 7] = ["host_path", "pvc", "config_map", "secret", "empty_dir", "csi", "nfs"];

impl KubernetesExecutor {
    pub(super) fn read(table: &Table<'_>) -> KubernetesExecutor {
        let volumes = table.table("volumes");
        let services = table.table("service_container_security_context");
        let mounts = KINDS.iter().flat_map(|kind| {
            let entries = volumes.as_ref().map(|volumes| volumes.tables(kind)).unwrap_or_default();
            entries.into_iter().map(|entry| Mount {
                kind,
                place: entry.place(),
                name: written(&entry, "name"),
                path: written(&entry, "mount_path"),
                driver: written(&entry, "driver"),
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
            services_privileged: services.as_ref().and_then(|services| services.flag("privileged")),
            runtime_class: written(table, "runtime_class_name"),
            is_tailored: is_tailored(table)
                || services.is_some_and(|services| services.table("capabilities").is_some()),
            empty_dirs: empty_dirs(table, volumes.as_ref()),
            pull_policy: table.texts("pull_policy"),
            allowed_pull_policies: table.texts("allowed_pull_policies"),
            services: table.tables("services").iter().map(Service::of_runner).collect(),
            mounts: mounts.collect(),
        }
    }
}

fn empty_dirs(table: &Table<'_>, volumes: Option<&Table<'_>>) -> Place {
    let Some(volumes) = volumes else {
        let Place { span, address } = table.missing("volumes");
        let address = address.key("empty_dir");
        return Place { span, address };
    };
    let list = volumes.cursor.get_folded("empty_dir");
    list.map_or_else(|| volumes.missing("empty_dir"), |list| list.place())
}

fn is_tailored(table: &Table<'_>) -> bool {
    !table.texts("cap_add").items.is_empty() || !table.tables("pod_spec").is_empty()
}

/// A text that is not empty.
fn written(table: &Table<'_>, key: &str) -> Option<Setting<String>> {
    table.text(key).filter(|text| !text.value.is_empty())
}

impl Mount {
    /// The path on the node that it mounts: `host_path`, else the mount path itself.
    ///
    /// Source: GitLab Runner `executors/kubernetes/kubernetes.go`, `getVolumesForHostPaths`, 19.4.
    pub fn source(&self) -> Option<&str> {
        (self.kind == "host_path").then(|| self.host_path.as_deref().unwrap_or(&self.mount_path))
    }
}
