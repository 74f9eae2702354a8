//! Workflow commands that annotate files on GitHub.
//!
//! Source: docs.github.com, "Workflow commands for GitHub Actions", "Setting an error message"; the escaping is that of
//! actions/toolkit, packages/core/src/command.ts.

use std::io::{self, Write};

use super::shown::clean;
use super::texts::positions;
use super::{Base, View};
use crate::diagnostic::Severity;

/// Writes a command for each finding that was not accepted.
pub fn write(view: &View<'_>, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    for finding in view.report.open() {
        let found = &finding.diagnostic;
        let file = view.sources.get(found.place.span.file);
        let (start, end) = positions(view.sources, found.place.span);
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let title = format!("{} ({})", found.rule, env!("CARGO_PKG_NAME"));
        write!(
            out,
            "::{command} file={},line={},endLine={},",
            property(&base.path(file)),
            start.line,
            end.line
        )?;
        // GitHub takes columns only where a single line is marked.
        if start.line == end.line {
            write!(out, "col={},endColumn={},", start.column, end.column)?;
        }
        let help = found.help.iter().map(|help| format!("\n{help}"));
        let message = found.message.clone() + &help.collect::<String>();
        writeln!(out, "title={}::{}", property(&title), data(&message))?;
    }
    Ok(())
}

/// The text of a command. Line ends are kept; other control characters become visible.
fn data(text: &str) -> String {
    let lines = text.split('\n').map(|line| clean(line.trim_end_matches('\r')));
    let lines: Vec<String> = lines.map(|line| line.replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Sample, text};

    #[test]
    fn a_finding_is_a_command() {
        let out = text(|out| write(&Sample::two_files().view(), &Base::default(), out));
        assert_eq!(
            out,
            "::error file=config.toml,line=3,endLine=3,col=13,endColumn=23,\
             title=dind-missing-certs-volume (runnerlint)::`build` cannot reach its Docker daemon over TLS\n\
             ::warning file=config.toml,line=4,endLine=4,col=3,endColumn=14,\
             title=unknown-key (runnerlint)::`pull-policy` is not a key of [runners.docker]%0Adid you mean `pull_policy`?\n"
        );
    }

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        assert_eq!(data("a%0A\r\n::error::b\r"), "a%250A%0A::error::b");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
