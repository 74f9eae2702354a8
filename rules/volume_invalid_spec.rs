//! Entries of `volumes` that GitLab Runner or Docker refuses.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DockerExecutor, Executor, Runner, Setting, Volume, clean};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::{VolumeFault, is_windows_volume, volume_fault, volume_options};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "volume-invalid-spec",
    summary: "GitLab Runner or Docker refuses an entry of `volumes`, and every job of the runner fails",
    theme: Theme::Volumes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["volumes"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("volume_invalid_spec.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for (runner, docker) in cx.workspace.docker_executors() {
        let entries = docker.volumes.items.iter().enumerate();
        for (index, volume) in entries.filter(|(_, volume)| !volume.value.is_template()) {
            let text = volume.value.text.as_str();
            let for_windows = is_windows_volume(text);
            if runner.executor == Executor::DockerWindows {
                if !for_windows {
                    not_for_windows(cx, volume);
                }
            } else if runner.docker_linux().is_some() && !for_windows {
                match volume_fault(text, version) {
                    Some(VolumeFault::Empty) if is_passed_over(runner, docker, index) => {}
                    Some(fault) => refused(cx, volume, fault, version),
                    None => unusable(cx, docker, volume),
                }
            }
        }
    }
}

/// GitLab Runner looks no further for bad entries once it has found where the builds lie, and skips empty ones later.
///
/// Source: GitLab Runner `executors/docker/internal/volumes/utils.go`, `IsHostMountedVolume`, 19.4.
fn is_passed_over(runner: &Runner, docker: &DockerExecutor, index: usize) -> bool {
    let before = docker.volumes.values().take(index);
    { before }.any(|volume| volume.source.is_some() && volume.covers(runner.builds_folder()))
}

fn not_for_windows(cx: &mut Check<'_>, volume: &Setting<Volume>) {
    let found = cx.report(
        &volume.place,
        "GitLab Runner takes no such volume for Windows containers",
    );
    found.help(r"write it like 'C:\cache', or 'C:\srv\data:C:\data:ro', in single quotes");
}

fn refused(cx: &mut Check<'_>, volume: &Setting<Volume>, fault: VolumeFault<'_>, version: Version) {
    let text = volume.value.text.as_str();
    let (message, help) = words(fault);
    let fix = repaired(text, fault, version).and_then(|(right, safety)| {
        let written = cx.set(&volume.place, right.as_str())?;
        Some(written.fix(safety, format!("write \"{right}\"")))
    });
    let found = cx.report(&volume.place, message);
    match fix {
        Some(fix) => found.fix(Some(fix)),
        None => found.help(help),
    };
}

/// What is wrong, and what to do about it.
fn words(fault: VolumeFault<'_>) -> (String, &'static str) {
    let message = match fault {
        VolumeFault::Empty => "a volume is empty".to_owned(),
        VolumeFault::Character(c) => format!("`{}` cannot be in a volume", c.escape_debug()),
        VolumeFault::Blank => "GitLab Runner before 19.3 takes no blank in the path of a volume".to_owned(),
        VolumeFault::Slashes => "two slashes follow each other in a volume".to_owned(),
        VolumeFault::Source("") => "a volume has a colon and nothing before it".to_owned(),
        VolumeFault::Source(source) => {
            let source = source.escape_debug();
            format!("`{source}` is neither an absolute path nor the name of a volume")
        }
        VolumeFault::Target("") | VolumeFault::Options("") => "a volume has a colon and nothing behind it".to_owned(),
        VolumeFault::Target(target) => format!("`{}` is no absolute path in the container", target.escape_debug()),
        VolumeFault::Options(options) => {
            let options = options.escape_debug();
            format!("GitLab Runner does not take the options `{options}` of a volume")
        }
    };
    let help = match fault {
        VolumeFault::Blank => "rename the folder, or update GitLab Runner",
        VolumeFault::Source(source) if !source.is_empty() => {
            "write the absolute path on the Docker host; neither `~` nor variables are resolved there"
        }
        VolumeFault::Options(options) if !options.is_empty() => {
            "the options are `ro` or `rw`, then `z` or `Z`, then a propagation such as `rslave`"
        }
        _ => "write it like \"/cache\", \"/srv/data:/data:ro\" or \"name:/data\"",
    };
    (message, help)
}

/// The entry as it must have been meant.
fn repaired(text: &str, fault: VolumeFault<'_>, version: Version) -> Option<(String, Safety)> {
    let (right, safety) = match fault {
        VolumeFault::Slashes => {
            let mut right = text.to_owned();
            while right.contains("//") {
                right = right.replace("//", "/");
            }
            (right, Safety::Safe)
        }
        VolumeFault::Options(options) => {
            let head = text.strip_suffix(options)?.strip_suffix(':')?;
            let (options, is_all) = volume_options(options)?;
            let right = if options.is_empty() {
                head.to_owned()
            } else {
                format!("{head}:{options}")
            };
            (right, if is_all { Safety::Safe } else { Safety::Unsafe })
        }
        VolumeFault::Target(_) | VolumeFault::Source(_) => {
            let parts: Vec<&str> = text.split(':').map(str::trim).collect();
            (parts.join(":"), Safety::Safe)
        }
        VolumeFault::Empty | VolumeFault::Character(_) | VolumeFault::Blank => return None,
    };
    volume_fault(&right, version).is_none().then_some((right, safety))
}

/// What passes GitLab Runner's grammar and does not work all the same.
fn unusable(cx: &mut Check<'_>, docker: &DockerExecutor, volume: &Setting<Volume>) {
    let Volume { source, target, .. } = &volume.value;
    let name = source.as_deref().filter(|source| !source.starts_with('/'));
    if !target.contains('$') && target == "/" {
        let found = cx.report(&volume.place, "a volume cannot be mounted on the root of the container");
        found.help("name a folder below it");
    } else if let Some(name) = name.filter(|name| docker.volume_driver.is_none() && !is_volume_name(name)) {
        let message = format!("Docker takes no volume of the name `{}`", name.escape_debug());
        let found = cx.report(&volume.place, message);
        found.help("write the absolute path on the Docker host, or a name of letters, digits, `_`, `.` and `-`");
    } else if let Some((path, rest)) = target.split_once(',').filter(|(_, rest)| is_more(rest)) {
        let right = source.as_ref().map(|source| format!("{source}:{}:{rest}", clean(path)));
        let right = right.filter(|_| !rest.contains('/'));
        let written = right.and_then(|right| cx.set(&volume.place, right.as_str()));
        let message = format!(
            "`,{}` is taken for a part of the path in the container",
            rest.escape_debug()
        );
        let found = cx.report(&volume.place, message);
        found.severity(Severity::Warning).consequence(Consequence::WrongResult);
        match written {
            Some(written) => found.fix(Some(written.fix(Safety::Unsafe, "put a colon before the options"))),
            None => found.help("put each volume in quotes of its own"),
        };
    }
}

/// Whether it looks like another volume, or like options.
fn is_more(rest: &str) -> bool {
    rest.starts_with('/') || volume_options(rest).is_some_and(|(options, _)| options == rest)
}

/// Whether Docker's local driver takes the name; Podman takes those of one letter, too.
///
/// Source: moby `daemon/volume/local/local.go`, `validateName`, 29.7.
fn is_volume_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain)
}
