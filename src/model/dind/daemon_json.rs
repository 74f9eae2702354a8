//! A daemon.json that a runner mounts into the containers of its services.

use std::path::Path;

use super::{Dind, Tls};
use crate::model::Workspace;
use crate::model::image::Certainty;
use crate::model::runner::Runner;
use crate::model::setting::Setting;
use crate::model::volume::Volume;
use crate::schema::daemon::sets;
use crate::source::{Place, Role};
use crate::syntax::{Cursor, Document, Node, Scalar};

/// A setting that a daemon gets twice: as a flag and from its file. It stops then.
#[derive(Debug)]
pub struct Conflict<'w> {
    /// The key in the file.
    pub key: &'w str,
    /// Its value there.
    pub place: Place,
    /// The words of the service's command that set it; none if the image's own start-up does.
    pub flags: Vec<&'w Setting<String>>,
    /// Whether the command says the same as the file.
    pub is_equal: bool,
}

impl<'w> Dind<'w> {
    /// The volume that brings a daemon.json into the service, and the file, if it is at hand.
    pub fn mounted_daemon_json(&self) -> Option<(&'w Setting<Volume>, &'w Document)> {
        let home = if self.service.image.value.rootless() {
            "/home/rootless/.config/docker"
        } else {
            "/etc/docker"
        };
        let (runner, docker) = (self.meeting.runner?, self.meeting.docker()?);
        docker.volumes.items.iter().find_map(|volume| {
            let source = volume.value.source.as_deref()?;
            let file = match volume.value.target.strip_prefix(home)? {
                "" => format!("{source}/daemon.json"),
                "/daemon.json" => source.to_owned(),
                _ => return None,
            };
            Some((volume, self.meeting.workspace.daemon_json(runner, &file)?))
        })
    }

    /// What the service's daemon gets both as a flag and from the mounted file.
    pub fn conflicts(&self) -> Vec<Conflict<'w>> {
        let (Some(flags), Some((_, document))) = (self.flags(), self.mounted_daemon_json()) else {
            return Vec::new();
        };
        if self.certainty() != Certainty::Sure {
            return Vec::new();
        }
        let with_tls = matches!(self.tls(), Tls::On { .. });
        let conflict = |(key, value): (&'w str, Cursor<'w>)| {
            let words = words_for(flags, key);
            let by_start = match key {
                "hosts" | "tlsverify" => true,
                "tlscacert" | "tlscert" | "tlskey" => with_tls,
                _ => false,
            };
            (by_start || !words.is_empty()).then(|| Conflict {
                key,
                place: value.place(),
                is_equal: says_same(value.node, &words),
                flags: words,
            })
        };
        let entries = document.root.entries().iter();
        entries
            .map(|entry| (entry.key.value.as_str(), document.cursor().below(entry)))
            .filter_map(conflict)
            .collect()
    }
}

/// Where the daemon of a machine has its settings.
const OF_HOST: &str = "/etc/docker/daemon.json";

impl Workspace {
    /// The daemon.json at this path of a runner's host, if it surely is one of the files at hand, however these are named.
    fn daemon_json(&self, runner: &Runner, path: &str) -> Option<&Document> {
        let document = if path == OF_HOST {
            self.document(self.host_daemon(runner)?.file)
        } else {
            let is_it = |document: &&Document| {
                let here = &self.sources.get(document.file).path;
                // A bare name could be any file of that name.
                let named = here.components().count() > 1 && here.is_relative();
                here.ends_with(path.trim_start_matches('/')) || named && Path::new(path).ends_with(here)
            };
            let mut found = self.documents_of(Role::DaemonConfig).filter(is_it);
            found.next().filter(|_| found.next().is_none())?
        };
        document.parses().then_some(document)
    }
}

/// The words of a command that set a key: `--insecure-registry r` sets `insecure-registries`.
fn words_for<'w>(command: &'w [Setting<String>], key: &str) -> Vec<&'w Setting<String>> {
    let mut words = Vec::new();
    let mut at = command.iter().peekable();
    while let Some(word) = at.next() {
        let name = word.value.split('=').next().unwrap_or_default();
        if !sets(name, key) {
            continue;
        }
        words.push(word);
        let separate = !word.value.contains('=');
        words.extend(at.next_if(|next| separate && !next.value.starts_with('-')));
    }
    words
}

fn says_same(node: &Node, words: &[&Setting<String>]) -> bool {
    let mut there: Vec<String> = match node.items() {
        [] => node.as_scalar().map(written).into_iter().collect(),
        items => items.iter().filter_map(Node::as_scalar).map(written).collect(),
    };
    let value = |word: &&Setting<String>| match word.value.split_once('=') {
        Some((_, value)) => Some(value.to_owned()),
        None => (!word.value.starts_with('-')).then(|| word.value.clone()),
    };
    let mut here: Vec<String> = words.iter().filter_map(value).collect();
    if here.is_empty() {
        here.push("true".to_owned());
    }
    there.sort();
    here.sort();
    there == here
}

fn written(scalar: &Scalar) -> String {
    match scalar {
        Scalar::String(text) | Scalar::Datetime(text) => text.clone(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Large(digits) => digits.clone(),
        Scalar::Float(value) => value.to_string(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Null => String::new(),
    }
}
