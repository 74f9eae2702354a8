//! Runners that a job registers in the way that goes away.

use std::ops::Range;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Meeting, Script, Setting, commands};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "registration-token-use",
    summary: "a script registers a runner with a registration token, which GitLab turns off",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("registration_token_use.md"),
    check,
};

/// The option that takes a registration token.
///
/// Source: GitLab Runner `commands/register.go`, 19.4.
const OPTIONS: [&str; 2] = ["--registration-token", "-r"];

fn check(cx: &mut Check<'_>) {
    let at = |(script, range): &(&Setting<String>, Range<usize>)| (script.place.span, range.start);
    for verdict in cx.workspace.judge(registrations, at) {
        let (script, range) = &verdict.fault;
        let place = cx.workspace.place_within(&script.place, range.clone());
        let found = cx.report(
            &place,
            "this registers a runner with a registration token, which GitLab 17 and later does not take by default",
        );
        found.help("create the runner in GitLab, and register it with `--token` and the token that it gets there");
    }
}

fn registrations(meeting: Meeting<'_>) -> Vec<(&Setting<String>, Range<usize>)> {
    // Most scripts register nothing, and taking them apart is slow.
    let registers = |script: &&Script| script.text.value.contains("register");
    let scripts = meeting.job.iter().flat_map(|job| &job.scripts).filter(registers);
    let mut found = Vec::new();
    for script in scripts {
        for command in commands(&script.text.value) {
            let words: Vec<&str> = command.words.iter().map(|(_, word)| *word).collect();
            let is_runner = |word: &&str| word.rsplit('/').next() == Some("gitlab-runner");
            let Some(runner) = words.iter().position(is_runner) else {
                continue;
            };
            let Some(register) = words.iter().skip(runner).position(|word| *word == "register") else {
                continue;
            };
            let rest = command.words.iter().skip(runner + register);
            let option = |word: &str| OPTIONS.contains(&word.split('=').next().unwrap_or(word));
            if let Some((start, word)) = rest.into_iter().find(|(_, word)| option(word)) {
                let name = word.split('=').next().map_or(word.len(), str::len);
                found.push((&script.text, *start..start + name));
            }
        }
    }
    found
}
