//! `[[runners.kubernetes.volumes.nfs]]`, which GitLab Runner decodes in a way of its own.

use super::Workspace;
use super::setting::Table;
use crate::source::{Place, Span, equal_fold};

/// An NFS volume without all that it needs.
#[derive(Debug)]
pub struct NfsFault {
    /// Its header.
    pub place: Place,
    /// The keys that are not there.
    pub absent: Vec<&'static str>,
    /// The keys that are there, but not as GitLab Runner looks for them.
    pub unread: Vec<UnreadKey>,
}

/// A key of an NFS volume that GitLab Runner finds no text in.
#[derive(Debug)]
pub struct UnreadKey {
    /// What it has to be called.
    pub name: &'static str,
    /// Its value, which is empty if `key` is `None`.
    pub place: Place,
    /// Its own name, if it differs in the case of its letters.
    pub key: Option<Span>,
}

const NEEDED: [&str; 4] = ["name", "mount_path", "server", "path"];

impl Workspace {
    /// NFS volumes for which GitLab Runner refuses the file. Texts of another type are `type_mismatches`.
    ///
    /// Source: GitLab Runner `common/config.go`, `KubernetesNFS.UnmarshalTOML`, 19.4, which compares keys exactly.
    pub fn nfs_faults(&self) -> Vec<NfsFault> {
        let runners = self.runner_files().flat_map(|config| config.tables("runners"));
        let volumes = runners.filter_map(|runner| runner.table("kubernetes")?.table("volumes"));
        let faults = volumes
            .flat_map(|volumes| volumes.tables("nfs"))
            .map(|volume| fault(&volume));
        faults
            .filter(|fault| !fault.absent.is_empty() || !fault.unread.is_empty())
            .collect()
    }
}

fn fault(volume: &Table<'_>) -> NfsFault {
    let mut fault = NfsFault {
        place: volume.place(),
        absent: Vec::new(),
        unread: Vec::new(),
    };
    for name in NEEDED {
        if let Some(value) = volume.cursor.get(name) {
            if value.node.as_str() == Some("") {
                fault.unread.push(UnreadKey {
                    name,
                    place: value.place(),
                    key: None,
                });
            }
            continue;
        }
        let alike = |text: &str| equal_fold(text, name);
        let mut entries = volume.cursor.entries();
        match entries.find(|(entry, value)| alike(&entry.key.value) && value.node.as_str().is_some()) {
            Some((entry, value)) => fault.unread.push(UnreadKey {
                name,
                place: value.place(),
                key: Some(entry.key.span),
            }),
            None => fault.absent.push(name),
        }
    }
    fault
}
