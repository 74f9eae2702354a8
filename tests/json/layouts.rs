//! Generated values, and texts that write them in many layouts.

use proptest::prelude::*;
use runnerlint::edit::Literal;

/// How a text is laid out.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    /// On one line, with or without blanks.
    Line { gap: &'static str },
    /// An element a line.
    Lines { step: &'static str, newline: &'static str },
    /// Any blanks at any place, in turn.
    Odd(Vec<&'static str>),
}

pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    let step = prop::sample::select(vec!["  ", "    ", "\t", ""]);
    let newline = prop::sample::select(vec!["\n", "\r\n"]);
    let blanks = prop::sample::select(vec!["", " ", "  ", "\t", "\n", "\n  ", "\r\n\t", "\n\n"]);
    prop_oneof![
        prop::sample::select(vec!["", " "]).prop_map(|gap| Layout::Line { gap }),
        (step, newline).prop_map(|(step, newline)| Layout::Lines { step, newline }),
        prop::collection::vec(blanks, 1..20).prop_map(Layout::Odd),
    ]
}

pub(crate) fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z]{1,6}", 1 => "\\PC{0,4}", 1 => Just("\"\\\n\u{1}/é𝄞".to_owned())]
}

pub(crate) fn value() -> impl Strategy<Value = Literal> {
    let leaf = prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        any::<i64>().prop_map(Literal::Integer),
        // Quarters have the same digits in every reader and writer.
        any::<i32>().prop_map(|n| Literal::Float(f64::from(n) / 4.0)),
        key().prop_map(Literal::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Literal::List),
            prop::collection::btree_map(key(), inner, 0..5).prop_map(|map| Literal::Table(map.into_iter().collect())),
        ]
    })
}

/// A collection, so that there is something to edit.
pub(crate) fn collection() -> impl Strategy<Value = Literal> {
    prop_oneof![
        prop::collection::vec(value(), 0..4).prop_map(Literal::List),
        prop::collection::btree_map(key(), value(), 0..4).prop_map(|map| Literal::Table(map.into_iter().collect())),
    ]
}

pub(crate) fn written(value: &Literal, layout: &Layout) -> String {
    let mut writer = Writer {
        layout,
        out: String::new(),
        turn: 0,
    };
    writer.blanks();
    writer.value(value, 0);
    writer.end();
    writer.out
}

struct Writer<'a> {
    layout: &'a Layout,
    out: String,
    turn: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Literal, depth: usize) {
        let (brackets, items): (_, Vec<(Option<&str>, &Literal)>) = match value {
            Literal::List(items) => (["[", "]"], items.iter().map(|item| (None, item)).collect()),
            Literal::Table(pairs) => {
                let pairs = pairs.iter().map(|(key, item)| (Some(key.as_str()), item));
                (["{", "}"], pairs.collect())
            }
            scalar => {
                self.out.push_str(&super::to_serde(scalar).to_string());
                return;
            }
        };
        self.out.push_str(brackets[0]);
        for (index, (key, item)) in items.iter().enumerate() {
            if index > 0 {
                self.blanks();
                self.out.push(',');
            }
            self.line(depth + 1, index > 0);
            if let Some(key) = key {
                self.out.push_str(&serde_json::Value::from(*key).to_string());
                self.blanks();
                self.out.push(':');
                match self.layout {
                    Layout::Line { gap } => self.out.push_str(gap),
                    Layout::Lines { .. } => self.out.push(' '),
                    Layout::Odd(_) => self.blanks(),
                }
            }
            self.value(item, depth + 1);
        }
        if !items.is_empty() {
            self.line(depth, false);
        } else {
            self.blanks();
        }
        self.out.push_str(brackets[1]);
    }

    fn blanks(&mut self) {
        if let Layout::Odd(blanks) = self.layout {
            self.out.push_str(blanks[self.turn % blanks.len()]);
            self.turn += 1;
        }
    }

    fn line(&mut self, depth: usize, after_comma: bool) {
        match self.layout {
            Layout::Line { gap } if after_comma => self.out.push_str(gap),
            Layout::Line { .. } => {}
            Layout::Lines { step, newline } => {
                self.out.push_str(newline);
                self.out.push_str(&step.repeat(depth));
            }
            Layout::Odd(_) => self.blanks(),
        }
    }

    fn end(&mut self) {
        match self.layout {
            Layout::Line { .. } => {}
            Layout::Lines { newline, .. } => self.out.push_str(newline),
            Layout::Odd(_) => self.blanks(),
        }
    }
}
