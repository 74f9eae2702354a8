//! Which findings were accepted: by comments in the files and by entries of the settings and by a baseline.

use std::collections::{HashMap, HashSet};

use super::{Finding, Suppression};
use crate::model::Workspace;
use crate::rule::{Allow, AllowFault, Rule};
use crate::settings::{Comments, Settings, closest};
use crate::source::{FileId, Span, redacted};
use crate::suppress::{self, Suppressed};

/// What accepts findings in the files of a workspace.
pub(super) struct Accepted<'a> {
    workspace: &'a Workspace,
    settings: &'a Settings,
    comments: HashMap<FileId, Vec<Suppressed>>,
}

impl<'a> Accepted<'a> {
    /// Reads the comments of all files, as far as the settings let them count.
    pub(super) fn new(workspace: &'a Workspace, settings: &'a Settings) -> Accepted<'a> {
        let heeded = settings.comments == Comments::Heeded;
        let files = workspace.sources.hosts().filter(|_| heeded);
        let comments = files.map(|(id, file)| (id, suppress::suppressions(workspace.document(id), file)));
        Accepted {
            workspace,
            settings,
            comments: comments.filter(|(_, found)| !found.is_empty()).collect(),
        }
    }

    /// By what a finding was accepted.
    pub(super) fn suppression(&self, finding: &Finding) -> Option<Suppression> {
        self.by_comment(finding)
            .or_else(|| self.by_settings(finding))
            .or_else(|| self.by_baseline(finding))
    }

    /// The entries of the settings that are over.
    pub(super) fn notes(&self) -> Vec<String> {
        let over = self.settings.allow.iter().filter_map(|allow| {
            let until = allow.until.as_deref().filter(|until| !self.holds(Some(until)))?;
            Some(format!(
                "the [[allow]] of `{}` held until {until}, which is over",
                allow.rule
            ))
        });
        over.collect()
    }

    /// What is wrong with comments that are meant to accept findings. `judges` are the rules that saw all they can see, so that an
    /// allow of theirs under which nothing is found is of no use.
    pub(super) fn faults(
        &self,
        rules: &[&'static Rule],
        judges: &HashSet<&'static str>,
        findings: &[Finding],
    ) -> Vec<Allow> {
        if self.settings.comments == Comments::Ignored {
            return Vec::new();
        }
        let used = self.used(findings);
        // In a text that does not parse, rules are silent.
        let sources = &self.workspace.sources;
        let all_parse = || sources.hosts().all(|(id, _)| self.workspace.document(id).parses());
        let all_parse = !self.comments.is_empty() && all_parse();
        let mut faults = Vec::new();
        for (id, file) in sources.hosts() {
            for wrong in suppress::malformed(self.workspace.document(id), file) {
                faults.push(Allow {
                    comment: wrong.comment,
                    whole: wrong.comment,
                    fault: AllowFault::Malformed(wrong.message),
                });
            }
            for comment in self.comments.get(&id).into_iter().flatten() {
                let unused =
                    |name: &str| all_parse && judges.contains(name) && !used.contains(&(comment.comment, name));
                let found = self.faults_of(comment, rules, unused);
                faults.extend(found.into_iter().map(|fault| Allow {
                    comment: comment.comment,
                    whole: comment.whole,
                    fault,
                }));
            }
        }
        faults
    }

    fn faults_of(
        &self,
        comment: &Suppressed,
        rules: &[&'static Rule],
        unused: impl Fn(&str) -> bool,
    ) -> Vec<AllowFault> {
        let known = |name: &String| {
            rules
                .iter()
                .find(|rule| rule.name == name.as_str())
                .map(|rule| rule.name)
        };
        let names: Vec<&'static str> = rules.iter().map(|rule| rule.name).collect();
        let unknown = comment.rules.iter().filter(|name| known(name).is_none());
        let mut faults: Vec<AllowFault> = unknown
            .map(|name| AllowFault::Unknown {
                name: name.clone(),
                meant: closest(name, &names),
            })
            .collect();
        if let Some(until) = comment.until.as_ref().filter(|until| !self.holds(Some(until))) {
            faults.push(AllowFault::Over(until.clone()));
            return faults;
        }
        let unused: Vec<&'static str> = comment
            .rules
            .iter()
            .filter_map(known)
            .filter(|name| unused(name))
            .collect();
        match unused.len() {
            0 => {}
            all if all == comment.rules.len() => faults.push(AllowFault::Unused(unused)),
            _ => faults.extend(unused.into_iter().map(AllowFault::PartlyUnused)),
        }
        faults
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

    fn by_comment(&self, finding: &Finding) -> Option<Suppression> {
        let place = finding.diagnostic.place.span;
        let about = |comment: &&Suppressed| is_about(comment, finding) && self.holds(comment.until.as_deref());
        let comment = self.comments.get(&place.file)?.iter().find(about)?;
        Some(Suppression {
            by: "comment",
            reason: comment.reason.as_deref().map(shown),
            until: comment.until.clone(),
        })
    }

    fn by_settings(&self, finding: &Finding) -> Option<Suppression> {
        let path = &self.workspace.sources.get(finding.diagnostic.place.span.file).path;
        let allow = self.settings.allow.iter().find(|allow| {
            suppress::accepts(allow, finding.diagnostic.rule, path, &finding.identity)
                && self.holds(allow.until.as_deref())
        })?;
        Some(Suppression {
            by: "settings",
            reason: allow.reason.as_deref().map(shown),
            until: allow.until.clone(),
        })
    }

    fn by_baseline(&self, finding: &Finding) -> Option<Suppression> {
        self.settings
            .baseline
            .contains(&finding.fingerprint)
            .then_some(Suppression {
                by: "baseline",
                reason: None,
                until: None,
            })
    }

    /// Whether the day is not over; dates as YYYY-MM-DD compare as text.
    fn holds(&self, until: Option<&str>) -> bool {
        match (until, self.settings.today.as_deref()) {
            (Some(until), Some(today)) => today <= until,
            _ => true,
        }
    }
}

/// Whether a comment names the rule of a finding and stands where it is.
fn is_about(comment: &Suppressed, finding: &Finding) -> bool {
    let named = comment.rules.iter().any(|name| name == finding.diagnostic.rule);
    named && comment.covers.contains(finding.diagnostic.place.span)
}

/// A reason as reports may show it: people write whatever they like there.
fn shown(reason: &str) -> String {
    redacted(reason).into_owned()
}
