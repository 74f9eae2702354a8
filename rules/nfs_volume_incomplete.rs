//! NFS volumes of pods that lack what they need.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "nfs-volume-incomplete",
    summary: "GitLab Runner refuses config.toml for an NFS volume that lacks a setting",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["nfs"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("nfs_volume_incomplete.md"),
    check,
};

/// The first release with NFS volumes.
const NFS: Version = Version::new(19, 0);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < NFS {
        return;
    }
    for fault in cx.workspace.nfs_faults() {
        if !fault.absent.is_empty() {
            let absent: Vec<String> = fault.absent.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("this NFS volume has no {}", absent.join(" and no "));
            cx.report(&fault.place, message)
                .help("it needs `name`, `mount_path`, `server` and `path`");
        }
        for unread in &fault.unread {
            let Some(key) = unread.key else {
                let message = format!("`{}` of this NFS volume is empty", unread.name);
                cx.report(&unread.place, message)
                    .help("it needs `name`, `mount_path`, `server` and `path`");
                continue;
            };
            let at = Place {
                span: key,
                address: unread.place.address.clone(),
            };
            let renamed = cx.rename(&unread.place, unread.name);
            let message = format!("in NFS volumes this key is `{}`, in small letters", unread.name);
            let found = cx.report(&at, message);
            found.fix(renamed.map(|renamed| renamed.fix(Safety::Safe, format!("call it `{}`", unread.name))));
        }
    }
}
