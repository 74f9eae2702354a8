//! Runners whose autoscalers manage the same instances.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Instances, Limits, Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "autoscaler-shared-instance-group",
    summary: "two runners remove each other's instances, because they share one instance group",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaler"],
    fix: None,
    since: "0.1.0",
    page: include_str!("autoscaler_shared_instance_group.md"),
    check,
};

/// Settings of the plugins for AWS, Google Cloud and Azure that say where the group `name` is to be found.
const WHERE: [&str; 8] = [
    "region",
    "zone",
    "project",
    "subscription_id",
    "resource_group_name",
    "profile",
    "config_file",
    "credentials_file",
];

fn check(cx: &mut Check<'_>) {
    for capacity in cx.workspace.capacities() {
        let groups = capacity
            .runners
            .iter()
            .filter_map(|limits| Some((limits, group(&limits.instances()?)?)));
        let groups: Vec<(&Limits<'_>, Group)> = groups.collect();
        for (index, (limits, group)) in groups.iter().enumerate() {
            let earlier = groups.iter().take(index);
            let mut shared = earlier.filter(|(other, of_other)| of_other.is(group) && !is_same_runner(other, limits));
            let Some((_, first)) = shared.next() else { continue };
            let found = cx.report(
                &group.name.place,
                "another runner manages the instances of this group too",
            );
            found.label(first.name.place.span, "here");
            found.help("make an instance group of its own for each runner");
        }
    }
}

struct Group {
    plugin: String,
    name: Setting<String>,
    place: Vec<Option<String>>,
}

impl Group {
    fn is(&self, other: &Group) -> bool {
        self.plugin == other.plugin && self.name.value == other.name.value && self.place == other.place
    }
}

fn group(instances: &Instances<'_>) -> Option<Group> {
    let settings = instances.table.table("plugin_config")?;
    let plugin = instances.table.text("plugin")?.value;
    let plugin = plugin.split(':').next()?.to_owned();
    let name = settings
        .text("name")
        .filter(|name| !name.value.is_empty() && !has_placeholder(&name.value))?;
    let place = WHERE.iter().map(|key| Some(settings.text(key)?.value)).collect();
    Some(Group { plugin, name, place })
}

/// Whether GitLab Runner makes one autoscaler for both entries.
///
/// Source: GitLab Runner `executors/internal/autoscaler/provider.go`, `runnerScalerKey`, 19.4.
fn is_same_runner(one: &Limits<'_>, other: &Limits<'_>) -> bool {
    let text = |table: &Table<'_>, key: &str| table.text(key).map(|text| text.value);
    let id = |table: &Table<'_>| table.number("id").map(|id| id.value).filter(|id| *id != 0);
    match (id(&one.table), id(&other.table)) {
        (Some(id), Some(of_other)) => id == of_other && text(&one.table, "url") == text(&other.table, "url"),
        (None, None) => text(&one.table, "token") == text(&other.table, "token"),
        _ => false,
    }
}
