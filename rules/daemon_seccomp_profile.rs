//! The seccomp profile of all containers: switched off, or a word that is none.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-seccomp-profile",
    summary: "jobs may make any system call, or dockerd looks for a profile that is a word",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk, Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_seccomp_profile.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let has_words = cx.workspace.context.targets.docker.version >= WORDS;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(profile) = daemon.text("seccomp-profile") else {
            continue;
        };
        let fix = cx
            .remove(&[&profile.place])
            .map(|fix| fix.fix(Safety::Unsafe, "keep Docker's default"));
        match profile.value.as_str() {
            "unconfined" if has_words => {
                let found = cx.report(&profile.place, "all containers may make any system call");
                found.fix(fix);
            }
            // A file without a folder is looked for in the folder that dockerd was started in, which is `/`.
            word @ ("default" | "none" | "disabled" | "off") => {
                let message = format!("dockerd takes `{word}` for the name of a file and does not start");
                let found = cx.report(&profile.place, message);
                found.severity(Severity::Error).consequence(Consequence::StartFails);
                found.help("Docker's own profile is `builtin`, or none given");
                found.fix(fix.filter(|_| word == "default").map(|fix| Fix {
                    safety: Safety::Safe,
                    ..fix
                }));
            }
            _ => {}
        }
    }
}

/// The first release that knows `unconfined` and `builtin`.
///
/// Source: moby `daemon/seccomp_linux.go`, `setupSeccompProfile`, 20.10 and 23.0.
const WORDS: Version = Version::new(23, 0);
