//! Registry mirrors that mirror nothing.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon::{self, MirrorState};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-mirror-not-docker-hub",
    summary: "a registry mirror is another registry, or Docker Hub itself",
    theme: Theme::Registry,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_mirror_not_docker_hub.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for mirror in cx.workspace.daemons().flat_map(|daemon| &daemon.registry_mirrors.items) {
        // Below a path it may serve anything.
        let odd = mirror.value.fault(version).is_some() || mirror.value.has_path() || mirror.value.is_several();
        let Some(known) = daemon::mirror(&mirror.value.host).filter(|_| !odd) else {
            continue;
        };
        let message = match known.state {
            MirrorState::Other => format!("this is {}'s registry and no mirror of Docker Hub", known.place),
            MirrorState::Hub => "this is Docker Hub's own registry and no mirror of it".to_owned(),
            _ => continue,
        };
        let fix = cx.remove(&[&mirror.place]);
        let found = cx.report(&mirror.place, message);
        if known.state == MirrorState::Hub {
            found.consequence(Consequence::Advice);
            found.help("dockerd asks it anyway, after all mirrors, and then with the credentials for Docker Hub");
        } else {
            found.help("only images of Docker Hub are asked of mirrors; images of this registry are pulled from it by their names");
        }
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the mirror")));
    }
}
