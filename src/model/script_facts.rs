//! What the scripts of a job or of a runner do, read once: every meeting of the two asks for it.

use std::collections::HashSet;

use super::docker_calls::{CALLS, registries};
use super::names::Needed;
use super::script::{assigned, assigns, calls_docker, is_identifier};
use super::setting::Setting;

/// What scripts do.
#[derive(Debug, Clone, Default)]
pub struct ScriptFacts {
    /// Whether a line runs the Docker client.
    pub calls_docker: bool,
    /// The registries that calls of the Docker client name, as written.
    pub(super) registries: Vec<Needed>,
    assigned: HashSet<String>,
}

impl ScriptFacts {
    /// Reads scripts.
    pub(super) fn of<'s>(scripts: impl Iterator<Item = &'s Setting<String>>) -> ScriptFacts {
        let mut facts = ScriptFacts::default();
        for script in scripts {
            facts.calls_docker |= calls_docker(&script.value);
            facts.assigned.extend(assigned(&script.value).map(str::to_owned));
            let named = registries(&script.value, &CALLS).into_iter().map(|name| Needed {
                name,
                span: script.place.span,
            });
            facts.registries.extend(named);
        }
        facts
    }

    /// Whether one of these scripts, of which this was read, gives a value to a variable or takes it away.
    pub(super) fn assigns<'s>(&self, name: &str, mut scripts: impl Iterator<Item = &'s Setting<String>>) -> bool {
        match is_identifier(name) {
            true => self.assigned.contains(name),
            // No shell has such a variable, but YAML does.
            false => scripts.any(|script| assigns(&script.value, name)),
        }
    }
}
