//! Storage drivers that the daemon of a service is told to use and does not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Dind, LostDriver, Meeting, SocketMount};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::daemon;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-storage-driver-removed",
    summary: "the Docker daemon of a job does not have the storage driver that it is told to use",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline, Role::DaemonConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_storage_driver_removed.md"),
    check,
};

struct Fault<'w> {
    dind: Dind<'w>,
    lost: LostDriver<'w>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(lost, |fault| fault.lost.place.span) {
        let Fault { dind, lost } = &verdict.fault;
        let name = lost.driver.name;
        let message = match lost.driver.removed {
            Some(removed) if lost.snapshotter.is_none() => format!(
                "Docker {} removed the storage driver `{name}`",
                daemon::release(removed)
            ),
            _ => format!("`{name}` is no snapshotter of containerd, which keeps the images here"),
        };
        // Where `overlay` works, `overlay2` does.
        let successor = (name == "overlay" && lost.snapshotter.is_none()).then_some("overlay2");
        let fix = successor.and_then(|successor| cx.set(lost.place, format!("{}{successor}", lost.before)));
        let found = cx.report(lost.place, message);
        let service = match &lost.snapshotter {
            Some(_) => "the daemon of this service is told both",
            None => "the daemon of this service does not start with it",
        };
        found.label(dind.service.image.place.span, service);
        if let Some(snapshotter) = &lost.snapshotter {
            found.label(snapshotter.span, "images are kept by containerd");
        }
        match fix {
            Some(fix) => found.fix(Some(fix.fix(Safety::Safe, "take `overlay2`, which took its place"))),
            None => found.help("take it out: Docker finds the best one by itself"),
        };
        weigh(found, &verdict);
    }
}

fn lost(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    // With the host's socket the job does without the service.
    if let Some(SocketMount::Socket(_) | SocketMount::RunFolder(_)) = meeting.socket_mount() {
        return Vec::new();
    }
    let dinds = meeting.dinds().filter(Dind::is_used);
    let faults = dinds.filter_map(|dind| {
        let lost = dind.lost_driver()?;
        Some(Fault { dind, lost })
    });
    faults.collect()
}
