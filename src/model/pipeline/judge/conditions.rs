//! Conditions of rules, and regular expressions of `only`, `except` and `coverage`.

use super::{Judge, Kind, Sort, sort, text};
use crate::model::pipeline::fault::PipelineFault;
use crate::model::pipeline::tree::{Link, Shape};
use crate::schema::texts::{ExpressionFault, Slashed, expression_fault, slashed};

/// What RE2 leaves out, for those who know other regular expressions.
const RE2: &str =
    "GitLab's regular expressions (RE2) look neither ahead nor back: no `(?!…)`, `(?=…)`, `(?<=…)`, `\\1`";

impl<'a> Judge<'_, 'a> {
    /// `if` of a rule.
    pub(super) fn condition(&mut self, key: &str, link: &Link<'a>) {
        let what = self.what(key);
        if !self.sorts(Kind::Job, key, link, (&[Sort::Text], "string")) {
            return;
        }
        if let Some((message, help)) = text(link).and_then(|text| wrong_condition(&what, text)) {
            self.with_help(link, message, help);
        }
    }

    /// `variables` of `only` and `except`: conditions, of which one has to hold.
    pub(super) fn conditions(&mut self, key: &str, link: &Link<'a>) {
        let what = format!("a condition in {}", self.what(key));
        if !self.strings(Kind::Job, key, link) {
            return;
        }
        let Shape::List(items) = &link.part.shape else { return };
        for item in items {
            if let Some((message, help)) = text(item).and_then(|text| wrong_condition(&what, text)) {
                self.with_help(item, message, help);
            }
        }
    }

    /// Names of branches and tags, or regular expressions.
    pub(super) fn refs(&mut self, key: &str, link: &Link<'a>) {
        let Shape::List(items) = &link.part.shape else { return };
        for item in items {
            if text(item).is_some_and(|text| slashed(text) == Slashed::Wrong) {
                let message = format!("a regular expression in {} is wrong", self.what(key));
                self.with_help(item, message, Some(RE2.to_owned()));
            }
        }
    }

    pub(super) fn coverage(&mut self, key: &str, link: &Link<'a>) {
        let found = text(link).map_or(Slashed::No, slashed);
        let help = match found {
            _ if sort(link) == Sort::Unknown => return,
            Slashed::Sound => return,
            Slashed::Wrong => RE2.to_owned(),
            Slashed::No => "write it between slashes: `/…/`".to_owned(),
        };
        let message = format!("{} is no regular expression", self.what(key));
        self.with_help(link, message, Some(help));
    }

    fn with_help(&mut self, link: &Link<'_>, message: String, help: Option<String>) {
        if let Some(fault) = self.fault(Kind::Job, link, message) {
            fault.help = help;
        }
    }
}

/// What is wrong with the `if` of an include's rule.
pub(in crate::model::pipeline) fn fault_of_include(link: &Link<'_>) -> Option<PipelineFault> {
    let (message, help) = wrong_condition("`if` of an include", text(link)?)?;
    let fault = PipelineFault::new(Kind::Include, link.part.place(), message);
    Some(PipelineFault { help, ..fault })
}

/// What is wrong with a condition, and what to do about it. One with an input is known only with that.
fn wrong_condition(what: &str, text: &str) -> Option<(String, Option<String>)> {
    if text.contains("$[[") {
        return None;
    }
    let (why, help) = match expression_fault(text)? {
        ExpressionFault::Empty => ("is empty".to_owned(), None),
        ExpressionFault::TooLong => ("has 100 words or more".to_owned(), None),
        ExpressionFault::Parenthesis => ("has a parenthesis without its other half".to_owned(), None),
        ExpressionFault::Operand => {
            let help = "an operator such as `==` or `&&` stands between two values";
            ("lacks a value or an operator".to_owned(), Some(help.to_owned()))
        }
        ExpressionFault::Regexp(_) => (
            "has a regular expression that is wrong".to_owned(),
            Some(RE2.to_owned()),
        ),
        ExpressionFault::Unknown(at) => {
            let rest = text.get(at..).unwrap_or_default();
            let word = rest.split_whitespace().next().unwrap_or_default();
            let shown: String = word.chars().take(30).collect();
            let why = format!("cannot be read from `{}` on", shown.escape_debug());
            (why, unknown_word(rest, word))
        }
    };
    Some((format!("{what} {why}"), help))
}

fn unknown_word(rest: &str, word: &str) -> Option<String> {
    let help = match word {
        _ if rest.starts_with("${") => "write variables without braces: `$NAME`",
        "and" | "AND" => "write `&&`",
        "or" | "OR" => "write `||`",
        "not" | "NOT" => "write `!`",
        _ if rest.starts_with('/') => "a regular expression has two characters or more, and ends in `/` or `/i`",
        _ if rest.starts_with('=') => "compare with `==` or `=~`",
        _ if rest.starts_with(['"', '\'']) => "a string ends on its line, with the sign that it begins with",
        _ if rest.starts_with(|c: char| c.is_alphanumeric()) => "put quotes around texts and numbers",
        _ => return None,
    };
    Some(help.to_owned())
}
