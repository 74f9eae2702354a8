//! What a plan would do, without a word of the files: for another time, another pair of eyes, and another machine.

use serde::{Deserialize, Serialize};

use super::Plan;
use crate::lint::Finding;

/// The files that a plan changes and the fixes that it applies. Two plans with equal outlines write the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The files that would be changed.
    pub files: Vec<OutlinedFile>,
    /// The fixes, in the order they are applied.
    pub fixes: Vec<OutlinedFix>,
}

/// A file that would be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlinedFile {
    /// The path as it was given.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub before: String,
    /// SHA-256 of the bytes that would be written, in hex.
    pub after: String,
}

/// A fix that would be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlinedFix {
    /// The rule.
    pub rule: String,
    /// The file of its finding.
    pub path: String,
    /// The line of its finding, from 1, when its turn comes.
    pub line: usize,
    /// What it does.
    pub title: String,
    /// `safe` or `unsafe`.
    pub safety: String,
    /// What it takes to become effective.
    pub effect: String,
    /// The finding.
    pub fingerprint: String,
}

impl Outline {
    /// The outline of a plan.
    pub fn of(plan: &Plan) -> Outline {
        let files = plan.before.hosts().zip(plan.after.hosts());
        let changed = files.filter(|((_, before), (_, after))| before.bytes() != after.bytes());
        let file = changed.map(|((_, before), (_, after))| OutlinedFile {
            path: before.path.to_string_lossy().into_owned(),
            before: before.digest(),
            after: after.digest(),
        });
        Outline {
            files: file.collect(),
            fixes: plan
                .fixed
                .iter()
                .filter_map(|finding| outlined(plan, finding))
                .collect(),
        }
    }
}

fn outlined(plan: &Plan, finding: &Finding) -> Option<OutlinedFix> {
    let found = &finding.diagnostic;
    let fix = found.fix.as_ref()?;
    let file = plan.before.get(found.place.span.file);
    Some(OutlinedFix {
        rule: found.rule.to_owned(),
        path: file.path.to_string_lossy().into_owned(),
        line: file.position(found.place.span.start).line,
        title: fix.title.clone(),
        safety: fix.safety.word().to_owned(),
        effect: fix.effect.word().to_owned(),
        fingerprint: finding.fingerprint.clone(),
    })
}
