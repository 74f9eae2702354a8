//! `plan` and `apply`: the fixes of today as a document that shows nothing of the files, and the same fixes later.

use std::path::Path;

use clap::Parser;
use serde::{Deserialize, Serialize};

use super::args::{Apply, Arguments, Check, Command};
use super::check::with_job;
use super::environment::Environment;
use super::fix::refusals;
use super::output::{print, tell};
use super::{Exit, Failure};
use crate::fix::{Outline, OutlinedFix, Plan};
use crate::load;
use crate::source::redacted;
use crate::write;

/// The format of the document.
const VERSION: u32 = 1;

/// A plan as it is written down.
#[derive(Debug, Serialize, Deserialize)]
struct Document {
    version: u32,
    tool: Tool,
    /// The arguments of `plan`, with which `apply` makes it again.
    arguments: Vec<String>,
    #[serde(flatten)]
    outline: Outline,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Tool {
    name: String,
    version: String,
}

impl Tool {
    fn this() -> Tool {
        Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Runs `plan`.
pub(super) fn plan(check: &Check, environment: &Environment) -> Result<Exit, Failure> {
    let file = match &check.shared.output[..] {
        [] => None,
        [only] if only.format.is_none() => only.file.as_deref(),
        _ => return Err(Failure::Usage("a plan goes to one file: plan --output FILE".into())),
    };
    if check.fix || check.diff || check.interactive || check.shared.format.is_some() {
        return Err(Failure::Usage(
            "a plan is a document of its own: leave out --fix, --diff, --interactive and --format".into(),
        ));
    }
    if check.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::Usage(
            "standard input is gone when a plan is applied: name files".into(),
        ));
    }
    let arguments = arguments()?;
    let outputs: Vec<&Path> = file.into_iter().collect();
    with_job(&without_output(check), environment, &outputs, |job| {
        let plan = job.plan();
        let document = Document {
            version: VERSION,
            tool: Tool::this(),
            arguments,
            outline: Outline::of(&plan),
        };
        save(&document, file)?;
        if !job.check.quiet {
            told(&plan, &document.outline, file).iter().for_each(|line| tell(line));
        }
        Ok(Exit::Clean)
    })
}

/// The arguments of this process behind `plan`, without where the plan goes.
fn arguments() -> Result<Vec<String>, Failure> {
    let mut kept = Vec::new();
    let mut all = std::env::args_os().skip(2);
    while let Some(argument) = all.next() {
        let Some(argument) = argument.to_str() else {
            return Err(Failure::Usage("a plan can only name files whose paths are text".into()));
        };
        match argument {
            "--output" | "-o" => drop(all.next()),
            argument if argument.starts_with("--output=") => {}
            argument if argument.starts_with("-o") => {}
            argument => kept.push(argument.to_owned()),
        }
    }
    Ok(kept)
}

fn without_output(check: &Check) -> Check {
    let mut check = check.clone();
    check.shared.output.clear();
    check
}

fn save(document: &Document, file: Option<&Path>) -> Result<(), Failure> {
    let mut bytes = serde_json::to_vec_pretty(document).map_err(std::io::Error::other)?;
    bytes.push(b'\n');
    match file {
        Some(file) => Ok(write::report(file, &bytes)?),
        None => Ok(print(|out| out.write_all(&bytes))?),
    }
}

/// What is planned, for the one who planned it.
fn told(plan: &Plan, outline: &Outline, file: Option<&Path>) -> Vec<String> {
    let line = |fix: &OutlinedFix| {
        format!(
            "planned  {}:{}: {}  [{}] {}",
            fix.path, fix.line, fix.title, fix.rule, fix.safety
        )
    };
    let mut lines: Vec<String> = outline.fixes.iter().map(line).collect();
    lines.extend(refusals(plan));
    lines.push(match (outline.fixes.is_empty(), file) {
        (true, _) => "nothing to fix".to_owned(),
        (false, Some(file)) => format!("next     runnerlint apply {}", file.display()),
        (false, None) => "next     runnerlint apply FILE, where FILE is what was printed".to_owned(),
    });
    lines
}

/// Runs `apply`.
pub(super) fn apply(apply: &Apply) -> Result<Exit, Failure> {
    let document = read(&apply.plan)?;
    let words = ["runnerlint", "plan"]
        .into_iter()
        .chain(document.arguments.iter().map(String::as_str));
    let planned = Arguments::try_parse_from(words)
        .ok()
        .and_then(|arguments| arguments.command);
    let Some(Command::Plan(mut check)) = planned else {
        return Err(unreadable(&apply.plan, "its arguments are not those of a plan"));
    };
    check.fix = true;
    check.writing = apply.writing;
    with_job(&check, &Environment::of(&check.shared), &[], |job| {
        let plan = job.plan();
        match differs(&document, &Outline::of(&plan)) {
            None => job.write(&plan),
            Some(why) => {
                tell(&format!(
                    "runnerlint: {}: {why}; nothing was written, plan again",
                    apply.plan.display()
                ));
                Ok(Exit::Disk)
            }
        }
    })
}

fn read(path: &Path) -> Result<Document, Failure> {
    let bytes = load::bytes(path)?;
    // The message of the reader could quote what it read.
    let document: Document = serde_json::from_slice(&bytes)
        .map_err(|error| unreadable(path, &format!("it is no plan (line {})", error.line())))?;
    match document.version == VERSION {
        true => Ok(document),
        false => Err(unreadable(path, "another version of runnerlint has made it")),
    }
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::Usage(format!("{} cannot be applied: {why}", path.display()))
}

/// Why today's plan is not the one of the document.
fn differs(document: &Document, now: &Outline) -> Option<String> {
    let then = &document.outline;
    if then == now {
        return None;
    }
    let changed = then.files.iter().find(|file| {
        let same = now.files.iter().find(|other| other.path == file.path);
        same.is_none_or(|same| same.before != file.before)
    });
    Some(match changed {
        Some(file) => format!("{} is not what it was when the plan was made", redacted(&file.path)),
        None if document.tool != Tool::this() => "this version of runnerlint would make other changes".to_owned(),
        None => "other changes would be made now".to_owned(),
    })
}
