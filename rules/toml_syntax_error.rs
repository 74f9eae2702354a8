//! Texts of config.toml that are not TOML, or not yet for the targeted GitLab Runner.

use crate::diagnostic::{Consequence, Severity};
use crate::model::TomlVerdict;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "toml-syntax-error",
    summary: "GitLab Runner cannot read config.toml",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("toml_syntax_error.md"),
    check,
};

/// Findings per file: the first mistakes often cause the others.
const TOLD: usize = 10;

fn check(cx: &mut Check<'_>) {
    let faults = cx.workspace.toml_faults();
    let own = |verdict| matches!(verdict, TomlVerdict::Refused | TomlVerdict::Unread);
    let faults = faults
        .iter()
        .filter(|fault| own(fault.verdict) && !fault.is_repeat() && !fault.is_look_alike() && !fault.is_of_json());
    let faults: Vec<_> = faults.collect();
    for in_file in faults.chunk_by(|a, b| a.place.span.file == b.place.span.file) {
        let mut in_file = in_file.to_vec();
        // What the targeted release reads anyway must not hide what it refuses.
        in_file.sort_by_key(|fault| fault.verdict == TomlVerdict::Unread);
        for fault in in_file.iter().take(TOLD) {
            let found = cx.report(&fault.place, fault.message.as_str());
            if fault.verdict == TomlVerdict::Unread {
                found.consequence(Consequence::Advice);
            }
        }
        if let Some(next) = in_file.get(TOLD) {
            let more = in_file.len() - TOLD;
            let found = cx.report(&next.place, format!("{more} more of them follow in this file"));
            found.severity(Severity::Info).consequence(Consequence::Advice);
            found.help("repair the first ones and look again: they often cause the others");
        }
    }
}
