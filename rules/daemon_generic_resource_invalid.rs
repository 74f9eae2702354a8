//! Resources of a swarm node that cannot be read.

use crate::diagnostic::{Consequence, Severity};
use std::collections::HashMap;

use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-generic-resource-invalid",
    summary: "dockerd cannot read a resource of the node",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_generic_resource_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, table) in cx.workspace.daemon_tables() {
        let resources = table.texts("node-generic-resources");
        let mut of_kind: HashMap<_, Vec<_>> = HashMap::new();
        for resource in &resources.items {
            match resource.value.split('=').collect::<Vec<_>>()[..] {
                [kind, value] => {
                    let number = value.trim().parse().ok();
                    of_kind.entry(kind.trim()).or_default().push((resource, number));
                }
                _ => {
                    let message = format!("`{}` is no resource", resource.value.escape_debug());
                    cx.report(&resource.place, message)
                        .help("write KIND=NAME or KIND=NUMBER");
                }
            }
        }
        let mut kinds: Vec<_> = of_kind.into_iter().collect();
        kinds.sort_by_key(|(kind, _)| *kind);
        for (kind, values) in kinds {
            judge(cx, kind, &values);
        }
    }
}

/// A kind is one number or any names.
///
/// Source: swarmkit `api/genericresource/parse.go`, `Parse`, as moby 29.7 has it.
fn judge(cx: &mut Check<'_>, kind: &str, values: &[(&Setting<String>, Option<i64>)]) {
    match values {
        [(resource, Some(number))] if *number < 0 => {
            let found = cx.report(&resource.place, format!("fewer than none of `{}`", kind.escape_debug()));
            found.help("write a number from 0 on");
        }
        [_] => {}
        several => {
            let Some((resource, _)) = several.iter().find(|(_, number)| number.is_some()) else {
                return;
            };
            let message = format!("a number of `{}` beside other entries of it", kind.escape_debug());
            cx.report(&resource.place, message)
                .help("write one number, or names only");
        }
    }
}
