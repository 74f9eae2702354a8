//! The values of config.toml under the keys of the schema, for rules that are about a kind of value and not about a key.

use std::collections::HashMap;

use super::Workspace;
use super::docker::DockerExecutor;
use crate::schema::Version;
use crate::schema::runner::{self, Key, Kind};
use crate::source::{FileId, Place, Role, Step, equal_fold};
use crate::syntax::{Cursor, Node, Scalar};

/// A value under a key that GitLab Runner knows.
#[derive(Debug, Clone)]
pub struct KnownValue<'a> {
    /// The key.
    pub key: &'static Key,
    /// Where the value stands.
    pub place: Place,
    node: &'a Node,
}

impl<'a> KnownValue<'a> {
    /// The value, if it is a string.
    pub fn as_str(&self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// The value, if it is an integer.
    pub fn number(&self) -> Option<i64> {
        self.node.as_integer()
    }

    /// The value as written, if it is a date and time.
    pub fn time(&self) -> Option<&'a str> {
        match self.node.as_scalar()? {
            Scalar::Datetime(text) | Scalar::String(text) => Some(text),
            _ => None,
        }
    }

    /// The strings of the value with their places, if it is an array.
    pub fn texts(&self) -> Vec<(&'a str, Place)> {
        let cursor = Cursor::new(self.node, self.place.address.clone());
        let texts = cursor
            .items()
            .filter_map(|item| Some((item.node.as_str()?, item.place())));
        texts.collect()
    }
}

impl Workspace {
    /// The values of all config.toml and templates under those keys that are wanted and that the target's GitLab Runner knows, without
    /// free tables and what is in them.
    pub fn known_values(&self, wanted: fn(&Key) -> bool) -> Vec<KnownValue<'_>> {
        let ways = Ways::to(self, wanted);
        let mut values = Vec::new();
        for document in self.runner_documents().filter(|document| document.parses()) {
            let root = document.cursor();
            ways.collect(&root, runner::root(), &mut values);
        }
        // What stands beside the runner of a template has no effect.
        let is_template = |file: FileId| self.sources.get(file).role == Role::RunnerTemplate;
        values.retain(|value| !is_template(value.place.span.file) || self.is_of_runner(&value.place));
        values
    }

    fn is_of_runner(&self, place: &Place) -> bool {
        let base = &self.document(place.span.file).base;
        let first = place.address.steps_below(base).and_then(|steps| steps.first().copied());
        matches!(first, Some(Step::Key(key)) if equal_fold(key, "runners"))
    }

    /// The values of the table of a Docker executor, without those of the tables in it.
    pub fn docker_values(&self, docker: &DockerExecutor) -> Vec<KnownValue<'_>> {
        let key = runner::root().at("runners[].docker");
        let (Some(key), Some(table)) = (key, self.table(&docker.place)) else {
            return Vec::new();
        };
        direct(&table.cursor, key, self.context.targets.runner.version)
    }
}

/// Of each table of the schema the keys that are wanted and the tables that lead to some. A large file is walked for
/// many rules, so what leads nowhere is not looked at.
struct Ways {
    keys: HashMap<&'static str, Vec<&'static Key>>,
}

impl Ways {
    fn to(workspace: &Workspace, wanted: fn(&Key) -> bool) -> Ways {
        let version = workspace.context.targets.runner.version;
        let mut ways = Ways { keys: HashMap::new() };
        ways.add(
            runner::root(),
            &|key| key.since <= version && workspace.has_key(key.name),
            wanted,
        );
        ways
    }

    fn add(&mut self, table: &'static Key, written: &dyn Fn(&Key) -> bool, wanted: fn(&Key) -> bool) -> bool {
        let known = table.keys.iter().filter(|key| written(key));
        let keys: Vec<&Key> = known
            .filter(|key| match key.kind {
                Kind::Table | Kind::Tables => self.add(key, written, wanted),
                _ => wanted(key),
            })
            .collect();
        let any = !keys.is_empty();
        self.keys.insert(table.path, keys);
        any
    }

    fn collect<'a>(&self, table: &Cursor<'a>, key: &Key, values: &mut Vec<KnownValue<'a>>) {
        for key in self.keys.get(key.path).into_iter().flatten().copied() {
            let Some(value) = table.get_folded(key.name) else {
                continue;
            };
            match key.kind {
                Kind::Table => self.collect(&value, key, values),
                Kind::Tables => value.items().for_each(|item| self.collect(&item, key, values)),
                _ => values.push(KnownValue {
                    key,
                    place: value.place(),
                    node: value.node,
                }),
            }
        }
    }
}

fn direct<'a>(table: &Cursor<'a>, key: &'static Key, version: Version) -> Vec<KnownValue<'a>> {
    let known = table.entries().filter_map(|(entry, value)| {
        let key = key.child(&entry.key.value).filter(|key| key.since <= version)?;
        Some(KnownValue {
            key,
            place: value.place(),
            node: value.node,
        })
    });
    known.collect()
}
