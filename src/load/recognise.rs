//! What a file is, from its name and its text alone: a `config.toml` may be Cargo's, Hugo's or anyone's.

mod keys;

use std::path::Path;

use crate::model::CertificateHome;
use crate::source::Role;
use keys::{AUTH_OWN, DAEMON_OWN, DAEMON_SHARED, RUNNER_GLOBALS, RUNNER_KEYS, RUNNER_TABLES};

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
    if is_pipeline_name(path) {
        return taken(Role::Pipeline, "the name is that of a GitLab pipeline");
    }
    if CertificateHome::of(path) != CertificateHome::Other {
        return taken(Role::Certificate, "it lies where certificates are looked for");
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
        "yml" | "yaml" => left("a pipeline is known by its name, `files.pipeline` or `--kind` only"),
        _ if text.trim_start().starts_with('{') => json(&name, text),
        _ => toml(&name, text),
    }
}

/// Whether discovery has to read a file of this name to know what it is.
pub(super) fn could_be(path: &Path) -> bool {
    let name = name(path);
    is_pipeline_name(path)
        || matches!(extension(path).as_str(), "toml" | "json")
        || matches!(name.as_str(), ".dockerconfigjson" | ".dockercfg")
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

/// What a TOML text has of a runner configuration. It is found line by line, so that broken files are known, too.
#[derive(Debug, Default)]
struct Traits {
    globals: usize,
    runners: bool,
    below: bool,
    keys: bool,
}

fn toml(name: &str, text: &str) -> Recognised {
    let found = traits(text);
    let evident = found.runners && (found.below || found.keys || found.globals > 0) || found.globals > 1;
    let role = match name.ends_with(".template.toml") {
        true => Role::RunnerTemplate,
        false => Role::RunnerConfig,
    };
    if evident {
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

fn traits(text: &str) -> Traits {
    let mut found = Traits::default();
    let mut table: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let inner = header.trim_start_matches('[').split(']').next().unwrap_or_default();
            let path = key_path(inner);
            if let [first, rest @ ..] = path.as_slice() {
                found.globals += usize::from(first == "session_server");
                found.runners |= first == "runners";
                found.below |= first == "runners" && rest.first().is_some_and(|key| known(RUNNER_TABLES, key));
            }
            table = Some(path.join("."));
        } else if let Some((key, value)) = line.split_once('=') {
            let path = key_path(key);
            let [first, rest @ ..] = path.as_slice() else {
                continue;
            };
            match table.as_deref() {
                // `concurrent = true` belongs to some other program.
                None => {
                    let truth = matches!(value.trim(), "true" | "false");
                    found.globals += usize::from(known(RUNNER_GLOBALS, first) && !truth);
                    found.runners |= first == "runners" && rest.is_empty();
                }
                Some("runners") => {
                    found.keys |= known(RUNNER_KEYS, first);
                    found.below |= !rest.is_empty() && known(RUNNER_TABLES, first);
                }
                Some(_) => {}
            }
        }
    }
    found
}

fn known(keys: &[&str], key: &str) -> bool {
    keys.contains(&key)
}

/// The parts of a key, in lower case: GitLab Runner compares keys without regard to case.
fn key_path(text: &str) -> Vec<String> {
    let clean = |part: &str| part.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    text.split('.').map(clean).collect()
}

fn json(name: &str, text: &str) -> Recognised {
    let keys = top_keys(text);
    let count = |list: &[&str]| keys.iter().filter(|key| list.contains(key)).count();
    let own = count(DAEMON_OWN);
    let daemon = own + count(DAEMON_SHARED);
    let lower: Vec<String> = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
    if lower.iter().any(|key| known(AUTH_OWN, key)) {
        return taken(Role::DockerAuth, "it has registry logins of a Docker client");
    }
    if own > 0 && 2 * daemon >= keys.len() {
        return taken(Role::DaemonConfig, "it has settings that only dockerd knows");
    }
    if name != "daemon.json" {
        return left("it has no settings of dockerd and no registry logins");
    }
    let near = |key: &&str| DAEMON_OWN.iter().any(|own| strsim::jaro_winkler(own, key) > 0.85);
    if daemon > 0 || keys.is_empty() || keys.iter().any(near) {
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
