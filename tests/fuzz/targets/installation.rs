//! The files of an input, and what they are checked with.

use std::path::Path;

use runnerlint::load::recognise;
use runnerlint::model::{Context, Profile};
use runnerlint::schema::Targets;
use runnerlint::source::{Role, SourceFile, Sources};

use super::{FILES, SEPARATOR};

const ROLES: [Role; FILES.len()] = [
    Role::RunnerConfig,
    Role::Pipeline,
    Role::DaemonConfig,
    Role::DockerAuth,
    Role::HelmValues,
    Role::RunnerConfig,
];

/// The files that are there.
pub(crate) fn sources(bytes: &[u8]) -> Sources {
    let mut sources = Sources::new();
    let texts = bytes.splitn(FILES.len(), |byte| *byte == SEPARATOR);
    for ((text, name), role) in texts.zip(FILES).zip(ROLES) {
        if !text.is_empty() {
            let role = match role {
                Role::HelmValues => carrier(name, text).unwrap_or(role),
                role => role,
            };
            sources.push(SourceFile::new(name, role, text.to_vec()));
        }
    }
    sources
}

/// What a YAML file is that may be any that carries a configuration.
fn carrier(name: &str, text: &[u8]) -> Option<Role> {
    recognise(Path::new(name), &String::from_utf8_lossy(text)).role
}

/// What the bits of `number` ask for.
pub(crate) fn context(number: u8) -> Context {
    let newest = Targets::NEWEST;
    let old = newest.runner("16.0").and_then(|targets| targets.docker("24.0"));
    let targets = match number & 2 {
        0 => newest,
        _ => old.unwrap_or(newest),
    };
    let profile = match number & 4 {
        0 => Profile::Default,
        _ => Profile::Hardened,
    };
    Context {
        targets,
        profile,
        ..Context::default()
    }
}
