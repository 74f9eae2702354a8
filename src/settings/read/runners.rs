//! `[runners."name"]`: what only the server knows of a runner.

use super::Reader;
use crate::model::ServerRunner;
use crate::syntax::Cursor;

const KEYS: &[&str] = &["run-untagged", "tags"];

impl Reader<'_> {
    pub(super) fn runners(&mut self, table: &Cursor<'_>) {
        if table.node.is_sequence() {
            self.problem(table.node.span, "needs to be written as [runners.\"name\"]".into());
            return;
        }
        for (name, value) in self.table(table) {
            let runner = self.runner(name, &value);
            if value.node.is_mapping() && runner.tags.is_empty() && !runner.runs_untagged {
                let needs = "takes no job: needs `tags`, or `run-untagged = true`";
                self.problem(self.key_span(table, name), needs.into());
            }
            self.settings.runners.push(runner);
        }
    }

    fn runner(&mut self, name: &str, table: &Cursor<'_>) -> ServerRunner {
        let mut runner = ServerRunner {
            name: name.to_owned(),
            tags: Vec::new(),
            runs_untagged: false,
        };
        for (key, value) in self.table(table) {
            match key {
                "tags" => {
                    let strings = self.strings(value.node);
                    let tags = strings.iter().flat_map(|(_, text)| ServerRunner::tags_of(text));
                    runner.tags = tags.map(str::to_owned).collect();
                }
                "run-untagged" => match value.node.as_bool() {
                    Some(flag) => runner.runs_untagged = flag,
                    None => self.problem(value.node.span, "needs to be true or false".into()),
                },
                key => self.unknown("a key of a runner", key, KEYS, self.key_span(table, key)),
            }
        }
        runner
    }
}
