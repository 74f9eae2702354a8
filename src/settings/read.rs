//! Reading `.runnerlint.toml`. A key that is not known is an error, because it would silently do nothing.

mod hosts;
mod runners;

use std::fmt;

use super::{Allow, FailOn, Settings, is_date, parse_severity, unknown};
use crate::model::Profile;
use crate::source::{FileId, Position, Role, SourceFile, Span};
use crate::syntax::{self, Cursor, Node, Scalar};

const KEYS: &[&str] = &[
    "allow", "fail-on", "files", "host", "ignore", "jobs", "profile", "runners", "select", "severity", "targets",
];
const TARGETS: &[&str] = &["docker", "gitlab", "runner"];
/// What `[files]` knows beside the kinds of files.
const EXCLUDE: &str = "exclude";
const ALLOW: &[&str] = &["at", "file", "reason", "rule", "until"];
const SEVERITIES: &[&str] = &["error", "warning", "info"];

/// Something that is wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub position: Position,
    /// What, as one clause.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.position.line, self.position.column, self.message)
    }
}

/// The settings of `base`, changed by what the file says, which is TOML; `rules` are the names of all rules.
pub fn read(file: &SourceFile, base: Settings, rules: &[&str]) -> Result<Settings, Vec<Problem>> {
    let document = syntax::parse(FileId::new(0), file);
    let mut reader = Reader {
        file,
        rules,
        settings: base,
        problems: Vec::new(),
    };
    // Settings are read as TOML 1.1, whatever old runners make of it.
    for error in document.errors.iter().filter(|error| error.fault.refuses()) {
        reader.problem(error.span, error.message.clone());
    }
    if reader.problems.is_empty() {
        reader.root(&document.cursor());
    }
    reader.problems.sort_by_key(|problem| problem.position);
    match reader.problems.is_empty() {
        true => Ok(reader.settings),
        false => Err(reader.problems),
    }
}

struct Reader<'a> {
    file: &'a SourceFile,
    rules: &'a [&'a str],
    settings: Settings,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Cursor<'_>) {
        for (entry, value) in root.entries() {
            let node = value.node;
            match entry.key.value.as_str() {
                "targets" => self.targets(&value),
                "profile" => {
                    let profile = self.word(node, &Profile::WORDS, Profile::parse);
                    self.settings.profile = profile.unwrap_or(self.settings.profile);
                }
                "fail-on" => {
                    let fail_on = self.word(node, &FailOn::WORDS, FailOn::parse);
                    self.settings.fail_on = fail_on.unwrap_or(self.settings.fail_on);
                }
                "select" => self.settings.select = self.rule_names(node),
                "ignore" => self.settings.ignore = self.rule_names(node),
                "severity" => self.severity(&value),
                "files" => self.files(&value),
                "jobs" => self.jobs(&value),
                "runners" => self.runners(&value),
                "host" => self.hosts(&value),
                "allow" => self.allows(&value),
                key => self.unknown("a setting", key, KEYS, entry.key.span),
            }
        }
    }

    fn targets(&mut self, table: &Cursor<'_>) {
        for (entry, value) in self.table(table) {
            let targets = self.settings.targets;
            let Some(text) = self.string(value.node) else {
                continue;
            };
            let changed = match entry {
                "runner" => targets.runner(text),
                "docker" => targets.docker(text),
                "gitlab" => targets.gitlab(text),
                key => {
                    self.unknown("a target", key, TARGETS, self.key_span(table, key));
                    continue;
                }
            };
            match changed {
                Ok(targets) => self.settings.targets = targets,
                Err(error) => self.problem(value.node.span, error.to_string()),
            }
        }
    }

    fn severity(&mut self, table: &Cursor<'_>) {
        for (rule, value) in self.table(table) {
            self.rule_name(rule, self.key_span(table, rule));
            if let Some(severity) = self.word(value.node, SEVERITIES, parse_severity) {
                self.settings.severity.insert(rule.to_owned(), severity);
            }
        }
    }

    fn files(&mut self, table: &Cursor<'_>) {
        for (key, value) in self.table(table) {
            let kind = Role::kind(key);
            if kind.is_none() && key != EXCLUDE {
                let words = Role::KINDS.map(Role::word).into_iter().chain([EXCLUDE]);
                let words: Vec<&str> = words.collect();
                self.unknown("a kind of files", key, &words, self.key_span(table, key));
                continue;
            }
            let mut globs = self.strings(value.node);
            globs.retain(|(span, glob)| self.is_glob(*span, glob));
            let globs = globs.into_iter().map(|(_, glob)| glob).collect();
            match kind {
                Some(kind) => {
                    self.settings.files.retain(|(other, _)| *other != kind);
                    self.settings.files.push((kind, globs));
                }
                None => self.settings.exclude = globs,
            }
        }
    }

    fn jobs(&mut self, table: &Cursor<'_>) {
        for (job, value) in self.table(table) {
            if self.is_glob(self.key_span(table, job), job) {
                let runners = self.strings(value.node).into_iter().map(|(_, name)| name);
                self.settings.jobs.push((job.to_owned(), runners.collect()));
            }
        }
    }

    fn allows(&mut self, list: &Cursor<'_>) {
        if !list.node.is_sequence() {
            self.problem(list.node.span, "needs to be written as [[allow]]".into());
        }
        for item in list.items() {
            self.allow(&item);
        }
    }

    fn allow(&mut self, table: &Cursor<'_>) {
        for (key, value) in self.table(table) {
            let span = value.node.span;
            match (key, value.node.as_scalar()) {
                // A date of TOML needs no quotes.
                ("until", Some(Scalar::Datetime(text))) => self.day(span, text),
                ("until", _) => {
                    if let Some(text) = self.string(value.node) {
                        self.day(span, text);
                    }
                }
                ("file", _) => {
                    if let Some(text) = self.string(value.node) {
                        self.is_glob(span, text);
                    }
                }
                // A rule that there is not is a finding, as in a comment.
                ("rule" | "at" | "reason", _) => drop(self.string(value.node)),
                (key, _) => self.unknown("a key of [[allow]]", key, ALLOW, self.key_span(table, key)),
            }
        }
        if table.node.get("rule").is_none() {
            self.problem(table.node.span, "needs a `rule`".into());
        }
        self.settings.allow.push(Allow::of(table));
    }

    fn day(&mut self, span: Span, text: &str) {
        if !is_date(text) {
            self.problem(span, "needs to be a day such as 2027-01-31".into());
        }
    }

    fn table<'c>(&mut self, table: &Cursor<'c>) -> Vec<(&'c str, Cursor<'c>)> {
        if !table.node.is_mapping() {
            self.problem(table.node.span, "needs to be a table".into());
        }
        let entries = table.entries();
        entries
            .map(|(entry, value)| (entry.key.value.as_str(), value))
            .collect()
    }

    fn key_span(&self, table: &Cursor<'_>, key: &str) -> Span {
        table.node.entry(key).map_or(table.node.span, |entry| entry.key.span)
    }

    fn string<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            self.problem(node.span, "needs to be a string in quotes".into());
        }
        text
    }

    /// A list of strings; a single string counts as a list of one.
    fn strings(&mut self, node: &Node) -> Vec<(Span, String)> {
        if let Some(text) = node.as_str() {
            return vec![(node.span, text.to_owned())];
        }
        if !node.is_sequence() {
            self.problem(node.span, "needs to be a list of strings".into());
        }
        let mut strings = Vec::new();
        for item in node.items() {
            strings.extend(self.string(item).map(|text| (item.span, text.to_owned())));
        }
        strings
    }

    fn word<T>(&mut self, node: &Node, words: &[&str], parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.string(node)?;
        let value = parse(text);
        if value.is_none() {
            self.problem(node.span, format!("needs to be one of {}", words.join(", ")));
        }
        value
    }

    fn rule_names(&mut self, node: &Node) -> Vec<String> {
        let names = self.strings(node);
        for (span, name) in &names {
            self.rule_name(name, *span);
        }
        names.into_iter().map(|(_, name)| name).collect()
    }

    fn rule_name(&mut self, name: &str, span: Span) {
        if !self.rules.contains(&name) {
            self.unknown("a rule", name, self.rules, span);
        }
    }

    fn is_glob(&mut self, span: Span, text: &str) -> bool {
        let error = glob::Pattern::new(text).err();
        if let Some(error) = &error {
            self.problem(span, format!("not a glob: {}", error.msg));
        }
        error.is_none()
    }

    fn unknown(&mut self, what: &str, name: &str, known: &[&str], span: Span) {
        self.problem(span, unknown(what, name, known));
    }

    fn problem(&mut self, span: Span, message: String) {
        let position = self.file.position(span.start);
        self.problems.push(Problem { position, message });
    }
}

#[cfg(test)]
mod tests;
