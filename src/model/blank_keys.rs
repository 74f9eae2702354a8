//! Keys of jobs without a value: they do not take the default away.

use super::Workspace;
use crate::source::{Place, Role, Span};
use crate::syntax::{Cursor, Node, Scalar, Value};

/// A key of a job without a value, of which there is a default.
#[derive(Debug)]
pub struct BlankKey<'w> {
    /// The job.
    pub job: &'w str,
    /// The key.
    pub key: &'static str,
    /// Its missing value.
    pub place: Place,
    /// The key itself.
    pub span: Span,
    /// The default that the job gets.
    pub default: Span,
}

/// The keys of which jobs get a default.
///
/// Source: GitLab `lib/gitlab/ci/config/entry/default.rb`, 18.11.
const KEYS: [&str; 6] = ["image", "services", "tags", "before_script", "after_script", "cache"];

impl Workspace {
    /// The keys of jobs that are written without a value, though there is a default.
    pub fn blank_keys(&self) -> Vec<BlankKey<'_>> {
        let mut found = Vec::new();
        let documents = self.documents_of(Role::Pipeline).filter(|document| document.parses());
        // With a header the jobs stand in another document.
        for document in documents.filter(|document| document.others.is_empty()) {
            for (entry, job) in document.cursor().entries() {
                if is_own_job(&entry.key.value, job.node) {
                    found.extend(blanks(&document.root, &entry.key.value, &job));
                }
            }
        }
        found
    }
}

/// Whether an entry is a job that takes nothing over: of one that does, a null takes away what it takes over.
fn is_own_job(name: &str, node: &Node) -> bool {
    let has = |key: &str| node.get(key).is_some();
    has("script") && !has("extends") && !has("<<") && !has("inherit") && name != "default"
}

fn blanks<'w>(root: &'w Node, job: &'w str, cursor: &Cursor<'w>) -> Vec<BlankKey<'w>> {
    let is_null = |node: &Node| matches!(node.as_scalar(), Some(Scalar::Null));
    let blank = |key: &'static str| {
        let entry = cursor.node.entry(key).filter(|entry| is_null(&entry.node))?;
        let of_default = root.get("default").and_then(|default| default.entry(key));
        let default = of_default.or_else(|| root.entry(key))?;
        let is_set =
            !is_null(&default.node) && !matches!(&default.node.value, Value::Sequence(items) if items.is_empty());
        is_set.then(|| BlankKey {
            job,
            key,
            place: cursor.below(entry).place(),
            span: entry.key.span,
            default: default.key.span,
        })
    };
    KEYS.into_iter().filter_map(blank).collect()
}
