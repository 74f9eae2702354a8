//! The table of rules, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::human::Options;
use super::paint::Paint;
use crate::diagnostic::Safety;
use crate::rule::{Rule, Theme};

/// Writes the rules by theme: name, severity, fix, and what each finds.
pub fn human(rules: &[&'static Rule], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(options.color);
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut themes: Vec<Theme> = rules.iter().map(|rule| rule.theme).collect();
    themes.sort();
    themes.dedup();
    for (index, theme) in themes.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paint.bold(theme.word()))?;
        for rule in rules.iter().filter(|rule| rule.theme == theme) {
            let word = rule.severity.word();
            // Escape sequences would count as characters of a padded field.
            let severity = format!("{}{}", paint.severity(rule.severity, word), " ".repeat(7 - word.len()));
            let fix = rule.fix.map_or("no", Safety::word);
            writeln!(out, "  {:width$}  {severity}  {fix:6} fix  {}", rule.name, rule.summary)?;
        }
    }
    Ok(())
}

/// Writes the rules as a JSON array, in the order given.
pub fn json(rules: &[&'static Rule], out: &mut dyn Write) -> io::Result<()> {
    let rows = rules.iter().map(|rule| Row {
        name: rule.name,
        summary: rule.summary,
        theme: rule.theme.word(),
        severity: rule.severity.word(),
        consequences: rule.consequences.iter().map(|consequence| consequence.word()).collect(),
        needs: rule.needs.iter().map(|role| role.word()).collect(),
        uses: rule.uses.iter().map(|role| role.word()).collect(),
        fix: rule.fix.map(Safety::word),
        since: rule.since,
        url: super::url(rule),
    });
    serde_json::to_writer_pretty(&mut *out, &rows.collect::<Vec<_>>())?;
    writeln!(out)
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    summary: &'static str,
    theme: &'static str,
    severity: &'static str,
    consequences: Vec<&'static str>,
    needs: Vec<&'static str>,
    uses: Vec<&'static str>,
    fix: Option<&'static str>,
    since: &'static str,
    url: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::diagnostic::{Consequence, Severity};
    use crate::report::sample::{RULE, text};

    static SECOND: Rule = Rule {
        name: "unknown-key",
        summary: "a key has no effect",
        theme: Theme::Syntax,
        severity: Severity::Warning,
        consequences: &[Consequence::Ignored],
        uses: &[],
        fix: None,
        ..RULE
    };

    #[test]
    fn rules_stand_below_their_themes() {
        let out = text(|out| human(&[&RULE, &SECOND], &Options::default(), out));
        assert_eq!(
            out,
            "syntax\n  unknown-key                warning  no     fix  a key has no effect\n\n\
             docker-in-docker\n  dind-missing-certs-volume  error    safe   fix  jobs cannot reach their Docker \
             daemon over TLS\n"
        );
    }

    #[test]
    fn programs_get_everything_but_the_page() {
        let out = text(|out| super::json(&[&RULE], out));
        assert_eq!(
            serde_json::from_str::<Value>(&out).unwrap(),
            json!([{
                "name": "dind-missing-certs-volume",
                "summary": "jobs cannot reach their Docker daemon over TLS",
                "theme": "docker-in-docker", "severity": "error", "consequences": ["job-fails"],
                "needs": ["runner"], "uses": ["pipeline"], "fix": "safe", "since": "0.1.0", "url": null,
            }])
        );
    }
}
