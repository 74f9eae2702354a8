//! The rules that a SARIF report names, with their pages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::page;
use super::super::{View, human};
use super::{level, object, set};
use crate::diagnostic::{Consequence, Severity};
use crate::rule::Rule;

/// The rules of which something was found, by name.
pub(super) struct Rules<'a> {
    view: &'a View<'a>,
    names: Vec<&'static str>,
    index: BTreeMap<&'static str, usize>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Rules<'a> {
        let mut names: Vec<&str> = view.report.findings.iter().map(|found| found.diagnostic.rule).collect();
        names.sort_unstable();
        names.dedup();
        let index = names.iter().enumerate().map(|(index, name)| (*name, index));
        Rules {
            view,
            index: index.collect(),
            names,
        }
    }

    /// Where the rule stands among the descriptors; -1 means nowhere.
    pub(super) fn index(&self, name: &str) -> Value {
        self.index.get(name).map_or(json!(-1), |index| json!(index))
    }

    pub(super) fn descriptors(&self) -> Vec<Value> {
        self.names.iter().map(|name| self.descriptor(name)).collect()
    }

    fn descriptor(&self, name: &str) -> Value {
        let mut descriptor = object(json!({"id": name}));
        if let Some(rule) = self.view.rules.iter().find(|rule| rule.name == name) {
            set(&mut descriptor, "shortDescription", Some(json!({"text": rule.summary})));
            set(
                &mut descriptor,
                "help",
                Some(json!({"text": plain(rule), "markdown": rule.page})),
            );
            set(&mut descriptor, "helpUri", self.view.url(name));
            let configuration = json!({"level": level(rule.severity)});
            set(&mut descriptor, "defaultConfiguration", Some(configuration));
            set(&mut descriptor, "properties", Some(properties(rule)));
        }
        Value::Object(descriptor)
    }
}

/// The page without Markdown.
fn plain(rule: &Rule) -> String {
    let mut text = Vec::new();
    match page::write(rule, &human::Options::default(), &mut text) {
        Ok(()) => String::from_utf8_lossy(&text).into_owned(),
        Err(_) => rule.summary.to_owned(),
    }
}

fn properties(rule: &Rule) -> Value {
    let risk = rule.consequences.contains(&Consequence::Risk);
    let mut tags = vec![rule.theme.word()];
    tags.extend(risk.then_some("security"));
    let mut properties = object(json!({"tags": tags}));
    set(&mut properties, "security-severity", risk.then(|| score(rule.severity)));
    Value::Object(properties)
}

/// A score as of CVSS: from 7.0 on GitHub and GitLab call it high, from 4.0 on medium, below low.
///
/// Source: docs.github.com, "SARIF support for code scanning", "reportingDescriptor object".
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.0",
        Severity::Warning => "5.5",
        Severity::Info => "2.0",
    }
}
