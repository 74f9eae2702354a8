//! Flags of a Docker-in-Docker service that its daemon does not take.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::{InsecureFault, insecure_registry_meant};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-insecure-registry-flag",
    summary: "the daemon of a service does not start, because of how a flag is written",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_insecure_registry_flag.md"),
    check,
};

const FLAG: &str = "--insecure-registry";

enum Fault<'w> {
    /// A flag and its value in one word: `--insecure-registry registry.example.com`.
    Joined(&'w Setting<String>),
    /// A registry that is no host.
    Registry {
        word: &'w Setting<String>,
        value: &'w str,
        fault: InsecureFault,
    },
}

impl<'w> Fault<'w> {
    fn word(&self) -> &'w Setting<String> {
        match self {
            Fault::Joined(word) | Fault::Registry { word, .. } => word,
        }
    }
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(refused, |fault| fault.word().place.span) {
        let word = verdict.fault.word();
        let right = right(&verdict.fault);
        let fix = right.as_deref().and_then(|right| cx.set(&word.place, right));
        let found = match &verdict.fault {
            Fault::Joined(_) => cx
                .report(&word.place, "dockerd takes this for one flag, which it does not know")
                .note("the daemon of the service does not start"),
            Fault::Registry { fault, .. } if fault.is_mended() => cx
                .report(
                    &word.place,
                    "an insecure registry with a scheme, which dockerd takes off with a warning",
                )
                .severity(Severity::Info)
                .consequence(Consequence::Advice),
            Fault::Registry { value, .. } => cx
                .report(&word.place, format!("`{value}` is no registry that dockerd can read"))
                .note("the daemon of the service does not start"),
        };
        match (fix, right) {
            (Some(fix), Some(right)) => found.fix(Some(fix.fix(Safety::Safe, format!("write `{right}`")))),
            _ => found.help("write HOST, HOST:PORT, an address, or a network such as 10.1.0.0/16"),
        };
        weigh(found, &verdict);
    }
}

/// What is wrong in the words that reach the daemon as its flags.
fn refused(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let mut faults = Vec::new();
    for dind in meeting.dinds().filter(|dind| dind.certainty() == Certainty::Sure) {
        let flags = Dind::flags(&dind).unwrap_or_default();
        let before = std::iter::once(None).chain(flags.iter().map(Some));
        for (word, before) in flags.iter().zip(before) {
            let is_value = before.is_some_and(|before| before.value == FLAG);
            let text = word.value.as_str();
            if text.contains('$') {
                continue;
            }
            let value = match is_value {
                true => Some(text),
                false => text.strip_prefix(FLAG).and_then(|rest| rest.strip_prefix('=')),
            };
            match value {
                Some(value) => {
                    let fault = InsecureFault::of(value);
                    faults.extend(fault.map(|fault| Fault::Registry { word, value, fault }));
                }
                None if is_joined(text) => faults.push(Fault::Joined(word)),
                None => {}
            }
        }
    }
    faults
}

/// Whether a word is a flag, a blank and a value.
fn is_joined(word: &str) -> bool {
    let Some((flag, value)) = word.split_once(' ') else {
        return false;
    };
    let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
    flag.starts_with("--") && flag.len() > 2 && flag.chars().all(is_name) && !value.trim().is_empty()
}

/// The word that is meant.
fn right(fault: &Fault<'_>) -> Option<String> {
    match fault {
        Fault::Joined(word) => {
            let (flag, value) = word.value.split_once(' ')?;
            let value = value.trim();
            (!value.contains(char::is_whitespace)).then(|| format!("{flag}={value}"))
        }
        Fault::Registry { word, value, .. } => {
            let meant = insecure_registry_meant(value)?;
            Some(word.value.replacen(value, meant, 1))
        }
    }
}
