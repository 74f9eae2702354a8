//! Pushes from jobs whose Docker client does not look into `DOCKER_AUTH_CONFIG`.

use crate::diagnostic::{Consequence, Severity};
use crate::model::registry_match::authority;
use crate::model::{Command, Image, Job, Meeting, Needed, RegistryAuth, RegistryEntry, commands};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-auth-not-inherited",
    summary: "a job pushes with credentials that its Docker client does not look for",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline, Role::DockerAuth],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("dind_auth_not_inherited.md"),
    check,
};

/// The first release whose client reads `DOCKER_AUTH_CONFIG` itself.
///
/// Source: docker/cli `cli/config/configfile/file.go`, 28.3.
const READS_VARIABLE: Version = Version::new(28, 3);

struct Fault<'w, 'a> {
    client: &'w Image,
    registry: Needed,
    place: &'w Place,
    entry: &'a RegistryEntry,
}

fn check(cx: &mut Check<'_>) {
    let auths: Vec<RegistryAuth> = cx.workspace.registry_auths().collect();
    let key = |fault: &Fault<'_, '_>| (fault.place.span, fault.registry.name.clone());
    for verdict in cx.workspace.judge(|meeting| without_login(meeting, &auths), key) {
        let Fault {
            client,
            registry,
            place,
            entry,
        } = &verdict.fault;
        let message = format!("nothing logs in to `{}` before this push", registry.name);
        let found = cx.report(place, message);
        found.label(
            entry.key.span,
            format!("GitLab Runner uses this, and `{}` does not look for it", client.text),
        );
        found.help(
            "put it where the client looks, `printf '%s' \"$DOCKER_AUTH_CONFIG\" > ~/.docker/config.json`, or take the client of Docker 28.3 or later",
        );
        weigh(found, &verdict);
    }
}

fn without_login<'w, 'a>(meeting: Meeting<'w>, auths: &'a [RegistryAuth]) -> Option<Fault<'w, 'a>> {
    let job = meeting.job.filter(|job| job.scripts_complete)?;
    let client = &job.image.get()?.image.value;
    let (major, minor) = client.docker_version().filter(|_| client.docker_cli())?;
    let release = Version::new(major, minor.unwrap_or(u16::MAX));
    let auth = meeting.auth_of_job(auths).filter(|auth| !auth.has_helper)?;
    if release >= READS_VARIABLE || meeting.dind().is_none() || may_log_in(&meeting, job) {
        return None;
    }
    let mut pushed = meeting.pushed_registries().into_iter();
    pushed.find_map(|registry| {
        let has = |entry: &&RegistryEntry| authority(&entry.registry) == registry.name.to_lowercase();
        let entry = auth.registries.iter().find(has)?;
        let script = job
            .scripts
            .iter()
            .find(|script| script.text.place.span == registry.span)?;
        Some(Fault {
            client,
            registry,
            place: &script.text.place,
            entry,
        })
    })
}

/// Whether the client may get credentials in another way: from a script, a file or a variable.
fn may_log_in(meeting: &Meeting<'_>, job: &Job) -> bool {
    const WORDS: [&str; 6] = [
        "login",
        ".docker",
        "DOCKER_AUTH_CONFIG",
        "DOCKER_CONFIG",
        "config.json",
        "--config",
    ];
    let of_job = job.scripts.iter().map(|script| &script.text);
    let of_runner = meeting.runner.into_iter().flat_map(|runner| &runner.scripts);
    let by_script = of_job.chain(of_runner).any(|script| {
        WORDS.iter().any(|word| script.value.contains(word)) || commands(&script.value).iter().any(Command::runs_more)
    });
    let mounts = meeting.docker().is_none_or(|docker| {
        let brings = |target: &str| target.contains(".docker") || matches!(target, "/root" | "/home");
        docker
            .volumes
            .values()
            .any(|volume| volume.has_variable_target() || brings(&volume.target))
    });
    by_script || mounts || !meeting.env("DOCKER_CONFIG").is_unset()
}
