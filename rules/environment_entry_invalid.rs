//! Entries of `environment` that are no variables.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Executor;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "environment-entry-invalid",
    summary: "an entry of `environment` is no variable, and jobs go without it",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("environment_entry_invalid.md"),
    check,
};

/// Source: GitLab Runner `common/config.go`, `parseVariable`, 19.4; moby `daemon/pkg/opts/env.go`, `ValidateEnv`, 29.7.
fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for value in workspace.known_values(|key| key.name == "environment") {
        for (text, place) in value.texts() {
            match text.find('=') {
                None if !texts::has_placeholder(text) => {
                    cx.report(&place, "this entry has no `=`, so it is dropped")
                        .help("write it like \"NAME=value\"; a name alone takes nothing over from outside");
                }
                Some(0) if is_docker(cx, &place) => {
                    cx.report(&place, "this variable has no name")
                        .severity(Severity::Error)
                        .consequence(Consequence::JobFails)
                        .note("Docker makes no container with it")
                        .help("write it like \"NAME=value\"");
                }
                _ => {}
            }
        }
    }
}

/// Whether the runner that a place belongs to runs jobs in containers of Docker.
fn is_docker(cx: &Check<'_>, place: &Place) -> bool {
    let runner = Place {
        span: place.span,
        address: place.address.first(2),
    };
    let executor = cx.workspace.table(&runner).and_then(|table| table.text("executor"));
    executor.is_some_and(|executor| Executor::named(&executor.value).is_docker())
}
