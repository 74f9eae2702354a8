//! Which findings were accepted: by comments in the files and by entries of the settings and by a baseline.

use std::collections::HashMap;

use super::{Finding, Suppression};
use crate::model::Workspace;
use crate::rule::Rule;
use crate::settings::{Comments, Settings};
use crate::source::{FileId, Spanned, redacted};
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

    /// What the comments say that has no effect: no rule, an unknown rule, a day that is over.
    pub(super) fn notes(&self, rules: &[&'static Rule]) -> Vec<Spanned<String>> {
        let mut notes = Vec::new();
        for (id, file) in self.workspace.sources.hosts() {
            for wrong in suppress::malformed(self.workspace.document(id), file) {
                notes.push(Spanned {
                    value: wrong.message,
                    span: wrong.comment,
                });
            }
            for comment in self.comments.get(&id).into_iter().flatten() {
                let unknown = comment
                    .rules
                    .iter()
                    .filter(|name| !rules.iter().any(|rule| rule.name == **name));
                let unknown = unknown.map(|name| format!("there is no rule `{name}` to allow"));
                let over = (!self.holds(comment.until.as_deref())).then(|| "this allow is over".to_owned());
                notes.extend(unknown.chain(over).map(|value| Spanned {
                    value,
                    span: comment.comment,
                }));
            }
        }
        notes
    }

    fn by_comment(&self, finding: &Finding) -> Option<Suppression> {
        let place = finding.diagnostic.place.span;
        let about = |comment: &&Suppressed| {
            let named = comment.rules.iter().any(|name| name == finding.diagnostic.rule);
            named && comment.covers.contains(place) && self.holds(comment.until.as_deref())
        };
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

/// A reason as reports may show it: people write whatever they like there.
fn shown(reason: &str) -> String {
    redacted(reason).into_owned()
}
