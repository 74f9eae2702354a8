//! daemon.json as far as only a start of dockerd, or a container, judges it.

use super::{Daemon, Setting, Table, Workspace};
use crate::schema::Version;

impl Workspace {
    /// The objects of all daemon.json, for the settings that the model has no field for.
    pub fn daemon_tables(&self) -> impl Iterator<Item = (&Daemon, Table<'_>)> {
        self.daemons()
            .filter_map(|daemon| Some((daemon, self.table(&daemon.place)?)))
    }
}

/// The option of `exec-opts` that chooses the cgroup driver, and the driver it names.
///
/// Source: moby `daemon/daemon_unix.go`, `getCD`, 27.5; `daemon/config/config.go`, `parseExecOptions`, 28.0.
pub fn cgroup_driver(options: &[Setting<String>], version: Version) -> Option<(&Setting<String>, &str)> {
    let mut drivers = options.iter().filter_map(|option| {
        let (key, driver) = option.value.split_once('=')?;
        let is_driver = key.trim().eq_ignore_ascii_case("native.cgroupdriver");
        is_driver.then(|| (option, driver.trim()))
    });
    match version < Version::new(28, 0) {
        true => drivers.next(),
        false => drivers.next_back(),
    }
}
