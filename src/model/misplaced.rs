//! Keys of config.toml that belong into another table, and where exactly.

use super::keys::{Reason, UnknownKey, takes};
use super::{Executor, Table, Workspace};
use crate::schema::elsewhere;
use crate::schema::runner::{Key, Kind, Removed};
use crate::source::{Place, Step, equal_fold};
use crate::syntax::Cursor;

/// A key in a table that does not have it, while others do.
#[derive(Debug)]
pub struct MisplacedKey<'a> {
    /// The key.
    pub key: &'a UnknownKey,
    /// Its name in those tables.
    pub name: &'static str,
    /// Those tables; without the ones of other executors, unless there are no others.
    pub homes: Vec<&'static Key>,
    /// The runner's executor, if it reads none of those tables.
    pub unread_by: Option<String>,
    /// The table that it can be moved to: the only one, which is there, has no such key and takes such a value.
    pub home: Option<Place>,
}

/// A key that releases before the targeted one had.
#[derive(Debug)]
pub struct RemovedKey<'a> {
    /// The key.
    pub key: &'a UnknownKey,
    /// What is known of it.
    pub removed: &'static Removed,
    /// The address in another table that it can be moved to, and a place in that table or in the one that it would be
    /// made in.
    pub moved: Option<Place>,
}

impl Workspace {
    /// Keys that belong into another table.
    pub fn misplaced_keys(&self) -> impl Iterator<Item = MisplacedKey<'_>> {
        let elsewhere = self
            .unknown_keys()
            .filter(|key| matches!(key.reason, Reason::Elsewhere));
        elsewhere.filter_map(|key| self.misplaced(key))
    }

    /// Keys that a release removed, without those that old releases wrote themselves.
    pub fn removed_keys(&self) -> impl Iterator<Item = RemovedKey<'_>> {
        self.unknown_keys().filter_map(|key| match key.reason {
            Reason::Removed(removed) => Some(RemovedKey {
                key,
                removed,
                moved: self.s3_key(key),
            }),
            _ => None,
        })
    }

    fn misplaced<'a>(&'a self, key: &'a UnknownKey) -> Option<MisplacedKey<'a>> {
        let runner = self.runner_around(key);
        let executor = runner.as_ref().and_then(|runner| runner.text("executor"));
        let named = executor
            .as_ref()
            .map_or(Executor::Missing, |name| Executor::named(&name.value));
        let read: Vec<&Key> = key
            .homes
            .iter()
            .copied()
            .filter(|home| reads(&named, home.path))
            .collect();
        let is_read = !read.is_empty();
        let homes = if is_read { read } else { key.homes.clone() };
        let name = elsewhere::key_like(homes.first()?, &key.key)?.name;
        let home = match homes.as_slice() {
            [home] if is_read => self.room(key, home, name, runner),
            _ => None,
        };
        Some(MisplacedKey {
            key,
            name,
            unread_by: executor.map(|name| name.value).filter(|_| !is_read),
            home,
            homes,
        })
    }

    /// The table `home` as it stands in the file, if a misplaced key can go there under `name`.
    fn room(&self, key: &UnknownKey, home: &'static Key, name: &str, runner: Option<Table<'_>>) -> Option<Place> {
        let document = self.document(key.place.span.file);
        let mut steps = home.path.split('.').map(|step| step.trim_end_matches("[]")).peekable();
        let mut table = match steps.next_if(|step| *step == "runners") {
            Some(_) => runner?,
            None => Table::new(document.cursor())?,
        };
        for step in steps.filter(|step| !step.is_empty()) {
            table = only(&table, step)?;
        }
        self.takes(key, home.child(name)?, &table).then(|| table.place())
    }

    /// Where in `[runners.cache.s3]` a key goes that was one of `[runners.cache]`, if that is what the cache uses.
    fn s3_key(&self, key: &UnknownKey) -> Option<Place> {
        let cache = self.table(&Place {
            span: key.place.span,
            address: key.place.address.parent()?,
        })?;
        let s3 = key.table.child("s3").filter(|_| key.table.path == "runners[].cache")?;
        let real = s3.child(&key.key)?;
        if cache.text("Type")?.value != "s3" {
            return None;
        }
        let home = match cache.cursor.folded("s3") {
            None => Place {
                span: cache.cursor.node.span,
                address: cache.cursor.address.key(s3.name),
            },
            Some(_) => {
                let table = only(&cache, s3.name)?;
                (self.takes(key, real, &table)).then(|| table.place())?
            }
        };
        Some(Place {
            span: home.span,
            address: home.address.key(real.name),
        })
    }

    /// Whether a table has room for a key under its `real` name, which takes such a value.
    fn takes(&self, key: &UnknownKey, real: &'static Key, table: &Table<'_>) -> bool {
        let found = self
            .document(key.place.span.file)
            .find(&key.place.address, key.place.span);
        let Some(found) = found.filter(|_| !key.is_table && table.cursor.folded(real.name).is_none()) else {
            return false;
        };
        let value = Cursor::new(found.node, key.place.address.clone());
        let is_map = matches!(real.kind, Kind::Map(_) | Kind::Table | Kind::Tables);
        !is_map && takes(real, &value, self.context.targets.runner.version)
    }

    /// The runner that a key belongs to: the one it stands in, else the only one.
    fn runner_around(&self, key: &UnknownKey) -> Option<Table<'_>> {
        let root = Table::new(self.document(key.place.span.file).cursor())?;
        let mut runners = root.tables("runners");
        match key.place.address.steps()[..] {
            [Step::Key(list), Step::Index(index), _, ..] if equal_fold(list, "runners") => {
                (*index < runners.len()).then(|| runners.swap_remove(*index))
            }
            _ if runners.len() == 1 => runners.pop(),
            _ => None,
        }
    }
}

/// The only table of a name, however that is spelt.
fn only<'a>(table: &Table<'a>, name: &str) -> Option<Table<'a>> {
    let mut spelt = table
        .cursor
        .entries()
        .filter(|(entry, _)| equal_fold(&entry.key.value, name));
    match (spelt.next(), spelt.next()) {
        (Some((_, below)), None) => Table::new(below),
        _ => None,
    }
}

/// Whether an executor reads a table; of an unknown one nothing is known.
///
/// Source: GitLab Runner 19.4, the executors in `executors/`, each of which reads its own part of `RunnerSettings`.
fn reads(executor: &Executor, path: &str) -> bool {
    let mut steps = path.strip_prefix("runners[].").unwrap_or_default().split('.');
    let on_a_machine = [Executor::Ssh, Executor::Parallels, Executor::VirtualBox];
    match (executor, steps.next().unwrap_or_default()) {
        (Executor::Missing | Executor::Other(_), _) => true,
        (_, "docker") => executor.is_docker(),
        (_, "kubernetes") => *executor == Executor::Kubernetes,
        (_, "machine") => *executor == Executor::DockerMachine,
        (_, "autoscaler") => matches!(executor, Executor::DockerAutoscaler | Executor::Instance),
        (_, "instance") => *executor == Executor::Instance,
        (_, "custom") => *executor == Executor::Custom,
        (_, "ssh") => on_a_machine.contains(executor),
        (_, "parallels") => *executor == Executor::Parallels,
        (_, "virtualbox") => *executor == Executor::VirtualBox,
        _ => true,
    }
}
