//! A table for a note on a merge request, as GitLab and GitHub show Markdown.
//!
//! Source: docs.gitlab.com, "GitLab Flavored Markdown" (18.11); "GitHub Flavored Markdown Spec", 4.10 and 6.2.

use std::io::{self, Write};

use super::human::{self, Options};
use super::shown::one_line;
use super::{Base, View};
use crate::lint::Finding;

/// Writes the counts, and a row for each finding that was not accepted.
pub fn write(view: &View<'_>, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    let counts = human::footer(view.report.summary(), &Options::default());
    writeln!(out, "**{}**: {counts}", env!("CARGO_PKG_NAME"))?;
    if view.report.open().next().is_none() {
        return Ok(());
    }
    writeln!(out, "\n| | where | what | rule | fix |\n|---|---|---|---|---|")?;
    for finding in view.report.open() {
        write_row(view, base, finding, out)?;
    }
    Ok(())
}

fn write_row(view: &View<'_>, base: &Base, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let found = &finding.diagnostic;
    let file = view.sources.get(found.place.span.file);
    let at = file.position(found.place.span.start);
    let place = format!("{}:{}:{}", base.path(file), at.line, at.column);
    let help = found.help.iter().map(|help| format!("<br>{}", cell(help)));
    let rule = match view.url(found.rule) {
        Some(url) => format!("[{}]({url})", found.rule),
        None => found.rule.to_owned(),
    };
    writeln!(
        out,
        "| {} | {} | {}{} | {rule} | {} |",
        found.severity.word(),
        code(&place),
        cell(&found.message),
        help.collect::<String>(),
        found.fix.as_ref().map_or("", |fix| fix.safety.word()),
    )
}

/// A text of one cell; what stands between backquotes is code.
fn cell(text: &str) -> String {
    let text = one_line(text);
    let parts: Vec<&str> = text.split('`').collect();
    // With an odd number of backquotes nobody knows which of them belong together.
    if parts.len().is_multiple_of(2) {
        return prose(&text);
    }
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => prose(part),
        _ => code(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Text that is shown as it is.
fn code(text: &str) -> String {
    format!("<code>{}</code>", inert(&one_line(text)))
}

/// Text that mentions nobody and refers to nothing: GitLab looks for `@name`, `#1`, `!1` and the like after Markdown was read.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push_str(&inert(c.encode_utf8(&mut [0; 4])));
        if "@#!~%$^&".contains(c) {
            out.push('\u{200B}');
        }
    }
    out
}

/// The text with every sign that Markdown or HTML may obey written as a number.
fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii_punctuation() && !".,-/'".contains(c) {
            true => out.push_str(&format!("&#{};", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Sample, text};

    #[test]
    fn a_finding_is_a_row() {
        let out = text(|out| write(&Sample::two_files().view(), &Base::default(), out));
        assert_eq!(
            out,
            "**runnerlint**: 2 findings: 1 error, 1 warning · 1 safe fix (--fix), 1 unsafe (--unsafe-fixes) · 1 suppressed\n\n\
             | | where | what | rule | fix |\n\
             |---|---|---|---|---|\n\
             | error | <code>config.toml&#58;3&#58;13</code> | <code>build</code> cannot reach its Docker daemon over TLS \
             | dind-missing-certs-volume | safe |\n\
             | warning | <code>config.toml&#58;4&#58;3</code> | <code>pull-policy</code> is not a key of \
             &#91;runners.docker&#93;<br>did you mean <code>pull&#95;policy</code>&#63; | unknown-key | unsafe |\n"
        );
    }

    #[test]
    fn nothing_found_is_a_line() {
        let out = text(|out| write(&Sample::default().view(), &Base::default(), out));
        assert_eq!(out, "**runnerlint**: no findings\n");
    }

    #[test]
    fn no_text_leaves_its_cell_or_calls_anybody() {
        assert_eq!(cell("a|b\n<img>"), "a&#124;b &#60;img&#62;");
        assert_eq!(cell("ask @all `@all`"), "ask &#64;\u{200B}all <code>&#64;all</code>");
        assert_eq!(cell("odd ` one"), "odd &#96; one");
    }
}
