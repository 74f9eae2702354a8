//! Settings that a Docker-in-Docker daemon gets both as a flag and from a mounted daemon.json.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Conflict, Dind, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-daemon-json-conflict",
    summary: "a Docker-in-Docker daemon gets a setting both as a flag and from a mounted daemon.json",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_daemon_json_conflict.md"),
    check,
};

struct Fault<'w> {
    dind: Dind<'w>,
    conflicts: Vec<Conflict<'w>>,
    at: &'w Place,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(conflicts, |fault| fault.at.span) {
        let Fault { dind, conflicts, at } = &verdict.fault;
        let keys: Vec<String> = conflicts.iter().map(|conflict| format!("`{}`", conflict.key)).collect();
        let flags: Vec<&Place> = conflicts
            .iter()
            .flat_map(|conflict| &conflict.flags)
            .map(|flag| &flag.place)
            .collect();
        let message = format!(
            "the daemon of a service gets {} twice and does not start",
            keys.join(", ")
        );
        let own = dind
            .service
            .command
            .as_ref()
            .is_some_and(|command| command.items.iter().all(|word| !word.is_inherited()));
        let remove = cx.remove(&flags).filter(|_| own && !flags.is_empty());
        let same = dind.is_of_runner && conflicts.iter().all(|conflict| conflict.is_equal);
        let safety = if same { Safety::Safe } else { Safety::Unsafe };
        let found = cx.report(at, message);
        for conflict in conflicts {
            found.label(conflict.place.span, format!("`{}` comes from this file", conflict.key));
        }
        if flags.is_empty() {
            found.label(dind.service.image.place.span, "this image gives it as a flag by itself");
            found.help("mount a daemon.json without these keys");
        } else {
            found.fix(remove.map(|remove| remove.fix(safety, "leave it to the file")));
        }
        weigh(found, &verdict);
    }
}

/// What the command gives twice is to be changed there, what the image gives twice where the file is mounted.
fn conflicts(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let mut faults = Vec::new();
    for dind in meeting.dinds().filter(Dind::is_used) {
        let (by_image, by_command): (Vec<_>, Vec<_>) = dind
            .conflicts()
            .into_iter()
            .partition(|conflict| conflict.flags.is_empty());
        if let (Some((volume, _)), false) = (dind.mounted_daemon_json(), by_image.is_empty()) {
            faults.push(Fault {
                dind,
                conflicts: by_image,
                at: &volume.place,
            });
        }
        let first = by_command.first().and_then(|conflict| conflict.flags.first());
        if let Some(at) = first.map(|flag| &flag.place) {
            faults.push(Fault {
                dind,
                conflicts: by_command,
                at,
            });
        }
    }
    faults
}
