//! `--fix` and `--diff`: what is planned, what is written, and what is said about it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use super::args::{Check, Writing};
use super::check::{asked, look};
use super::environment::Environment;
use super::journal::Entry;
use super::output::{Reports, print, tell};
use super::{Exit, Failure, output, settings};
use crate::diagnostic::{Safety, Severity};
use crate::fix::{self, Plan};
use crate::lint::{Finding, Report};
use crate::report::diff;
use crate::rules;
use crate::settings::Settings;
use crate::source::{Role, Sources};
use crate::write::{self, Cause, Written};

/// A run that has its files.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) check: &'a Check,
    pub(super) settings: &'a Settings,
    pub(super) reports: &'a Reports,
    pub(super) sources: &'a Sources,
    pub(super) environment: &'a Environment,
}

impl Job<'_> {
    /// Reports what is found.
    pub(super) fn report(&self) -> Result<Exit, Failure> {
        let (sources, report) = look(self.sources, self.settings);
        self.reports.print(&sources, &report, self.settings)?;
        self.reports.save(&sources, &report, self.settings)?;
        self.count(&report)?;
        Ok(self.exit(&report))
    }

    /// Writes the fixes and reports what remains.
    pub(super) fn fix(&self) -> Result<Exit, Failure> {
        let plan = match self.check.interactive {
            true => self.asked_plan()?,
            false => self.plan(),
        };
        match self.is_stdin() {
            true => self.pass_on(&plan),
            false => self.write(&plan),
        }
    }

    /// Writes a plan and reports what remains.
    pub(super) fn write(&self, plan: &Plan) -> Result<Exit, Failure> {
        let remaining = asked(&plan.after, plan.remaining.clone());
        let entry = Entry::begin(plan, self.environment);
        entry.warnings().iter().for_each(|line| tell(line));
        let written = write::commit(plan, self.manner()).inspect_err(|error| {
            // What was left half written can be taken back.
            if !matches!(error.cause, Cause::HalfWritten { .. }) {
                entry.forget();
            }
        })?;
        self.remark(&summary(plan))?;
        self.reports.print(&plan.after, &remaining, self.settings)?;
        self.reports.save(&plan.after, &remaining, self.settings)?;
        self.count(&remaining)?;
        self.remark(&consequences(plan, &entry))?;
        self.remark(&copies(&written))?;
        for path in &written.leftovers {
            tell(&format!(
                "runnerlint: {}: could not be removed; it holds an old text",
                path.display()
            ));
        }
        Ok(self.fixed(plan, &remaining))
    }

    /// Prints the fixes as a patch.
    pub(super) fn diff(&self) -> Result<Exit, Failure> {
        let plan = self.plan();
        let mut outcome = diff::Outcome::default();
        let base = output::tree(self.environment);
        print(|out| {
            outcome = diff::write((&plan.before, &plan.after), &base, out, &mut io::stderr().lock())?;
            Ok(())
        })?;
        let remaining = asked(&plan.after, plan.remaining.clone());
        let left = remaining.open().count();
        if !self.check.quiet {
            refusals(&plan).iter().for_each(|line| tell(line));
            let withheld = match outcome.withheld {
                0 => String::new(),
                count => format!(", {count} more left out of the patch"),
            };
            let (files, hunks) = (outcome.files, outcome.hunks);
            tell(&format!(
                "{} by {} in {}{withheld}; {} would be left",
                counted(plan.fixed.len(), "finding would be fixed", "findings would be fixed"),
                counted(hunks, "change", "changes"),
                counted(files, "file", "files"),
                counted(left, "finding", "findings"),
            ));
        }
        // Reports that go to files are about the files as they are.
        if self.reports.go_to_files() {
            let (sources, report) = look(self.sources, self.settings);
            self.reports.save(&sources, &report, self.settings)?;
        }
        match plan.fixed.is_empty() || self.check.exit_zero {
            true => Ok(self.exit(&remaining)),
            false => Ok(Exit::Findings),
        }
    }

    /// How a run that found this ends.
    pub(super) fn exit(&self, report: &Report) -> Exit {
        match self.settings.fail_on.fails(report.worst()) && !self.check.exit_zero {
            true => Exit::Findings,
            false => Exit::Clean,
        }
    }

    /// Prints how often each rule was broken, if that was asked for.
    pub(super) fn count(&self, report: &Report) -> Result<(), Failure> {
        if !self.check.statistics {
            return Ok(());
        }
        let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
        for finding in report.open() {
            *counts
                .entry((finding.diagnostic.rule, finding.diagnostic.severity))
                .or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
        let line =
            |((rule, severity), count): &((&str, Severity), usize)| format!("{count:>6} {:<8} {rule}", severity.word());
        self.remark(&counts.iter().map(line).collect::<Vec<_>>())
    }

    /// The fixes that the flags allow.
    pub(super) fn plan(&self) -> Plan {
        let limit = match self.check.unsafe_fixes {
            true => Safety::Unsafe,
            false => Safety::Safe,
        };
        let context = settings::context(self.settings);
        fix::plan(self.sources, rules::ALL, self.settings, &context, limit)
    }

    fn manner(&self) -> write::Options {
        options(self.check.writing)
    }

    /// Whether the text comes by standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.check.paths.iter().any(|path| path.as_os_str() == "-")
    }

    /// Standard input goes to standard output, fixed; everything else is said beside it.
    fn pass_on(&self, plan: &Plan) -> Result<Exit, Failure> {
        let remaining = asked(&plan.after, plan.remaining.clone());
        print(|out| match plan.after.hosts().next() {
            Some((_, file)) => out.write_all(file.bytes()),
            None => Ok(()),
        })?;
        if !self.check.quiet {
            summary(plan).iter().for_each(|line| tell(line));
        }
        self.reports.save(&plan.after, &remaining, self.settings)?;
        Ok(self.fixed(plan, &remaining))
    }

    fn fixed(&self, plan: &Plan, remaining: &Report) -> Exit {
        match self.check.exit_non_zero_on_fix && !plan.fixed.is_empty() {
            true => Exit::Findings,
            false => self.exit(remaining),
        }
    }

    /// Says lines beside the report: with it if people read it, else on standard error.
    fn remark(&self, lines: &[String]) -> Result<(), Failure> {
        if self.check.quiet || lines.is_empty() {
            return Ok(());
        }
        if self.reports.is_for_people() {
            print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
        } else {
            lines.iter().for_each(|line| tell(line));
        }
        Ok(())
    }
}

/// A fix as people read it: `config.toml: add "/certs/client" to volumes  [dind-missing-certs-volume]`.
pub(super) fn told(plan: &Plan, finding: &Finding) -> String {
    let title = finding.diagnostic.fix.as_ref().map_or("", |fix| fix.title.as_str());
    format!(
        "{}: {title}  [{}]",
        path(plan, finding).display(),
        finding.diagnostic.rule
    )
}

/// What was fixed and what could not be.
fn summary(plan: &Plan) -> Vec<String> {
    let line = |finding: &Finding| format!("fixed    {}", told(plan, finding));
    let mut lines: Vec<String> = plan.fixed.iter().map(line).collect();
    lines.extend(refusals(plan));
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// What could not be fixed, and why.
pub(super) fn refusals(plan: &Plan) -> Vec<String> {
    let line = |refused: &fix::Refused| {
        let (path, rule) = (path(plan, &refused.finding), refused.finding.diagnostic.rule);
        format!(
            "refused  {}: {}  [{rule}]; please report it",
            path.display(),
            refused.why
        )
    };
    plan.refused.iter().map(line).collect()
}

/// What it takes for the changed files to become effective, and the way back.
fn consequences(plan: &Plan, entry: &Entry) -> Vec<String> {
    let mut lines = Vec::new();
    let effects = plan.effects();
    for (file, effect) in &effects {
        let file = plan.before.get(*file);
        // That settings have an effect at once goes without saying.
        if file.role != Role::Settings {
            lines.push(format!(
                "effect   {}: {}",
                file.path.display(),
                effect.sentence(file.role)
            ));
        }
    }
    let commands: BTreeSet<&str> = effects.values().filter_map(|effect| effect.command()).collect();
    lines.extend(commands.iter().map(|command| format!("next     {command}")));
    if !effects.is_empty() {
        lines.extend(entry.way_back());
    }
    lines
}

/// How the user wants files to be written.
pub(super) fn options(writing: Writing) -> write::Options {
    write::Options {
        in_place: writing.in_place,
        backup: writing.backup,
    }
}

/// Where the old texts lie, if the user asked for them.
fn copies(written: &Written) -> Vec<String> {
    let pairs = written.paths.iter().zip(&written.backups);
    let line = |(path, backup): (&PathBuf, &PathBuf)| format!("backup   {}: {}", path.display(), backup.display());
    pairs.map(line).collect()
}

fn path(plan: &Plan, finding: &Finding) -> PathBuf {
    plan.before.get(finding.diagnostic.place.span.file).path.clone()
}

/// A number with its noun.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
