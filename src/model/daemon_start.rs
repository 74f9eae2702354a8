//! daemon.json as far as only a start of dockerd, or a container, judges it.

use super::{Daemon, Setting, Table, Workspace};
use crate::schema::Version;
use crate::source::Place;
use crate::syntax::{Cursor, Scalar};

/// An entry of `runtimes`.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// `path`, if it is not empty.
    pub path: Option<Setting<String>>,
    /// `runtimeType`, if it is not empty.
    pub kind: Option<Setting<String>>,
    /// `runtimeArgs`, if there are any.
    pub args: Option<Place>,
    /// `options`, if there are any.
    pub options: Option<Place>,
    /// How many keys it has.
    pub len: usize,
}

impl Runtime {
    /// The runtimes that a daemon.json defines; what is neither an object nor null is left out.
    pub fn all(daemon: &Table<'_>) -> Vec<Runtime> {
        let runtimes = daemon.table("runtimes");
        let entries = runtimes.iter().flat_map(|runtimes| runtimes.cursor.entries());
        entries
            .filter_map(|(entry, value)| Runtime::read(&entry.key.value, &value))
            .collect()
    }

    fn read(name: &str, value: &Cursor<'_>) -> Option<Runtime> {
        let table = Table::new(value.clone());
        let is_null = value.node.as_scalar() == Some(&Scalar::Null);
        let text = |key: &str| table.as_ref()?.text(key).filter(|text| !text.value.is_empty());
        let filled = |key: &str| {
            table
                .as_ref()
                .filter(|table| table.is_filled(key))?
                .cursor
                .get_folded(key)
        };
        (table.is_some() || is_null).then(|| Runtime {
            name: name.to_owned(),
            place: value.place(),
            path: text("path"),
            kind: text("runtimeType"),
            args: filled("runtimeArgs").map(|args| args.place()),
            options: filled("options").map(|options| options.place()),
            len: value.node.entries().len(),
        })
    }
}

impl<'a> Table<'a> {
    /// Its keys, each with its own place.
    pub fn keys(&self) -> Vec<(String, Place)> {
        let keys = self.cursor.entries().map(|(entry, value)| {
            let place = Place {
                span: entry.key.span,
                address: value.address,
            };
            (entry.key.value.to_string(), place)
        });
        keys.collect()
    }

    /// The tables in it, with their keys.
    pub fn inner(&self) -> Vec<(String, Table<'a>)> {
        let entries = self.cursor.entries();
        let tables = entries.filter_map(|(entry, value)| Some((entry.key.value.to_string(), Table::new(value)?)));
        tables.collect()
    }

    /// Whether there is a table or list at `key` that is not empty.
    pub fn is_filled(&self, key: &str) -> bool {
        let value = self.cursor.get_folded(key);
        value.is_some_and(|value| !value.node.entries().is_empty() || !value.node.items().is_empty())
    }
}

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
