//! `undo`: the runs that are kept, and taking one of them back.

use std::io;

use super::args::Undo;
use super::environment::Environment;
use super::fix::options;
use super::journal::{HOMELESS, journal};
use super::output::{print, tell, tree};
use super::{Exit, Failure, settings};
use crate::fix::Plan;
use crate::lint::Report;
use crate::load;
use crate::model::Workspace;
use crate::report::{Base, diff};
use crate::settings::Settings;
use crate::source::{SourceFile, Sources, redacted};
use crate::undo::{Left, Record, Taken, take_back};
use crate::write::{self, Journal, Run};

/// Runs `undo`.
pub(super) fn run(undo: &Undo, environment: &Environment) -> Result<Exit, Failure> {
    let Some(journal) = journal(environment) else {
        return Err(Failure::Usage(HOMELESS.to_owned()));
    };
    let run = match (&undo.run, undo.last) {
        (Some(id), _) => journal.run(id)?,
        (None, true) => readable(&journal)?.into_iter().find(|run| !run.taken_back),
        (None, false) => return list(&readable(&journal)?),
    };
    let Some(run) = run else {
        return Err(Failure::Usage(match &undo.run {
            Some(id) => format!("there is no run `{}`; `runnerlint undo` lists them", redacted(id)),
            None => "there is no run to take back".to_owned(),
        }));
    };
    let back = Back::of(&run);
    match undo.diff {
        true => back.show(&tree(environment)),
        false => back.write(&journal, &run, options(undo.writing)),
    }
}

/// The runs that are kept, the newest first; what cannot be read is named and passed over.
fn readable(journal: &Journal) -> Result<Vec<Run>, Failure> {
    let (runs, damaged) = journal.runs()?;
    for error in &damaged {
        tell(&format!("runnerlint: {error}; it is passed over"));
    }
    Ok(runs)
}

/// Prints the runs that are kept.
fn list(runs: &[Run]) -> Result<Exit, Failure> {
    if runs.is_empty() {
        tell("runnerlint: no run is kept");
    }
    print(|out| {
        for run in runs {
            let state = if run.taken_back { ", taken back" } else { "" };
            let files: Vec<String> = run.files.iter().map(|file| file.path.display().to_string()).collect();
            writeln!(out, "{}  {}{state}", run.id, files.join(", "))?;
            for fix in &run.fixes {
                writeln!(out, "    {fix}")?;
            }
        }
        Ok(())
    })?;
    Ok(Exit::Clean)
}

/// What taking a run back comes to.
struct Back<'r> {
    /// The files as they are and as they would be.
    plan: Plan,
    taken: Vec<(&'r Record, Taken)>,
    /// Files that cannot be taken back at all, and why.
    lost: Vec<String>,
}

impl<'r> Back<'r> {
    fn of(run: &'r Run) -> Back<'r> {
        let mut back = Back {
            plan: Plan {
                before: Sources::new(),
                after: Sources::new(),
                fixed: Vec::new(),
                refused: Vec::new(),
                remaining: Report::default(),
            },
            taken: Vec::new(),
            lost: Vec::new(),
        };
        for record in &run.files {
            back.add(record);
        }
        back
    }

    fn add(&mut self, record: &'r Record) {
        let path = record.path.display();
        let Some(role) = record.role() else {
            return self.lost.push(format!(
                "{path}: is a file that this version of runnerlint does not know"
            ));
        };
        let now = match load::bytes(&record.path) {
            Ok(bytes) => SourceFile::new(record.path.clone(), role, bytes),
            Err(error) => return self.lost.push(error.to_string()),
        };
        match take_back(record, &now) {
            Ok(taken) => {
                self.plan.before.push(now);
                self.plan.after.push(taken.file.clone());
                self.taken.push((record, taken));
            }
            Err(_) => self
                .lost
                .push(format!("{path}: what is kept does not lead back to the old text")),
        }
    }

    /// Prints what would change.
    fn show(&self, base: &Base) -> Result<Exit, Failure> {
        // Only a workspace knows what is secret.
        let context = settings::context(&Settings::default());
        let marked = |sources: &Sources| Workspace::parse(sources.bare(), &context).sources;
        let (before, after) = (marked(&self.plan.before), marked(&self.plan.after));
        print(|out| diff::write((&before, &after), base, out, &mut io::stderr().lock()).map(drop))?;
        self.left().iter().for_each(|line| tell(line));
        Ok(self.exit())
    }

    fn write(&self, journal: &Journal, run: &Run, options: write::Options) -> Result<Exit, Failure> {
        write::commit(&self.plan, options)?;
        if self
            .taken
            .iter()
            .any(|(_, taken)| taken.exact || !taken.reversed.is_empty())
        {
            journal.close(run)?;
        }
        let lines: Vec<String> = self
            .taken
            .iter()
            .flat_map(|(record, taken)| done(record, taken))
            .collect();
        print(|out| {
            lines
                .iter()
                .chain(&self.left())
                .try_for_each(|line| writeln!(out, "{line}"))
        })?;
        Ok(self.exit())
    }

    /// What stays as it is, and why.
    fn left(&self) -> Vec<String> {
        let of = |(record, taken): &(&Record, Taken)| {
            let path = record.path.display().to_string();
            let line = move |left: &Left| format!("left     {path}: {}: {}", left.address, left.why);
            taken.left.iter().map(line).collect::<Vec<_>>()
        };
        let lost = self.lost.iter().map(|line| format!("left     {line}"));
        self.taken.iter().flat_map(of).chain(lost).collect()
    }

    fn exit(&self) -> Exit {
        match self.left().is_empty() {
            true => Exit::Clean,
            false => Exit::Disk,
        }
    }
}

/// What was put back in one file, and what it takes to become effective.
fn done(record: &Record, taken: &Taken) -> Vec<String> {
    let path = record.path.display();
    let mut lines = match taken.exact {
        true => vec![format!("undone   {path}: has its old bytes again")],
        false => taken
            .reversed
            .iter()
            .map(|address| format!("undone   {path}: {address}"))
            .collect(),
    };
    if let Some(effect) = record.effect().filter(|_| !lines.is_empty()) {
        lines.push(format!("effect   {path}: {}", effect.sentence(taken.file.role)));
    }
    lines
}
