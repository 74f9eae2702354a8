//! Docker-in-Docker with TLS whose client certificates do not reach the job.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{CertsVolume, Dind, DockerExecutor, Known, Meeting, SocketMount, Tls, client_folder};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-missing-certs-volume",
    summary: "the job cannot see the certificates that its Docker daemon makes for it",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_missing_certs_volume.md"),
    check,
};

struct Fault<'w> {
    job: &'w str,
    dind: Dind<'w>,
    docker: &'w DockerExecutor,
    folder: String,
    volume: CertsVolume<'w>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx
        .workspace
        .judge(unshared, |fault| (fault.docker.place.span, fault.folder.clone()))
    {
        let Fault {
            job,
            dind,
            docker,
            folder,
            volume,
        } = &verdict.fault;
        let service = dind.service.image.place.span;
        if let CertsVolume::ReadOnly(volume) = volume {
            let message = format!("the Docker daemon of `{job}` cannot write its certificates and stops");
            let found = cx.report(&volume.place, message);
            found
                .note("this is read-only")
                .label(service, format!("this service writes to {folder}"));
            found.help("mount a folder that can be written, or none: a bare path makes a volume");
            weigh(found, &verdict);
            continue;
        }
        let makes_volumes = docker.makes_volumes(cx.workspace.context.targets.runner.version);
        let fix = mounted(cx, docker, folder).filter(|_| makes_volumes);
        let found = cx.report(
            &docker.volumes.place,
            format!("`{job}` cannot reach its Docker daemon over TLS"),
        );
        found.note(format!("\"{folder}\" is not mounted here"));
        found.label(
            service,
            format!("this service writes its client certificates to {folder}"),
        );
        if !makes_volumes {
            found.help("`disable_cache` keeps GitLab Runner before 18.11 from making a volume of a bare path");
        }
        found.fix(fix.map(|fix| fix.fix(Safety::Safe, format!("mount a volume on {folder}"))));
        weigh(found, &verdict);
    }
}

fn unshared(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let on_host = matches!(
        meeting.socket_mount(),
        Some(SocketMount::Socket(_) | SocketMount::RunFolder(_))
    );
    match meeting.docker_host() {
        // A host that is not known may be a socket, which needs no certificates.
        Known::Unknown => return None,
        Known::Unset if on_host => return None,
        Known::Unset | Known::Is(_) => {}
    }
    let dind = meeting.dind()?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let volume = dind.certs_volume(&folder);
    let missing = matches!(volume, CertsVolume::Missing | CertsVolume::ReadOnly(_));
    Some(Fault {
        job: &meeting.job?.name,
        dind,
        docker: meeting.docker()?,
        folder: client_folder(&folder),
        volume,
    })
    .filter(|_| missing)
}

/// The runner's volumes with one for the certificates. A volume driver would make one of its own for each container,
/// and a tmpfs there would be mounted twice. A path with a colon, or relative to nobody knows what, is no volume.
fn mounted(cx: &Check<'_>, docker: &DockerExecutor, folder: &str) -> Option<Amendment> {
    let is_path = folder.starts_with('/') && !folder.contains(':');
    if !is_path || docker.volume_driver.is_some() || docker.tmpfs.iter().any(|path| path == folder) {
        return None;
    }
    let volumes = &docker.volumes;
    if volumes.is_set() {
        cx.push(&volumes.place, &[Literal::from(folder)])
    } else {
        cx.set(&volumes.place, Literal::List(vec![Literal::from(folder)]))
    }
}
