//! `jobs`: a pipeline as GitLab resolves it, the runners its jobs may meet, and what breaks in them.

mod human;
mod json;

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use super::args::{Check, Format, Jobs};
use super::check::Scope;
use super::environment::Environment;
use super::output::{print, tell};
use super::{Exit, Failure, settings};
use crate::lint::lint;
use crate::load::{self, Loaded};
use crate::model::{Pipeline, Workspace};
use crate::rules;
use crate::source::{FileId, Origin, Repeats, Role, Span, redacted};

/// The pipeline that is meant where none is named.
const USUAL: &str = ".gitlab-ci.yml";

/// Runs `jobs`.
pub(super) fn run(jobs: &Jobs, environment: &Environment) -> Result<Exit, Failure> {
    let format = match jobs.shared.format {
        _ if !jobs.shared.output.is_empty() => {
            return Err(Failure::Usage("jobs are printed: use --format and no --output".into()));
        }
        None | Some(Format::Human) => Format::Human,
        Some(Format::Json) => Format::Json,
        Some(_) => return Err(Failure::Usage("jobs are printed as human or json".into())),
    };
    let check = check_of(jobs, environment)?;
    let mut scope = Scope::of(&check, environment)?;
    scope.whole_when_named = true;
    let settings = settings::read(&check, environment, scope.settings_from.as_deref())?;
    let loaded = scope.load(scope.loader(&check, environment, &settings), &check, environment);
    for error in &loaded.errors {
        tell(&format!("runnerlint: {error}"));
    }
    let named = named_pipelines(&loaded);
    let [file] = named[..] else {
        if !loaded.errors.is_empty() {
            return Ok(Exit::Disk);
        }
        return match named.is_empty() {
            true => {
                tell("runnerlint: there is no pipeline: name its file, or say what it is with --kind pipeline");
                Ok(Exit::Nothing)
            }
            false => Err(Failure::Usage("name one pipeline".into())),
        };
    };
    // As in `check`, the trees are left to the end of the process.
    let workspace = ManuallyDrop::new(Workspace::parse(loaded.sources.bare(), &settings::context(&settings)));
    let resolved = Resolved {
        workspace: &workspace,
        file,
        pipeline: workspace.pipelines().iter().find(|pipeline| pipeline.file == file),
        only: &jobs.job,
    };
    if resolved.pipeline.is_none() && workspace.document(file).parses() {
        return Err(Failure::Usage(
            "this file is included by another pipeline: name that one".into(),
        ));
    }
    if let Some(missing) = resolved.missing() {
        return Err(Failure::Usage(format!("there is no job `{}`", redacted(missing))));
    }
    let errors = resolved.errors();
    match format {
        Format::Json => print(|out| {
            serde_json::to_writer_pretty(&mut *out, &json::document(&resolved, &errors))?;
            writeln!(out)
        })?,
        _ => {
            let report = lint(&workspace, rules::ALL, &settings);
            print(|out| human::write(&resolved, &errors, &report, out))?;
        }
    }
    Ok(match (loaded.errors.is_empty(), errors.is_empty()) {
        (false, _) => Exit::Disk,
        (true, false) => Exit::Findings,
        (true, true) => Exit::Clean,
    })
}

/// A pipeline to be shown.
pub(super) struct Resolved<'w> {
    pub(super) workspace: &'w Workspace,
    file: FileId,
    pub(super) pipeline: Option<&'w Pipeline>,
    /// The jobs to show; all if there are none.
    only: &'w [String],
}

impl Resolved<'_> {
    /// Whether a job, or a copy of it, is to be shown.
    pub(super) fn shows(&self, job: &str, copy: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == job || only == copy)
    }

    /// A job to be shown that there is not.
    fn missing(&self) -> Option<&str> {
        let jobs = self
            .pipeline
            .filter(|pipeline| pipeline.faults.is_empty())
            .map(|pipeline| &pipeline.jobs)?;
        let is_known = |only: &&String| {
            jobs.iter()
                .any(|job| job.names().iter().any(|name| name == *only) || job.name == **only)
        };
        self.only.iter().find(|only| !is_known(only)).map(String::as_str)
    }

    /// Why GitLab refuses the pipeline, each with its place.
    fn errors(&self) -> Vec<String> {
        let document = self.workspace.document(self.file);
        let refusing = document.errors.iter().filter(|error| error.fault.refuses());
        let refusing = refusing.filter(|_| !document.parses());
        let of_text = refusing.map(|error| (error.span, error.message.as_str()));
        let faults = self.pipeline.into_iter().flat_map(|pipeline| &pipeline.faults);
        let of_values = faults.map(|fault| (fault.place.span, fault.message.as_str()));
        let mut all: Vec<(Span, &str)> = of_text.chain(of_values).collect();
        all.sort();
        let repeats = Repeats::new(&self.workspace.sources);
        let line = |(span, message): &(Span, &str)| format!("{}: {}", self.place(*span), repeats.masked(message));
        all.iter().map(line).collect()
    }

    /// A place as `path:line:column`.
    pub(super) fn place(&self, span: Span) -> String {
        let file = self.workspace.sources.get(span.file);
        let position = file.position(span.start);
        format!("{}:{}:{}", file.path.display(), position.line, position.column)
    }
}

/// The same as arguments of `check`.
fn check_of(jobs: &Jobs, environment: &Environment) -> Result<Check, Failure> {
    let mut paths = jobs.paths.clone();
    if paths.is_empty() {
        let cwd = environment.cwd()?;
        let root = match &jobs.shared.project_root {
            Some(root) => root.clone(),
            None => load::work_tree(&cwd).unwrap_or_default(),
        };
        let path = load::absolute(&cwd, &root.join(USUAL));
        paths.push(path.strip_prefix(&cwd).map_or_else(|_| path.clone(), PathBuf::from));
    }
    let mut shared = jobs.shared.clone();
    if let [path] = &paths[..]
        && !path.is_dir()
    {
        shared.kind = shared.kind.or(Some(Role::Pipeline));
    }
    Ok(Check {
        paths,
        look: jobs.look.clone(),
        shared,
        ..Check::default()
    })
}

/// The pipelines that were named; else those of a folder that was.
fn named_pipelines(loaded: &Loaded) -> Vec<FileId> {
    let is_named = |path: &PathBuf| {
        let files = &loaded.considered;
        files
            .iter()
            .any(|file| file.named == load::Named::Yes && file.path == *path)
    };
    let all = loaded.sources.hosts();
    let all = all.filter(|(_, file)| file.role == Role::Pipeline && file.origin == Origin::Asked);
    let (named, found): (Vec<_>, Vec<_>) = all.partition(|(_, file)| is_named(&file.path));
    let pipelines = if named.is_empty() { found } else { named };
    pipelines.into_iter().map(|(id, _)| id).collect()
}
