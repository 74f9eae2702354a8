//! Feature flags in variables whose value is no truth value.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{FlagHome, Known};
use crate::rule::{Check, Rule, Theme};
use crate::schema::feature_flags::named;
use crate::schema::texts::truth;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "feature-flag-not-bool",
    summary: "a variable sets a feature flag to something else than true or false, and the default holds",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("feature_flag_not_bool.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for flag in cx.workspace.written_flags() {
        let is_flag = named(&flag.name).is_some_and(|known| known.is_in(version));
        let Known::Is(value) = flag.value else { continue };
        if !is_flag || truth(&value).is_some() || flag.home == FlagHome::Table {
            continue;
        }
        // An `environment` entry is `NAME=value`.
        let start = match flag.home {
            FlagHome::Environment => flag.name.len() + 1,
            FlagHome::Table | FlagHome::Pipeline => 0,
        };
        let message = match value.is_empty() {
            true => format!("`{}` has no value", flag.name),
            false => format!("`{}` is neither true nor false", value.escape_debug()),
        };
        let meant = meant(&value);
        let fix = meant.and_then(|word| cx.splice(&flag.place, start..start + value.len(), word));
        let found = cx.report(&flag.place, message);
        found.note(format!("so the default of `{}` holds", flag.name));
        match (fix, meant) {
            (Some(fix), Some(word)) => found.fix(Some(fix.fix(Safety::Unsafe, format!("write `{word}`")))),
            _ => found.help("write `true` or `false`"),
        };
    }
}

fn meant(word: &str) -> Option<&'static str> {
    match word.trim().trim_matches(['"', '\'']).to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "enabled" | "enable" | "y" | "1" => Some("true"),
        "false" | "no" | "off" | "disabled" | "disable" | "n" | "0" => Some("false"),
        _ => None,
    }
}
