//! Zeros and empty strings that dockerd takes for its defaults.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "daemon-zero-means-default",
    summary: "dockerd takes a zero or an empty string for its default",
    theme: Theme::Daemon,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_zero_means_default.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        for (key, default) in NUMBERS {
            if let Some(number) = daemon.number(key).filter(|number| number.value == 0) {
                ignored(cx, &number.place, "0", default);
            }
        }
        for (key, default) in TEXTS {
            if let Some(text) = daemon.text(key).filter(|text| text.value.is_empty()) {
                ignored(cx, &text.place, "an empty string", default);
            }
        }
    }
}

/// Settings with numbers and their defaults.
///
/// Source: moby `daemon/config/config.go`, `New`, 29.7.
const NUMBERS: [(&str, &str); 6] = [
    ("mtu", "1500"),
    ("max-concurrent-downloads", "3"),
    ("max-concurrent-uploads", "5"),
    ("max-download-attempts", "5"),
    ("shutdown-timeout", "15"),
    ("network-control-plane-mtu", "1500"),
];

/// Settings with texts and their defaults.
const TEXTS: [(&str, &str); 3] = [
    ("data-root", "/var/lib/docker"),
    ("exec-root", "/var/run/docker"),
    ("pidfile", "/var/run/docker.pid"),
];

fn ignored(cx: &mut Check<'_>, place: &Place, what: &str, default: &str) {
    let fix = cx.remove(&[place]);
    let found = cx.report(place, format!("dockerd takes {what} for the default, `{default}`"));
    found.fix(fix.map(|fix| fix.fix(Safety::Safe, "remove it")));
}
