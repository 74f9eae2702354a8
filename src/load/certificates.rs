//! Certificates of a host: which files dockerd and GitLab Runner look for, found without reading private keys.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::CertificateHome;

/// Certificates in one place beyond this number are not read.
const MAX_FILES: usize = 1000;

/// The files with certificates and keys of a host with its root at `root`.
///
/// Source: moby `daemon/pkg/registry/config.go`, `CertsDir`, 29.7; docs.gitlab.com/runner/configuration/tls-self-signed.
pub(super) fn of_host(root: &Path, homes: &[PathBuf]) -> Vec<PathBuf> {
    let mut places = vec![root.join("etc/docker/certs.d"), root.join("etc/gitlab-runner/certs")];
    for home in homes {
        places.push(home.join(".config/docker/certs.d"));
        places.push(home.join(".gitlab-runner/certs"));
    }
    let files = places.iter().flat_map(|place| {
        let below = walkdir::WalkDir::new(place)
            .max_depth(3)
            .sort_by_file_name()
            .into_iter();
        let files = below.flatten().filter(|entry| !entry.file_type().is_dir());
        files.take(MAX_FILES).map(walkdir::DirEntry::into_path)
    });
    files.collect()
}

/// The other files in the folder of a certificate: what one of them means depends on the others.
pub(super) fn beside(path: &Path) -> Vec<PathBuf> {
    if !is_one(path) {
        return Vec::new();
    }
    let folder = path.parent().filter(|folder| folder.is_dir());
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.retain(|file| file.is_file());
    files.sort();
    files.truncate(MAX_FILES);
    files
}

/// Whether a file lies where certificates are looked for.
pub(super) fn is_one(path: &Path) -> bool {
    CertificateHome::of(path) != CertificateHome::Other
}

/// Whether a file is a private key by its name, whose content is nobody's business.
pub(super) fn is_key(path: &Path) -> bool {
    is_one(path) && path.extension().is_some_and(|extension| extension == "key")
}
