//! Passwords on the command line of `docker login`.

use std::collections::HashMap;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Login, Meeting, Setting, Workspace, logins};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "ci-docker-login-cli-password",
    summary: "a script gives a registry's password on the command line",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_docker_login_cli_password.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let at = |(script, login): &(&Setting<String>, Login<'_>)| (script.place.span, login.option.start);
    let workspace = cx.workspace;
    let known = logins_in(workspace);
    for verdict in workspace.judge(|meeting| passwords(meeting, &known), at) {
        let (script, login) = &verdict.fault;
        let safe = verdict.meetings.iter().all(|meeting| meeting.has_stdin_login());
        let fix = login.through_stdin(&script.value).filter(|_| safe);
        let fix = fix.and_then(|(end, text)| cx.splice(&script.place, 0..end, text));
        let place = cx.workspace.place_within(&script.place, login.option.clone());
        let found = cx.report(
            &place,
            format!("the password of `{} login` is on the command line", login.tool),
        );
        found.help("pipe it into the command with `--password-stdin`: other processes can read a command line");
        found.fix(fix.map(|fix| fix.fix(Safety::Safe, "give the password on standard input")));
    }
}

/// The logins with a password in all scripts, by the spans of the scripts.
fn logins_in(workspace: &Workspace) -> HashMap<Span, Vec<Login<'_>>> {
    let of_jobs = workspace.jobs().flat_map(|job| &job.scripts);
    let of_jobs = of_jobs.map(|script| &script.text);
    let of_runners = workspace.runners().iter().flat_map(|runner| &runner.scripts);
    let all = of_jobs.chain(of_runners);
    let found = all.map(|script| (script.place.span, logins(&script.value)));
    found.filter(|(_, logins)| !logins.is_empty()).collect()
}

/// Those in the scripts of a job, or in those that a runner adds to every job.
fn passwords<'w>(meeting: Meeting<'w>, known: &HashMap<Span, Vec<Login<'w>>>) -> Vec<(&'w Setting<String>, Login<'w>)> {
    let scripts: Vec<&Setting<String>> = match (meeting.job, meeting.runner) {
        (Some(job), _) => job.scripts.iter().map(|script| &script.text).collect(),
        (None, Some(runner)) => runner.scripts.iter().collect(),
        (None, None) => Vec::new(),
    };
    let logins = scripts.into_iter().flat_map(|script| {
        let logins = known.get(&script.place.span).into_iter().flatten();
        logins.map(move |login| (script, login.clone()))
    });
    logins.collect()
}
