//! Limits for all containers that no container can be started with.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{UlimitFault, has_placeholder, ulimit_fault};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ulimits",
    summary: "containers do not start, or have another limit than was meant",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::WrongResult],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_ulimits.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        let limits = daemon.table("default-ulimits");
        for (key, limit) in limits.iter().flat_map(Table::inner) {
            of_limit(cx, &key, &limit);
        }
    }
}

fn of_limit(cx: &mut Check<'_>, key: &str, limit: &Table<'_>) {
    let name = limit.text("Name").filter(|name| !name.value.is_empty());
    let Some(name) = name else {
        let is_limit = ulimit_fault(key, "1") != Some(UlimitFault::Name);
        let written = cx.set(&limit.missing("Name"), key).filter(|_| is_limit);
        let found = cx.report(
            &limit.place(),
            "this limit has no `Name`, and no container starts with it",
        );
        found.note("the key in front only tells limits apart");
        found.fix(written.map(|written| written.fix(Safety::Safe, format!("add the name `{key}`"))));
        return;
    };
    let number = |key: &str| limit.number(key).map_or(0, |number| number.value);
    let (soft, hard) = (number("Soft"), number("Hard"));
    match ulimit_fault(&name.value, &format!("{soft}:{hard}")) {
        Some(UlimitFault::Name) if !has_placeholder(&name.value) => {
            let message = format!(
                "there is no limit `{}`, and no container starts with it",
                name.value.escape_debug()
            );
            cx.report(&name.place, message)
                .help("names are those of setrlimit(2) in small letters: `nofile`, `nproc`");
        }
        Some(UlimitFault::SoftAboveHard) => {
            let place = limit.number("Soft").map_or(limit.place(), |soft| soft.place);
            let found = cx.report(
                &place,
                "the soft limit is above the hard one, and no container starts with it",
            );
            if let Some(hard) = limit.number("Hard") {
                found.label(hard.place.span, "the hard limit");
            }
            found.help("set `Hard` to at least `Soft`");
        }
        _ if !name.value.eq_ignore_ascii_case(key) && !has_placeholder(&name.value) => {
            let message = format!("this limits `{}`, though its key is `{key}`", name.value);
            let found = cx.report(&name.place, message);
            found.severity(Severity::Warning).consequence(Consequence::WrongResult);
            found.help("the name counts, and the key only tells limits apart; make them the same");
        }
        _ => {}
    }
}
