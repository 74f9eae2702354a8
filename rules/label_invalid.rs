//! Labels of runners that GitLab Runner refuses.

use crate::diagnostic::{Consequence, Severity};
use crate::model::LabelFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "label-invalid",
    summary: "GitLab Runner refuses config.toml for a label",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["labels"],
    fix: None,
    since: "0.1.0",
    page: include_str!("label_invalid.md"),
    check,
};

/// The first release with labels.
const LABELS: Version = Version::new(18, 5);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < LABELS {
        return;
    }
    for fault in cx.workspace.label_faults() {
        let (message, help) = match fault.kind {
            LabelFaultKind::Key => (
                "GitLab Runner takes no label of this name".to_owned(),
                "names have 3 to 65 letters, digits, `_`, `.` and `-`, of ASCII, and do not begin with `.` or `-`",
            ),
            LabelFaultKind::Value => (
                "GitLab Runner takes no label with this value".to_owned(),
                "values have 1 to 256 letters, digits, `_`, `.` and `-`, of ASCII",
            ),
            LabelFaultKind::TooMany(count) => (
                format!("there are {count} labels, and a runner may have 32"),
                "take some away; a name that comes in both tables counts once",
            ),
        };
        let found = cx.report(&fault.place, message);
        found.help(help);
        if let Some(others) = fault.others {
            found.label(others, "these count, too");
        }
    }
}
