//! Certificates and keys that dockerd and GitLab Runner look for by the names of their files and folders.

use core::net::IpAddr;
use std::path::Path;

use super::Workspace;
use super::x509::{self, SubjectName};
use crate::source::{Address, FileId, Place, Role, Span};
use crate::syntax::Document;

/// A file with certificates or a key.
#[derive(Debug, Clone)]
pub struct CertificateFile {
    /// The file.
    pub file: FileId,
    /// Its start.
    pub place: Place,
    /// Its name, without folders.
    pub name: String,
    /// Who looks for it.
    pub home: CertificateHome,
    /// The certificates in it, as far as they can be read.
    pub certificates: Vec<Certificate>,
    /// When it was read, in seconds since 1970, if that is known.
    pub read: Option<u64>,
}

/// Who looks for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateHome {
    /// dockerd, for a registry: `…/docker/certs.d/FOLDER`.
    Registry {
        /// The folder, which ought to be the registry.
        folder: String,
        /// Whether it lies in another folder below that one, where nobody looks.
        is_deeper: bool,
    },
    /// GitLab Runner, for GitLab: `…/gitlab-runner/certs`.
    Runner,
    /// Nobody that is known.
    Other,
}

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The line it begins with.
    pub place: Place,
    /// The common name of its subject.
    pub common_name: Option<String>,
    /// Names and addresses that it is for.
    pub names: Vec<SubjectName>,
    /// Whether it signs other certificates.
    pub is_authority: bool,
    /// From when on it is valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when, in seconds since 1970.
    pub not_after: u64,
    /// The day it ends, such as `2027-01-31`.
    pub last_day: String,
}

impl Workspace {
    /// The certificates and keys of GitLab Runner itself.
    pub fn runner_certificate_files(&self) -> Vec<CertificateFile> {
        let files = self.certificate_files();
        files.filter(|file| file.home == CertificateHome::Runner).collect()
    }

    /// The files with certificates and keys.
    pub fn certificate_files(&self) -> impl Iterator<Item = CertificateFile> + '_ {
        self.documents_of(Role::Certificate).map(|document| {
            let file = self.sources.get(document.file);
            CertificateFile {
                file: document.file,
                place: place(Span::new(document.file, 0..0)),
                name: last(&file.path),
                home: CertificateHome::of(&file.path),
                certificates: certificates(document),
                read: file.facts.map(|facts| facts.read),
            }
        })
    }
}

fn certificates(document: &Document) -> Vec<Certificate> {
    let blocks = document.root.items().iter();
    let blocks = blocks.filter(|block| block.tag.as_ref().is_some_and(|label| label.value == "CERTIFICATE"));
    let read = blocks.filter_map(|block| {
        let facts = x509::read(block.as_str()?)?;
        Some(Certificate {
            place: place(block.span),
            common_name: facts.common_name,
            names: facts.names,
            is_authority: facts.is_authority,
            not_before: facts.not_before,
            not_after: facts.not_after,
            last_day: facts.last_day,
        })
    });
    read.collect()
}

fn place(span: Span) -> Place {
    Place {
        span,
        address: Address::root(),
    }
}

fn last(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl CertificateHome {
    /// Who looks for the file at a path.
    ///
    /// Source: moby `daemon/pkg/registry/config.go`, `CertsDir`, 29.7; GitLab Runner `network/client.go`,
    /// `findCertificate`, 19.4.
    pub fn of(path: &Path) -> CertificateHome {
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let under = |above: &str, folder: &str| {
            let mut pairs = parts.windows(2);
            let pairs = pairs.position(|pair| matches!(pair, [a, b] if a == above && b == folder));
            pairs.and_then(|at| parts.get(at + 2..))
        };
        if let Some([folder, between @ .., _]) = under("docker", "certs.d") {
            return CertificateHome::Registry {
                folder: folder.clone(),
                is_deeper: !between.is_empty(),
            };
        }
        let certs = under("gitlab-runner", "certs").or_else(|| under(".gitlab-runner", "certs"));
        match certs {
            Some([_]) => CertificateHome::Runner,
            _ => CertificateHome::Other,
        }
    }
}

impl CertificateFile {
    /// The ending of its name, without the dot; empty if there is none.
    pub fn extension(&self) -> &str {
        self.name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Its name without the ending.
    pub fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(&self.name, |(stem, _)| stem)
    }
}

impl Certificate {
    /// Whether it is for a host, as Go decides it: by its names alone, a `*` standing for one label.
    ///
    /// Source: Go 1.24 `crypto/x509/verify.go`, `VerifyHostname` and `matchHostnames`.
    pub fn covers(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_lowercase();
        let address = host.parse::<IpAddr>().ok();
        self.names.iter().any(|name| match (name, address) {
            (SubjectName::Address(name), Some(address)) => *name == address,
            (SubjectName::Host(name), None) => match name.strip_prefix("*.") {
                Some(domain) => host.split_once('.').is_some_and(|(_, rest)| rest == domain),
                None => *name == host,
            },
            _ => false,
        })
    }

    /// Whether a server presents it as its own: it is named after the host, or has names and signs nothing. Old
    /// authorities have neither names nor the mark of one.
    pub fn is_of_server(&self, host: &str) -> bool {
        let is_host = |name: &String| name.eq_ignore_ascii_case(host);
        self.common_name.as_ref().is_some_and(is_host) || !self.is_authority && !self.names.is_empty()
    }
}
