//! The jobs of a `.gitlab-ci.yml`, as GitLab resolves them from one file.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config.rb` and what it calls: aliases and `<<`, then `extends`, then
//! `!reference`, then `default:`. What other files bring is unknown.

mod defaults;
mod extend;
mod job;
mod read;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{HashMap, HashSet};

use super::setting::{Known, Origin, Setting};
use super::variable::Variable;
use crate::source::FileId;
use crate::syntax::{Document, Node, Scalar, Value};

use defaults::Defaults;
use extend::Tree;
use job::{Around, rule_variables};
pub use job::{Job, Script, Section};
use read::{Read, Reader};
use tree::{Link, Map, Shape};

/// Keys at the top of a file that are no jobs.
const RESERVED: [&str; 10] = [
    "default",
    "include",
    "before_script",
    "image",
    "services",
    "after_script",
    "variables",
    "stages",
    "cache",
    "workflow",
];

/// What one file says about jobs.
#[derive(Debug)]
pub struct Pipeline {
    /// The file.
    pub file: FileId,
    /// The jobs, hidden ones left out.
    pub jobs: Vec<Job>,
    /// The variables of all jobs.
    pub variables: Vec<Setting<Variable>>,
    /// Whether other files, which are not at hand, belong to it.
    pub is_open: bool,
}

impl Pipeline {
    /// Reads the pipeline of a document. `part_of_another` if another file includes it.
    pub(super) fn read(document: &Document, part_of_another: bool) -> Pipeline {
        let (root, has_header) = content(document);
        let mut pipeline = Pipeline {
            file: document.file,
            jobs: Vec::new(),
            variables: Vec::new(),
            is_open: part_of_another || includes(root),
        };
        let loaded = tree::load(root);
        let Some(top) = loaded.part.map() else {
            return pipeline;
        };
        let reader = Reader {
            tree: Tree::new(top, pipeline.is_open),
            takes_inputs: has_header,
        };
        let globals = globals(&reader);
        let workflow = match reader.tree.global("workflow") {
            Known::Is(workflow) => rule_variables(&reader, &workflow),
            Known::Unset | Known::Unknown => Vec::new(),
        };
        let around = Around {
            reader: &reader,
            defaults: &Defaults::read(&reader),
            globals: &globals,
            varying: &workflow,
            parents: &parents(&reader.tree.top),
        };
        let written: HashMap<&str, &Node> = root
            .entries()
            .iter()
            .map(|entry| (entry.key.value.as_str(), &entry.node))
            .collect();
        for (name, link) in &reader.tree.top.entries {
            if is_job_name(name, link) {
                // A header shifts addresses, so that nothing behind one is edited.
                let node = written.get(name).copied().filter(|_| !has_header);
                pipeline.jobs.extend(Job::read(name, link, node, &around));
            }
        }
        pipeline.variables = globals.items;
        pipeline
    }

    /// The job of this name.
    pub fn job(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name == name)
    }
}

/// The document that holds the jobs, and whether a `spec:` header stands before it.
fn content(document: &Document) -> (&Node, bool) {
    match document.others.last() {
        Some(last) if document.root.get("spec").is_some() => (last, true),
        _ => (&document.root, false),
    }
}

/// Whether a file names other files, none of which are looked at yet.
fn includes(root: &Node) -> bool {
    root.get("include").is_some_and(|include| match &include.value {
        Value::Sequence(items) => !items.is_empty(),
        Value::Scalar(_) => include.as_str().is_some(),
        _ => true,
    })
}

/// The local files that a document includes, as written.
pub(super) fn local_includes(document: &Document) -> Vec<&str> {
    let (root, _) = content(document);
    let Some(include) = root.get("include") else {
        return Vec::new();
    };
    let items = match &include.value {
        Value::Sequence(items) => items.as_slice(),
        _ => std::slice::from_ref(include),
    };
    items.iter().filter_map(local_path).collect()
}

fn local_path(include: &Node) -> Option<&str> {
    let path = include.as_str().or_else(|| include.get("local")?.as_str())?;
    (!path.contains("://")).then_some(path)
}

fn globals(reader: &Reader<'_>) -> Read<Setting<Variable>> {
    let mut globals = match reader.tree.global("variables") {
        Known::Is(variables) => reader.variables(&variables),
        Known::Unset => Read::none(),
        Known::Unknown => Read::unknown(),
    };
    globals.complete &= !reader.tree.open;
    for variable in &mut globals.items {
        if let (false, Some(key)) = (variable.is_inherited(), variable.key) {
            variable.origin = Origin::Inherited { via: key };
        }
    }
    globals
}

fn is_job_name(name: &str, link: &Link<'_>) -> bool {
    let is_default_job = || name == "default" && link.part.map().is_some_and(|map| map.get("script").is_some());
    !name.starts_with('.') && (!RESERVED.contains(&name) || is_default_job())
}

/// The names that `extends` and `!reference` anywhere in the file lead to.
fn parents<'a>(top: &Map<'a>) -> HashSet<&'a str> {
    let mut names = HashSet::new();
    for (_, link) in &top.entries {
        let Some(map) = link.part.map() else { continue };
        let extends = map.get("extends").map(|link| &link.part.shape);
        match extends {
            Some(Shape::Scalar(Scalar::String(name))) => {
                names.insert(name.as_str());
            }
            Some(Shape::List(items)) => {
                let name = |item: &Link<'a>| match item.part.shape {
                    Shape::Scalar(Scalar::String(name)) => Some(name.as_str()),
                    _ => None,
                };
                names.extend(items.iter().filter_map(name));
            }
            _ => {}
        }
        for (_, link) in &map.entries {
            referred(link, 3, &mut names);
        }
    }
    names
}

/// References stand as values of keys, in lists, and in mappings such as `variables:`.
fn referred<'a>(link: &Link<'a>, levels: usize, names: &mut HashSet<&'a str>) {
    match &link.part.shape {
        Shape::Reference(steps) => names.extend(steps.first()),
        Shape::List(items) if levels > 0 => items.iter().for_each(|item| referred(item, levels - 1, names)),
        Shape::Map(map) if levels > 0 => map
            .entries
            .iter()
            .for_each(|(_, link)| referred(link, levels - 1, names)),
        _ => {}
    }
}
