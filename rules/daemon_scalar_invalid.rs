//! Texts of daemon.json that stand for a size, a duration, a mark or a path.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DaemonMismatch, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon::Shape;
use crate::schema::texts::{bytes_meant, duration_meant, is_template};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-scalar-invalid",
    summary: "a text of daemon.json cannot be read as what it stands for",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_scalar_invalid.md"),
    check,
};

/// The first release that looks at `userland-proxy-path`.
///
/// Source: moby `daemon/config/config_linux.go`, `ValidatePlatformConfig`, 25.0.
const CHECKS_PROXY: Version = Version::new(25, 0);
/// The first release that knows `bridge-accept-fwmark`.
const TAKES_MARKS: Version = Version::new(29, 0);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for value in cx.workspace.daemons().flat_map(|daemon| &daemon.values.mismatches) {
        if !value.is_type {
            undecodable(cx, value);
        }
    }
    for (_, table) in cx.workspace.daemon_tables() {
        if version >= CHECKS_PROXY {
            proxy_path(cx, &table);
        }
        if version >= TAKES_MARKS {
            mark(cx, &table);
        }
    }
}

fn undecodable(cx: &mut Check<'_>, value: &DaemonMismatch) {
    let Some(text) = value.as_str() else {
        return;
    };
    let (sort, meant, example) = match value.expected {
        Shape::Size => ("size", bytes_meant(text), "64m"),
        Shape::Age => ("duration", duration_meant(text), "48h"),
        _ => return,
    };
    let written = meant.and_then(|meant| cx.set(&value.place, meant));
    let fix = written.map(|fix| fix.fix(Safety::Safe, format!("write the {sort} as Docker reads it")));
    let message = match text {
        "" => format!("the {sort} in `{}` is empty", value.name),
        _ => format!("`{}` is no {sort}", text.escape_debug()),
    };
    let found = cx.report(&value.place, message).fix(fix);
    found.help(format!("write a {sort} such as {example}"));
}

/// An empty path is the default.
fn proxy_path(cx: &mut Check<'_>, table: &Table<'_>) {
    let is_off = table.flag("userland-proxy").is_some_and(|proxy| !proxy.value);
    let Some(path) = table.text("userland-proxy-path").filter(|_| !is_off) else {
        return;
    };
    let text = path.value.as_str();
    if !text.is_empty() && !text.starts_with('/') && !is_template(text) {
        let message = format!("`{}` is no absolute path", text.escape_debug());
        cx.report(&path.place, message)
            .help("write the path from / on: /usr/bin/docker-proxy");
    }
}

fn mark(cx: &mut Check<'_>, table: &Table<'_>) {
    let Some(mark) = table.text("bridge-accept-fwmark") else {
        return;
    };
    let text = mark.value.as_str();
    if !text.is_empty() && !is_template(text) && !text.splitn(2, '/').all(is_32_bits) {
        let message = format!("`{}` is no firewall mark", text.escape_debug());
        cx.report(&mark.place, message)
            .help("write a number, or a number and a mask: 0x1/0x1");
    }
}

/// Whether a text is a number as Go's `strconv.ParseUint(text, 0, 32)` reads it.
fn is_32_bits(text: &str) -> bool {
    let lower = text.to_ascii_lowercase().replace('_', "");
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (lower.get(2..), 16),
        Some("0b") => (lower.get(2..), 2),
        Some("0o") => (lower.get(2..), 8),
        _ if lower.starts_with('0') && lower.len() > 1 => (lower.get(1..), 8),
        _ => (Some(lower.as_str()), 10),
    };
    let digits = digits.filter(|digits| !digits.starts_with('+'));
    digits.is_some_and(|digits| u32::from_str_radix(digits, radix).is_ok())
}
