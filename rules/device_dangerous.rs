//! Devices that give the host away.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Profile, clean};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "device-dangerous",
    summary: "jobs get a device that holds the memory or the disks of the host",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["devices"],
    fix: None,
    since: "0.1.0",
    page: include_str!("device_dangerous.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile == Profile::Default {
        return;
    }
    for (_, docker) in cx.workspace.docker_executors() {
        let Some(table) = cx.workspace.table(&docker.place) else {
            continue;
        };
        for device in &table.texts("devices").items {
            let path = clean(device.value.split(':').next().unwrap_or_default());
            let Some(message) = danger(&path) else { continue };
            let found = cx.report(&device.place, message);
            found.help(
                "mount a volume or a folder instead, or keep the runner for trusted jobs on a machine of its own",
            );
        }
    }
}

fn danger(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix("/dev")?;
    let disks = [
        "/sd", "/hd", "/vd", "/xvd", "/nvme", "/dm-", "/mapper/", "/mmcblk", "/disk/",
    ];
    if name.is_empty() {
        Some("jobs get all devices of the host")
    } else if matches!(name, "/mem" | "/kmem" | "/port") {
        Some("jobs can read and change the memory of the host")
    } else if disks.iter().any(|disk| name.starts_with(disk)) {
        Some("jobs can read and change a disk of the host")
    } else {
        None
    }
}
