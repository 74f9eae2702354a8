//! The report for CI servers that show tests: a suite for each file, a failed test for each finding.
//!
//! Source: docs.gitlab.com, "Unit test reports" (18.11), and the JUnit XML that Jenkins reads; W3C, "XML 1.0", 2.2 and 2.4.

use std::collections::HashMap;
use std::io::{self, Write};

use super::shown::{clean, one_line};
use super::{Base, View};
use crate::lint::Finding;
use crate::source::{Address, FileId, Step, redacted};

/// Writes the findings; accepted ones are skipped tests, and a file without any is a test that passed.
pub fn write(view: &View<'_>, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: HashMap<FileId, Vec<&Finding>> = HashMap::new();
    for finding in &view.report.findings {
        findings
            .entry(finding.diagnostic.place.span.file)
            .or_default()
            .push(finding);
    }
    let suites = view.report.files.iter().map(|state| Suite {
        path: base.path(view.sources.get(state.file)),
        findings: findings.remove(&state.file).unwrap_or_default(),
    });
    let suites: Vec<Suite<'_>> = suites.collect();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        env!("CARGO_PKG_NAME"),
        suites.iter().map(Suite::tests).sum::<usize>(),
        suites.iter().map(Suite::failures).sum::<usize>(),
    )?;
    for suite in &suites {
        suite.write(view, out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The findings of a file.
struct Suite<'a> {
    path: String,
    findings: Vec<&'a Finding>,
}

impl Suite<'_> {
    fn tests(&self) -> usize {
        self.findings.len().max(1)
    }

    fn failures(&self) -> usize {
        self.findings.len() - self.skipped()
    }

    fn skipped(&self) -> usize {
        self.findings.iter().filter(|found| found.suppressed.is_some()).count()
    }

    fn write(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let path = escaped(&self.path);
        writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
            self.tests(),
            self.failures(),
            self.skipped(),
        )?;
        if self.findings.is_empty() {
            writeln!(
                out,
                "    <testcase name=\"no findings\" classname=\"{path}\" file=\"{path}\"/>"
            )?;
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        for finding in &self.findings {
            let name = name(finding, &mut seen);
            writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{path}\" file=\"{path}\">",
                escaped(&name)
            )?;
            self.write_outcome(view, finding, out)?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")
    }

    fn write_outcome(&self, view: &View<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let found = &finding.diagnostic;
        if let Some(accepted) = &finding.suppressed {
            let reason = accepted.reason.as_deref().unwrap_or(accepted.by);
            return writeln!(out, "      <skipped message=\"{}\"/>", escaped(&one_line(reason)));
        }
        let at = view.sources.get(found.place.span.file).position(found.place.span.start);
        let message = one_line(&found.message);
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{}</failure>",
            found.severity.word(),
            escaped(&message),
            escaped(&format!(
                "{}:{}:{}: {message}{}",
                self.path,
                at.line,
                at.column,
                found.help.iter().map(|help| format!("\n{help}")).collect::<String>(),
            )),
        )
    }
}

/// An identity without what looks like a secret: a key can be anything, and a token alone between its dots.
fn shown(identity: &str, address: &Address) -> String {
    let parts: Vec<String> = redacted(identity)
        .split('.')
        .map(|part| redacted(part).into_owned())
        .collect();
    let masked = address.redacted();
    let keys = address.steps().into_iter().zip(masked.steps());
    keys.fold(parts.join("."), |shown, step| match step {
        (Step::Key(key), Step::Key(masked)) if key != masked => shown.replace(key.as_str(), masked.as_str()),
        _ => shown,
    })
}

/// A name by which a server knows the test again: the rule and what it is about; equal ones are counted.
fn name(finding: &Finding, seen: &mut HashMap<String, usize>) -> String {
    let name = match finding.identity.as_str() {
        "" => finding.diagnostic.rule.to_owned(),
        identity => format!(
            "{}: {}",
            finding.diagnostic.rule,
            shown(identity, &finding.diagnostic.place.address)
        ),
    };
    let count = seen.entry(name.clone()).or_default();
    *count += 1;
    match *count {
        1 => name,
        count => format!("{name} ({count})"),
    }
}

/// A text in XML, which knows no control characters; they become visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "&#10;"),
            None => (line, ""),
        };
        for c in clean(line).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\t' => out.push_str("&#9;"),
                '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
                c => out.push(c),
            }
        }
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Sample, text};

    #[test]
    fn a_file_is_a_suite_and_a_finding_a_failed_test() {
        let out = text(|out| write(&Sample::two_files().view(), &Base::default(), out));
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="runnerlint" tests="4" failures="2" errors="0">
  <testsuite name="config.toml" tests="3" failures="2" errors="0" skipped="1">
    <testcase name="dind-missing-certs-volume: runners[0].docker.pull-policy" classname="config.toml" file="config.toml">
      <failure type="error" message="`build` cannot reach its Docker daemon over TLS">config.toml:3:13: `build` cannot reach its Docker daemon over TLS</failure>
    </testcase>
    <testcase name="unknown-key: runners[0].docker.pull-policy" classname="config.toml" file="config.toml">
      <failure type="warning" message="`pull-policy` is not a key of [runners.docker]">config.toml:4:3: `pull-policy` is not a key of [runners.docker]&#10;did you mean `pull_policy`?</failure>
    </testcase>
    <testcase name="unknown-key: runners[0].docker.pull-policy (2)" classname="config.toml" file="config.toml">
      <skipped message="a runner of our own"/>
    </testcase>
  </testsuite>
  <testsuite name=".gitlab-ci.yml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no findings" classname=".gitlab-ci.yml" file=".gitlab-ci.yml"/>
  </testsuite>
</testsuites>
"#;
        assert_eq!(out, expected);
    }

    #[test]
    fn what_xml_would_obey_or_refuse_is_escaped() {
        assert_eq!(
            escaped("<a b=\"&\">\r\n\0\t]]>\u{FFFF}"),
            "&lt;a b=&quot;&amp;&quot;&gt;␍&#10;␀&#9;]]&gt;\u{FFFD}"
        );
    }
}
