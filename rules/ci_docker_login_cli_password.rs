//! Passwords on the command line of `docker login`.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Login, Meeting, Setting, logins};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

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
    for verdict in cx.workspace.judge(passwords, at) {
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

/// The logins with a password, in the scripts of a job, or in those that a runner adds to every job.
fn passwords(meeting: Meeting<'_>) -> Vec<(&Setting<String>, Login<'_>)> {
    let scripts: Vec<&Setting<String>> = match (meeting.job, meeting.runner) {
        (Some(job), _) => job.scripts.iter().map(|script| &script.text).collect(),
        (None, Some(runner)) => runner.scripts.iter().collect(),
        (None, None) => Vec::new(),
    };
    let logins = scripts
        .into_iter()
        .flat_map(|script| logins(&script.value).into_iter().map(move |login| (script, login)));
    logins.collect()
}
