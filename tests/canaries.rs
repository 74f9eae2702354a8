//! Unique secrets in every place where a secret can stand, generated from the schema: no output of any kind shows one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "canaries/commands.rs"]
mod commands;
#[path = "canaries/daemons.rs"]
mod daemons;
#[path = "canaries/given.rs"]
mod given;
#[path = "fuzz/targets/outputs.rs"]
mod outputs;
#[path = "canaries/pipelines.rs"]
mod pipelines;
#[path = "canaries/runners.rs"]
mod runners;

use runnerlint::diagnostic::Safety;
use runnerlint::model::{Context, Profile};
use runnerlint::source::{Role, SourceFile, Sources};

/// What every planted secret begins with; a part of the rest would be a leak, too.
pub(crate) const CANARY: &str = "canary";

/// Every how many bytes a text is cut for a run of its own.
pub(crate) const CUT: usize = 41;

/// Makes secrets of which no two are equal.
pub(crate) struct Canaries(usize);

impl Canaries {
    pub(crate) fn new() -> Canaries {
        Canaries(0)
    }

    /// One that looks like nothing.
    pub(crate) fn plain(&mut self) -> String {
        self.0 += 1;
        format!("{CANARY}-{:04}-xq", self.0)
    }

    /// One with the look of a token; what is left of one that was cut may be too short to be known as one.
    pub(crate) fn token(&mut self) -> String {
        self.0 += 1;
        format!("glrt-TokenShape00{CANARY}{:04}", self.0)
    }

    /// A URL with user info.
    pub(crate) fn url(&mut self) -> String {
        format!("https://ci:{}@host.example.com/a", self.plain())
    }
}

pub(crate) fn context() -> Context {
    Context {
        profile: Profile::Hardened,
        ..Context::default()
    }
}

/// Lines of output that show a planted secret; all are told at once.
pub(crate) struct Leaks(Vec<String>);

impl Leaks {
    pub(crate) fn new() -> Leaks {
        Leaks(Vec::new())
    }

    /// Looks through all that can be printed about these files.
    pub(crate) fn look(&mut self, files: &[(&str, Role, &str)], about: &str) {
        let mut sources = Sources::new();
        for (name, role, text) in files {
            sources.push(SourceFile::new(*name, *role, text.as_bytes().to_vec()));
        }
        for limit in [Safety::Safe, Safety::Unsafe] {
            self.search(&outputs::outputs(&sources, &context(), limit), about);
        }
    }

    /// The same for the text cut after every n-th byte.
    pub(crate) fn look_when_cut(&mut self, name: &str, role: Role, text: &str) {
        for end in (1..text.len()).step_by(CUT).filter(|end| text.is_char_boundary(*end)) {
            self.look(&[(name, role, &text[..end])], &format!("{name} up to byte {end}"));
        }
    }

    /// Looks through an output.
    pub(crate) fn search(&mut self, out: &str, about: &str) {
        let lines = out.lines().filter(|line| line.contains(CANARY));
        self.0.extend(lines.map(|line| format!("{about}: {line}")));
    }

    /// Fails if there are any.
    pub(crate) fn none(self) {
        assert!(
            self.0.is_empty(),
            "{} leaks, such as\n{}",
            self.0.len(),
            self.0[..self.0.len().min(40)].join("\n")
        );
    }
}
