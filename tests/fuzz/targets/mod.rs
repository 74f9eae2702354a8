//! What has to hold whatever the bytes are: one function for each promise, which panics where it is broken.

mod edits;
mod installation;
mod mask;
mod outputs;
mod places;
mod plan;
mod readers;

/// A promise about all inputs.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Takes any bytes; panics if the promise is broken for them.
    pub(crate) run: fn(&[u8]),
    /// Bytes before the texts that say what to do with them.
    pub(crate) header: usize,
    pub(crate) texts: Texts,
}

/// What stands behind the header of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// One text in the format with this index in [`FORMATS`].
    One(usize),
    /// One text, whose format is the first byte of the header.
    Any,
    /// The files of an installation, in the order of [`FILES`], with [`SEPARATOR`] between them.
    Files,
}

/// The usual names of files in the three formats that are edited.
pub(crate) const FORMATS: [&str; 3] = ["config.toml", ".gitlab-ci.yml", "daemon.json"];

/// The files of an installation; one that is empty is not there.
pub(crate) const FILES: [&str; 6] = [
    "config.toml",
    ".gitlab-ci.yml",
    "daemon.json",
    "docker/config.json",
    "values.yaml",
    "config.toml.j2",
];

/// Stands between two files of an installation.
pub(crate) const SEPARATOR: u8 = 0x1e;

/// Runs the target of this name.
#[allow(dead_code, reason = "the harness of libFuzzer calls it")]
pub(crate) fn run(name: &str, bytes: &[u8]) {
    ALL.iter()
        .filter(|target| target.name == name)
        .for_each(|target| (target.run)(bytes));
}

/// All targets.
pub(crate) const ALL: [Target; 6] = [
    Target {
        name: "toml",
        run: readers::toml,
        header: 0,
        texts: Texts::One(0),
    },
    Target {
        name: "yaml",
        run: readers::yaml,
        header: 0,
        texts: Texts::One(1),
    },
    Target {
        name: "json",
        run: readers::json,
        header: 0,
        texts: Texts::One(2),
    },
    Target {
        name: "edits",
        run: edits::run,
        header: edits::HEADER,
        texts: Texts::Any,
    },
    Target {
        name: "plan",
        run: plan::run,
        header: 1,
        texts: Texts::Files,
    },
    Target {
        name: "mask",
        run: mask::run,
        header: mask::HEADER,
        texts: Texts::Files,
    },
];
