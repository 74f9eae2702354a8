//! Users and groups that jobs in pods may ask for, by name where only numbers count.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-allowed-id-not-numeric",
    summary: "a user or group that jobs may ask for is no number, and GitLab Runner passes it over",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_allowed_id_not_numeric.md"),
    check,
};

/// The first release with these lists.
const LISTS: Version = Version::new(18, 4);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < LISTS {
        return;
    }
    let mut entries: Vec<(&str, Setting<String>)> = Vec::new();
    for (_, kubernetes) in cx.workspace.kubernetes_tables() {
        for (key, what) in [("allowed_users", "user"), ("allowed_groups", "group")] {
            entries.extend(kubernetes.texts(key).items.into_iter().map(|entry| (what, entry)));
        }
    }
    let no_number = |text: &str| text.parse::<i64>().is_err() && !text.contains('$');
    for (what, entry) in entries.iter().filter(|(_, entry)| no_number(&entry.value)) {
        let message = format!("{:?} is no number of a {what}, and allows none", entry.value);
        let found = cx.report(&entry.place, message);
        found.help(format!("write the number that the {what} has in the images: \"1000\""));
    }
}
