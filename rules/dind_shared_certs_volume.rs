//! Client certificates of Docker-in-Docker in a folder that all jobs share.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{
    CertsVolume, Dind, Executor, Meeting, Runner, Setting, Tls, Volume, Workspace, clean, client_folder,
};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-shared-certs-volume",
    summary: "the Docker daemons of jobs that run at once write their certificates into one folder",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &["volumes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_shared_certs_volume.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(shared, |(_, volume)| volume.place.span) {
        let (dind, volume) = &verdict.fault;
        let target = volume.value.target.as_str();
        // With a name of a volume driver a bare path would be another kind of volume.
        let docker = dind.meeting.docker().filter(|docker| docker.volume_driver.is_none());
        let makes_volumes =
            docker.is_some_and(|docker| docker.makes_volumes(cx.workspace.context.targets.runner.version));
        let fix = cx.set(&volume.place, target).filter(|_| makes_volumes);
        let found = cx.report(
            &volume.place,
            "the Docker daemons of jobs that run at once overwrite each other's certificates",
        );
        found.note("all jobs of the runner get this folder");
        found.label(
            dind.service.image.place.span,
            "this service writes new ones for each job",
        );
        found.help(format!("mount \"{target}\" alone, which is a volume of each job's own"));
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "let each job have its own volume")));
    }
}

/// The volume that brings the certificates, if its folder is one for all jobs. Where the folder of the certificate
/// authority is shared, too, daemons go on with the one that is there.
///
/// Source: docker-library/docker `dockerd-entrypoint.sh`, `_tls_generate_certs`, 29.7.
fn shared(meeting: Meeting<'_>) -> Option<(Dind<'_>, &Setting<Volume>)> {
    let runner = meeting.runner.filter(|runner| runner.executor == Executor::Docker)?;
    let docker = meeting.docker()?;
    if runs_alone(meeting.workspace, runner) {
        return None;
    }
    let dind = meeting.dinds().find(Dind::is_used)?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let (client, authority) = (client_folder(&folder), clean(&format!("{folder}/ca")));
    let mut covering = docker
        .volumes
        .items
        .iter()
        .filter(|volume| volume.value.covers(&client));
    let volume = covering.next().filter(|_| covering.next().is_none())?;
    let mut authorities = docker.volumes.items.iter().map(|volume| &volume.value);
    let source = volume.value.source.as_deref()?;
    let is_one = !source.contains('$') && !volume.value.is_read_only();
    let keeps = authorities.any(|volume| volume.covers(&authority) && volume.source.is_some());
    let goes = matches!(dind.certs_volume(&folder), CertsVolume::Shared);
    (is_one && goes && !keeps).then_some((dind, volume))
}

/// Whether the runner's jobs surely come one after another, or nobody says that they do not.
fn runs_alone(workspace: &Workspace, runner: &Runner) -> bool {
    let limit = workspace.table(&runner.place).and_then(|table| table.number("limit"));
    let capacities = workspace.capacities();
    let mut jobs = capacities
        .iter()
        .filter(|capacity| capacity.config.place().span.file == runner.file)
        .filter_map(|capacity| capacity.jobs());
    limit.is_some_and(|limit| limit.value == 1) || jobs.next().is_none_or(|jobs| jobs <= 1)
}
