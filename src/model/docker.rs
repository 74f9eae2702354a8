//! `[runners.docker]`.

use super::image::Image;
use super::service::Service;
use super::setting::{List, Setting, Table};
use super::socket::EngineSocket;
use super::volume::{Volume, clean};
use crate::schema::Version;
use crate::source::Place;

/// The settings of the Docker executors.
#[derive(Debug, Clone)]
pub struct DockerExecutor {
    /// Its `[runners.docker]` header.
    pub place: Place,
    /// The Docker daemon, if it is not the usual one.
    pub host: Option<Setting<String>>,
    /// The image of jobs that name none.
    pub image: Option<Setting<Image>>,
    /// Whether job containers are privileged.
    pub privileged: Setting<bool>,
    /// Whether service containers are; if it is not set, `privileged` decides.
    pub services_privileged: Option<Setting<bool>>,
    /// Globs of the service images that may be privileged; empty for all.
    pub allowed_privileged_services: List<String>,
    /// Volumes, as written in order.
    pub volumes: List<Volume>,
    /// Names and addresses for the containers' hosts files.
    pub extra_hosts: List<String>,
    /// Name servers.
    pub dns: List<String>,
    /// Links to other containers.
    pub links: List<String>,
    /// Pull policies, in order.
    pub pull_policy: List<String>,
    /// Pull policies that jobs may ask for.
    pub allowed_pull_policies: List<String>,
    /// Services of every job.
    pub services: Vec<Service>,
    /// The OCI runtime.
    pub runtime: Option<Setting<String>>,
    /// The network.
    pub network_mode: Option<Setting<String>>,
    /// Security options of services.
    pub services_security_opt: List<String>,
    /// Mount points that are memory, cleaned: `tmpfs` and `services_tmpfs`.
    pub tmpfs: Vec<String>,
    /// The volume driver.
    pub volume_driver: Option<Setting<String>>,
    /// Whether volumes without a source are thrown away after each job; see `makes_volumes`.
    pub disable_cache: Setting<bool>,
    /// The image of the helper container.
    pub helper_image: Option<Setting<String>>,
    /// Whether a volume or the image is of Windows.
    pub is_of_windows: bool,
}

/// An `extra_hosts` entry: `name:address`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraHost<'a> {
    /// The name.
    pub name: &'a str,
    /// What should be an address.
    pub address: &'a str,
}

impl<'a> ExtraHost<'a> {
    /// Takes an entry apart at its first colon, as Docker does.
    ///
    /// Source: moby `daemon/pkg/opts/hosts.go`, `ValidateExtraHost`, 29.7.
    pub fn parse(entry: &'a str) -> Option<ExtraHost<'a>> {
        let (name, address) = entry.split_once(':')?;
        (!name.is_empty()).then_some(ExtraHost { name, address })
    }
}

impl DockerExecutor {
    pub(super) fn read(table: &Table<'_>) -> DockerExecutor {
        let table = &table.clone().indexed();
        let volumes = table.texts("volumes");
        let tmpfs = ["tmpfs", "services_tmpfs"].iter().flat_map(|key| table.map(key));
        let mut docker = DockerExecutor {
            place: table.place(),
            host: table.text("host"),
            image: table.text("image").map(|image| image.map(|text| Image::parse(&text))),
            privileged: table.flag_or("privileged", false),
            services_privileged: table.flag("services_privileged"),
            allowed_privileged_services: table.texts("allowed_privileged_services"),
            volumes: List {
                items: volumes
                    .items
                    .into_iter()
                    .map(|item| item.map(|text| Volume::parse(&text)))
                    .collect(),
                place: volumes.place,
                origin: volumes.origin,
            },
            extra_hosts: table.texts("extra_hosts"),
            dns: table.texts("dns"),
            links: table.texts("links"),
            pull_policy: table.texts("pull_policy"),
            allowed_pull_policies: table.texts("allowed_pull_policies"),
            services: table.tables("services").iter().map(Service::of_runner).collect(),
            runtime: table.text("runtime"),
            network_mode: table.text("network_mode"),
            services_security_opt: table.texts("services_security_opt"),
            tmpfs: tmpfs.map(|(path, _)| clean(&path)).collect(),
            volume_driver: table.text("volume_driver"),
            disable_cache: table.flag_or("disable_cache", false),
            helper_image: table.text("helper_image"),
            is_of_windows: false,
        };
        docker.is_of_windows = docker.looks_like_windows();
        docker
    }

    /// Whether service containers are privileged, before the allow-list.
    pub fn services_are_privileged(&self) -> bool {
        self.services_privileged.as_ref().unwrap_or(&self.privileged).value
    }

    /// Whether GitLab Runner makes volumes of bare paths. Before 18.11 `disable_cache` took them all away, and not only
    /// those of the cache.
    pub fn makes_volumes(&self, version: Version) -> bool {
        !self.disable_cache.value || version >= Version::new(18, 11)
    }

    /// The volume that puts the socket of the host's Docker daemon, which runs as root, where jobs look for it.
    pub fn docker_socket(&self) -> Option<&Setting<Volume>> {
        let of_root = |source: &str| EngineSocket::at(source) == Some(EngineSocket::Docker);
        self.volumes.items.iter().find(|volume| {
            let volume = &volume.value;
            volume.targets_docker_socket() && volume.source.as_deref().is_some_and(of_root)
        })
    }

    fn looks_like_windows(&self) -> bool {
        let windows_image = |image: &Setting<Image>| {
            let text = &image.value.text;
            // Each of the words has one of these letters, which few names of images have.
            if text.is_ascii() && !text.contains(['w', 'W', 'v', 'V']) {
                return false;
            }
            let text = text.to_lowercase();
            ["windows", "nanoserver", "servercore"]
                .iter()
                .any(|word| text.contains(word))
        };
        self.volumes.values().any(Volume::is_windows) || self.image.as_ref().is_some_and(windows_image)
    }
}
