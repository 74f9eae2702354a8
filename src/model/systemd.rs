//! How systemd starts dockerd: the flags of its unit and drop-ins.

use super::Workspace;
use super::daemon::Daemon;
use super::setting::Setting;
use crate::schema::daemon::sets;
use crate::source::{Place, Role};
use crate::syntax::{Cursor, Document};

/// The command line with which systemd starts dockerd.
#[derive(Debug)]
pub struct DockerdStart {
    /// Its words without the program.
    words: Vec<Setting<String>>,
}

impl Workspace {
    /// How systemd starts dockerd, if units are at hand and leave one command that is dockerd itself.
    ///
    /// Source: systemd.service(5), `ExecStart=`: an empty one forgets those before it, and only one may be left.
    pub fn dockerd_start(&self) -> Option<DockerdStart> {
        let mut commands: Vec<Cursor<'_>> = Vec::new();
        for command in self.documents_of(Role::SystemdUnit).flat_map(exec_starts) {
            if command.node.items().is_empty() {
                commands.clear();
            } else {
                commands.push(command);
            }
        }
        let [command] = commands.as_slice() else {
            return None;
        };
        let words = command.items().filter_map(|word| {
            let text = word.node.as_str()?.to_owned();
            Some(Setting::written(text, word.place()))
        });
        let words: Vec<Setting<String>> = words.collect();
        let (program, flags) = words.split_first()?;
        let program = program.value.trim_start_matches(['@', '-', ':', '+', '!', '|']);
        (program.rsplit('/').next() == Some("dockerd")).then(|| DockerdStart { words: flags.to_vec() })
    }

    /// The daemon that a command line starts: the one whose file it names, else the host's own, else the only one.
    pub fn daemon_of(&self, start: &DockerdStart) -> Option<&Daemon> {
        let path = |daemon: &&Daemon| self.sources.get(daemon.file).path.as_path();
        let named = start.config_file();
        let wanted = named.unwrap_or("/etc/docker/daemon.json").trim_start_matches('/');
        let own = self.daemons().find(|daemon| path(daemon).ends_with(wanted));
        if own.is_some() || named.is_some() {
            return own;
        }
        let mut others = self.daemons().filter(|daemon| !self.is_rootless(daemon));
        others.next().filter(|_| others.next().is_none())
    }

    /// Whether a daemon.json lies where a daemon without root's rights reads it; no unit of the system starts that one.
    pub fn is_rootless(&self, daemon: &Daemon) -> bool {
        let path = &self.sources.get(daemon.file).path;
        path.parent().is_some_and(|folder| folder.ends_with(".config/docker"))
    }
}

impl DockerdStart {
    /// The flags that set a key.
    pub fn flags_for(&self, key: &str) -> Vec<&Place> {
        let flags = self.words.iter().filter(|word| sets(flag(&word.value), key));
        flags.map(|word| &word.place).collect()
    }

    /// Whether a flag is among the words.
    pub fn has_flag(&self, name: &str) -> bool {
        self.words.iter().any(|word| flag(&word.value) == name)
    }

    fn config_file(&self) -> Option<&str> {
        let at = self
            .words
            .iter()
            .position(|word| flag(&word.value) == "--config-file")?;
        let word = self.words.get(at)?.value.split_once('=').map(|(_, file)| file);
        word.or_else(|| self.words.get(at + 1).map(|word| word.value.as_str()))
    }
}

/// The flag of a word: `--mtu` of `--mtu=1400`, `-H` of `-Hfd://`.
fn flag(word: &str) -> &str {
    match word.strip_prefix("--") {
        Some(_) => word.split('=').next().unwrap_or(word),
        None => word
            .char_indices()
            .nth(2)
            .map_or(word, |(at, _)| word.get(..at).unwrap_or(word)),
    }
}

fn exec_starts(unit: &Document) -> Vec<Cursor<'_>> {
    let root = unit.cursor();
    let services = root
        .entries()
        .filter(|(section, _)| section.key.value.as_str() == "Service");
    services
        .flat_map(|(_, service)| {
            let starts = service
                .entries()
                .filter(|(entry, _)| entry.key.value.as_str() == "ExecStart");
            starts.map(|(_, command)| command).collect::<Vec<_>>()
        })
        .collect()
}
