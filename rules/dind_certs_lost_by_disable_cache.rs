//! Certificates of Docker-in-Docker that get lost because GitLab Runner makes no volume for them.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{CertsVolume, Dind, DockerExecutor, Known, Meeting, Setting, Tls, Volume, client_folder};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-certs-lost-by-disable-cache",
    summary: "`disable_cache` keeps GitLab Runner from making the volume for the certificates of a Docker daemon",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &["disable_cache"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_certs_lost_by_disable_cache.md"),
    check,
};

struct Fault<'w> {
    job: &'w str,
    dind: Dind<'w>,
    docker: &'w DockerExecutor,
    volume: &'w Setting<Volume>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(lost, |fault| fault.docker.disable_cache.place.span) {
        let Fault {
            job,
            dind,
            docker,
            volume,
        } = &verdict.fault;
        let keep = cx.set(&docker.disable_cache.place, false);
        let message =
            format!("`{job}` cannot see the certificates of its Docker daemon, because no volume is made for them");
        let found = cx.report(&docker.disable_cache.place, message);
        found.note("before 18.11 this holds for every volume without a source");
        found.label(volume.place.span, "this volume is not made");
        found.label(
            dind.service.image.place.span,
            "this service writes its certificates there",
        );
        found.help("update GitLab Runner to 18.11 or later, or let it make volumes");
        found.fix(keep.map(|keep| keep.fix(Safety::Unsafe, "let it make volumes, those of the cache as well")));
        weigh(found, &verdict);
    }
}

/// A certificates volume that would do if it was made.
fn lost(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let docker = meeting.docker()?;
    if docker.makes_volumes(meeting.workspace.context.targets.runner.version) {
        return None;
    }
    let needs_certificates = match meeting.docker_host() {
        Known::Unset => meeting.has_no_socket(),
        Known::Is(_) => true,
        Known::Unknown => false,
    };
    let dind = meeting.dind().filter(|_| needs_certificates)?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let path = client_folder(&folder);
    let mut covering = docker.volumes.items.iter().filter(|volume| volume.value.covers(&path));
    let volume = covering.next().filter(|volume| volume.value.source.is_none())?;
    let is_all = covering.all(|volume| volume.value.source.is_none());
    let shared = matches!(dind.certs_volume(&folder), CertsVolume::Shared);
    (is_all && shared).then_some(Fault {
        job: &meeting.job?.name,
        dind,
        docker,
        volume,
    })
}
