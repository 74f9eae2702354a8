//! TOML 1.1 in config.toml, which GitLab Runner reads since 18.9.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::TomlVerdict;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "toml11-inline-table",
    summary: "GitLab Runner before 18.9 refuses TOML 1.1",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("toml11_inline_table.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.workspace.toml_faults() {
        let severity = match fault.verdict {
            TomlVerdict::TooNew => Severity::Error,
            TomlVerdict::New => Severity::Info,
            TomlVerdict::Refused | TomlVerdict::Unread => continue,
        };
        let mend = fault.error.and_then(|error| cx.mend(error));
        let found = cx.report(&fault.place, fault.message);
        found.severity(severity);
        if severity == Severity::Info {
            found.consequence(Consequence::Advice);
        }
        match mend {
            Some(mend) => found.fix(Some(mend.fix(Safety::Safe, "write it as TOML 1.0"))),
            None => found.help("write the inline table on one line, its comments above it"),
        };
    }
}
