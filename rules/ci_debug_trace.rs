//! Debug output that shows the secrets of jobs.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Content, Known, Meeting, Variable};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::truth;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-debug-trace",
    summary: "the logs of jobs show every command and every secret",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_debug_trace.md"),
    check,
};

/// The variables, and what they write into the log.
///
/// Source: docs.gitlab.com, "Enable debug logging", 18.11; GitLab Runner `common/build_settings.go`, 19.4.
const NAMES: [(&str, &str); 2] = [
    ("CI_DEBUG_TRACE", "all commands and variables, secrets included"),
    ("CI_DEBUG_SERVICES", "what services write, secrets included"),
];

struct Fault<'w> {
    name: &'static str,
    shows: &'static str,
    place: &'w Place,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(shown, |fault| fault.place.span) {
        let Fault { name, shows, place } = verdict.fault;
        let remove = cx.remove(&[place]);
        let found = cx.report(place, format!("`{name}` writes {shows}, into the log of each job"));
        found.help("set it by hand for the one pipeline that is to be looked into");
        found.fix(remove.map(|remove| remove.fix(Safety::Safe, "take it out")));
        weigh(found, &verdict);
    }
}

/// The variables that are on, and that the runner does not forbid.
fn shown(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    if is_forbidden(&meeting) {
        return Vec::new();
    }
    let on = |(name, shows): (&'static str, &'static str)| {
        let place = match meeting.job {
            Some(_) => match meeting.env(name) {
                Known::Is(given) => is_on(&given.value).then_some(given.place),
                Known::Unset | Known::Unknown => None,
            },
            None => of_runner(&meeting, name),
        };
        place.map(|place| Fault { name, shows, place })
    };
    NAMES.into_iter().filter_map(on).collect()
}

fn of_runner<'w>(meeting: &Meeting<'w>, name: &str) -> Option<&'w Place> {
    let variable: &Variable = meeting.runner?.variable(name)?;
    match &variable.content {
        Content::Plain(value) => is_on(value).then_some(&variable.place),
        Content::Secret(_) | Content::Reference(_) | Content::Unknown => None,
    }
}

fn is_on(value: &str) -> bool {
    truth(value) == Some(true)
}

fn is_forbidden(meeting: &Meeting<'_>) -> bool {
    let table = meeting.runner.and_then(|runner| meeting.workspace.table(&runner.place));
    let flag = table.and_then(|table| table.flag("debug_trace_disabled"));
    flag.is_some_and(|flag| flag.value)
}
