//! Texts that dockerd cannot read as daemon.json.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{JsonMistake, JsonMistakeKind};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-json-invalid",
    summary: "dockerd cannot read daemon.json and does not start",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Ignored, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_json_invalid.md"),
    check,
};

/// The first release that reads the whole file, trims it, takes an empty one for an empty configuration, and knows byte
/// order marks.
///
/// Source: moby `daemon/config/config.go`, `getConflictFreeConfiguration`, 20.10 and 23.0.
const READS_ALL: Version = Version::new(23, 0);

fn check(cx: &mut Check<'_>) {
    let reads_all = cx.workspace.context.targets.docker.version >= READS_ALL;
    for mistake in cx.workspace.json_mistakes(Role::DaemonConfig) {
        match mistake.kind {
            JsonMistakeKind::Empty | JsonMistakeKind::EdgeBlank if reads_all => {}
            JsonMistakeKind::TextAfter if !reads_all => {
                let found = cx.report(&mistake.place, "dockerd reads the first value only; this is ignored");
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
            }
            JsonMistakeKind::TooDeep => {
                let found = cx.report(&mistake.place, mistake.error.message.as_str());
                found.consequence(Consequence::Advice);
            }
            _ => refused(cx, &mistake),
        }
    }
    for daemon in cx.workspace.daemons_without_object() {
        let message = format!("{} where dockerd expects an object", daemon.actual);
        cx.report(&daemon.place, message).help("write { } around the settings");
    }
    if !reads_all {
        for place in cx.workspace.byte_order_marks(Role::DaemonConfig) {
            cx.report(&place, "a byte order mark, which Docker takes from 23.0 on only");
        }
    }
}

fn refused(cx: &mut Check<'_>, mistake: &JsonMistake<'_>) {
    let (safety, title) = match mistake.kind {
        JsonMistakeKind::Comment => (Safety::Unsafe, "remove the comment"),
        JsonMistakeKind::Unclosed => (Safety::Unsafe, "add the closing brackets that are missing"),
        _ => (Safety::Safe, "write it as JSON wants it"),
    };
    let fix = cx.mend(mistake.error).map(|mend| mend.fix(safety, title));
    let found = cx.report(&mistake.place, mistake.error.message.as_str());
    match mistake.kind {
        JsonMistakeKind::Comment => found.help("JSON has no comments; keep them in a file beside it"),
        JsonMistakeKind::Unclosed => found.help("look whether the file was cut short before you close it"),
        _ => found,
    }
    .fix(fix);
}
