//! What a rule is, what it sees, and the verbs it repairs with.

mod allow;
mod refusal;
mod retype;
mod retype_daemon;
mod variables;

use crate::diagnostic::{At, Change, Consequence, Diagnostic, Effect, Fix, Safety, Severity};
use crate::edit::{self, Edit, Literal, Text};
use crate::model::{Verdict, Workspace};
use crate::schema;
use crate::source::{Address, Place, Role, Span, Step};
use crate::syntax::{Document, Found, Home, SyntaxError};

pub use self::allow::{Allow, AllowComment, AllowEntry, AllowFault, AllowHome};

/// A rule: what it is about and how it is checked.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which is also the name of its files.
    pub name: &'static str,
    /// What it finds, in one clause.
    pub summary: &'static str,
    /// What it belongs to.
    pub theme: Theme,
    /// How bad its findings usually are.
    pub severity: Severity,
    /// What its findings can lead to, the usual one first.
    pub consequences: &'static [Consequence],
    /// Without a file of each of these roles it is skipped, and listed as skipped.
    pub needs: &'static [Role],
    /// With files of these roles it sees more.
    pub uses: &'static [Role],
    /// Keys of config.toml without any of which there is nothing for it to find; none if it looks at more.
    pub keys: &'static [&'static str],
    /// The best fix it can offer.
    pub fix: Option<Safety>,
    /// The release of runnerlint that brought it.
    pub since: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// The check.
    pub check: fn(&mut Check<'_>),
}

/// What a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Theme {
    /// Syntax, keys and types.
    Syntax,
    /// Values that are texts or numbers of a certain form.
    Values,
    /// Runners and their executors.
    Executor,
    /// Docker-in-Docker.
    Dind,
    /// The Docker socket.
    Socket,
    /// Registries and their credentials.
    Registry,
    /// Pull policies.
    PullPolicy,
    /// Which images jobs may use.
    Images,
    /// Names, addresses and networks.
    Network,
    /// Volumes and folders.
    Volumes,
    /// The distributed cache.
    Cache,
    /// How many jobs run where and when: limits, autoscaling, intervals.
    Scaling,
    /// The Kubernetes executor.
    Kubernetes,
    /// Feature flags and what belongs to certain releases.
    Versions,
    /// dockerd.
    Daemon,
    /// What accepts findings; such rules run when it is known what the others have found.
    Acceptance,
}

impl Theme {
    /// Its name, for tables.
    pub fn word(self) -> &'static str {
        match self {
            Theme::Syntax => "syntax",
            Theme::Values => "values",
            Theme::Executor => "executor",
            Theme::Dind => "docker-in-docker",
            Theme::Socket => "docker socket",
            Theme::Registry => "registry",
            Theme::PullPolicy => "pull policy",
            Theme::Images => "images",
            Theme::Network => "network",
            Theme::Volumes => "volumes",
            Theme::Cache => "cache",
            Theme::Scaling => "scaling",
            Theme::Kubernetes => "kubernetes",
            Theme::Versions => "versions",
            Theme::Daemon => "dockerd",
            Theme::Acceptance => "acceptance",
        }
    }
}

/// One rule at work: the workspace to look at and the place to report to.
#[derive(Debug)]
pub struct Check<'a> {
    /// What there is to see.
    pub workspace: &'a Workspace,
    /// What is wrong with what accepts findings; known to rules of that theme only.
    pub allows: &'a [Allow],
    rule: &'static Rule,
    found: Vec<Diagnostic>,
}

/// A change of the user's files, before it has a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    edits: Vec<Edit>,
    intent: Vec<Change>,
    effect: Effect,
}

impl<'a> Check<'a> {
    /// Runs a rule and gives what it found.
    pub fn run(rule: &'static Rule, workspace: &'a Workspace) -> Vec<Diagnostic> {
        Check::run_with(rule, workspace, &[])
    }

    /// Runs a rule that is about what accepts findings.
    pub fn run_with(rule: &'static Rule, workspace: &'a Workspace, allows: &'a [Allow]) -> Vec<Diagnostic> {
        let mut check = Check {
            workspace,
            allows,
            rule,
            found: Vec::new(),
        };
        (rule.check)(&mut check);
        check.found
    }

    /// Reports a finding of the rule's usual severity and first consequence; both can be changed on the result.
    pub fn report(&mut self, at: &Place, message: impl Into<String>) -> &mut Diagnostic {
        let consequence = self.rule.consequences.first().copied().unwrap_or(Consequence::Advice);
        let at_end = self.found.len();
        self.found.push(Diagnostic {
            rule: self.rule.name,
            severity: self.rule.severity,
            consequence,
            place: at.clone(),
            message: message.into(),
            note: None,
            related: Vec::new(),
            help: None,
            fix: None,
        });
        &mut self.found[at_end]
    }

    /// Writes `value` at a place: in place of what is there, or as a new key where nothing is.
    pub fn set(&self, at: &Place, value: impl Into<Literal>) -> Option<Amendment> {
        let value = value.into();
        let document = self.workspace.document(at.span.file);
        let file = self.workspace.sources.get(at.span.file);
        let edits = match document.find(&at.address, at.span) {
            Some(found) => document.replace(file, found, &value)?,
            None => {
                let (home, key, value) = nearest(document, at, value.clone())?;
                document.insert(file, home, &key, &value)?
            }
        };
        let set = Change::Set { at: self.at(at), value };
        self.amendment(at, edits, vec![set])
    }

    /// Adds values at the end of the list at a place.
    pub fn push(&self, list: &Place, values: &[Literal]) -> Option<Amendment> {
        let document = self.workspace.document(list.span.file);
        let found = document.find(&list.address, list.span)?;
        let file = self.workspace.sources.get(list.span.file);
        let edits = document.push(file, found, values)?;
        let first = found.node.items().len();
        let sets = values.iter().enumerate().map(|(index, value)| Change::Set {
            at: self.at_address(list, list.address.index(first + index)),
            value: value.clone(),
        });
        self.amendment(list, edits, sets.collect())
    }

    /// Adds values at the end of the list at a place, which is written if there is none.
    pub fn add(&self, list: &Place, values: &[Literal]) -> Option<Amendment> {
        let document = self.workspace.document(list.span.file);
        match document.find(&list.address, list.span) {
            Some(_) => self.push(list, values),
            None => self.set(list, Literal::List(values.to_vec())),
        }
    }

    /// Takes the entries or elements at these places away; they lie in one collection.
    pub fn remove(&self, places: &[&Place]) -> Option<Amendment> {
        let first = places.first()?;
        let document = self.workspace.document(first.span.file);
        let found = places.iter().map(|place| document.find(&place.address, place.span));
        let found: Vec<Found<'_>> = found.collect::<Option<_>>()?;
        let edits = document.remove(self.workspace.sources.get(first.span.file), &found)?;
        if places.iter().any(|place| self.is_shadowed(place)) {
            return None;
        }
        let intent = places.iter().map(|place| Change::Remove(self.at(place)));
        self.amendment(first, edits, intent.collect())
    }

    /// Gives the entry at a place another key.
    pub fn rename(&self, at: &Place, key: &str) -> Option<Amendment> {
        let document = self.workspace.document(at.span.file);
        let found = document.find(&at.address, at.span)?;
        let edits = document.rename(self.workspace.sources.get(at.span.file), found, key)?;
        let to = Address::parent(&at.address)?.key(key);
        let moved = Change::Move {
            from: self.at(at),
            to: self.at_address(at, to),
        };
        self.amendment(at, edits, vec![moved])
    }

    /// Moves the entry at a place to another address, as it is written; one table may be missing there.
    pub fn relocate(&self, at: &Place, to: &Place) -> Option<Amendment> {
        let document = self.workspace.document(at.span.file);
        let from = document.find(&at.address, at.span)?;
        let (Step::Key(key), table) = (to.address.last()?, to.address.parent()?) else {
            return None;
        };
        let home = match (document.find(&table, to.span), table.last()) {
            (Some(to), _) => Home { to, missing: None },
            (None, Some(Step::Key(missing))) => Home {
                to: document.find(&table.parent()?, to.span)?,
                missing: Some(missing),
            },
            (None, _) => return None,
        };
        let edits = document.relocate(self.workspace.sources.get(at.span.file), from, &home, key)?;
        let moved = Change::Move {
            from: self.at(at),
            to: self.at(to),
        };
        self.amendment(at, edits, vec![moved])
    }

    /// Puts an object around the object at a place, in which it has this key.
    pub fn wrap(&self, at: &Place, key: &str) -> Option<Amendment> {
        let document = self.workspace.document(at.span.file);
        let found = document.find(&at.address, at.span)?;
        let edits = document.wrap(found, key)?;
        let moved = found.node.entries().iter().map(|entry| Change::Move {
            from: self.at_address(at, at.address.key(&entry.key.value)),
            to: self.at_address(at, at.address.key(key).key(&entry.key.value)),
        });
        self.amendment(at, edits, moved.collect())
    }

    /// Takes the object at a place away and leaves its members where it stood, each under the name that `named` gives.
    pub fn dissolve(&self, at: &Place, named: impl Fn(&str) -> String) -> Option<Amendment> {
        let document = self.workspace.document(at.span.file);
        let found = document.find(&at.address, at.span)?;
        let above = at.address.parent()?;
        let keys: Vec<&str> = found
            .node
            .entries()
            .iter()
            .map(|entry| entry.key.value.as_str())
            .collect();
        let names: Vec<String> = keys.iter().map(|key| named(key)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let edits = document.dissolve(self.workspace.sources.get(at.span.file), found, &names)?;
        let moved = keys.iter().zip(&names).map(|(key, name)| Change::Move {
            from: self.at_address(at, at.address.key(*key)),
            to: self.at_address(at, above.key(*name)),
        });
        let moved = moved.chain([Change::Remove(self.at(at))]).collect();
        self.amendment(at, edits, moved)
    }

    /// Replaces bytes `range` of the string at a place.
    pub fn splice(&self, at: &Place, range: std::ops::Range<usize>, text: impl Into<Text>) -> Option<Amendment> {
        let text = text.into();
        let document = self.workspace.document(at.span.file);
        let found = document.find(&at.address, at.span)?;
        let whole = found.node.as_str()?;
        let value = Text::new().plain(whole.get(..range.start)?).then(text.clone());
        let value = value.plain(whole.get(range.end..)?);
        let edits = document.splice(self.workspace.sources.get(at.span.file), found.node, range, &text)?;
        let set = Change::Set {
            at: self.at(at),
            value: Literal::Text(value),
        };
        self.amendment(at, edits, vec![set])
    }

    /// Repairs a syntax error in the one way there is, without changing what is said.
    pub fn mend(&self, error: &SyntaxError) -> Option<Amendment> {
        if error.mend.is_empty() {
            return None;
        }
        let document = self.workspace.document(error.span.file);
        let root = Place {
            span: error.span,
            address: document.base.clone(),
        };
        let dropped = document.comments.iter().filter(|comment| {
            let covers = |edit: &Edit| edit.span.contains(**comment) && !comment.is_empty();
            error.mend.iter().any(covers)
        });
        let dropped = dropped.map(|comment| Change::DropComment(*comment));
        let intent = std::iter::once(Change::Respell(self.at(&root)))
            .chain(dropped)
            .collect();
        self.amendment(&root, error.mend.clone(), intent)
    }

    /// Makes one table of the later one at a place and of the first of that name.
    pub fn join(&self, first: &Place, later: &Place) -> Option<Amendment> {
        let document = self.workspace.document(later.span.file);
        let entry = |place: &Place| document.find(&place.address, place.span)?.entry;
        let (first, entry) = (entry(first)?, entry(later)?);
        let edits = document.join(self.workspace.sources.get(later.span.file), first, entry)?;
        // Headers that come twice are what is mended here.
        self.declared(later, edits, vec![Change::Join(self.at(later))])
    }

    /// Makes the tables that these single-bracket headers define elements of one list: `[runners]` to `[[runners]]`.
    pub fn double_brackets(&self, headers: &[Place]) -> Option<Amendment> {
        let first = headers.first()?;
        let document = self.workspace.document(first.span.file);
        let spans: Vec<Span> = headers.iter().map(|header| header.span).collect();
        let edits = document.double_brackets(self.workspace.sources.get(first.span.file), &spans)?;
        let list = document.base.key(first.address.last_key()?);
        let gather = Change::Gather(self.at_address(first, list));
        // Headers that come twice are what is mended here.
        self.declared(first, edits, vec![gather])
    }

    fn amendment(&self, at: &Place, edits: Vec<Edit>, intent: Vec<Change>) -> Option<Amendment> {
        if self.is_shadowed(at) {
            return None;
        }
        self.declared(at, edits, intent)
    }

    fn declared(&self, at: &Place, edits: Vec<Edit>, intent: Vec<Change>) -> Option<Amendment> {
        let sources = &self.workspace.sources;
        let edits = edit::lift(edits, sources)?;
        let host = sources.get(sources.host(at.span.file));
        if host.undecodable.is_some() {
            return None;
        }
        let effects = intent
            .iter()
            .filter_map(changed)
            .map(|address| effect(host.role, address));
        Some(Amendment {
            effect: effects.max().unwrap_or(Effect::None),
            edits,
            intent,
        })
    }

    /// Whether a place lies in an entry that a later one of the same key replaces: no change there can be declared, or
    /// have an effect.
    fn is_shadowed(&self, at: &Place) -> bool {
        let document = self.workspace.document(at.span.file);
        let host = self.workspace.sources.get(at.span.file).embedding();
        let above = host.map(|embedding| Place {
            span: embedding.lift(at.span),
            address: embedding.address.clone(),
        });
        document.is_shadowed(&at.address, at.span) || above.is_some_and(|above| self.is_shadowed(&above))
    }

    fn at(&self, place: &Place) -> At {
        self.at_address(place, place.address.clone())
    }

    fn at_address(&self, place: &Place, address: Address) -> At {
        let span = self.workspace.sources.lift(place.span);
        let others = &self.workspace.document(span.file).others;
        At {
            file: span.file,
            document: others.partition_point(|other| other.span.start <= span.start),
            address,
        }
    }
}

/// Takes a finding down to an info without a fix if it only holds when a certain runner takes the job.
pub fn weigh<T>(found: &mut Diagnostic, verdict: &Verdict<'_, T>) {
    let (false, Some(job)) = (verdict.is_certain(), verdict.meeting.job) else {
        return;
    };
    let runners = verdict.runner_titles().join(" or ");
    found.severity = Severity::Info;
    found.fix = None;
    found.help = Some(format!(
        "this happens if {runners} takes `{}`; name its runner under `[jobs]` in .runnerlint.toml",
        job.name
    ));
}

impl Amendment {
    /// This change and another one, as one.
    pub fn and(mut self, other: Amendment) -> Amendment {
        self.edits.extend(other.edits);
        self.intent.extend(other.intent);
        self.effect = self.effect.max(other.effect);
        self
    }

    /// The change as a fix.
    pub fn fix(self, safety: Safety, title: impl Into<String>) -> Fix {
        Fix {
            title: title.into(),
            safety,
            effect: self.effect,
            edits: self.edits,
            intent: self.intent,
        }
    }
}

fn changed(change: &Change) -> Option<&Address> {
    match change {
        Change::Set { at, .. } | Change::Remove(at) | Change::Gather(at) | Change::Join(at) | Change::Respell(at) => {
            Some(&at.address)
        }
        Change::Move { to, .. } => Some(&to.address),
        Change::DropComment(_) | Change::RewordComment { .. } => None,
    }
}

/// The deepest mapping on the way to a missing place, the key to add there, and the value wrapped for it.
fn nearest<'d>(document: &'d Document, at: &Place, value: Literal) -> Option<(Found<'d>, String, Literal)> {
    let mut value = value;
    let mut address = at.address.clone();
    loop {
        let Some(Step::Key(key)) = address.last() else {
            return None;
        };
        let key = key.to_string();
        address = address.parent()?;
        if let Some(home) = document.find(&address, at.span) {
            return Some((home, key, value));
        }
        value = Literal::Table(vec![(key, value)]);
    }
}

/// What it takes for a change at `address` of a file of this role to become effective.
///
/// Source: GitLab Runner `commands/multi.go` (`reloadConfig`), 19.4; docs.docker.com, "Daemon configuration file",
/// "Miscellaneous options" and `daemon/reload.go` of moby 29.7.
fn effect(role: Role, address: &Address) -> Effect {
    let steps = address.steps();
    let key = |index: usize| match steps.get(index) {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    match role {
        Role::RunnerConfig => {
            let fixed_at_start = equal_any(key(0), &["listen_address", "session_server"])
                || key(2).eq_ignore_ascii_case("autoscaler") && !key(3).eq_ignore_ascii_case("policy");
            if fixed_at_start {
                Effect::RunnerRestart
            } else {
                Effect::RunnerHotReload
            }
        }
        Role::DaemonConfig if schema::daemon::reloads(key(0)) => Effect::DockerdReload,
        Role::DaemonConfig => Effect::DockerdRestart,
        Role::Pipeline
        | Role::RunnerTemplate
        | Role::DockerAuth
        | Role::SystemdUnit
        | Role::Certificate
        | Role::HelmValues
        | Role::Manifest
        | Role::Compose
        | Role::Settings => Effect::None,
    }
}

fn equal_any(key: &str, words: &[&str]) -> bool {
    words.iter().any(|word| key.eq_ignore_ascii_case(word))
}
