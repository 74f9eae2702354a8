//! Docker-in-Docker in pods: its container is one among others that share their network, and nobody starts the
//! entrypoint of the job's image, which elsewhere finds the daemon by itself.
//!
//! Source: GitLab documentation, "Use Docker-in-Docker", sections on the Kubernetes executor, 18.11.

use super::{Dind, client_folder};
use crate::model::kubernetes::KubernetesExecutor;
use crate::model::meeting::Meeting;
use crate::model::setting::Known;
use crate::model::variable::Content;
use crate::model::volume::clean;

/// Where the job's Docker clients look for their certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertPath {
    /// Where the daemon puts them.
    OfDaemon,
    /// In their home folder, because nothing is said.
    Home,
    /// Somewhere else, or not to be known.
    Elsewhere,
}

/// With this flag GitLab Runner starts the image's entrypoint in pods too.
const HONOR_ENTRYPOINT: &str = "FF_KUBERNETES_HONOR_ENTRYPOINT";

impl<'w> Meeting<'w> {
    /// The runner's executor, if jobs run in pods.
    pub fn kubernetes(&self) -> Option<&'w KubernetesExecutor> {
        self.runner?.kubernetes_executor()
    }

    /// Whether the entrypoint of the job's image surely does not run.
    pub fn skips_entrypoint(&self) -> bool {
        let table = self.runner.and_then(|runner| self.workspace.table(&runner.place));
        let flags = table.and_then(|table| table.table("feature_flags"));
        let flag = flags.and_then(|flags| flags.flag(HONOR_ENTRYPOINT));
        match flag {
            Some(flag) => !flag.value,
            None => self.env(HONOR_ENTRYPOINT).is_unset(),
        }
    }
}

impl Dind<'_> {
    /// Whether its container of a pod is privileged enough to run a daemon.
    pub fn can_run_in_pod(&self) -> Known<bool> {
        let Some(pods) = self.meeting.kubernetes() else {
            return Known::Unknown;
        };
        // Sandboxes and user namespaces come as runtime classes.
        if pods.runtime_class.is_some() || pods.is_tailored || self.service.image.value.rootless() {
            return Known::Unknown;
        }
        Known::Is(pods.services_privileged.as_ref().unwrap_or(&pods.privileged).value)
    }

    /// Whether the job of a pod sees the certificates that the daemon makes below `folder`.
    pub fn pod_shares_certs(&self, folder: &str) -> Known<bool> {
        let Some(pods) = self.meeting.kubernetes() else {
            return Known::Unknown;
        };
        let path = client_folder(folder);
        let covers = |mount: &str| path == mount || path.strip_prefix(mount).is_some_and(|rest| rest.starts_with('/'));
        if pods.is_tailored || pods.mounts.iter().any(|mount| mount.mount_path.contains('$')) {
            return Known::Unknown;
        }
        let shared = covers("/builds") || pods.mounts.iter().any(|mount| covers(&mount.mount_path));
        Known::Is(shared)
    }

    /// Where the job's Docker clients look for the certificates that the daemon makes below `folder`.
    pub fn cert_path(&self, folder: &str) -> CertPath {
        let path = client_folder(folder);
        let written = self.meeting.job.and_then(|job| job.variable("DOCKER_CERT_PATH"));
        // This is how GitLab's documentation writes it.
        if let Some(Content::Reference(text)) = written.map(|variable| &variable.value.content) {
            let known = ["$DOCKER_TLS_CERTDIR/client", "${DOCKER_TLS_CERTDIR}/client"];
            return if known.contains(&text.as_str()) {
                CertPath::OfDaemon
            } else {
                CertPath::Elsewhere
            };
        }
        match self.meeting.env("DOCKER_CERT_PATH") {
            Known::Unset => CertPath::Home,
            Known::Is(given) if clean(&given.value) == path => CertPath::OfDaemon,
            Known::Is(_) | Known::Unknown => CertPath::Elsewhere,
        }
    }
}
