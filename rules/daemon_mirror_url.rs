//! Registry mirrors that are no URL of a mirror.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Mirror, MirrorFault, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-mirror-url",
    summary: "dockerd refuses a registry mirror",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_mirror_url.md"),
    check,
};

/// The first release whose `--validate` checks mirrors; earlier ones check them at the start.
///
/// Source: moby `daemon/config/config.go`, `Validate`, 28.3.
const VALIDATES: Version = Version::new(28, 3);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for mirror in cx.workspace.daemons().flat_map(|daemon| &daemon.registry_mirrors.items) {
        match mirror.value.fault(version) {
            Some(fault) => refused(cx, mirror, fault, version),
            None if mirror.value.is_docker_hub() => {
                let fix = cx.remove(&[&mirror.place]);
                let found = cx.report(&mirror.place, "this is Docker Hub itself and no mirror of it");
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
                found.help("dockerd asks Docker Hub anyway, after all mirrors");
                found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the mirror")));
            }
            None if mirror.value.is_several() => {
                let found = cx.report(
                    &mirror.place,
                    "several mirrors in one string, of which dockerd finds none",
                );
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
                found.help("write each as a string of its own");
            }
            None if mirror.value.shouts() => {
                let scheme = mirror.value.text.split("://").next().unwrap_or_default();
                let fix = cx.splice(&mirror.place, 0..scheme.len(), scheme.to_ascii_lowercase());
                let found = cx.report(
                    &mirror.place,
                    "the storage drivers of Docker do not recognise `http` in capitals",
                );
                found.severity(Severity::Info).consequence(Consequence::Ignored);
                found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "write it in small letters")));
            }
            None => {}
        }
    }
}

fn refused(cx: &mut Check<'_>, mirror: &Setting<Mirror>, fault: MirrorFault, version: Version) {
    let (message, help) = match fault {
        MirrorFault::NoScheme => (
            "a registry mirror without http:// or https://",
            "write https:// before it",
        ),
        MirrorFault::OtherScheme => (
            "a registry mirror that is neither http:// nor https://",
            "write https://",
        ),
        MirrorFault::NoUrl => (
            "a registry mirror that is no URL",
            "write https://HOST or https://HOST:PORT",
        ),
        MirrorFault::User => (
            "a registry mirror with a user in its URL",
            "dockerd logs in to no mirror; take the user out",
        ),
        MirrorFault::Query => ("a registry mirror with a query or fragment", "cut it off at the ? or #"),
        MirrorFault::Path => (
            "a registry mirror with a path, which Docker takes from 24.0.8 on only",
            "cut it off after the host",
        ),
    };
    let scheme = cx
        .splice(&mirror.place, 0..0, "https://")
        .filter(|_| fault == MirrorFault::NoScheme && mirror.value.lacks_only_scheme(version));
    let found = cx.report(&mirror.place, message).help(help);
    found.fix(scheme.map(|scheme| scheme.fix(Safety::Unsafe, "add https://")));
    if version < VALIDATES {
        found.consequence(Consequence::StartFails);
    }
}
