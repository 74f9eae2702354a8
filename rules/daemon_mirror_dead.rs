//! Registry mirrors that serve nobody any more, or not these machines.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon::{self, MirrorState};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-mirror-dead",
    summary: "a registry mirror was closed",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Advice, Consequence::Risk],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_mirror_dead.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for mirror in cx.workspace.daemons().flat_map(|daemon| &daemon.registry_mirrors.items) {
        let Some(known) = daemon::mirror(&mirror.value.host).filter(|_| mirror.value.fault(version).is_none()) else {
            continue;
        };
        let (host, since, place) = (&mirror.value.host, known.since, known.place);
        let checked = format!("last known to be so in {}", known.checked);
        if known.state == MirrorState::Cloud {
            let found = cx.report(&mirror.place, format!("`{host}` answers only inside {place}"));
            found.severity(Severity::Info).consequence(Consequence::Advice);
            found.note(checked);
            found.help("elsewhere every pull waits for it first; take it out there");
            continue;
        }
        let message = match known.state {
            MirrorState::Stale => format!("`{host}` has served old images only since {since}"),
            MirrorState::Inside => format!("`{host}` has been closed to all but {place} since {since}"),
            MirrorState::Other | MirrorState::Hub => continue,
            MirrorState::Closed | MirrorState::Cloud => format!("`{host}` has served no images since {since}"),
        };
        let fix = cx.remove(&[&mirror.place]);
        let found = cx.report(&mirror.place, message);
        // dockerd goes on to Docker Hub, which only takes longer, unless the mirror answers with images whose holes are known.
        if known.state == MirrorState::Stale {
            found.consequence(Consequence::Risk);
        }
        found.note(checked);
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the mirror")));
    }
}
