//! The folders of `/etc/docker/certs.d`.

use std::collections::BTreeMap;

use super::Workspace;
use super::certificate::{CertificateFile, CertificateHome};
use super::registry_match::host;

/// A folder of `certs.d` with the files in it.
#[derive(Debug)]
pub struct CertsFolder {
    /// Its name, which ought to be a registry with its port.
    pub name: String,
    /// The files directly in it.
    pub files: Vec<CertificateFile>,
}

impl Workspace {
    /// The folders of `certs.d`, by the paths of their files.
    pub fn certs_folders(&self) -> Vec<CertsFolder> {
        let mut folders: BTreeMap<std::path::PathBuf, CertsFolder> = BTreeMap::new();
        for file in self.certificate_files() {
            let CertificateHome::Registry {
                folder,
                is_deeper: false,
            } = &file.home
            else {
                continue;
            };
            let path = self
                .sources
                .get(file.file)
                .path
                .parent()
                .unwrap_or(std::path::Path::new(""));
            let entry = folders.entry(path.to_owned()).or_insert_with(|| CertsFolder {
                name: folder.clone(),
                files: Vec::new(),
            });
            entry.files.push(file);
        }
        folders.into_values().collect()
    }
}

impl CertsFolder {
    /// Whether it is looked into for a registry. The image store of containerd knows other spellings, too.
    ///
    /// Source: moby `daemon/pkg/registry/registry.go`, `hostCertsDir`, 29.7; containerd
    /// `core/remotes/docker/config/config_unix.go`, `hostPaths`, 2.1.
    pub fn serves(&self, registry: &str) -> bool {
        let with_line = match registry.rsplit_once(':') {
            Some((host, port)) => format!("{host}_{port}_"),
            None => registry.to_owned(),
        };
        self.name == registry || self.name == with_line || self.name == "_default"
    }

    /// The host that it is for.
    pub fn host(&self) -> &str {
        host(&self.name)
    }

    /// The file of that name in it.
    pub fn file(&self, name: &str) -> Option<&CertificateFile> {
        self.files.iter().find(|file| file.name == name)
    }
}
