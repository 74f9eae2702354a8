//! daemon.json as far as only a start of dockerd, or a container, judges it.

use super::{Daemon, Table, Workspace};

impl Workspace {
    /// The objects of all daemon.json, for the settings that the model has no field for.
    pub fn daemon_tables(&self) -> impl Iterator<Item = (&Daemon, Table<'_>)> {
        self.daemons()
            .filter_map(|daemon| Some((daemon, self.table(&daemon.place)?)))
    }
}
