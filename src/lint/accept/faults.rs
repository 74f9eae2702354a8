//! What is wrong with comments and entries that are meant to accept findings.

use std::collections::HashSet;

use super::{Accepted, is_about};
use crate::diagnostic::Consequence;
use crate::lint::Finding;
use crate::rule::{self, AllowComment, AllowFault, AllowHome, Rule};
use crate::settings::{AllowEntry, Comments, closest};
use crate::source::{Origin, Role, Span, is_at};
use crate::suppress::{self, Named, Suppressed};

/// What is known when everything has been found.
pub(in crate::lint) struct Known<'a> {
    /// All rules, whether they ran or not.
    pub(in crate::lint) rules: &'a [&'static Rule],
    /// The rules that saw all they can see, so that an allow of theirs under which nothing is found is of no use.
    pub(in crate::lint) judges: &'a HashSet<&'static str>,
    /// What they found.
    pub(in crate::lint) findings: &'a [Finding],
}

impl Known<'_> {
    /// The rule of this name.
    fn rule(&self, name: &str) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|rule| rule.name == name)
    }

    /// What is wrong with a name, if there is no such rule.
    fn unknown(&self, name: &str) -> Option<AllowFault> {
        let names: Vec<&'static str> = self.rules.iter().map(|rule| rule.name).collect();
        self.rule(name).is_none().then(|| AllowFault::Unknown {
            name: name.to_owned(),
            meant: closest(name, &names),
        })
    }
}

impl Accepted<'_> {
    /// What is wrong with what is meant to accept findings.
    pub(in crate::lint) fn faults(&self, known: &Known<'_>) -> Vec<rule::Allow> {
        // In a text that does not parse or is refused, rules are silent; and where marks of a template stand.
        let documents = self.workspace.documents();
        let is_read = || {
            documents
                .iter()
                .all(|document| document.parses() && document.template.is_none())
        };
        let mut findings = known.findings.iter().map(|finding| &finding.diagnostic);
        let mut is_refused = || {
            let mistyped = self.workspace.type_mismatches().next().is_some();
            mistyped || findings.any(|found| found.consequence == Consequence::Refused)
        };
        let is_judged = !(self.comments.is_empty() && self.entries.is_none()) && is_read() && !is_refused();
        let mut faults = Vec::new();
        if self.settings.comments == Comments::Heeded {
            self.of_comments(known, is_judged, &mut faults);
        }
        for entry in self.entries.iter().flatten() {
            if let Some(fault) = self.of_entry(entry, known, is_judged) {
                let home = AllowHome::Entry(rule::AllowEntry {
                    whole: entry.whole.clone(),
                    rule: entry.rule.clone(),
                    until: entry.until.clone(),
                });
                faults.push(rule::Allow { home, fault });
            }
        }
        faults
    }

    fn of_comments(&self, known: &Known<'_>, is_judged: bool, faults: &mut Vec<rule::Allow>) {
        let used = self.used(known.findings);
        for (id, file) in self.workspace.sources.iter() {
            for wrong in suppress::malformed(self.workspace.document(id), file) {
                faults.push(rule::Allow {
                    home: AllowHome::Comment(AllowComment {
                        comment: wrong.comment,
                        name: None,
                        cut: wrong.comment,
                    }),
                    fault: AllowFault::Malformed(wrong.message),
                });
            }
            for comment in self.comments.get(&id).into_iter().flatten() {
                let unused =
                    |name: &str| is_judged && known.judges.contains(name) && !used.contains(&(comment.comment, name));
                let found = self.of_comment(comment, known, unused);
                faults.extend(found.into_iter().map(|(home, fault)| rule::Allow {
                    home: AllowHome::Comment(home),
                    fault,
                }));
            }
        }
    }

    fn of_comment(
        &self,
        comment: &Suppressed,
        known: &Known<'_>,
        unused: impl Fn(&str) -> bool,
    ) -> Vec<(AllowComment, AllowFault)> {
        let whole = AllowComment {
            comment: comment.comment,
            name: None,
            cut: comment.whole,
        };
        if let Some(until) = comment.until.as_ref().filter(|until| !self.holds(Some(until))) {
            return vec![(whole, AllowFault::Over(until.clone()))];
        }
        let mut unknown = Vec::new();
        let mut useless = Vec::new();
        for named in &comment.rules {
            match (known.unknown(&named.name), known.rule(&named.name)) {
                (Some(fault), _) => unknown.push((named, fault)),
                (None, Some(rule)) if unused(rule.name) => useless.push((named, rule.name)),
                (None, _) => {}
            }
        }
        let all = comment.rules.len();
        if useless.len() == all {
            let names = useless.into_iter().map(|(_, name)| name).collect();
            return vec![(whole, AllowFault::Unused(names))];
        }
        // A name that was misspelt stays, as another one.
        let is_lost = |(_, fault): &&(&Named, AllowFault)| !matches!(fault, AllowFault::Unknown { meant: Some(_), .. });
        let all_go = useless.len() + unknown.iter().filter(is_lost).count() == all;
        let home = |named: &Named| AllowComment {
            comment: comment.comment,
            name: Some(named.span),
            cut: if all_go { comment.whole } else { named.cut },
        };
        let unknown = unknown.into_iter().map(|(named, fault)| (home(named), fault));
        let useless = useless.into_iter();
        let useless = useless.map(|(named, name)| (home(named), AllowFault::Unused(vec![name])));
        unknown.chain(useless).collect()
    }

    /// The comments under which something is found, each with the rule that finds it.
    fn used(&self, findings: &[Finding]) -> HashSet<(Span, &'static str)> {
        let mut used = HashSet::new();
        for finding in findings {
            let (place, rule) = (finding.diagnostic.place.span, finding.diagnostic.rule);
            let comments = self.comments.get(&place.file).into_iter().flatten();
            let about = comments.filter(|comment| is_about(comment, finding));
            used.extend(about.map(|comment| (comment.comment, rule)));
        }
        used
    }

    fn of_entry(&self, entry: &AllowEntry, known: &Known<'_>, is_judged: bool) -> Option<AllowFault> {
        let allow = &entry.allow;
        if let Some(unknown) = known.unknown(&allow.rule) {
            return Some(unknown);
        }
        if let Some(until) = allow.until.as_ref().filter(|until| !self.holds(Some(until))) {
            return Some(AllowFault::Over(until.clone()));
        }
        let rule = known.rule(&allow.rule)?;
        let is_judged = is_judged && known.judges.contains(rule.name) && self.sees_all_of(entry, rule);
        let is_used = || known.findings.iter().any(|finding| self.accepts(allow, finding));
        (is_judged && !is_used()).then(|| AllowFault::Unused(vec![rule.name]))
    }

    /// Whether the run is about everything that lies around the settings file, and about a file that the entry means:
    /// other runs may look at others, such as pipelines, of which discovery takes but one.
    fn sees_all_of(&self, entry: &AllowEntry, rule: &Rule) -> bool {
        let sources = &self.workspace.sources;
        let is_meant = |glob: &String| {
            let mut files = sources.hosts().filter(|(_, file)| file.role != Role::Settings);
            files.any(|(_, file)| is_at(glob, &file.path))
        };
        let is_seen = match &entry.allow.file {
            Some(glob) => is_meant(glob),
            None => !rule.needs.iter().chain(rule.uses).any(|role| *role == Role::Pipeline),
        };
        is_seen && sources.get(entry.rule.span.file).origin == Origin::Asked
    }
}
