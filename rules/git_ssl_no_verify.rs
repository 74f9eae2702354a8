//! Git that is told not to look at certificates.

use crate::diagnostic::{Consequence, Diagnostic, Safety, Severity};
use crate::model::{Setting, Variable, Workspace, commands};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "git-ssl-no-verify",
    summary: "Git does not check whose server it talks to, tokens and code included",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("git_ssl_no_verify.md"),
    check,
};

/// Git looks whether there is such a variable, and not at its value.
///
/// Source: git `http.c`, `http_init`, 1.5 to 2.51.
const VARIABLE: &str = "GIT_SSL_NO_VERIFY";

fn check(cx: &mut Check<'_>) {
    for place in variables(cx.workspace) {
        let fix = cx.remove(&[place]);
        let found = cx.report(place, "Git checks no certificate as long as there is this variable");
        found.note("whatever its value is");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the variable")));
        advise(found);
    }
    for script in scripts(cx.workspace) {
        for range in switched_off(&script.value) {
            let place = cx.workspace.place_within(&script.place, range);
            advise(cx.report(&place, "Git checks no certificate from here on"));
        }
    }
}

fn advise(found: &mut Diagnostic) {
    found.help("name the server's authority in `tls-ca-file` of config.toml instead: GitLab Runner gives it to Git");
}

/// Where the variable is defined, each place once.
fn variables(workspace: &Workspace) -> Vec<&Place> {
    let of_runners = workspace.runners().iter().flat_map(|runner| &runner.variables);
    let of_pipelines = workspace.pipelines().iter().flat_map(|pipeline| &pipeline.variables);
    let of_jobs = workspace.jobs().flat_map(|job| &job.variables);
    let of_pipelines = of_pipelines.chain(of_jobs).map(|variable| &variable.value);
    let all = of_runners.chain(of_pipelines);
    let mut places: Vec<&Place> = all.filter(is_it).map(|variable| &variable.place).collect();
    places.sort_by_key(|place| place.span);
    places.dedup();
    places
}

fn is_it(variable: &&Variable) -> bool {
    variable.name == VARIABLE
}

/// The scripts of runners and jobs, each once.
fn scripts(workspace: &Workspace) -> Vec<&Setting<String>> {
    let of_runners = workspace.runners().iter().flat_map(|runner| &runner.scripts);
    let of_jobs = workspace.jobs().flat_map(|job| &job.scripts);
    let mut scripts: Vec<_> = of_runners.chain(of_jobs.map(|script| &script.text)).collect();
    scripts.sort_by_key(|script| script.place.span);
    scripts.dedup_by_key(|script| script.place.span);
    scripts
}

/// The commands `git config http.sslVerify false` of a script. A single call with `-c` may be meant for another server.
fn switched_off(script: &str) -> Vec<std::ops::Range<usize>> {
    let plain = |word: &str| word.trim_matches(['"', '\'']).to_ascii_lowercase();
    let mut found = Vec::new();
    if !script.to_ascii_lowercase().contains("sslverify") {
        return found;
    }
    for command in commands(script) {
        let words: Vec<String> = command.words.iter().map(|(_, word)| plain(word)).collect();
        let at = words.windows(2).position(|pair| {
            let off = matches!(pair[1].as_str(), "false" | "no" | "off" | "0");
            pair[0] == "http.sslverify" && off
        });
        let is_config = words.first().is_some_and(|word| word == "git") && words.iter().any(|word| word == "config");
        let is_global = words.iter().any(|word| word == "--global" || word == "--system");
        let Some(at) = at.filter(|_| is_config && is_global) else {
            continue;
        };
        if let (Some((start, _)), Some((last, word))) = (command.words.first(), command.words.get(at + 1)) {
            found.push(*start..last + word.len());
        }
    }
    found
}
