//! The settings of a run: from a settings file, changed by flags.

use std::fmt;
use std::path::{Path, PathBuf};

use super::args::{Check, Shared};
use super::environment::Environment;
use super::{Failure, baseline, hosts, output};
use crate::diagnostic::Severity;
use crate::load::{self, Search};
use crate::model::Context;
use crate::rules;
use crate::settings::{self, Comments, FailOn, Settings};
use crate::source::{Role, SourceFile};

/// Reads the settings; `from` is the folder whose repository is asked, if there is one.
pub(super) fn read(check: &Check, environment: &Environment, from: Option<&Path>) -> Result<Settings, Failure> {
    Ok(stages(check, environment, from)?.flagged)
}

/// The settings of a run as they come about.
pub(super) struct Stages {
    /// What holds if nothing is said.
    pub(super) base: Settings,
    /// The settings file, if there is one.
    pub(super) file: Option<SourceFile>,
    /// With what the file says.
    pub(super) written: Settings,
    /// With what the flags say: the settings of the run.
    pub(super) flagged: Settings,
}

/// Reads the settings and keeps what they were on the way.
pub(super) fn stages(check: &Check, environment: &Environment, from: Option<&Path>) -> Result<Stages, Failure> {
    let mut base = Settings {
        today: environment.today(),
        ..Settings::default()
    };
    if environment.is_hook() {
        base.fail_on = FailOn::At(Severity::Warning);
    }
    let (file, written) = match file(&check.shared, environment, from)? {
        Some((path, bytes)) => {
            if check.verbose {
                output::tell(&format!("settings: {}", path.display()));
            }
            let file = SourceFile::new(path, Role::Settings, bytes);
            let written = parsed(&file, base.clone())?;
            (Some(file), written)
        }
        None => (None, base.clone()),
    };
    Ok(Stages {
        flagged: flagged(check, written.clone())?,
        base,
        file,
        written,
    })
}

/// What the model has to know of the settings.
pub(super) fn context(settings: &Settings) -> Context {
    Context {
        targets: settings.targets,
        profile: settings.profile,
        jobs: settings.jobs.clone(),
        runners: settings.runners.clone(),
        hosts_file: settings.hosts_file.clone(),
        hosts: settings.hosts.clone(),
    }
}

/// The names of all rules.
pub(super) fn rule_names() -> Vec<&'static str> {
    rules::ALL.iter().map(|rule| rule.name).collect()
}

fn file(
    shared: &Shared,
    environment: &Environment,
    from: Option<&Path>,
) -> Result<Option<(PathBuf, Vec<u8>)>, Failure> {
    if let Some(path) = &shared.config {
        return Ok(Some((path.clone(), load::bytes(path)?)));
    }
    if shared.isolated {
        return Ok(None);
    }
    let search = Search {
        from: from.filter(|_| !shared.no_repo_config).map(Path::to_owned),
        config: environment.config(),
        root: PathBuf::from("/"),
    };
    Ok(load::settings_file(&search)?)
}

fn parsed(file: &SourceFile, base: Settings) -> Result<Settings, Failure> {
    settings::read(file, base, &rule_names()).map_err(|problems| {
        let path = file.path.display();
        let lines = problems.iter().map(|problem| format!("{path}:{problem}"));
        Failure::Usage(lines.collect::<Vec<_>>().join("\n"))
    })
}

fn flagged(check: &Check, mut settings: Settings) -> Result<Settings, Failure> {
    let known = rule_names();
    let named = check.select.iter().chain(&check.ignore).chain(&check.extend_select);
    for name in named {
        if !known.contains(&name.as_str()) {
            return Err(Failure::Usage(settings::unknown("a rule", name, &known)));
        }
    }
    if !check.select.is_empty() {
        settings.select.clone_from(&check.select);
        settings.ignore.clear();
    }
    settings.ignore.extend(check.ignore.iter().cloned());
    if !settings.select.is_empty() {
        settings.select.extend(check.extend_select.iter().cloned());
    }
    settings.ignore.retain(|rule| !check.extend_select.contains(rule));
    settings.fail_on = check.fail_on.unwrap_or(settings.fail_on);
    settings.profile = check.profile.unwrap_or(settings.profile);
    let shared = &check.shared;
    if let Some(version) = &shared.runner_version {
        settings.targets = settings.targets.runner(version).map_err(usage)?;
    }
    if let Some(version) = &shared.docker_version {
        settings.targets = settings.targets.docker(version).map_err(usage)?;
    }
    if let Some(version) = &shared.gitlab_version {
        settings.targets = settings.targets.gitlab(version).map_err(usage)?;
    }
    if let Some(path) = &shared.hosts_file {
        settings.hosts_file = hosts::parse(&String::from_utf8_lossy(&load::bytes(path)?));
    }
    if let Some(path) = &check.baseline {
        settings.baseline = baseline::fingerprints(path)?;
    }
    if shared.no_repo_config {
        settings.comments = Comments::Ignored;
    }
    Ok(settings)
}

fn usage(error: impl fmt::Display) -> Failure {
    Failure::Usage(error.to_string())
}
