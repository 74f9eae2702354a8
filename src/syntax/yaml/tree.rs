//! Puts nodes together: where each one begins and ends, and what it belongs to.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;
use granit_parser::{ScalarStyle, StructureStyle};

use super::judge::{After, earlier};
use super::reader::Reader;
use super::tokens::{block_scalar_end, is_indicator, line_start, skip_blanks};
use super::typing;
use crate::source::{Name, Span, Spanned};
use crate::syntax::{Entry, Fault, Node, Scalar, Style, SyntaxError, Value};

/// A collection that is being read.
pub(super) struct Open {
    pub(super) node: Node,
    /// Where it begins with its tag and anchor.
    outer: usize,
    /// Whether `node.span.start` is still to be found: that of a block collection is its first child's.
    begun: bool,
    /// Where the entry begins whose key is expected.
    pub(super) entry: usize,
    /// The key whose value is expected.
    pub(super) key: Option<Key>,
    /// Columns before this one are no indentation of a text inside.
    indent: usize,
    /// The keys so far, in mappings that are too large for comparing each with each.
    seen: Option<HashMap<Name, Span, RandomState>>,
}

impl Open {
    /// Notes where a collection without a bracket begins.
    fn begin(&mut self, text: &str, at: usize) {
        self.begun = true;
        self.outer = self.outer.min(at);
        self.node.span = Span::new(self.node.span.file, at..at);
        if self.node.style == Style::Block {
            self.indent = at - line_start(text, at) + 1;
        }
    }
}

/// A key whose value is still to come.
pub(super) struct Key {
    text: Spanned<Name>,
    pub(super) entry: usize,
}

/// Tag and anchor of a node.
pub(super) struct Properties {
    pub(super) tag: Option<Spanned<String>>,
    pub(super) anchor: Option<Spanned<String>>,
    /// The tag as it counts: `tag:yaml.org,2002:str` for `!!str`.
    pub(super) resolved: Option<String>,
}

impl Properties {
    fn start(&self) -> Option<usize> {
        [&self.tag, &self.anchor]
            .into_iter()
            .flatten()
            .map(|property| property.span.range().start)
            .min()
    }

    fn end(&self) -> Option<usize> {
        [&self.tag, &self.anchor]
            .into_iter()
            .flatten()
            .map(|property| property.span.range().end)
            .max()
    }
}

impl Reader<'_> {
    /// Steps to where the next child of the innermost collection begins, over its `-`, `?` or `:`.
    fn step(&mut self) {
        let mut at = skip_blanks(self.text, self.at);
        self.judge_blanks(at);
        let Some(open) = self.open.last_mut() else { return };
        let flow = open.node.style == Style::Flow;
        if flow && open.key.is_none() && self.text[at..].starts_with(',') {
            at = skip_blanks(self.text, at + 1);
        }
        let indicator = match (&open.node.value, &open.key) {
            (Value::Sequence(_), _) if !flow => b'-',
            (Value::Mapping(_), None) => b'?',
            (Value::Mapping(_), Some(_)) => b':',
            _ => return,
        };
        open.entry = at;
        if indicator == b'-' && !open.begun {
            open.begin(self.text, at);
        }
        let explicit = open
            .key
            .as_ref()
            .is_none_or(|key| is_indicator(self.text, key.entry, b'?'));
        // Inside brackets a colon may be followed by its value without a blank.
        let adjacent = flow && indicator == b':' && self.text[at..].starts_with(':');
        if adjacent || is_indicator(self.text, at, indicator) {
            if indicator == b':' {
                self.judge_key(at);
            }
            self.at = at + 1;
            self.after = if explicit { After::LineStart } else { After::Token };
            self.judge_blanks(skip_blanks(self.text, self.at));
        }
    }

    pub(super) fn open(&mut self, value: Value, style: StructureStyle, range: Range<usize>, properties: Properties) {
        self.step();
        let outer = properties.start().unwrap_or(range.start);
        self.begin(outer, &properties);
        self.judge_properties(&properties);
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        let begun = !range.is_empty();
        if begun {
            self.at = range.end;
        }
        let mut node = Node::new(Span::new(self.document.file, range), value, style);
        node.tag = properties.tag.map(Box::new);
        node.anchor = properties.anchor.map(Box::new);
        let indent = self.open.last().map_or(0, |open| open.indent);
        self.open.push(Open {
            node,
            outer,
            begun,
            entry: self.at,
            key: None,
            indent,
            seen: None,
        });
    }

    /// Marks where a child begins: at the start of a block mapping if it is its first key.
    fn begin(&mut self, outer: usize, properties: &Properties) {
        if let Some(end) = properties.end() {
            self.at = self.at.max(end);
            self.end = self.end.max(end);
        }
        let Some(open) = self.open.last_mut() else { return };
        if let (Value::Mapping(_), None) = (&open.node.value, &open.key) {
            if !is_indicator(self.text, open.entry, b'?') {
                open.entry = outer;
            }
            if !open.begun {
                open.begin(self.text, open.entry);
            }
        }
    }

    pub(super) fn scalar(&mut self, value: &str, style: ScalarStyle, range: Range<usize>, properties: Properties) {
        self.step();
        let missing = style == ScalarStyle::Plain && range.is_empty();
        let outer = properties
            .start()
            .unwrap_or(if missing { self.at } else { range.start });
        self.begin(outer, &properties);
        self.judge_properties(&properties);
        let (style, span) = match style {
            ScalarStyle::Plain if missing => {
                let at = properties.end().unwrap_or(self.at);
                (Style::Bare, at..at)
            }
            ScalarStyle::Plain => (Style::Bare, range.clone()),
            ScalarStyle::SingleQuoted => (Style::SingleQuoted, range.clone()),
            ScalarStyle::DoubleQuoted => (Style::DoubleQuoted, range.clone()),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let header = skip_blanks(self.text, self.at);
                let folded = style == ScalarStyle::Folded;
                let end = block_scalar_end(self.text, header, range.clone());
                self.judge_block_scalar(range.clone());
                (if folded { Style::Folded } else { Style::Literal }, header..end)
            }
        };
        self.judge_colon(missing, style, span.start);
        let content = if missing { "" } else { value };
        let block = matches!(style, Style::Literal | Style::Folded);
        // At the end of a text without a last line end libyaml adds none to the value.
        // Blanks alone in that line are none of it.
        let unended = block && span.end == self.text.len() && !self.text.ends_with(['\n', '\r']);
        let content = if unended {
            content.strip_suffix('\n').unwrap_or(content)
        } else {
            content
        };
        let scalar = match &properties.resolved {
            None if style == Style::Bare => typing::typed(content),
            None => Scalar::String(content.to_owned()),
            Some(tag) => typing::tagged(content, tag).unwrap_or_else(|| {
                self.report(outer, "a float tag on a value that is no number".into(), Fault::Libyaml);
                Scalar::String(content.to_owned())
            }),
        };
        self.at = self.at.max(span.end);
        if style == Style::Bare && !missing {
            self.after = After::Plain(self.open.last().map_or(0, |open| open.indent));
        }
        let mut node = Node::new(Span::new(self.document.file, span), Value::Scalar(scalar), style);
        node.tag = properties.tag.map(Box::new);
        node.anchor = properties.anchor.map(Box::new);
        self.attach(node, outer);
    }

    pub(super) fn alias(&mut self, range: Range<usize>) {
        self.step();
        let none = Properties {
            tag: None,
            anchor: None,
            resolved: None,
        };
        self.begin(range.start, &none);
        self.at = range.end;
        let name = self.text.get(range.start + 1..range.end).unwrap_or_default().to_owned();
        let outer = range.start;
        self.judge_name(&name, outer);
        let node = Node::new(Span::new(self.document.file, range), Value::Alias(name), Style::Bare);
        self.attach(node, outer);
    }

    /// Ends the innermost collection; the event of a closing bracket has a range.
    pub(super) fn close(&mut self, range: Range<usize>) {
        let Some(mut open) = self.open.pop() else { return };
        let start = open.node.span.range().start;
        let end = if range.is_empty() { self.end } else { range.end };
        open.node.span = Span::new(self.document.file, start..end.max(start));
        // Most collections are small, and there are many: what they have too much is as much again.
        match &mut open.node.value {
            Value::Sequence(items) => items.shrink_to_fit(),
            Value::Mapping(entries) => entries.shrink_to_fit(),
            _ => {}
        }
        if !range.is_empty() {
            self.at = range.end;
        }
        self.attach(open.node, open.outer);
    }

    /// Puts a node where it belongs: at the root, into a sequence, or as key or value of an entry.
    pub(super) fn attach(&mut self, node: Node, outer: usize) {
        self.end = self.end.max(node.span.range().end);
        let file = self.document.file;
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        let entries = match &mut open.node.value {
            Value::Sequence(items) => {
                items.push(node);
                return;
            }
            Value::Mapping(entries) => entries,
            _ => return,
        };
        let Some(key) = open.key.take() else {
            let value = match node.value {
                Value::Scalar(Scalar::String(text)) => text,
                _ => self.text[node.span.range()].to_owned(),
            };
            open.key = Some(Key {
                text: Spanned {
                    value: Name::from(value),
                    span: node.span,
                },
                entry: open.entry.min(outer),
            });
            return;
        };
        let end = node.span.range().end.max(key.text.span.range().end);
        let whole = Span::new(file, key.entry..end);
        let entry = Entry {
            key: key.text,
            node,
            whole,
        };
        let first = earlier(self.text, entries, &mut open.seen, &entry.key);
        let span = entry.key.span;
        entries.push(entry);
        if let Some(first) = first {
            self.document.report(SyntaxError {
                span,
                message: "this key was there before; the last one counts".into(),
                fault: Fault::Duplicate { first },
                mend: Vec::new(),
            });
        }
    }
}
