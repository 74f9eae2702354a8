//! Labels that dockerd does not take.

use crate::diagnostic::{Consequence, Severity};
use std::collections::HashMap;

use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-label-invalid",
    summary: "dockerd does not take a label of its own",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_label_invalid.md"),
    check,
};

/// Source: moby `daemon/pkg/opts/opts.go`, `ValidateLabel`, 29.7.
const RESERVED: &[&str] = &["com.docker.", "io.docker.", "org.dockerproject."];

fn check(cx: &mut Check<'_>) {
    for (_, table) in cx.workspace.daemon_tables() {
        let labels = table.texts("labels");
        let mut values: HashMap<&str, &str> = HashMap::new();
        for label in &labels.items {
            let lower = label.value.to_lowercase();
            let Some((key, value)) = label.value.split_once('=') else {
                let message = format!("`{}` has no value", label.value.escape_debug());
                cx.report(&label.place, message)
                    .help("write KEY=VALUE, or KEY= for an empty value");
                continue;
            };
            if let Some(space) = RESERVED.iter().find(|space| lower.starts_with(**space)) {
                let message = format!("labels that begin with `{space}` are Docker's own");
                cx.report(&label.place, message).help("take another name");
            }
            match values.insert(key, value) {
                Some(before) if before != value => {
                    let message = format!("`{}` has another value already", key.escape_debug());
                    cx.report(&label.place, message).help("leave one of the two");
                }
                _ => {}
            }
        }
    }
}
