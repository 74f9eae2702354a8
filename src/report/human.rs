//! The report for people: a head line, the places in their files, the fix, what it takes, and a line of counts.

mod excerpt;
mod fixes;
mod frame;
mod options;

use std::io::{self, Write};

pub use self::options::Options;

use self::frame::Artist;
use super::View;
use super::paint::Paint;
use super::shown::{one_line, wrap};
use super::texts::{Texts, shown_path};
use crate::diagnostic::{Effect, Safety};
use crate::lint::{Finding, Skipped, Summary};
use crate::source::{FileId, Role, Sources};

/// Columns before the text of a line below the frames.
const INDENT: usize = 10;

/// Writes the report.
pub fn write(view: &View<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let page = Page {
        view,
        options,
        paint: Paint::new(options.color),
        texts: Texts::new(view.sources),
        artist: Artist::new(options),
    };
    for finding in &view.report.findings {
        if finding.suppressed.is_none() || options.show_suppressed {
            page.write_finding(finding, out)?;
            writeln!(out)?;
        }
    }
    if options.verbose {
        page.write_skipped(&view.report.skipped, out)?;
    }
    writeln!(out, "{}", footer(view.report.summary(), options))
}

/// What is needed to write a finding.
struct Page<'a> {
    view: &'a View<'a>,
    options: &'a Options,
    paint: Paint,
    texts: Texts<'a>,
    artist: Artist,
}

impl Page<'_> {
    fn write_finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let found = &finding.diagnostic;
        writeln!(out, "{}", self.head(finding))?;
        out.write_all(self.artist.draw(&self.texts, found).as_bytes())?;
        if let Some(fix) = &found.fix {
            let lines = fixes::Lines::new(&self.texts, self.options).of(fix, found.place.span.file);
            self.write_lines("fix", &lines, out)?;
            let sentence = effect(
                self.view.sources,
                fix.effect,
                fix.edits.iter().map(|edit| edit.span.file),
            );
            self.write_lines("effect", sentence.as_slice(), out)?;
        }
        let mut help = match &found.help {
            Some(help) => self.wrapped(help),
            None => Vec::new(),
        };
        help.push(format!("runnerlint explain {}", found.rule));
        self.write_lines("help", &help, out)
    }

    fn head(&self, finding: &Finding) -> String {
        let found = &finding.diagnostic;
        let word = self.paint.severity(found.severity, found.severity.word());
        let message = self.paint.bold(&one_line(&found.message));
        let rule = match self.view.url(found.rule) {
            Some(url) if self.options.links => format!("\x1b]8;;{url}\x1b\\{}\x1b]8;;\x1b\\", found.rule),
            _ => found.rule.to_owned(),
        };
        let mut head = format!("{word}: {message}  {}", self.paint.dim(&format!("[{rule}]")));
        if let Some(fix) = &found.fix {
            head.push_str(&format!("  {} fix", fix.safety.word()));
        }
        if let Some(accepted) = &finding.suppressed {
            head.push_str(&format!("  suppressed by {}", accepted.by));
            let reason = accepted.reason.iter().map(|reason| format!(": {}", one_line(reason)));
            head.extend(reason);
        }
        head
    }

    fn write_lines(&self, word: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
        for (index, line) in lines.iter().enumerate() {
            let word = if index == 0 { word } else { "" };
            let gap = " ".repeat(INDENT - 2 - word.len());
            writeln!(out, "  {}{gap}{line}", self.paint.cyan(word))?;
        }
        Ok(())
    }

    fn wrapped(&self, text: &str) -> Vec<String> {
        let limit = self.options.width.saturating_sub(INDENT).max(20);
        let lines = wrap(text, limit);
        lines
            .iter()
            .map(|line| super::shown::clean(line).into_owned())
            .collect()
    }

    fn write_skipped(&self, skipped: &[Skipped], out: &mut dyn Write) -> io::Result<()> {
        for rule in skipped {
            writeln!(out, "skipped: {} (there is no {})", rule.rule, missing(rule.needs))?;
        }
        if !skipped.is_empty() {
            writeln!(out)?;
        }
        Ok(())
    }
}

fn missing(role: Role) -> &'static str {
    role.usual_name().trim_start_matches("a ")
}

/// What applying a fix takes, with the file it is about.
fn effect(sources: &Sources, effect: Effect, files: impl Iterator<Item = FileId>) -> Option<String> {
    let concerns = |role: Role| match effect {
        Effect::None => role == Role::Pipeline || role == Role::RunnerTemplate || role.only_carries(),
        Effect::RunnerHotReload | Effect::RunnerRestart => role == Role::RunnerConfig,
        Effect::DockerdReload | Effect::DockerdRestart => role == Role::DaemonConfig,
    };
    let mut files = files.map(|file| sources.get(file));
    let file = files.find(|file| concerns(file.role))?;
    Some(format!("{}: {}", shown_path(file), effect.sentence(file.role)))
}

/// The line of counts.
pub(super) fn footer(counts: Summary, options: &Options) -> String {
    let total = counts.error + counts.warning + counts.info;
    let kinds = [
        (counts.error, "error", "errors"),
        (counts.warning, "warning", "warnings"),
        (counts.info, "info", "infos"),
    ];
    let kinds = kinds.into_iter().filter(|(number, ..)| *number > 0);
    let kinds: Vec<String> = kinds.map(|(number, one, many)| count(number, one, many)).collect();
    let mut parts = vec![match total {
        0 => "no findings".to_owned(),
        _ => format!("{}: {}", count(total, "finding", "findings"), kinds.join(", ")),
    }];
    parts.extend(fixes_of(counts));
    if counts.suppressed > 0 {
        parts.push(format!("{} suppressed", counts.suppressed));
    }
    parts.join(if options.unicode { " · " } else { "; " })
}

fn fixes_of(counts: Summary) -> Option<String> {
    let (safe, unsafe_) = (Safety::Safe.word(), Safety::Unsafe.word());
    let fixes = |number, word| count(number, &format!("{word} fix"), &format!("{word} fixes"));
    match (counts.safe, counts.unsafe_) {
        (0, 0) => None,
        (number, 0) => Some(format!("{} (--fix)", fixes(number, safe))),
        (0, number) => Some(format!("{} (--unsafe-fixes)", fixes(number, unsafe_))),
        (number, more) => Some(format!(
            "{} (--fix), {more} {unsafe_} (--unsafe-fixes)",
            fixes(number, safe)
        )),
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
