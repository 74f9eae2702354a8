//! Lines of scripts that need a Docker daemon.

use crate::model::pipeline::{Job, Script, Section};
use crate::model::script::{Command, commands};
use crate::model::setting::Setting;

impl Job {
    /// A line that needs a Docker daemon, and surely runs and counts.
    pub fn daemon_call(&self) -> Option<&Setting<String>> {
        let mut scripts = self.counting().take_while(|script| !may_leave(&script.text.value));
        scripts
            .find(|script| needs_daemon(&script.text.value))
            .map(|script| &script.text)
    }

    /// Whether a line before this one, or beside it in its script, runs something that is not at hand and may start a
    /// daemon.
    pub fn may_start_daemon(&self, call: &Setting<String>) -> bool {
        let last = self.counting().position(|script| std::ptr::eq(&script.text, call));
        let mut scripts = self.counting().take(last.map_or(usize::MAX, |last| last + 1));
        scripts.any(|script| commands(&script.text.value).iter().any(Command::runs_more))
    }

    /// The scripts that decide whether it fails, in the order in which the same shell runs them.
    fn counting(&self) -> impl Iterator<Item = &Script> {
        let counts = |section| matches!(section, Section::Before | Section::Main);
        self.scripts.iter().filter(move |script| counts(script.section))
    }
}

/// Whether a script may end before its end, or goes on where a command failed.
fn may_leave(script: &str) -> bool {
    let leaves = |word: &str| matches!(word, "exit" | "exec" | "return" | "errexit");
    let goes_on = |word: &str| word.starts_with('+') && word.contains('e');
    commands(script).iter().any(|command| {
        let sets = command.call().first() == Some(&"set");
        command
            .words
            .iter()
            .any(|(_, word)| leaves(word) || sets && goes_on(word))
    })
}

/// What stands in scripts that run a line on a condition, elsewhere, later or never: branches, here-documents and
/// functions.
const UNSURE: [&str; 8] = ["||", "if ", "if[", "case ", "trap ", "<<", "()", "function "];

/// Words before the commands of a loop, a branch or a group.
const OPENS: [&str; 4] = ["do", "then", "else", "{"];

/// Whether a script runs a Docker command that needs a daemon, on no condition.
fn needs_daemon(script: &str) -> bool {
    if UNSURE.iter().any(|text| script.contains(text)) || runs_beside(script) {
        return false;
    }
    let commands = commands(script);
    let opens = |command: &Command<'_>| command.words.first().is_some_and(|(_, word)| OPENS.contains(word));
    if commands.iter().any(opens) {
        return false;
    }
    let (mut end, mut succeeded, mut is_sure) = (0, true, true);
    for command in &commands {
        let start = command.words.first().map_or(end, |(at, _)| *at);
        let between = script.get(end..start).unwrap_or_default();
        is_sure = match between {
            between if between.contains("&&") => is_sure && succeeded,
            between if between.contains('|') => is_sure,
            _ => true,
        };
        let call = command.call();
        if is_sure && asks_daemon(&call) {
            return true;
        }
        succeeded = succeeds(&call);
        end = command.words.last().map_or(end, |(at, word)| at + word.len());
    }
    false
}

/// Whether a `&` lets a command run beside the script. Those of redirections do not.
fn runs_beside(script: &str) -> bool {
    script.match_indices('&').any(|(at, _)| {
        let (before, after) = (script.get(..at), script.get(at + 1..));
        let joins = ['&', '<', '>'];
        !before.is_some_and(|before| before.ends_with(joins)) && !after.is_some_and(|after| after.starts_with(joins))
    })
}

/// Whether a command decides nothing: where it fails, the job is no better off.
fn succeeds(call: &[&str]) -> bool {
    match call {
        ["docker", verb, ..] => matches!(*verb, "login" | "--version"),
        [program, ..] => matches!(
            *program,
            "cd" | "echo" | "export" | "mkdir" | "apk" | "apt" | "apt-get" | "set"
        ),
        [] => true,
    }
}

/// Commands of the Docker CLI that fail without a daemon. `login` does without, and so may `buildx`.
const NEEDS: [&str; 12] = [
    "build", "run", "pull", "push", "ps", "images", "info", "exec", "tag", "save", "load", "create",
];

/// The same of Docker Compose. `config`, `version` and others only read files.
const COMPOSE_NEEDS: [&str; 13] = [
    "up", "down", "run", "build", "pull", "push", "ps", "exec", "start", "stop", "restart", "logs", "create",
];

/// Options before the command of Docker Compose that have a value.
///
/// Source: docker/compose `cmd/compose/compose.go`, 2.40.
const COMPOSE_VALUES: [&str; 9] = [
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--profile",
    "--env-file",
    "--project-directory",
    "--ansi",
    "--progress",
];

fn asks_daemon(call: &[&str]) -> bool {
    // Help is at hand, and a builder may be anywhere.
    if call
        .iter()
        .any(|word| *word == "--help" || word.starts_with("--builder"))
    {
        return false;
    }
    match call {
        ["docker", "compose", rest @ ..] | ["docker-compose", rest @ ..] => {
            compose_verb(rest).is_some_and(|verb| COMPOSE_NEEDS.contains(&verb))
        }
        ["docker", verb, ..] => NEEDS.contains(verb),
        _ => false,
    }
}

/// The command of Docker Compose behind its options.
fn compose_verb<'s>(words: &[&'s str]) -> Option<&'s str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            return Some(word);
        }
        if COMPOSE_VALUES.contains(word) {
            words.next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_surely_runs_needs_a_daemon() {
        for script in [
            "docker build .",
            "A=1 docker ps",
            "cd x && docker build . 2>&1",
            "cd x && \\\n  docker build .",
            "apk add curl && docker login -u u && docker push a",
            "echo x | docker build -",
        ] {
            assert!(needs_daemon(script), "{script}");
        }
    }

    #[test]
    fn a_call_on_a_condition_or_elsewhere_needs_none() {
        for script in [
            "[ -n \"$X\" ] && docker build .",
            "test -f Dockerfile && docker build .",
            "test -f Dockerfile && cd x && docker build .",
            "test -f Dockerfile && echo x | docker build -",
            "test -f Dockerfile && {\ndocker build .\n}",
            "false && docker ps",
            "[[ -n $X ]] && docker pull x; true",
            "docker ps &",
            "docker ps & wait",
            "build() {\n  docker build .\n}",
            "build () {\n  docker build .\n}",
            "function f {\n  docker build .\n}",
            "ssh \"$U@$H\" << 'EOF'\ndocker pull x\nEOF",
            "while read x; do\n  docker pull $x\ndone < list",
        ] {
            assert!(!needs_daemon(script), "{script}");
        }
    }

    #[test]
    fn what_only_reads_files_asks_no_daemon() {
        let asks = |call: &str| asks_daemon(&call.split(' ').collect::<Vec<_>>());
        for call in [
            "docker compose up -d",
            "docker compose -f a.yml --profile x up",
            "docker-compose --file=a.yml build",
            "docker run alpine",
        ] {
            assert!(asks(call), "{call}");
        }
        for call in [
            "docker compose config -q",
            "docker compose -f up config --services",
            "docker compose convert",
            "docker compose version",
            "docker compose --help",
            "docker compose up --help",
            "docker-compose --version",
            "docker run --help",
            "docker build --builder remote .",
            "docker --version",
        ] {
            assert!(!asks(call), "{call}");
        }
    }

    #[test]
    fn scripts_may_leave() {
        for script in [
            "exit 0\ndocker ps",
            "test -f x && exit",
            "set +e",
            "set +xe",
            "exec > log",
        ] {
            assert!(may_leave(script), "{script}");
        }
        for script in ["set +x", "set -e", "echo 'exit'", "apk add e"] {
            assert!(!may_leave(script), "{script}");
        }
    }
}
