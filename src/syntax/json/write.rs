//! Writing values as JSON.

use super::super::MAX_DEPTH;
use super::layout::Layout;
use super::string::escape;
use crate::edit::{Literal, Text};

impl Layout<'_> {
    /// `value` as JSON, after `key` if there is one; `None` if JSON cannot write it. With `indent`, the indentation of
    /// the line it begins on, collections may have several lines; without, they have one.
    pub(super) fn written(&self, key: Option<&str>, value: &Literal, indent: Option<&str>) -> Option<Text> {
        self.at_depth(key, value, indent, 0)
    }

    fn at_depth(&self, key: Option<&str>, value: &Literal, indent: Option<&str>, depth: usize) -> Option<Text> {
        if depth > MAX_DEPTH {
            return None;
        }
        let start = match key {
            Some(key) => quoted(&key.into())?.plain(self.colon),
            None => Text::new(),
        };
        let value = match value {
            Literal::Text(text) => quoted(text)?,
            Literal::Integer(value) => value.to_string().into(),
            // The debug form always has a point or an exponent, so that it is read as a fraction again.
            Literal::Float(value) if value.is_finite() => format!("{value:?}").into(),
            Literal::Float(_) | Literal::Datetime(_) => return None,
            Literal::Bool(value) => value.to_string().into(),
            Literal::Null => "null".into(),
            Literal::List(items) => {
                let flat = !self.tall_lists && items.iter().all(is_scalar);
                let indent = indent.filter(|_| !flat);
                let items = items.iter().map(|item| (None, item));
                self.collection(["[", "]"], items, indent, depth)?
            }
            Literal::Table(pairs) => {
                let items = pairs.iter().map(|(key, item)| (Some(key.as_str()), item));
                self.collection(["{", "}"], items, indent, depth)?
            }
        };
        Some(start.then(value))
    }

    fn collection<'v>(
        &self,
        brackets: [&str; 2],
        items: impl ExactSizeIterator<Item = (Option<&'v str>, &'v Literal)>,
        indent: Option<&str>,
        depth: usize,
    ) -> Option<Text> {
        let indent = indent.filter(|_| items.len() > 0);
        let deeper = indent.map(|indent| format!("{indent}{}", self.step));
        let mut text = Text::new().plain(brackets[0]);
        for (index, (key, item)) in items.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            text = match &deeper {
                Some(deeper) => text.plain(comma).plain(self.newline).plain(deeper),
                None if index == 0 => text,
                None => text.plain(comma).plain(self.gap),
            };
            text = text.then(self.at_depth(key, item, deeper.as_deref(), depth + 1)?);
        }
        if let Some(indent) = indent {
            text = text.plain(self.newline).plain(indent);
        }
        Some(text.plain(brackets[1]))
    }
}

/// A text as a JSON string.
pub(super) fn quoted(text: &Text) -> Option<Text> {
    Some(Text::new().plain("\"").then(text.escaped(escape)?).plain("\""))
}

pub(super) fn is_scalar(value: &Literal) -> bool {
    !matches!(value, Literal::List(_) | Literal::Table(_))
}
