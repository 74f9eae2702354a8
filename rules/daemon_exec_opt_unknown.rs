//! Entries of `exec-opts` that dockerd does not know.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-exec-opt-unknown",
    summary: "an entry of `exec-opts` is none that dockerd knows",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_exec_opt_unknown.md"),
    check,
};

/// The first release that refuses unknown options.
///
/// Source: moby `daemon/config/config.go`, `parseExecOptions`, 28.0.
const CHECKS: Version = Version::new(28, 0);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.docker.version < CHECKS {
        return;
    }
    for (_, table) in cx.workspace.daemon_tables() {
        for option in table.texts("exec-opts").items {
            let text = option.value.as_str();
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            let (key, value) = (key.trim().to_lowercase(), value.trim());
            // `isolation` is for Windows, and whether this is Windows is not in the file.
            let known = matches!(key.as_str(), "native.cgroupdriver" | "isolation");
            if known && !value.is_empty() || has_placeholder(text) {
                continue;
            }
            let message = match known {
                true => format!("`{}` has no value", text.escape_debug()),
                false => format!("`{}` is no option of dockerd", text.escape_debug()),
            };
            let found = cx.report(&option.place, message);
            found.help("the option for Linux is `native.cgroupdriver=systemd` or `native.cgroupdriver=cgroupfs`");
        }
    }
}
