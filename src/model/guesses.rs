//! What a template of config.toml may come to say: the same text with values in place of its marks.

use super::Workspace;
use crate::schema::Form;
use crate::schema::runner::{self, Key, Kind};
use crate::source::Span;
use crate::syntax::{Document, Node, Scalar, Template, Value};

/// Texts of which rules ask hardly more than whether they are there.
const FREE: [&str; 5] = [
    "runners[].name",
    "runners[].token",
    "runners[].url",
    "runners[].docker.image",
    "runners[].kubernetes.image",
];

impl Workspace {
    /// The same files with values that may come to stand for the marks of templates, so that each that matters comes up. There are
    /// none for a template of which that is not known: whose marks stand for more than values, or for others than truth values,
    /// numbers, and words of a list.
    pub fn guesses(&self) -> impl Iterator<Item = Workspace> {
        let most = self.documents.iter().filter_map(count).max().unwrap_or(0);
        (0..most).map(|number| Workspace::read(self.sources.bare(), &self.context, Some(number)))
    }
}

/// How many guesses a template needs.
fn count(document: &Document) -> Option<usize> {
    let template = document.template.as_deref()?;
    let is_known =
        template.is_valued && !template.is_shaped && document.errors.is_empty() && document.unread.is_empty();
    let mut open = Vec::new();
    open_keys(&document.root, runner::root(), template, &mut open);
    let choices = open.into_iter().flatten().map(|key| Some(choices(key)?.len()));
    let counts = choices.collect::<Option<Vec<usize>>>()?;
    if !is_known || is_quoted_twice(&document.root) {
        return None;
    }
    counts.into_iter().max()
}

/// The keys whose values are marks; `None` for those that GitLab Runner does not know.
fn open_keys(node: &Node, table: &'static Key, template: &Template, open: &mut Vec<Option<&'static Key>>) {
    for item in node.items() {
        open_keys(item, table, template, open);
    }
    for entry in node.entries() {
        let key = table.child(&entry.key.value);
        match (is_mark(template, entry.node.span), key) {
            (true, key) => open.push(key),
            (false, Some(key)) => open_keys(&entry.node, key, template, open),
            (false, None) => {}
        }
    }
}

/// Whether a text in it has quotes within its quotes, which another program takes away before GitLab Runner reads the file.
fn is_quoted_twice(node: &Node) -> bool {
    let is_quoted = |text: &str| text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let mut inner = node
        .items()
        .iter()
        .chain(node.entries().iter().map(|entry| &entry.node));
    node.as_str().is_some_and(is_quoted) || inner.any(is_quoted_twice)
}

fn is_mark(template: &Template, value: Span) -> bool {
    let holds = |open: &Span| open.start <= value.start && value.end <= open.end;
    template.open.iter().any(holds)
}

/// What may come to stand there; `None` is that the key is missing.
fn choices(key: &Key) -> Option<Vec<Option<Scalar>>> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Some(Scalar::String((*text).into()))).collect();
    let values: Vec<Option<Scalar>> = match (&key.kind, key.form()) {
        (Kind::Bool, _) => [true, false].map(|value| Some(Scalar::Bool(value))).into(),
        (Kind::Integer, _) => [0, 1, 1000].map(|value| Some(Scalar::Integer(value))).into(),
        (Kind::String, Form::Words(words)) => texts(&words.words),
        (Kind::String, _) if FREE.contains(&key.path) => texts(&["", "x", "https://x.example.com/"]),
        _ => return None,
    };
    Some(std::iter::once(None).chain(values).collect())
}

/// Puts values in place of the marks of a template, if it is known what they may be.
pub(super) fn fill(document: &mut Document, number: usize) {
    if count(document).is_none() {
        return;
    }
    let Some(mut template) = document.template.take() else {
        return;
    };
    // Not all marks take their first value at once.
    let mut turn = number;
    let mut next = |key: &Key| {
        turn += 1;
        let choices = choices(key)?;
        choices.get(turn % choices.len()).cloned().flatten()
    };
    fill_below(&mut document.root, runner::root(), &template, &mut next);
    template.is_partial = false;
    document.template = Some(template);
}

fn fill_below(
    node: &mut Node,
    table: &'static Key,
    template: &Template,
    next: &mut impl FnMut(&Key) -> Option<Scalar>,
) {
    match &mut node.value {
        Value::Sequence(items) => items
            .iter_mut()
            .for_each(|item| fill_below(item, table, template, next)),
        Value::Mapping(entries) => entries.retain_mut(|entry| {
            let key = table.child(&entry.key.value);
            if is_mark(template, entry.node.span) {
                let value = key.and_then(&mut *next);
                let is_there = value.is_some();
                entry.node.value = value.map_or(Value::Broken, Value::Scalar);
                return is_there;
            }
            if let Some(key) = key {
                fill_below(&mut entry.node, key, template, next);
            }
            true
        }),
        _ => {}
    }
}
