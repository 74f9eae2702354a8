//! Settings as lines of a settings file.

use std::fmt;

use super::{Allow, FailOn, Settings};
use crate::model::{HostFiles, Profile};
use crate::schema::Target;
use crate::source::redacted;

/// A setting as `.runnerlint.toml` would say it; nothing that looks like a secret is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its key, dotted from the root; `[[allow]]` or `[[host]]` for an entry of that list.
    pub key: String,
    /// Its value, in TOML.
    pub value: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            list if list.starts_with('[') => write!(f, "{list}\n{}", self.value),
            key => write!(f, "{key} = {}", self.value),
        }
    }
}

/// The settings, one line each, the lists of hosts and allowed findings last.
pub fn lines(settings: &Settings) -> Vec<Line> {
    let line = |key: &str, value: String| Line {
        key: key.to_owned(),
        value,
    };
    let version = |target: Target| quoted(&target.version.to_string());
    let targets = &settings.targets;
    let mut lines = vec![
        line("fail-on", quoted(fail_on(settings.fail_on))),
        line("profile", quoted(profile(settings.profile))),
        line("select", list(&settings.select)),
        line("ignore", list(&settings.ignore)),
        line("targets.runner", version(targets.runner)),
        line("targets.docker", version(targets.docker)),
        line("targets.gitlab", version(targets.gitlab)),
    ];
    let files = settings.files.iter();
    lines.extend(files.map(|(kind, globs)| line(&format!("files.{}", kind.word()), list(globs))));
    if !settings.exclude.is_empty() {
        lines.push(line("files.exclude", list(&settings.exclude)));
    }
    let severities = settings.severity.iter();
    lines.extend(severities.map(|(rule, severity)| line(&format!("severity.{rule}"), quoted(severity.word()))));
    let jobs = settings.jobs.iter();
    lines.extend(jobs.map(|(job, runners)| line(&format!("jobs.{}", quoted(job)), list(runners))));
    for runner in &settings.runners {
        let name = quoted(&runner.name);
        lines.push(line(&format!("runners.{name}.tags"), list(&runner.tags)));
        let untagged = runner.runs_untagged.to_string();
        lines.push(line(&format!("runners.{name}.run-untagged"), untagged));
    }
    lines.extend(settings.hosts.iter().map(|entry| line("[[host]]", host(entry))));
    lines.extend(settings.allow.iter().map(|entry| line("[[allow]]", allow(entry))));
    lines
}

fn fail_on(limit: FailOn) -> &'static str {
    match limit {
        FailOn::At(severity) => severity.word(),
        FailOn::Never => "never",
    }
}

fn profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Default => "default",
        Profile::Hardened => "hardened",
        Profile::Cis => "cis",
    }
}

fn host(host: &HostFiles) -> String {
    format!("runner = {}\ndaemon = {}", quoted(&host.runner), quoted(&host.daemon))
}

fn allow(allow: &Allow) -> String {
    let pair = |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{key} = {}", quoted(value)));
    let rule = Some(format!("rule = {}", quoted(&allow.rule)));
    let rest = [
        rule,
        pair("file", &allow.file),
        pair("at", &allow.at),
        pair("reason", &allow.reason),
        pair("until", &allow.until),
    ];
    rest.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A basic string of TOML.
///
/// Source: toml.io, v1.0.0, "String".
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in redacted(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_strings_of_toml() {
        assert_eq!(quoted("a\"b\\c\n\u{7f}ü"), r#""a\"b\\c\n\u007Fü""#);
    }

    #[test]
    fn the_settings_of_nobody_are_the_defaults() {
        let shown: Vec<String> = lines(&Settings::default()).iter().map(Line::to_string).collect();
        assert_eq!(
            shown[..4],
            [
                "fail-on = \"error\"",
                "profile = \"default\"",
                "select = []",
                "ignore = []"
            ]
        );
    }
}
