//! Two mounts on one path of a container.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DockerExecutor, Runner, Setting, Volume, clean};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "volume-duplicate-target",
    summary: "two things are mounted on one path, and every job of the runner fails",
    theme: Theme::Volumes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["volumes", "tmpfs", "services_tmpfs"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("volume_duplicate_target.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for runner in cx.workspace.runners() {
        let Some(docker) = runner.docker_linux() else { continue };
        let mut seen: Vec<&Setting<Volume>> = Vec::new();
        for volume in docker.mounted_volumes(version).filter(|volume| is_known(&volume.value)) {
            match seen.iter().find(|first| first.value.target == volume.value.target) {
                Some(first) => twice(cx, first, volume),
                None => seen.push(volume),
            }
        }
        memory(cx, runner, docker, &seen, version);
    }
}

/// Whether its target is one path, whatever the variables in it are.
fn is_known(volume: &Volume) -> bool {
    !(volume.is_template() || volume.has_variable_target() && volume.text.contains(".."))
}

fn twice(cx: &mut Check<'_>, first: &Setting<Volume>, second: &Setting<Volume>) {
    let (a, b) = (&first.value, &second.value);
    // GitLab Runner drops the options of volumes that it makes.
    let says_same = a.source == b.source && (a.source.is_none() || a.mode == b.mode);
    let removed = cx.remove(&[&second.place]).filter(|_| says_same);
    let message = format!("a second volume is mounted on `{}`", b.target.escape_debug());
    let found = cx.report(&second.place, message);
    found.label(first.place.span, "this is the first one");
    match removed {
        Some(removed) => found.fix(Some(removed.fix(Safety::Safe, "take it away; it says the same"))),
        None => found.help("keep one of the two, or mount one on another path"),
    };
}

/// Memory where a volume is: Docker compares the keys of `tmpfs` as they are written with cleaned paths.
///
/// Source: moby `daemon/volumes.go`, `registerMountPoints`, 29.7.
fn memory(
    cx: &mut Check<'_>,
    runner: &Runner,
    docker: &DockerExecutor,
    volumes: &[&Setting<Volume>],
    version: Version,
) {
    let table = cx.workspace.table(&docker.place).filter(|_| !docker.tmpfs.is_empty());
    let Some(table) = table else { return };
    let builds = clean(runner.builds_folder());
    for key in ["tmpfs", "services_tmpfs"] {
        for (path, memory) in table.map(key) {
            let volume = volumes.iter().find(|volume| volume.value.target == path);
            let is_builds = path == builds && docker.makes_volumes(version);
            if volume.is_none() && !is_builds {
                continue;
            }
            let what = if key == "tmpfs" { "" } else { " of services" };
            let path = path.escape_debug();
            let found = cx.report(
                &memory.place,
                format!("a volume and memory{what} are both mounted on `{path}`"),
            );
            if let Some(volume) = volume {
                found.label(volume.place.span, "this is the volume");
                found.help("keep one of the two");
            } else {
                found.help("GitLab Runner makes a volume for the builds; mount memory elsewhere and set `builds_dir`");
            }
        }
    }
}
