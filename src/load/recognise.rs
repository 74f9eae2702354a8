//! What a file is, from its name and its text alone: a `config.toml` may be Cargo's, Hugo's or anyone's.

mod keys;
mod yaml;

use std::path::Path;

use super::settings::SETTINGS;
use crate::model::{CertificateHome, RunnerTraits};
use crate::source::{Role, is_of_template};
use keys::{AUTH_OWN, DAEMON_OWN, DAEMON_SHARED};

/// Endings of names of programs and pages, which write configurations or speak of them: Terraform has heredocs, for instance.
const PROGRAMS: [&str; 17] = [
    "tf", "tfvars", "hcl", "nomad", "nix", "sh", "bash", "zsh", "ps1", "py", "rb", "pp", "go", "js", "md", "rst",
    "adoc",
];

/// What a file was taken for, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    /// What it is; `None` if it is nothing to a GitLab Runner installation.
    pub role: Option<Role>,
    /// The reason, as a clause.
    pub why: &'static str,
}

/// Says what the file at `path` with this text is.
pub fn recognise(path: &Path, text: &str) -> Recognised {
    let name = name(path);
    let folder = path.parent().map(self::name).unwrap_or_default();
    if path.extension().is_some_and(is_of_template) {
        return template(&path.with_extension(""), text);
    }
    if is_pipeline_name(path) {
        return taken(Role::Pipeline, "the name is that of a GitLab pipeline");
    }
    if CertificateHome::of(path) != CertificateHome::Other {
        return taken(Role::Certificate, "it lies where certificates are looked for");
    }
    if name == SETTINGS {
        return left("it has settings of runnerlint, which do not count here");
    }
    match (folder.as_str(), name.as_str()) {
        ("gitlab-runner" | ".gitlab-runner", "config.toml") => {
            return taken(
                Role::RunnerConfig,
                "it lies where GitLab Runner reads its configuration",
            );
        }
        ("docker" | ".docker", "daemon.json") => {
            return taken(Role::DaemonConfig, "it lies where dockerd reads its configuration");
        }
        (".docker", "config.json") | (_, ".dockerconfigjson" | ".dockercfg") => {
            return taken(Role::DockerAuth, "the name is that of a Docker client configuration");
        }
        _ => {}
    }
    match extension(path).as_str() {
        "toml" => toml(&name, text),
        "json" => json(&name, text),
        "yml" | "yaml" => yaml::recognised(text),
        extension if PROGRAMS.contains(&extension) => program(text),
        _ if text.trim_start().starts_with('{') => json(&name, text),
        _ => toml(&name, text),
    }
}

/// A template, of which only TOML is read: in JSON and YAML nothing is sure before it is filled in.
fn template(path: &Path, text: &str) -> Recognised {
    match extension(path).as_str() {
        "json" => left("it is a template of JSON, which is read only when it is filled in"),
        "yml" | "yaml" => left("it is a template of YAML, which is read only when it is filled in"),
        _ => toml(&name(path), text),
    }
}

/// A program or a page, which may have a configuration somewhere in it.
fn program(text: &str) -> Recognised {
    match RunnerTraits::of(text).runners {
        true => left("the configuration in it is a part of a program or a page, which is not read"),
        false => left("it has no runners"),
    }
}

/// Whether discovery has to read a file of this name to know what it is.
pub(super) fn could_be(path: &Path) -> bool {
    let name = name(path);
    is_pipeline_name(path)
        || matches!(extension(path).as_str(), "toml" | "json" | "yml" | "yaml")
        || path.extension().is_some_and(is_of_template) && extension(&path.with_extension("")) == "toml"
        || matches!(name.as_str(), ".dockerconfigjson" | ".dockercfg")
}

/// Whether a file of this name is a YAML file that only its text makes one of ours.
pub(super) fn is_plain_yaml(path: &Path) -> bool {
    matches!(extension(path).as_str(), "yml" | "yaml") && !is_pipeline_name(path)
}

/// Whether the name alone promises a file that concerns us, so that not being able to read it matters.
pub(super) fn is_usual_name(path: &Path) -> bool {
    let name = name(path);
    is_pipeline_name(path) || matches!(name.as_str(), "config.toml" | "daemon.json")
}

/// Whether the name is that of a GitLab pipeline.
pub(super) fn is_pipeline_name(path: &Path) -> bool {
    let name = name(path);
    name.ends_with(".gitlab-ci.yml") || name.ends_with(".gitlab-ci.yaml")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn extension(path: &Path) -> String {
    path.extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase()
}

fn taken(role: Role, why: &'static str) -> Recognised {
    Recognised { role: Some(role), why }
}

fn left(why: &'static str) -> Recognised {
    Recognised { role: None, why }
}

fn toml(name: &str, text: &str) -> Recognised {
    let found = RunnerTraits::of(text);
    let role = match name.ends_with(".template.toml") {
        true => Role::RunnerTemplate,
        false => Role::RunnerConfig,
    };
    if found.are_evident() {
        taken(role, "it has settings that only GitLab Runner knows")
    } else if name != "config.toml" && role == Role::RunnerConfig {
        left("it has no runners")
    } else if found.runners {
        taken(role, "it has a table of runners")
    } else if found.globals > 0 {
        taken(role, "it has a setting of GitLab Runner")
    } else {
        left("it has no runners and no setting of GitLab Runner")
    }
}

fn json(name: &str, text: &str) -> Recognised {
    let keys = top_keys(text);
    let count = |list: &[&str]| keys.iter().filter(|key| list.contains(key)).count();
    let own = count(DAEMON_OWN);
    let daemon = own + count(DAEMON_SHARED);
    let lower: Vec<String> = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
    if lower.iter().any(|key| AUTH_OWN.contains(&key.as_str())) {
        return taken(Role::DockerAuth, "it has registry logins of a Docker client");
    }
    if own > 0 && 2 * daemon >= keys.len() {
        return taken(Role::DaemonConfig, "it has settings that only dockerd knows");
    }
    if name != "daemon.json" {
        return left("it has no settings of dockerd and no registry logins");
    }
    // Capitals are a mistake that dockerd does not forgive.
    let is_its = |key: &&String| {
        [DAEMON_OWN, DAEMON_SHARED]
            .iter()
            .any(|list| list.contains(&key.as_str()))
    };
    let folded = lower.iter().filter(is_its).count();
    let near = |key: &String| DAEMON_OWN.iter().any(|own| strsim::jaro_winkler(own, key) > 0.85);
    if daemon > 0 || 2 * folded >= keys.len() || lower.iter().any(near) {
        taken(Role::DaemonConfig, "the name is that of dockerd's configuration")
    } else {
        left("it has the name of dockerd's configuration and none of its keys")
    }
}

/// The keys of the outermost object, found without a parser so that broken files are known, too.
fn top_keys(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut keys = Vec::new();
    let mut depth = 0usize;
    let mut string: Option<&str> = None;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let start = at + 1;
                at = start;
                // A string ends at its line's end at the latest: one missing quote must not swallow the file.
                while at < bytes.len() && !matches!(bytes[at], b'"' | b'\n') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                string = text.get(start..at.min(bytes.len()));
            }
            b':' if depth == 1 => keys.extend(string.take()),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            byte if byte.is_ascii_whitespace() => {}
            _ => string = None,
        }
        at += 1;
    }
    keys
}

#[cfg(test)]
mod tests;
