//! One job with everything it inherits.

use super::super::image::{Certainty, JobImage};
use super::super::names::Needed;
use super::super::script::is_of_name;
use super::super::script_facts::ScriptFacts;
use super::super::service::Service;
use super::super::setting::{Known, Setting};
use super::super::variable::{Content, Variable};
use super::defaults::Defaults;
use super::matrix::{self, JobCopy};
use super::plain::Plain;
use super::read::{Read, Reader};
use super::tree::{Link, Map};
use crate::source::{FileId, Place};
use crate::syntax::{Node, Scalar};

/// A job that a runner takes, or that triggers another pipeline.
#[derive(Debug, Clone)]
pub struct Job {
    /// The file.
    pub file: FileId,
    /// Its name.
    pub name: String,
    /// Its key.
    pub place: Place,
    /// Whether it triggers another pipeline, for which no runner is needed.
    pub is_trigger: bool,
    /// Its image; unset for the runner's.
    pub image: Known<JobImage>,
    /// Its services, as far as they are known.
    pub services: Vec<Service>,
    /// Whether it has `services`, be they none.
    pub names_services: bool,
    /// Whether these are all services.
    pub services_complete: bool,
    /// The tags a runner needs to take it.
    pub tags: Known<Vec<Setting<String>>>,
    /// The variables of the file and of the job, the job's over the file's.
    pub variables: Vec<Setting<Variable>>,
    /// Whether no other variables may come from files that are not at hand.
    pub variables_complete: bool,
    /// Variables whose value depends on rules, a matrix or a secret store.
    pub varying: Vec<String>,
    /// What it runs, in order.
    pub scripts: Vec<Script>,
    /// Whether these are all lines of the sections it names.
    pub scripts_complete: bool,
    /// What its scripts do.
    pub facts: ScriptFacts,
    /// The registries that its scripts call, as long as the runner's own scripts set none of its variables.
    pub(in crate::model) called_registries: Vec<Needed>,
    /// The jobs that `parallel` makes of it; unset without one.
    pub copies: Known<Vec<JobCopy>>,
    /// What it triggers, if it does.
    pub trigger: Option<Plain>,
    /// The seconds after which it ends, if it says so in a way that is understood.
    pub timeout: Option<Setting<f64>>,
    /// Its `cache`, if it surely keeps files for later jobs.
    pub cache: Option<Place>,
    /// Whether other jobs take over parts of it, so that a change of it changes them.
    pub is_shared: bool,
    /// Where variables of its own are, or would be, written; `None` if a variable written there would undo others.
    own_variables: Option<Place>,
}

/// A line or a block of a script.
#[derive(Debug, Clone)]
pub struct Script {
    /// Where it runs.
    pub section: Section,
    /// The text.
    pub text: Setting<String>,
}

/// A part of a job's script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `hooks: pre_get_sources_script`.
    Hook,
    /// `before_script`.
    Before,
    /// `script`.
    Main,
    /// `after_script`.
    After,
}

impl Job {
    /// The definition of a variable in the file; the last one if there are several.
    pub fn variable(&self, name: &str) -> Option<&Setting<Variable>> {
        self.variables.iter().rev().find(|variable| variable.value.name == name)
    }

    /// Its name, or those of the jobs that `parallel` makes of it.
    pub fn names(&self) -> Vec<String> {
        match &self.copies {
            Known::Is(copies) => copies.iter().map(|copy| copy.name(&self.name)).collect(),
            Known::Unset | Known::Unknown => vec![self.name.clone()],
        }
    }

    /// Where to write a variable so that it holds in this job and in no other.
    pub fn override_of(&self, name: &str) -> Option<Place> {
        match self.variable(name) {
            Some(own) if !own.is_inherited() && self.is_own(&own.value.place) => Some(own.value.place.clone()),
            _ => self.own_variables.as_ref().map(|home| Place {
                span: home.span,
                address: home.address.key(name),
            }),
        }
    }

    /// Whether a variable is defined in the job itself.
    pub fn defines(&self, name: &str) -> bool {
        let own = |variable: &Setting<Variable>| !variable.is_inherited() && self.is_own(&variable.value.place);
        self.variable(name).is_some_and(own)
    }

    /// What a variable that it has is in its scripts, as far as that is known without its runner.
    fn env(&self, name: &str) -> Known<String> {
        let varies = self.varying.iter().any(|varying| varying == name) || self.assigns(name);
        match self.variable(name).filter(|_| !varies) {
            Some(variable) => variable.value.known(),
            None => Known::Unknown,
        }
    }

    /// A value with the variables in it, if they are all of the job's own and refer to no others.
    pub(in crate::model) fn expanded(&self, text: &str) -> Option<String> {
        let mut parts = text.split('$');
        let mut value = parts.next()?.to_owned();
        for part in parts {
            let (name, rest) = match part.strip_prefix('{') {
                Some(inner) => inner.split_once('}')?,
                None => part.split_at(part.find(|c| !is_of_name(c)).unwrap_or(part.len())),
            };
            let varies = self.varying.iter().any(|varying| varying == name);
            let variable = self.variable(name).filter(|_| !varies)?;
            value.push_str(variable.value.known().get()?);
            value.push_str(rest);
        }
        Some(value)
    }

    fn is_own(&self, place: &Place) -> bool {
        self.place.span.file == place.span.file && self.place.address.covers(&place.address)
    }

    /// Whether a script gives a value to a variable or takes it away, so that its definition says nothing.
    pub fn assigns(&self, name: &str) -> bool {
        let scripts = self.scripts.iter().map(|script| &script.text);
        !self.scripts_complete || self.facts.assigns(name, scripts)
    }

    /// Whether a line of its scripts runs the Docker client.
    pub fn calls_docker(&self) -> bool {
        self.facts.calls_docker
    }

    /// Whether its image is the official Docker client's with its entrypoint, which finds the daemon by itself.
    pub fn has_docker_entrypoint(&self) -> Certainty {
        match &self.image {
            Known::Is(image) if !image.image.value.docker_cli() => Certainty::No,
            Known::Is(image) => match &image.entrypoint {
                Known::Unset => Certainty::Sure,
                Known::Is(_) => Certainty::No,
                Known::Unknown => Certainty::Maybe,
            },
            Known::Unset | Known::Unknown => Certainty::Maybe,
        }
    }

    pub(super) fn read(name: &str, link: &Link<'_>, node: Option<&Node>, around: &Around<'_, '_>) -> Option<Job> {
        let reader = around.reader;
        link.part.map()?;
        let has = |key: &str| link.part.map().is_some_and(|map| map.open || map.get(key).is_some());
        let runs = has("script") || has("run");
        let is_trigger = !matches!(reader.tree.member(link, "trigger"), Known::Unset) || !runs && has("needs");
        // Without a script it is a part of a job that an include defines.
        if !is_trigger && !runs && !reader.tree.open {
            return None;
        }
        let defaults = around.defaults;
        let image = match defaults.of(reader, link, "image") {
            Known::Is(image) => reader.image(&image),
            Known::Unset => Known::Unset,
            Known::Unknown => Known::Unknown,
        };
        let own_services = defaults.of(reader, link, "services");
        let names_services = matches!(own_services, Known::Is(_));
        let services = match own_services {
            Known::Is(services) => reader.services(&services),
            Known::Unset => Read::none(),
            Known::Unknown => Read::unknown(),
        };
        let tags = match defaults.of(reader, link, "tags") {
            Known::Is(tags) => {
                let tags = reader.lines(&tags);
                if tags.complete {
                    Known::Is(tags.items)
                } else {
                    Known::Unknown
                }
            }
            Known::Unset => Known::Unset,
            Known::Unknown => Known::Unknown,
        };
        let variables = around.variables(link);
        let (scripts, scripts_complete) = around.scripts(link);
        let place = link.part.place();
        let mut job = Job {
            file: place.span.file,
            name: name.to_owned(),
            own_variables: node.and_then(|node| own_variables(node, &place)),
            place: Place {
                span: link.key.unwrap_or(place.span),
                ..place
            },
            is_trigger,
            copies: match reader.tree.member(link, "parallel") {
                Known::Is(parallel) => matrix::copies(&parallel).map_or(Known::Unknown, Known::Is),
                Known::Unset => Known::Unset,
                Known::Unknown => Known::Unknown,
            },
            trigger: match reader.tree.member(link, "trigger") {
                Known::Is(trigger) => Plain::trigger(&trigger),
                Known::Unset | Known::Unknown => None,
            },
            image,
            services: services.items,
            names_services,
            services_complete: services.complete,
            tags,
            varying: around.varying(link),
            variables: variables.items,
            variables_complete: variables.complete,
            facts: ScriptFacts::of(scripts.iter().map(|script| &script.text)),
            called_registries: Vec::new(),
            scripts,
            scripts_complete,
            timeout: match defaults.of(reader, link, "timeout") {
                Known::Is(timeout) => reader.seconds(&timeout),
                Known::Unset | Known::Unknown => None,
            },
            cache: match defaults.of(reader, link, "cache") {
                Known::Is(cache) if reader.names_files(&cache) => Some(cache.part.place()),
                _ => None,
            },
            is_shared: node.is_none_or(is_anchored) || around.parents.contains(name),
        };
        job.called_registries = job.registries_called(|name| job.env(name).get().cloned());
        Some(job)
    }
}

/// What a job is read with.
pub(super) struct Around<'r, 'a> {
    pub reader: &'r Reader<'a>,
    pub defaults: &'r Defaults<'a>,
    /// The variables of the file.
    pub globals: &'r Read<Setting<Variable>>,
    /// Variables that the rules of the workflow set.
    pub varying: &'r [String],
    /// The names that other jobs extend or refer to.
    pub parents: &'r std::collections::HashSet<String>,
}

impl<'a> Around<'_, 'a> {
    fn variables(&self, link: &Link<'a>) -> Read<Setting<Variable>> {
        let tree = &self.reader.tree;
        let own = match tree.get(link, "variables") {
            Known::Is(variables) => self.reader.variables(&variables),
            Known::Unset => Read::none(),
            Known::Unknown => Read::unknown(),
        };
        let inherits = |name: &str| super::defaults::inherits(self.reader, link, "variables", name);
        let complete = own.complete && self.globals.complete;
        if self.globals.items.is_empty() {
            return Read { complete, ..own };
        }
        let mut merged = Read {
            complete,
            items: Vec::with_capacity(self.globals.items.len() + own.items.len()),
        };
        for global in &self.globals.items {
            let name = &global.value.name;
            if inherits(name) && !own.items.iter().any(|variable| variable.value.name == *name) {
                let mut global = global.clone();
                // An include may have this job too, with a variable of this name.
                if tree.open {
                    global.value.content = Content::Unknown;
                }
                merged.items.push(global);
            }
        }
        merged.items.extend(own.items);
        merged
    }

    fn scripts(&self, link: &Link<'a>) -> (Vec<Script>, bool) {
        let mut scripts = Vec::new();
        let mut complete = true;
        let mut add = |section: Section, found: Known<Link<'a>>| match found {
            Known::Is(lines) => {
                let lines = self.reader.lines(&lines);
                complete &= lines.complete;
                scripts.reserve_exact(lines.items.len());
                scripts.extend(lines.items.into_iter().map(|text| Script { section, text }));
            }
            // What an include may add to a section that is not named here is hardly an assignment of a variable.
            Known::Unset | Known::Unknown => {}
        };
        let of = |key: &str| self.defaults.of(self.reader, link, key);
        if let Known::Is(hooks) = of("hooks") {
            add(Section::Hook, self.reader.tree.get(&hooks, "pre_get_sources_script"));
        }
        add(Section::Before, of("before_script"));
        add(Section::Main, self.reader.tree.member(link, "script"));
        add(Section::After, of("after_script"));
        if let Known::Unknown = self.reader.tree.member(link, "script") {
            complete = false;
        }
        (scripts, complete)
    }

    /// The names of variables that `rules:`, a matrix, `id_tokens:` or `secrets:` set.
    fn varying(&self, link: &Link<'a>) -> Vec<String> {
        let tree = &self.reader.tree;
        let mut names = self.varying.to_vec();
        names.extend(rule_variables(self.reader, link));
        let mut keys = |link: &Link<'a>| names.extend(link.part.map().into_iter().flat_map(keys_of));
        for key in ["id_tokens", "secrets"] {
            if let Known::Is(found) = tree.member(link, key) {
                keys(&found);
            }
        }
        if let Known::Is(parallel) = tree.member(link, "parallel")
            && let Known::Is(matrix) = tree.member(&parallel, "matrix")
        {
            tree.flat(&matrix).0.iter().for_each(keys);
        }
        names
    }
}

/// The names of variables that `rules:` of a job or the workflow set.
pub(super) fn rule_variables<'a>(reader: &Reader<'a>, link: &Link<'a>) -> Vec<String> {
    let Known::Is(rules) = reader.tree.member(link, "rules") else {
        return Vec::new();
    };
    let (rules, _) = reader.tree.flat(&rules);
    let variables = rules
        .iter()
        .filter_map(|rule| match reader.tree.member(rule, "variables") {
            Known::Is(variables) => Some(variables),
            Known::Unset | Known::Unknown => None,
        });
    variables
        .flat_map(|variables| variables.part.map().map(|map| keys_of(map).collect::<Vec<_>>()))
        .flatten()
        .collect()
}

fn keys_of<'m>(map: &'m Map<'_>) -> impl Iterator<Item = String> + 'm {
    map.entries.iter().map(|(key, _)| key.to_string())
}

/// Where the job's own variables are, or would be, written. A merge key brings its `variables` as a whole, which an
/// own key would replace.
fn own_variables(node: &Node, job: &Place) -> Option<Place> {
    let merges = node.entry("<<").is_some();
    let home = match node.get("variables") {
        Some(own) if own.is_mapping() => own.span,
        Some(own) if matches!(own.as_scalar(), Some(Scalar::Null)) => own.span,
        None if !merges && node.is_mapping() => node.span,
        _ => return None,
    };
    Some(Place {
        span: home,
        address: job.address.key("variables"),
    })
}

/// Whether the job or its variables are the target of an alias.
fn is_anchored(node: &Node) -> bool {
    let variables = node.get("variables");
    node.anchor.is_some() || variables.is_some_and(|variables| variables.anchor.is_some())
}
