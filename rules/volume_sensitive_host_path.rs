//! Folders of the host that no job should have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Volume, clean};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "volume-sensitive-host-path",
    summary: "a folder that the host's security rests on is mounted into every job",
    theme: Theme::Volumes,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["volumes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("volume_sensitive_host_path.md"),
    check,
};

/// What holds secrets of the host: reading is enough.
const SECRET: [&str; 12] = [
    "/",
    "/etc",
    "/etc/gitlab-runner",
    "/etc/gitlab-runner/config.toml",
    "/etc/shadow",
    "/etc/ssh",
    "/home",
    "/proc",
    "/root",
    "/root/.aws",
    "/root/.ssh",
    "/var/lib/docker",
];

/// What makes whoever can write it root on the host.
const POWER: [&str; 16] = [
    "/bin",
    "/boot",
    "/dev",
    "/etc/cron.d",
    "/etc/docker",
    "/etc/docker/daemon.json",
    "/etc/systemd",
    "/etc/systemd/system",
    "/lib",
    "/lib64",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/var",
    "/var/lib",
];

fn check(cx: &mut Check<'_>) {
    for runner in cx.workspace.runners() {
        let Some(docker) = runner.docker_linux() else { continue };
        for volume in &docker.volumes.items {
            let Some(source) = volume.value.source.as_deref().filter(|source| source.starts_with('/')) else {
                continue;
            };
            let path = clean(source);
            let holds_secrets = SECRET.contains(&path.as_str());
            let is_written = !volume.value.is_read_only();
            let gives_power = is_written && POWER.contains(&path.as_str());
            if !holds_secrets && !gives_power {
                continue;
            }
            let read_only = read_only(&volume.value).filter(|_| !holds_secrets);
            let fix = read_only.and_then(|text| cx.set(&volume.place, text.as_str()));
            let found = cx.report(&volume.place, format!("the host's `{path}` is mounted into every job"));
            found.note(if is_written {
                "whoever can write there is root on the host"
            } else {
                "its secrets can be read there"
            });
            match fix {
                Some(fix) => found.fix(Some(fix.fix(Safety::Unsafe, "mount it read-only"))),
                None => found.help("mount only the folder or file that jobs need, read-only"),
            };
        }
    }
}

/// The entry with `ro`, if it has no options yet.
fn read_only(volume: &Volume) -> Option<String> {
    match volume.mode.as_deref() {
        None => Some(format!("{}:ro", volume.text)),
        Some("rw") => Some(format!("{}ro", volume.text.strip_suffix("rw")?)),
        Some(_) => None,
    }
}
