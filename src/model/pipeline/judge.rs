//! Whether GitLab takes a pipeline: its checks of every key, made on the resolved values.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/entry/*.rb`, `lib/gitlab/config/entry/*.rb`. What is unknown passes.

mod artifacts;
mod conditions;
mod extras;
mod image;
mod job;
mod logic;
mod needs;
mod outputs;
mod pairs;
mod parallel;
mod rules;
mod steps;
mod values;
mod variables;

use std::borrow::Cow;
use std::collections::HashSet;

use super::RESERVED;
use super::extend::Extent;
use super::fault::{PipelineFault, PipelineFaultKind as Kind};
use super::key::Key;
use super::tree::{Link, Map, Shape};
use crate::schema::texts::similar;
use crate::source::{Place, Span};
use crate::syntax::Scalar;

pub(super) use conditions::fault_of_include;

/// Keys of `default:`.
const DEFAULT_KEYS: [&str; 12] = [
    "before_script",
    "after_script",
    "hooks",
    "cache",
    "image",
    "services",
    "interruptible",
    "timeout",
    "retry",
    "tags",
    "artifacts",
    "id_tokens",
];

/// Keys that stand at the top or below `default:`, but not at both.
const ONCE: [&str; 5] = ["image", "services", "before_script", "after_script", "cache"];

/// Checks a pipeline.
pub(super) fn judge(top: &Map<'_>, extent: Extent, root: &Place) -> Vec<PipelineFault> {
    let mut judge = Judge {
        top,
        extent,
        faults: Vec::new(),
        seen: HashSet::new(),
        title: String::new(),
        is_secret: false,
    };
    judge.root(root);
    judge.faults
}

struct Judge<'j, 'a> {
    top: &'j Map<'a>,
    extent: Extent,
    faults: Vec<PipelineFault>,
    /// What was reported; several jobs may have one value.
    seen: HashSet<(Kind, Span)>,
    /// Whose keys are looked at, for messages.
    title: String,
    /// Whether its keys may be parts of a secret in which a sign is missing.
    is_secret: bool,
}

/// What Ruby has for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Unknown,
    Null,
    Bool,
    Integer,
    Float,
    Text,
    Symbol,
    List,
    Map,
}

/// What a key at the top stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JobSort {
    Hidden,
    /// `script` or `run`.
    Job,
    /// `trigger` or `needs` alone.
    Bridge,
    /// A mapping to which something may be added.
    Unknown,
    /// Neither.
    None,
}

impl<'a> Judge<'_, 'a> {
    fn root(&mut self, root: &Place) {
        for key in ["before_script", "after_script"] {
            self.with_title("the pipeline", |judge| judge.at_top(key, Judge::commands));
        }
        self.with_title("the pipeline", |judge| {
            judge.at_top("image", |judge, _, link| judge.image(link));
            judge.at_top("services", |judge, _, link| judge.services(link));
            judge.at_top("cache", |judge, _, link| judge.caches(link));
            judge.at_top("stages", |judge, key, link| judge.nested_strings(Kind::Job, key, link));
            judge.at_top("variables", |judge, _, link| judge.variables(link, &variables::GLOBAL));
            judge.at_top("workflow", |judge, _, link| judge.workflow(link));
        });
        self.default();
        let before = self.faults.len();
        self.kinds(root);
        if self.faults.len() > before {
            return;
        }
        for (key, link) in &self.top.entries {
            if is_job_key(key, link) {
                self.job(key, link);
            }
        }
        // GitLab comes here only when all else is sound; a repair would lay these bare.
        if self.extent.whole {
            self.logic();
        }
    }

    fn at_top(&mut self, key: &str, check: impl FnOnce(&mut Self, &str, &Link<'a>)) {
        let link = self.top.named(key).filter(|(key, link)| !is_job_key(key, link));
        if let Some((_, link)) = link.filter(|(_, link)| !link.part.is_null()) {
            check(self, key, link);
        }
    }

    fn default(&mut self) {
        let default = self.top.named("default").filter(|(key, link)| !is_job_key(key, link));
        let Some((_, link)) = default.filter(|(_, link)| !link.part.is_null()) else {
            return;
        };
        self.with_title("`default`", |judge| {
            let Some(map) = judge.mapping(Kind::Job, None, link) else {
                return;
            };
            // `identity` belongs to GitLab's paid editions.
            let known: Vec<&str> = DEFAULT_KEYS.into_iter().chain(["identity"]).collect();
            judge.known_keys(Kind::Job, map, &known);
            judge.shared_keys(map);
            for key in ONCE {
                let is_set = |link: &&Link<'a>| !link.part.is_null() && sort(link) != Sort::Unknown;
                let both = (judge.top.get(key).filter(is_set), map.get(key).filter(is_set));
                if let (Some(global), Some(default)) = both {
                    let message = format!("`{key}` stands below `default` and at the top as well");
                    if let Some(fault) = judge.fault_at_key(Kind::Job, default, message) {
                        let at = global.key.unwrap_or(global.part.span);
                        fault.related.push((at, "it is here, too".into()));
                        fault.help = Some("keep one of them".into());
                    }
                }
            }
        });
    }

    /// That every key at the top is something, and one of them a job.
    fn kinds(&mut self, root: &Place) {
        if !self.extent.whole {
            return;
        }
        let mut visible = false;
        for (key, link) in self.top.entries.iter().filter(|(key, link)| is_job_key(key, link)) {
            match job_sort(key, link, self.extent) {
                JobSort::Hidden => {}
                JobSort::Job | JobSort::Bridge | JobSort::Unknown => visible = true,
                JobSort::None => {
                    let message = format!("`{}` is no job: it has no `script`, `run` or `trigger`", shown(key));
                    let near = similar(&RESERVED, key.as_str()).map(str::to_owned);
                    if let Some(fault) = self.fault_at_key(Kind::Job, link, message) {
                        fault.help = near.map(|near| format!("did you mean `{near}`?"));
                    }
                }
            }
        }
        if !visible && self.faults.is_empty() {
            let message = "the pipeline has no job";
            let help = "jobs whose names begin with a dot are only there to be extended";
            self.faults
                .push(PipelineFault::new(Kind::Job, root.clone(), message).help(help));
        }
    }

    fn with_title(&mut self, title: &str, check: impl FnOnce(&mut Self)) {
        self.title = title.to_owned();
        check(self);
    }

    /// Reports something of the current owner; `None` if it was reported before.
    fn fault(&mut self, kind: Kind, link: &Link<'_>, message: String) -> Option<&mut PipelineFault> {
        self.report(kind, link.part.place(), message)
    }

    /// The same, pointing at the key of a value.
    fn fault_at_key(&mut self, kind: Kind, link: &Link<'_>, message: String) -> Option<&mut PipelineFault> {
        let place = link.part.place();
        let span = link.key.filter(|key| key.file == place.span.file).unwrap_or(place.span);
        self.report(kind, Place { span, ..place }, message)
    }

    fn report(&mut self, kind: Kind, place: Place, message: String) -> Option<&mut PipelineFault> {
        if !self.seen.insert((kind, place.span)) {
            return None;
        }
        self.faults.push(PipelineFault::new(kind, place, message));
        self.faults.last_mut()
    }
}

/// Whether a key at the top is none of the pipeline's own. `default` and `workflow` are jobs if they look like one.
fn is_job_key(key: &Key<'_>, link: &Link<'_>) -> bool {
    super::is_job_name(key, link)
}

fn job_sort(key: &Key<'_>, link: &Link<'_>, extent: Extent) -> JobSort {
    if key.as_str().starts_with('.') {
        return JobSort::Hidden;
    }
    let map = match &link.part.shape {
        Shape::Map(map) => map,
        Shape::Unknown => return JobSort::Unknown,
        _ => return JobSort::None,
    };
    let has = |key: &str| map.get(key).is_some();
    if has("script") || has("run") {
        JobSort::Job
    } else if map.open {
        JobSort::Unknown
    } else if has("trigger") || extent.whole && has("needs") {
        JobSort::Bridge
    } else if !extent.whole {
        // Another file may give it a script.
        JobSort::Unknown
    } else {
        JobSort::None
    }
}

fn sort(link: &Link<'_>) -> Sort {
    match &link.part.shape {
        Shape::Unknown | Shape::Reference(_) => Sort::Unknown,
        Shape::List(_) => Sort::List,
        Shape::Map(_) => Sort::Map,
        Shape::Scalar(scalar) => match scalar {
            Scalar::Null => Sort::Null,
            Scalar::Bool(_) => Sort::Bool,
            Scalar::Integer(_) | Scalar::Large(_) => Sort::Integer,
            Scalar::Float(_) => Sort::Float,
            Scalar::String(_) if link.part.is_symbol => Sort::Symbol,
            Scalar::String(_) => Sort::Text,
            // GitLab refuses the file before it comes here.
            Scalar::Datetime(_) => Sort::Unknown,
        },
    }
}

/// The text of a string.
fn text<'l>(link: &'l Link<'_>) -> Option<&'l str> {
    match link.part.shape {
        Shape::Scalar(Scalar::String(text)) => Some(text),
        _ => None,
    }
}

/// Whether Rails calls a value blank.
fn is_blank(link: &Link<'_>) -> bool {
    match &link.part.shape {
        Shape::Scalar(Scalar::Null | Scalar::Bool(false)) => true,
        Shape::Scalar(Scalar::String(text)) => text.trim().is_empty(),
        Shape::List(items) => items.is_empty(),
        Shape::Map(map) => map.entries.is_empty() && !map.open,
        _ => false,
    }
}

fn shown<'k>(key: &'k Key<'_>) -> Cow<'k, str> {
    let is_shown_as_is = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/ ".contains(&byte);
    match key.as_str() {
        text if text.bytes().all(is_shown_as_is) => Cow::Borrowed(text),
        text => Cow::Owned(text.escape_debug().to_string()),
    }
}
