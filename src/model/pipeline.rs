//! The jobs of a `.gitlab-ci.yml`, as GitLab resolves them from it and from the local files it includes.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config.rb` and what it calls, in this order: aliases and `<<`, `$[[ … ]]`,
//! `include`, `extends`, `!reference`, the checks, and `default:`. What files that are not at hand bring is unknown.

mod defaults;
mod extend;
mod fault;
mod includes;
mod inputs;
mod interpolate;
mod job;
mod judge;
mod key;
mod matrix;
mod merge;
mod plain;
mod read;
mod reference;
mod resolved;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;
mod yaml;

use std::collections::{HashMap, HashSet};

use super::setting::{Known, Origin, Setting};
use super::variable::Variable;
use crate::cores;
use crate::source::{Address, FileId, Place, Sources, Span};
use crate::syntax::{Document, Node};

use defaults::Defaults;
use extend::Extent;
pub use fault::{Meant, PipelineFault, PipelineFaultKind};
pub(super) use includes::local_includes;
use includes::{Content, Expansion, Included};
use job::{Around, rule_variables};
pub use job::{Job, Script, Section};
use key::Key;
pub use matrix::JobCopy;
use merge::Merger;
pub use plain::Plain;
use read::{Read, Reader};
use resolved::Tree;
use tree::{Budget, Link, Map, Shape};

/// Keys at the top of a file that are no jobs, unless the last two look like one.
const RESERVED: [&str; 10] = [
    "include",
    "before_script",
    "image",
    "services",
    "after_script",
    "variables",
    "stages",
    "cache",
    "default",
    "workflow",
];

/// What a pipeline says about jobs.
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
    /// Why GitLab refuses it, as far as that is sure.
    pub faults: Vec<PipelineFault>,
    /// What it says, and GitLab drops without a word.
    pub lost: Option<PipelineFault>,
    /// The files it includes, with the entries of its own that lead to them.
    included: Vec<(FileId, Span)>,
}

/// What a file is to a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The pipeline of a project.
    Whole,
    /// A pipeline, or a part of one.
    Alone,
    /// Surely a part of one.
    Part,
}

/// The pipelines of a run.
pub(super) fn read_all(sources: &Sources, documents: &[&Document]) -> Vec<Pipeline> {
    let mut by_file: Vec<Option<&Document>> = vec![None; sources.len()];
    for document in documents {
        if let Some(slot) = by_file.get_mut(document.file.index()) {
            *slot = Some(document);
        }
    }
    let mut expansions = Vec::new();
    let mut parts: HashSet<FileId> = HashSet::new();
    for document in documents.iter().copied().filter(|document| document.parses()) {
        let is_whole = yaml::is_whole(sources, document.file);
        let expansion = includes::expanded(sources, &by_file, document, is_whole);
        if is_whole {
            let others = expansion.files.iter().map(|(part, _)| *part);
            parts.extend(others.filter(|part| *part != document.file));
        }
        expansions.push((document, is_whole, expansion));
    }
    let parsed = documents.iter().filter(|document| document.parses());
    let named = parsed.flat_map(|document| local_includes(document).into_iter().map(|path| (document.file, path)));
    let named: Vec<(FileId, &str)> = named.collect();
    // What belongs to a pipeline is read with it.
    let is_top = |file: FileId| sources.project.path(file) == Some(".gitlab-ci.yml");
    expansions.retain(|(document, ..)| !parts.contains(&document.file) || is_top(document.file));
    cores::map(&expansions, sources.bytes(), |(document, is_whole, expansion)| {
        let file = document.file;
        let standing = match *is_whole {
            true => Standing::Whole,
            false if is_part(sources, &named, file) => Standing::Part,
            false => Standing::Alone,
        };
        Pipeline::read(sources, document, expansion, standing)
    })
}

/// The locations of local files that pipelines include, and that were not looked for.
pub(crate) fn wanted_includes(sources: &Sources, documents: &[Option<Document>]) -> Vec<String> {
    let by_file: Vec<Option<&Document>> = documents.iter().map(Option::as_ref).collect();
    let mut wanted: Vec<String> = Vec::new();
    for document in documents.iter().flatten().filter(|document| document.parses()) {
        let is_whole = yaml::is_whole(sources, document.file);
        wanted.extend(includes::expanded(sources, &by_file, document, is_whole).wanted);
    }
    wanted.sort();
    wanted.dedup();
    wanted
}

/// Whether another file may include this one: `named` are the files and the paths that they include.
fn is_part(sources: &Sources, named: &[(FileId, &str)], file: FileId) -> bool {
    let here = &sources.get(file).path;
    let names = |path: &str| path.contains('*') || here.ends_with(path.trim_start_matches('/'));
    named.iter().any(|(other, path)| *other != file && names(path))
}

impl Pipeline {
    /// Reads the pipeline of a document.
    fn read(sources: &Sources, document: &Document, expansion: &Expansion<'_>, standing: Standing) -> Pipeline {
        let is_open = standing == Standing::Part || expansion.is_open;
        let mut pipeline = Pipeline {
            file: document.file,
            jobs: Vec::new(),
            variables: Vec::new(),
            is_open,
            faults: yaml::faults(sources, document, standing),
            lost: yaml::lost(sources, document),
            included: expansion.files.clone(),
        };
        pipeline.faults.extend(expansion.parts.iter().flat_map(yaml::dates));
        pipeline.faults.extend(expansion.faults.iter().cloned());
        let extent = Extent {
            open: is_open,
            whole: standing == Standing::Whole && !is_open,
        };
        let budget = Budget::new();
        let whole = assembled(&expansion.content, &budget);
        let Some(top) = whole.part.map() else {
            return pipeline;
        };
        let root = Place {
            span: expansion.content.root.span.before(),
            address: Address::root(),
        };
        pipeline.resolve(top, extent, (budget, &expansion.content), &root);
        pipeline
    }

    fn resolve<'a>(
        &mut self,
        top: &Map<'a>,
        extent: Extent,
        (budget, content): (Budget, &'a Content<'_>),
        root: &Place,
    ) {
        // GitLab stops at the first step that finds something, and what comes later would only follow from that.
        let mut faults = Vec::new();
        let top = extend::extended(top, extent, &budget, &mut faults);
        let names = parents(&top);
        let mut of_references = Vec::new();
        let top = reference::resolved(&top, extent, &budget, &mut of_references);
        for found in [faults, of_references] {
            if self.goes_on() {
                self.faults.extend(found);
            }
        }
        if self.goes_on() {
            self.faults.extend(judge::judge(&top, extent, root));
        }
        let reader = Reader {
            tree: Tree {
                top: top.into_owned(),
                open: extent.open,
                budget,
            },
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
            parents: &names,
        };
        // A header shifts addresses, so that nothing behind one is edited.
        let is_plain = matches!(content.root, std::borrow::Cow::Borrowed(_)) && !content.takes_inputs;
        let written: HashMap<&str, &Node> = { content.root.entries().iter() }
            .filter(|_| is_plain)
            .map(|entry| (entry.key.value.as_str(), &entry.node))
            .collect();
        self.jobs.reserve_exact(reader.tree.top.entries.len());
        for (key, link) in &reader.tree.top.entries {
            if is_job_name(key, link) && !key.as_str().starts_with('.') {
                let is_here = |_: &&Node| link.part.span.file == self.file;
                let node = written.get(key.as_str()).copied().filter(is_here);
                self.jobs.extend(Job::read(key.as_str(), link, node, &around));
            }
        }
        self.variables = globals.items;
    }

    /// Whether there is nothing but values of which it is known what is meant.
    fn goes_on(&self) -> bool {
        self.faults.iter().all(|fault| fault.meant.is_some())
    }

    /// The job of this name.
    pub fn job(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name == name)
    }

    /// The entry of the pipeline that brings a file.
    pub fn included_by(&self, file: FileId) -> Option<Span> {
        let found = self.included.iter().find(|(included, _)| *included == file);
        found.map(|(_, entry)| *entry)
    }
}

/// What a file says with its includes below it.
fn assembled<'a>(content: &'a Content<'_>, budget: &Budget) -> Link<'a> {
    let own = match content.takes_inputs {
        true => tree::load_template(&content.root),
        false => tree::load(&content.root),
    };
    if content.includes.is_empty() {
        return own;
    }
    let merger = Merger {
        budget,
        hides_base: false,
    };
    let mut below: Option<Link<'a>> = None;
    for included in &content.includes {
        below = match (included, below) {
            (Included::Here(content), None) => Some(assembled(content, budget)),
            (Included::Here(content), Some(below)) => Some(merger.merged(&below, &assembled(content, budget))),
            // What is not at hand may replace everything that was included before it.
            (Included::Elsewhere, below) => below.map(|below| merger.obscured(&below)),
        };
    }
    let merged = match &below {
        Some(below) => merger.merged(below, &own),
        None => own,
    };
    match merged.part.map() {
        Some(map) => merged.with_map(map.without("include")),
        None => merged,
    }
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

/// Whether a key at the top is none of the pipeline's own.
fn is_job_name(key: &Key<'_>, link: &Link<'_>) -> bool {
    let name = key.as_str();
    let looks_like_one = || {
        let map = link.part.map();
        let signs = ["script", "run", "trigger", "needs"];
        map.is_some_and(|map| signs.iter().any(|sign| map.get(sign).is_some()))
    };
    match name {
        "default" | "workflow" => looks_like_one(),
        _ => !RESERVED.contains(&name),
    }
}

/// The names that `extends` and `!reference` anywhere in the pipeline lead to.
fn parents(top: &Map<'_>) -> HashSet<String> {
    let mut names: HashSet<String> = extend::names(top).into_iter().map(|(name, _)| name).collect();
    for (_, link) in &top.entries {
        if link.part.refers {
            referred(link, &mut names);
        }
    }
    names
}

fn referred(link: &Link<'_>, names: &mut HashSet<String>) {
    match &link.part.shape {
        Shape::Reference(Some(steps)) => names.extend(steps.first().map(|step| (*step).to_owned())),
        Shape::List(items) => items
            .iter()
            .filter(|item| item.part.refers)
            .for_each(|item| referred(item, names)),
        Shape::Map(map) => {
            let below = map.entries.iter().filter(|(_, link)| link.part.refers);
            below.for_each(|(_, link)| referred(link, names));
        }
        _ => {}
    }
}
