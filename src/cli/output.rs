//! Where reports and remarks go.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Failure;
use super::args::{Check, Color, Format, Look};
use super::environment::Environment;
use super::settings::context;
use crate::diagnostic::Safety;
use crate::fix;
use crate::lint::Report;
use crate::load::work_tree;
use crate::report::{Base, View, concise, diff, github, gitlab, human, json, junit, markdown, rdjson, sarif};
use crate::rules;
use crate::settings::Settings;
use crate::source::{Sources, redacted};
use crate::write;

/// The reports of a run.
#[derive(Debug)]
pub(super) struct Reports {
    /// What standard output gets.
    stdout: Format,
    /// Whether somebody asked for that.
    is_chosen: bool,
    files: Vec<(Format, PathBuf)>,
    human: human::Options,
    base: Base,
    /// Where a patch is to be applied.
    tree: Base,
    /// Which fixes a patch takes.
    limit: Safety,
}

impl Reports {
    /// The reports that were asked for.
    pub(super) fn of(check: &Check, environment: &Environment) -> Result<Reports, Failure> {
        let outputs = &check.shared.output;
        if outputs.iter().any(|output| output.format.is_none()) {
            return Err(Failure::Usage(format!(
                "--output takes a format and a file, FORMAT=FILE; the formats are {}",
                formats()
            )));
        }
        let mut stdout: Vec<Format> = check.shared.format.into_iter().collect();
        stdout.extend(
            outputs
                .iter()
                .filter(|output| output.file.is_none())
                .filter_map(|output| output.format),
        );
        stdout.dedup();
        if stdout.len() > 1 {
            return Err(Failure::Usage(
                "standard output takes one report only; give the others a file: --output FORMAT=FILE".into(),
            ));
        }
        let usual = match environment.is_hook() {
            true => Format::Concise,
            false => Format::Human,
        };
        let files = outputs
            .iter()
            .filter_map(|output| Some((output.format?, output.file.clone()?)));
        let project_dir = environment
            .variable("CI_PROJECT_DIR")
            .or_else(|| environment.variable("GITHUB_WORKSPACE"));
        let tree = tree(environment);
        Ok(Reports {
            stdout: stdout.first().copied().unwrap_or(usual),
            is_chosen: !stdout.is_empty(),
            files: files.collect(),
            human: human::Options {
                show_suppressed: check.show_suppressed,
                verbose: check.verbose,
                ..options(&check.look, environment)
            },
            base: Base {
                project_dir: project_dir.map(PathBuf::from).or_else(|| tree.project_dir.clone()),
                working_dir: tree.working_dir.clone(),
            },
            tree,
            limit: match check.unsafe_fixes {
                true => Safety::Unsafe,
                false => Safety::Safe,
            },
        })
    }

    /// Whether standard output is for people, so that remarks may stand there, too.
    pub(super) fn is_for_people(&self) -> bool {
        self.stdout == Format::Human
    }

    /// Refuses a format that was asked for where standard output gets something else than a report: `own`, as `flag` says.
    pub(super) fn stand_back(&self, flag: &str, own: Format) -> Result<(), Failure> {
        match self.is_chosen && ![own, Format::Human].contains(&self.stdout) {
            true => Err(Failure::Usage(format!("{flag} prints no report: leave out its format"))),
            false => Ok(()),
        }
    }

    /// Writes the report to standard output.
    pub(super) fn print(&self, sources: &Sources, report: &Report, settings: &Settings) -> Result<(), Failure> {
        Ok(print(|out| self.write(self.stdout, (sources, report, settings), out))?)
    }

    /// Whether a report goes to a file.
    pub(super) fn go_to_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The files that reports go to.
    pub(super) fn paths(&self) -> Vec<&Path> {
        self.files.iter().map(|(_, path)| path.as_path()).collect()
    }

    /// Writes the reports that go to files.
    pub(super) fn save(&self, sources: &Sources, report: &Report, settings: &Settings) -> Result<(), Failure> {
        for (format, path) in &self.files {
            let mut bytes = Vec::new();
            let plain = Reports {
                human: human::Options {
                    color: false,
                    links: false,
                    ..self.human.clone()
                },
                files: Vec::new(),
                base: self.base.clone(),
                tree: self.tree.clone(),
                ..*self
            };
            plain.write(*format, (sources, report, settings), &mut bytes)?;
            write::report(path, &bytes)?;
        }
        Ok(())
    }

    fn write(
        &self,
        format: Format,
        (sources, report, settings): (&Sources, &Report, &Settings),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let view = View {
            sources,
            report,
            rules: rules::ALL,
            targets: &settings.targets,
        };
        match format {
            Format::Human => human::write(&view, &self.human, out),
            Format::Concise => concise::write(&view, out),
            Format::Json => json::write(&view, out),
            Format::Gitlab => gitlab::write(&view, &self.base, out),
            Format::Sarif => sarif::write(&view, &self.base, out),
            Format::Junit => junit::write(&view, &self.base, out),
            Format::Github => github::write(&view, &self.base, out),
            Format::Rdjson => rdjson::write(&view, out),
            Format::Markdown => markdown::write(&view, &self.base, out),
            Format::Patch => self.write_patch(sources, settings, out),
        }
    }

    /// What `--diff` would print. What the patch leaves out is said, masked, beside it.
    fn write_patch(&self, sources: &Sources, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
        let plan = fix::plan(sources, rules::ALL, settings, &context(settings), self.limit);
        diff::write((&plan.before, &plan.after), &self.tree, out, &mut io::stderr().lock())?;
        Ok(())
    }
}

/// Refuses outputs that would replace what the run reads, or each other.
pub(super) fn guard(outputs: &[&Path], inputs: &[&Path]) -> Result<(), Failure> {
    for (at, output) in outputs.iter().enumerate() {
        let is_it = |other: &&&Path| write::is_same(output, other);
        let path = output.display();
        if let Some(input) = inputs.iter().find(is_it) {
            return Err(Failure::Usage(format!(
                "an output would replace {}, which this run reads: name another file than {path}",
                input.display()
            )));
        }
        if outputs.iter().take(at).any(|other| is_it(&other)) {
            return Err(Failure::Usage(format!(
                "two outputs go to {path}: name a file for each"
            )));
        }
    }
    Ok(())
}

/// The words of `--format`.
fn formats() -> String {
    let words = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    words
        .map(|word| word.get_name().to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The git work tree around the run, in whose root a patch is applied; outside of one, its folder.
pub(super) fn tree(environment: &Environment) -> Base {
    let working_dir = environment.cwd().ok();
    Base {
        project_dir: working_dir.as_deref().and_then(work_tree),
        working_dir,
    }
}

/// How texts for people look.
pub(super) fn options(look: &Look, environment: &Environment) -> human::Options {
    let mut options = human::Options::from_env(|name| environment.variable(name), environment.is_terminal());
    match look.color {
        Color::Auto => {}
        Color::Always => options.color = true,
        Color::Never => options.color = false,
    }
    options
}

/// Writes to standard output. That the reader has seen enough (`| head`) is no error.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Writes a line to standard error, without what looks like a secret: it may repeat an argument or a setting. If that is
/// closed, nobody wants to know.
pub(super) fn tell(line: &str) {
    writeln!(io::stderr(), "{}", redacted(line)).unwrap_or_default();
}
