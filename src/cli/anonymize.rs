//! `anonymize`: files with pseudonyms, to be pasted where strangers read.

use std::path::{Path, PathBuf};

use super::args::{Anonymize, Check, Shared};
use super::check::{Scope, unrecognised, with_disk};
use super::environment::Environment;
use super::output::{print, tell};
use super::settings::{context, rule_names};
use super::{Exit, Failure};
use crate::anonymize::{Anonymous, anonymize};
use crate::load::{Loaded, absolute};
use crate::model::Workspace;
use crate::settings::Settings;
use crate::source::{FileId, Origin, Role, SourceFile};

/// What has names to be replaced.
const ROLES: [Role; 8] = [
    Role::RunnerConfig,
    Role::RunnerTemplate,
    Role::Pipeline,
    Role::DaemonConfig,
    Role::DockerAuth,
    Role::HelmValues,
    Role::Manifest,
    Role::Compose,
];

/// Prints the files with pseudonyms.
pub(super) fn run(arguments: &Anonymize) -> Result<Exit, Failure> {
    let check = check_of(arguments);
    let environment = Environment::of(&check.shared);
    let settings = Settings::default();
    let scope = Scope::of(&check, &environment)?;
    let loaded = scope.load(scope.loader(&check, &environment, &settings), &check, &environment);
    for error in &loaded.errors {
        tell(&format!("runnerlint: {error}"));
    }
    let left = unrecognised(&check, &environment, &loaded);
    let files = named(&loaded, &arguments.paths, &environment.cwd()?);
    if files.is_empty() {
        // Else it was said what stands in the way.
        if left == Exit::Clean && loaded.errors.is_empty() {
            tell("runnerlint: nothing to anonymize: none of the files has names to be replaced");
        }
        return Ok(with_disk(&loaded, Exit::Nothing));
    }
    let workspace = Workspace::parse(loaded.sources.bare(), &context(&settings));
    let anonymous = anonymize(&workspace, &files, &rule_names());
    let several = anonymous.len() > 1;
    print(|out| {
        anonymous.iter().enumerate().try_for_each(|(index, file)| {
            if several {
                let role = workspace.sources.get(file.file).role;
                writeln!(out, "==> {}: {} <==", index + 1, role.usual_name())?;
            }
            write!(out, "{}", file.text)?;
            match several && !file.text.ends_with('\n') {
                true => writeln!(out),
                false => Ok(()),
            }
        })
    })?;
    let mut exit = left;
    for file in anonymous.iter().filter(|file| file.starred > 0) {
        exit = Exit::Findings;
        tell(&starred(&workspace, file));
    }
    Ok(with_disk(&loaded, exit))
}

fn starred(workspace: &Workspace, file: &Anonymous) -> String {
    let path = workspace.sources.get(file.file).path.display();
    let lines = match file.starred {
        1 => "1 line that cannot be read is".to_owned(),
        lines => format!("{lines} lines that cannot be read are"),
    };
    format!("runnerlint: {path}: {lines} starred instead of guessed about; `runnerlint {path}` says what is wrong")
}

/// The files that were named, in this order, without those that they include.
fn named(loaded: &Loaded, paths: &[PathBuf], cwd: &Path) -> Vec<FileId> {
    let is_stdin = paths.iter().any(|path| path.as_os_str() == "-");
    let hosts = loaded.sources.hosts();
    let asked = hosts.filter(|(_, file)| file.origin == Origin::Asked && ROLES.contains(&file.role));
    let place = |(id, file): (FileId, &SourceFile)| {
        let own = absolute(cwd, &file.path);
        let at = paths.iter().position(|path| own.starts_with(absolute(cwd, path)));
        Some((at.or(is_stdin.then_some(0))?, id))
    };
    let mut asked: Vec<(usize, FileId)> = asked.filter_map(place).collect();
    asked.sort();
    asked.into_iter().map(|(_, id)| id).collect()
}

/// The same as arguments of `check`: nothing is read but what is named.
fn check_of(arguments: &Anonymize) -> Check {
    Check {
        paths: arguments.paths.clone(),
        stdin_filename: arguments.stdin_filename.clone(),
        shared: Shared {
            kind: arguments.kind,
            isolated: true,
            ..Shared::default()
        },
        ..Check::default()
    }
}
