//! Texts that stand inside strings of other files: the Docker client configurations of runners and jobs, and what YAML files
//! carry for a runner.

mod carried;

pub(super) use carried::set_executors;

use super::runner::Executor;
use crate::source::{Embedding, Role, SourceFile, Sources};
use crate::syntax::{Cursor, Document, Node};

/// The variable that holds a Docker client configuration.
pub(super) const DOCKER_AUTH_CONFIG: &str = "DOCKER_AUTH_CONFIG";

/// How deep `variables` of a pipeline may lie: `job.rules[0].variables`.
const REACH: usize = 4;

/// The texts inside the files of a run, in order.
pub(super) fn texts(sources: &Sources, documents: &[Document]) -> Vec<SourceFile> {
    let mut texts = Vec::new();
    for document in documents {
        let file = sources.get(document.file);
        let mut finder = Finder {
            document,
            file,
            texts: &mut texts,
        };
        match file.role {
            Role::RunnerConfig | Role::RunnerTemplate => finder.runners(&document.cursor()),
            Role::Pipeline if has_configuration(&document.root, REACH) => finder.pipeline(&document.cursor(), REACH),
            Role::HelmValues | Role::Manifest | Role::Compose => finder.carried(),
            Role::Pipeline
            | Role::DaemonConfig
            | Role::DockerAuth
            | Role::SystemdUnit
            | Role::Certificate
            | Role::Settings => {}
        }
    }
    texts
}

/// Whether a mapping in reach has a Docker client configuration: few do, and a look at each with its address is slow.
fn has_configuration(node: &Node, reach: usize) -> bool {
    let holds = |node: &Node| node.get(DOCKER_AUTH_CONFIG).is_some() || has_configuration(node, reach - 1);
    let mut items = node.items().iter();
    let mut entries = node.entries().iter();
    reach > 0 && (items.any(holds) || entries.any(|entry| holds(&entry.node)))
}

struct Finder<'a> {
    document: &'a Document,
    file: &'a SourceFile,
    texts: &'a mut Vec<SourceFile>,
}

impl Finder<'_> {
    /// The entries of `environment`. GitLab Runner uses them for pulling images, which only some executors do.
    fn runners(&mut self, root: &Cursor<'_>) {
        let Some(runners) = root.get_folded("runners") else {
            return;
        };
        for runner in runners.items() {
            let executor = runner.get_folded("executor").and_then(|value| value.node.as_str());
            if executor.is_some_and(|name| !Executor::named(name).pulls_images()) {
                continue;
            }
            let entries = runner.get_folded("environment");
            for entry in entries.iter().flat_map(Cursor::items) {
                let text = entry.node.as_str().unwrap_or_default();
                if let Some((DOCKER_AUTH_CONFIG, value)) = text.split_once('=')
                    && is_json(value)
                {
                    self.embed(&entry, DOCKER_AUTH_CONFIG.len() + 1, Role::DockerAuth);
                }
            }
        }
    }

    /// The variables of a pipeline and its jobs: `NAME: text` and `NAME: {value: text}`.
    fn pipeline(&mut self, at: &Cursor<'_>, reach: usize) {
        if reach == 0 {
            return;
        }
        for item in at.items() {
            self.pipeline(&item, reach - 1);
        }
        for (entry, value) in at.entries() {
            match value.get(DOCKER_AUTH_CONFIG) {
                Some(text) if entry.key.value == "variables" => {
                    let inner = text.get("value");
                    let text = inner.as_ref().unwrap_or(&text);
                    if text.node.as_str().is_some_and(is_json) {
                        self.embed(text, 0, Role::DockerAuth);
                    }
                }
                _ => self.pipeline(&value, reach - 1),
            }
        }
    }

    /// Takes the string at `at`, from byte `from` on, for a text of its own; gives nothing if its spelling cannot be taken apart.
    /// With a byte order mark in the middle of a file, the places of a text would be those of another.
    fn embed(&mut self, at: &Cursor<'_>, from: usize, role: Role) {
        let Some(text) = at.node.as_str().and_then(|text| text.get(from..)) else {
            return;
        };
        if text.starts_with('\u{feff}') {
            return;
        }
        let Some(map) = self.document.string_map(self.file, at.node) else {
            return;
        };
        let Ok(from) = u32::try_from(from) else { return };
        let map = map.after(from);
        let embedding = Embedding {
            file: self.document.file,
            address: at.address.clone(),
            pieces: map.pieces,
            escape: map.escape,
            block: map.block,
        };
        self.texts
            .push(SourceFile::embedded(self.file, role, text.to_owned(), embedding));
    }
}

/// Whether a variable surely is JSON. What a variable of its own is put into is known only when a job runs.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && !text.contains('$')
}
