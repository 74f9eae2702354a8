//! Security settings of containers that GitLab Runner drops because of a wrong word.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-profile-dropped",
    summary: "GitLab Runner does not know a profile or a kind of /proc, and leaves it out of the pod",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("k8s_profile_dropped.md"),
    check,
};

/// The tables that describe what containers may do.
const CONTEXTS: [&str; 4] = [
    "init_permissions_container_security_context",
    "build_container_security_context",
    "helper_container_security_context",
    "service_container_security_context",
];
const PROFILES: [(&str, &str); 2] = [("seccomp_profile", "seccomp"), ("app_armor_profile", "AppArmor")];
const TYPES: [&str; 3] = ["RuntimeDefault", "Localhost", "Unconfined"];
/// The first release with profiles.
const WITH_PROFILES: Version = Version::new(18, 11);
/// The first release with kinds of /proc.
const WITH_PROC_MOUNT: Version = Version::new(15, 9);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    let (mut pods, mut containers): (Vec<Table<'_>>, Vec<Table<'_>>) = (Vec::new(), Vec::new());
    for (_, table) in cx.workspace.kubernetes_tables() {
        pods.extend(table.table("pod_security_context"));
        containers.extend(CONTEXTS.iter().filter_map(|name| table.table(name)));
    }
    for context in pods.iter().chain(&containers).filter(|_| version >= WITH_PROFILES) {
        for (key, title) in PROFILES {
            if let Some(profile) = context.table(key) {
                check_profile(cx, &profile, title);
            }
        }
    }
    for context in containers.iter().filter(|_| version >= WITH_PROC_MOUNT) {
        check_proc_mount(cx, context);
    }
}

fn check_profile(cx: &mut Check<'_>, profile: &Table<'_>, title: &str) {
    let Some(kind) = profile.text("type").filter(is_word) else {
        return;
    };
    let file = profile.text("localhost_profile").filter(|file| !file.value.is_empty());
    if !TYPES.contains(&kind.value.as_str()) {
        let message = format!(
            "there is no kind {:?} of {title} profile, so containers get none",
            kind.value
        );
        let fix = TYPES.iter().find(|known| known.eq_ignore_ascii_case(&kind.value));
        let fix = fix.and_then(|known| {
            let title = format!("write {known:?}");
            Some(cx.set(&kind.place, *known)?.fix(Safety::Unsafe, title))
        });
        let found = cx.report(&kind.place, message);
        match fix {
            Some(fix) => found.fix(Some(fix)),
            None => found.help("the kinds are RuntimeDefault, Localhost and Unconfined"),
        };
    } else if kind.value == "Localhost" && file.is_none() {
        let message = format!("this {title} profile has no name, so containers get none");
        cx.report(&kind.place, message)
            .help("name the profile of the node in `localhost_profile`");
    }
}

/// Letter case and blanks around it do not matter here.
fn check_proc_mount(cx: &mut Check<'_>, context: &Table<'_>) {
    let known = |word: &str| matches!(word.trim().to_ascii_lowercase().as_str(), "default" | "unmasked");
    let Some(kind) = context.text("proc_mount").filter(is_word) else {
        return;
    };
    if !known(&kind.value) && !kind.value.trim().is_empty() {
        let message = format!(
            "there is no kind {:?} of /proc, so containers get the usual one",
            kind.value
        );
        cx.report(&kind.place, message)
            .help("the kinds are \"default\" and \"unmasked\"");
    }
}

/// Whether there is a word that nothing is put in place of.
fn is_word(text: &Setting<String>) -> bool {
    !text.value.is_empty() && !text.value.contains('$')
}
