//! `check`: find the files, lint them, report; `fix` and `--diff` go on from there.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::args::{Check, Format};
use super::environment::Environment;
use super::output::{Reports, guard, print, tell};
use super::{Exit, Failure, fix, hosts, settings};
use crate::lint::{Finding, Report, lint};
use crate::load::{self, Loaded, Loader, Options};
use crate::model::Workspace;
use crate::rules;
use crate::settings::Settings;
use crate::source::{Origin, Role, SourceFile, Sources, redacted};

/// Runs `check`, `check --fix` or `check --diff`.
pub(super) fn run(check: &Check, environment: &Environment) -> Result<Exit, Failure> {
    with_job(check, environment, &[], |job| {
        if check.diff {
            job.diff()
        } else if check.fix || check.interactive {
            job.fix()
        } else {
            job.report()
        }
    })
}

/// Finds the files and reads the settings, and goes on with `task` if there is something to lint; `outputs` are the files that
/// it writes beside reports.
pub(super) fn with_job(
    check: &Check,
    environment: &Environment,
    outputs: &[&Path],
    task: impl FnOnce(&fix::Job<'_>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let reports = Reports::of(check, environment)?;
    if check.diff {
        reports.stand_back("--diff", Format::Patch)?;
    }
    if check.show_files {
        reports.stand_back("--show-files", Format::Human)?;
    }
    let scope = Scope::of(check, environment)?;
    let stages = settings::stages(check, environment, scope.settings_from.as_deref())?;
    let mut settings = stages.flagged;
    if let (Some(root), None) = (&scope.host, &check.shared.hosts_file) {
        settings.hosts_file = hosts::of_host(root);
    }
    let mut loader = scope.loader(check, environment, &settings);
    if let Some(file) = &stages.file {
        loader.settings(file, scope.origin_of(&file.path, check));
    }
    let loaded = scope.load(loader, check, environment);
    for error in &loaded.errors {
        tell(&format!("runnerlint: {error}"));
    }
    if check.show_files {
        let mut lines = loaded.considered.iter().map(line);
        print(|out| lines.try_for_each(|line| writeln!(out, "{line}")))?;
        let exit = if loaded.sources.is_empty() {
            Exit::Nothing
        } else {
            Exit::Clean
        };
        return Ok(with_disk(&loaded, exit));
    }
    let found = unrecognised(check, environment, &loaded);
    if loaded.sources.is_empty() {
        return Ok(with_disk(&loaded, found));
    }
    guard(&[reports.paths().as_slice(), outputs].concat(), &inputs(check, &loaded))?;
    let job = fix::Job {
        check,
        settings: &settings,
        reports: &reports,
        sources: &loaded.sources,
        environment,
    };
    let exit = task(&job)?;
    Ok(with_disk(&loaded, if exit == Exit::Clean { found } else { exit }))
}

/// What a run reads: the files, what was named beside them, whatever it is, and what flags name.
fn inputs<'a>(check: &'a Check, loaded: &'a Loaded) -> Vec<&'a Path> {
    let taken = loaded.sources.hosts().map(|(_, file)| file.path.as_path());
    let left = loaded.unrecognised().map(|file| file.path.as_path());
    let shared = &check.shared;
    let flags = check.baseline.iter().chain(&shared.config).chain(&shared.hosts_file);
    let flags = flags.chain(&shared.systemd_unit).map(PathBuf::as_path);
    taken.chain(left).chain(flags).collect()
}

/// Lints the files; findings that concern none of the files that were asked for are left out.
pub(super) fn look(sources: &Sources, settings: &Settings) -> (Sources, Report) {
    // The process ends soon: to give the trees of large files back node by node would take a tenth of the run.
    let mut workspace = ManuallyDrop::new(Workspace::parse(sources.bare(), &settings::context(settings)));
    let report = lint(&workspace, rules::ALL, settings);
    let report = asked(&workspace.sources, report);
    (std::mem::take(&mut workspace.sources), report)
}

/// The report without findings that concern none of the files that were asked for, or are included there. The settings
/// concern every run.
pub(super) fn asked(sources: &Sources, mut report: Report) -> Report {
    let concerns = |finding: &Finding| {
        let found = &finding.diagnostic;
        let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        let related = found.related.iter().map(|label| label.span);
        let mut spans = std::iter::once(found.place.span).chain(related).chain(edits);
        let is_ours = |file: &SourceFile| file.origin.may_be_changed() || file.role == Role::Settings;
        spans.any(|span| is_ours(sources.get(span.file)))
    };
    report.findings.retain(concerns);
    report
}

/// An error of the disk is never hidden by what else was found.
pub(super) fn with_disk(loaded: &Loaded, exit: Exit) -> Exit {
    if loaded.errors.is_empty() { exit } else { Exit::Disk }
}

/// Says which named files are not ours; pre-commit passes whatever matches its patterns.
pub(super) fn unrecognised(check: &Check, environment: &Environment, loaded: &Loaded) -> Exit {
    if environment.is_hook() && !check.paths.is_empty() {
        return Exit::Clean;
    }
    let mut exit = Exit::Clean;
    for file in loaded.unrecognised() {
        exit = Exit::Nothing;
        tell(&format!(
            "runnerlint: {}: left alone, because {}; say what it is with --kind",
            file.path.display(),
            file.recognised.why
        ));
    }
    if loaded.sources.is_empty() && loaded.errors.is_empty() && exit == Exit::Clean {
        exit = Exit::Nothing;
        tell(
            "runnerlint: nothing to lint: no file of GitLab Runner, GitLab CI or Docker was found; --show-files says why",
        );
    }
    exit
}

fn line(file: &load::Considered) -> String {
    let role = file.recognised.role.map_or("left", |role| role.word());
    redacted(&format!("{}: {role}: {}", file.path.display(), file.recognised.why)).into_owned()
}

/// Where a run looks for its files and settings.
pub(super) struct Scope {
    cwd: PathBuf,
    /// The folder whose repository is asked for settings.
    pub(super) settings_from: Option<PathBuf>,
    /// Whether a pipeline that is named is the project's, and no part of one.
    pub(super) whole_when_named: bool,
    project_root: Option<PathBuf>,
    /// The root of the host to check, if it is one.
    host: Option<PathBuf>,
}

impl Scope {
    pub(super) fn of(check: &Check, environment: &Environment) -> Result<Scope, Failure> {
        let cwd = environment.cwd()?;
        for root in check.shared.root.iter().chain(&check.shared.project_root) {
            load::folder(root)?;
        }
        let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
        if check.paths.len() > 1 && check.paths.iter().any(|path| is_stdin(&path)) {
            return Err(Failure::Usage(
                "`-` stands alone: name either files or standard input".into(),
            ));
        }
        let stdin = check.paths.iter().find(is_stdin);
        if stdin.is_none() && check.stdin_filename.is_some() {
            return Err(Failure::Usage("--stdin-filename needs `-` as the path".into()));
        }
        let named = match (stdin, &check.stdin_filename) {
            (Some(_), Some(name)) => vec![load::absolute(&cwd, name)],
            (Some(_), None) => Vec::new(),
            (None, _) => check.paths.iter().map(|path| load::absolute(&cwd, path)).collect(),
        };
        let folder = load::common_folder(&named).unwrap_or_else(|| cwd.clone());
        let work_tree = load::work_tree(&folder);
        let nothing_named = check.paths.is_empty();
        let host = match &check.shared.root {
            Some(root) => Some(root.clone()),
            None if nothing_named && work_tree.is_none() && check.shared.project_root.is_none() => {
                Some(PathBuf::from("/"))
            }
            None => None,
        };
        Ok(Scope {
            settings_from: host.is_none().then_some(folder),
            whole_when_named: check.shared.project_root.is_some(),
            project_root: match &check.shared.project_root {
                Some(root) => Some(load::absolute(&cwd, root)),
                None => work_tree,
            },
            host,
            cwd,
        })
    }

    /// Why a settings file is part of the run: it was asked for if the run is about all that lies around it.
    fn origin_of(&self, settings: &Path, check: &Check) -> Origin {
        let settings = load::absolute(&self.cwd, settings);
        let top = self.project_root.as_ref().unwrap_or(&self.cwd);
        let named = |path: &PathBuf| settings.starts_with(load::absolute(&self.cwd, path));
        let is_asked = match check.paths.is_empty() {
            true => self.host.is_none() && settings.starts_with(top),
            false => check.paths.iter().any(named),
        };
        if is_asked { Origin::Asked } else { Origin::Context }
    }

    pub(super) fn loader(&self, check: &Check, environment: &Environment, settings: &Settings) -> Loader {
        Loader::new(Options {
            kind: check.shared.kind,
            files: settings.files.clone(),
            exclude: settings.exclude.clone(),
            project_root: self.project_root.clone(),
            whole_when_named: self.whole_when_named,
            chosen: !environment.is_hook(),
            cwd: self.cwd.clone(),
        })
    }

    pub(super) fn load(&self, mut loader: Loader, check: &Check, environment: &Environment) -> Loaded {
        if let Some(root) = &self.host {
            let home = environment.home().filter(|_| root == Path::new("/"));
            loader.host(root, home.as_deref());
        } else if check.paths.is_empty() {
            loader.tree(self.project_root.as_ref().unwrap_or(&self.cwd), Origin::Asked);
        } else if check.paths[0].as_os_str() == "-" {
            loader.stdin(check.stdin_filename.as_deref());
        } else {
            for path in &check.paths {
                loader.named(path);
            }
            // A folder is an installation of its own; a file alone has others around it.
            if !check.shared.isolated && check.paths.iter().all(|path| !path.is_dir()) {
                loader.surroundings();
            }
        }
        match &self.host {
            Some(root) if check.shared.systemd_unit.is_empty() => loader.host_units(root),
            _ => check.shared.systemd_unit.iter().for_each(|unit| loader.unit(unit)),
        }
        loader.finish()
    }
}
