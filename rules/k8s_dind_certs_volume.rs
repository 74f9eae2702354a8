//! Docker-in-Docker with TLS in pods whose job container does not see the client certificates.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{CertPath, Dind, Endpoint, Known, KubernetesExecutor, Meeting, Tls, client_folder};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-dind-certs-volume",
    summary: "no volume of the pod brings the certificates of the Docker daemon to the job",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_dind_certs_volume.md"),
    check,
};

struct Fault<'w> {
    job: &'w str,
    dind: Dind<'w>,
    pods: &'w KubernetesExecutor,
    folder: String,
}

fn check(cx: &mut Check<'_>) {
    let verdicts = cx
        .workspace
        .judge(unshared, |fault| (fault.pods.place.span, fault.folder.clone()));
    for verdict in verdicts {
        let Fault {
            job,
            dind,
            pods,
            folder,
        } = &verdict.fault;
        let fix = shared(cx, pods, folder);
        let message = format!("`{job}` cannot see the certificates of its Docker daemon");
        let found = cx.report(&pods.empty_dirs, message);
        found.note(format!("no volume is mounted at \"{folder}\""));
        let service = dind.service.image.place.span;
        found.label(
            service,
            format!("this service writes its client certificates to {folder}"),
        );
        match fix {
            Some(fix) => found.fix(Some(fix.fix(Safety::Safe, format!("mount a volume at {folder}")))),
            None => found.help(format!(
                "add [[runners.kubernetes.volumes.empty_dir]] with a `name` and `mount_path = \"{folder}\"`"
            )),
        };
        weigh(found, &verdict);
    }
}

fn unshared(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let pods = meeting.kubernetes()?;
    match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { port, .. }, _)) if port != 2375 => {}
        Known::Unset if meeting.socket_mount().is_none() => {}
        // A port without TLS is another rule's.
        Known::Is(_) | Known::Unset | Known::Unknown => return None,
    }
    let dind = meeting.dind()?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let missing = matches!(dind.pod_shares_certs(&folder), Known::Is(false));
    let here = dind.cert_path(&folder) != CertPath::Elsewhere;
    (missing && here).then_some(Fault {
        job: &meeting.job?.name,
        dind,
        pods,
        folder: client_folder(&folder),
    })
}

/// A volume for the certificates, which lives as long as the pod; only where there is none that it would stand beside.
fn shared(cx: &Check<'_>, pods: &KubernetesExecutor, folder: &str) -> Option<Amendment> {
    if !pods.mounts.is_empty() || !folder.starts_with('/') {
        return None;
    }
    let volume = Literal::Table(vec![
        ("name".to_owned(), "docker-certs".into()),
        ("mount_path".to_owned(), folder.into()),
        ("medium".to_owned(), "Memory".into()),
    ]);
    cx.set(&pods.empty_dirs, Literal::List(vec![volume]))
}
