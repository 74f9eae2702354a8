//! Storage drivers that are gone, and options they do not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon::{self, StorageDriver};
use crate::schema::texts::{bytes, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-storage",
    summary: "dockerd does not start with its storage driver",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::JobFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_storage.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(driver) = daemon.text("storage-driver") else {
            continue;
        };
        let Some(known) = StorageDriver::named(&driver.value) else {
            continue;
        };
        if let Some(removed) = known.removed.filter(|removed| *removed <= version) {
            let message = format!(
                "Docker {} removed the storage driver `{}`",
                daemon::release(removed),
                driver.value
            );
            let found = cx.report(&driver.place, message);
            found.help("take it out; images and containers in the old format are lost, so save them first");
            continue;
        }
        let snapshotter = daemon
            .table("features")
            .and_then(|features| features.flag("containerd-snapshotter"));
        match snapshotter.filter(|snapshotter| snapshotter.value && version >= StorageDriver::SNAPSHOTTERS) {
            Some(snapshotter) => with_snapshotter(cx, &driver, &snapshotter, known, version),
            None => options(cx, &daemon, &driver, known, version),
        }
    }
}

/// containerd is asked for a snapshotter of that name: 29.0 does so when it starts, earlier releases later.
fn with_snapshotter(
    cx: &mut Check<'_>,
    driver: &Setting<String>,
    snapshotter: &Setting<bool>,
    known: StorageDriver,
    version: Version,
) {
    if known.is_snapshotter {
        return;
    }
    let message = format!(
        "`{}` is no snapshotter of containerd, which keeps the images here",
        known.name
    );
    let fix = cx.remove(&[&driver.place]);
    let found = cx.report(&driver.place, message);
    found.label(snapshotter.place.span, "images are kept by containerd");
    found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the storage driver")));
    if version < Version::new(29, 0) {
        found.consequence(Consequence::JobFails);
    }
}

fn options(cx: &mut Check<'_>, daemon: &Table<'_>, driver: &Setting<String>, known: StorageDriver, version: Version) {
    for option in daemon.texts("storage-opts").items {
        let text = &option.value;
        if has_placeholder(text) {
            continue;
        }
        let Some((key, value)) = text.split_once('=') else {
            let found = cx.report(&option.place, "a storage option without a value");
            found.help("write it as NAME=VALUE, or take it out");
            continue;
        };
        let key = key.trim().to_ascii_lowercase();
        let Some(options) = known.options else { continue };
        if options.contains(&key.as_str()) {
            let is_size = key != "zfs.fsname";
            if is_size && bytes(value.trim()).is_none() {
                let found = cx.report(&option.place, format!("`{key}` is no size"));
                found.help("write it like `10G`");
            }
        } else if key != KERNEL_CHECK || version >= Version::new(24, 0) {
            unknown(cx, &option, driver, &key);
        }
    }
}

/// An option of `overlay2` that had no effect since 19.03 and was taken away in 24.0.
const KERNEL_CHECK: &str = "overlay2.override_kernel_check";

fn unknown(cx: &mut Check<'_>, option: &Setting<String>, driver: &Setting<String>, key: &str) {
    let fix = cx.remove(&[&option.place]).filter(|_| key == KERNEL_CHECK);
    let found = cx.report(&option.place, format!("`{}` has no option `{key}`", driver.value));
    found.label(driver.place.span, "the storage driver");
    found.fix(fix.map(|fix| fix.fix(Safety::Safe, "remove the option")));
    if key == KERNEL_CHECK {
        found.note("it had no effect since Docker 19.03, and Docker 24.0 took it away");
    } else {
        found.help("take the option out");
    }
}
