//! `[[host]]`: which config.toml and daemon.json belong to one machine.

use super::Reader;
use crate::model::HostFiles;
use crate::syntax::Cursor;

const KEYS: &[&str] = &["daemon", "runner"];

impl Reader<'_> {
    pub(super) fn hosts(&mut self, list: &Cursor<'_>) {
        if !list.node.is_sequence() {
            self.problem(list.node.span, "needs to be written as [[host]]".into());
        }
        self.settings.hosts = Vec::new();
        for table in list.items() {
            self.host(&table);
        }
    }

    fn host(&mut self, table: &Cursor<'_>) {
        let (mut runner, mut daemon) = (None, None);
        for (key, value) in self.table(table) {
            let part = match key {
                "runner" => &mut runner,
                "daemon" => &mut daemon,
                key => {
                    self.unknown("a key of [[host]]", key, KEYS, self.key_span(table, key));
                    continue;
                }
            };
            let Some(text) = self.string(value.node) else {
                continue;
            };
            if self.is_glob(value.node.span, text) {
                *part = Some(text.to_owned());
            }
        }
        if KEYS
            .iter()
            .any(|key| table.node.is_mapping() && table.node.get(key).is_none())
        {
            self.problem(table.node.span, "needs a `runner` and a `daemon`".into());
        }
        if let (Some(runner), Some(daemon)) = (runner, daemon) {
            self.settings.hosts.push(HostFiles { runner, daemon });
        }
    }
}
