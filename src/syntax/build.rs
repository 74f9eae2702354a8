//! Edits of nodes, one entrance for three formats; each format's builders are in its own module.

use super::{Document, Entry, Found, Home, Node, json, toml, yaml};
use crate::edit::{Edit, Literal};
use crate::source::{Block, FileId, Format, SourceFile, Span};

/// A text inside double quotes, with the escapes that all formats have; `by_number` writes the other characters that a
/// format does not take as they are.
pub(super) fn double_quoted(text: &str, by_number: fn(char) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => match by_number(c) {
                Some(escape) => out.push_str(&escape),
                None => out.push(c),
            },
        }
    }
    out
}

/// How the bytes of a decoded string map to the bytes of its spelling; see [`crate::source::Embedding`].
#[derive(Debug, Clone)]
pub struct StringMap {
    /// (byte of the decoded string, byte of the file), rising, the end of the string included.
    pub pieces: Vec<(u32, u32)>,
    /// How this spelling writes a text on one line inside the string, or `None` if it cannot. A spelling in which nothing can be
    /// written or taken away refuses the empty text as well.
    pub escape: fn(&str) -> Option<String>,
    /// How it writes lines, if the lines of the string are lines of the file.
    pub block: Option<Block>,
}

impl StringMap {
    /// Where bytes `range` of the decoded string stand.
    pub fn span(&self, file: FileId, range: std::ops::Range<usize>) -> Option<Span> {
        let lift = |byte: usize| {
            let byte = u32::try_from(byte).ok()?;
            self.after(byte).pieces.first().map(|(_, there)| *there as usize)
        };
        Some(Span::new(file, lift(range.start)?..lift(range.end)?))
    }

    /// The map of the rest of the string, from byte `from` of the decoded text on.
    pub fn after(&self, from: u32) -> StringMap {
        let at = self.pieces.partition_point(|(here, _)| *here <= from).saturating_sub(1);
        let first = self
            .pieces
            .get(at)
            .map(|(here, there)| (0, there + from.saturating_sub(*here)));
        let rest = self
            .pieces
            .iter()
            .skip(at + 1)
            .map(|(here, there)| (here - from, *there));
        StringMap {
            pieces: first.into_iter().chain(rest).collect(),
            escape: self.escape,
            block: self.block.clone(),
        }
    }
}

/// Each builder gives the edits of one change, or `None` if the change cannot be written without touching anything
/// else. What holds for all of them, and is tested for each: the parsed text differs in exactly the named place,
/// every byte outside the edits stays, and comments stay.
impl Document {
    /// Adds `key` with `value` to a mapping that has no such key.
    pub fn insert(&self, file: &SourceFile, mapping: Found<'_>, key: &str, value: &Literal) -> Option<Vec<Edit>> {
        if self.broken_at(mapping.node.span) || mapping.node.entry(key).is_some() {
            return None;
        }
        match self.format {
            Format::Toml => toml::insert(self, file.text(), mapping, key, value),
            Format::Yaml => yaml::insert(self, file.text(), mapping, key, value),
            Format::Json => json::insert(self, file.text(), mapping, key, value),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Adds `values` at the end of a sequence.
    pub fn push(&self, file: &SourceFile, sequence: Found<'_>, values: &[Literal]) -> Option<Vec<Edit>> {
        if self.broken_at(sequence.node.span) {
            return None;
        }
        match self.format {
            Format::Toml => toml::push(self, file.text(), sequence.node, values),
            Format::Yaml => yaml::push(self, file.text(), sequence, values),
            Format::Json => json::push(self, file.text(), sequence.node, values),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Writes `value` in place of a node. Its quoting is kept if the new value allows it.
    pub fn replace(&self, file: &SourceFile, found: Found<'_>, value: &Literal) -> Option<Vec<Edit>> {
        if self.broken_at(found.node.span) {
            return None;
        }
        match self.format {
            Format::Toml => toml::replace(self, file.text(), found, value),
            Format::Yaml => yaml::replace(self, file.text(), found, value),
            Format::Json => json::replace(self, file.text(), found, value),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Takes entries of one mapping or elements of one sequence away, with their line or comma. Comments stay.
    pub fn remove(&self, file: &SourceFile, found: &[Found<'_>]) -> Option<Vec<Edit>> {
        let broken = |found: &Found<'_>| {
            let whole = found.entry.map_or(found.node.span, |entry| entry.whole);
            self.broken_beside(whole, found.entry)
        };
        if found.is_empty() || found.iter().any(broken) {
            return None;
        }
        match self.format {
            Format::Toml => toml::remove(self, file.text(), found),
            Format::Yaml => yaml::remove(self, file.text(), found),
            Format::Json => json::remove(self, file.text(), found),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Gives an entry another key.
    pub fn rename(&self, file: &SourceFile, found: Found<'_>, key: &str) -> Option<Vec<Edit>> {
        let entry = found.entry?;
        if self.broken_at(entry.key.span) {
            return None;
        }
        match self.format {
            Format::Toml => toml::rename(self, file.text(), found, key),
            Format::Yaml => yaml::rename(self, file.text(), entry, key),
            Format::Json => json::rename(self, file.text(), entry, key),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Takes an entry out of its table and writes it elsewhere under this key, with its value as it is written (not in
    /// YAML).
    pub fn relocate(&self, file: &SourceFile, from: Found<'_>, home: &Home<'_>, key: &str) -> Option<Vec<Edit>> {
        let taken = home.to.node.entry(home.missing.unwrap_or(key)).is_some();
        if taken || self.broken_at(from.entry?.whole) || self.broken_at(home.to.node.span) {
            return None;
        }
        match self.format {
            Format::Toml => toml::relocate(self, file, from, home, key),
            Format::Json => json::relocate(self, file, from, home, key),
            Format::Yaml | Format::Unit | Format::Pem => None,
        }
    }

    /// Takes the object of an entry away and leaves its members where it stood, under these names (JSON only).
    pub fn dissolve(&self, file: &SourceFile, found: Found<'_>, names: &[&str]) -> Option<Vec<Edit>> {
        let (entry, parent) = (found.entry?, found.parent?);
        let is_taken = |(index, name): (usize, &&str)| {
            parent.entry(name).is_some() || names.iter().take(index).any(|other| other == name)
        };
        let fit = names.len() == found.node.entries().len() && !names.iter().enumerate().any(is_taken);
        match self.format {
            Format::Json if fit && !self.broken_at(entry.whole) => json::dissolve(self, file.text(), entry, names),
            _ => None,
        }
    }

    /// Makes one table of two of the same name: what stands below the header of `later` goes to `first` (TOML only).
    pub fn join(&self, file: &SourceFile, first: &Entry, later: &Entry) -> Option<Vec<Edit>> {
        let broken = self.broken_at(first.whole) || self.broken_beside(later.whole, Some(later));
        match self.format {
            Format::Toml if !broken => toml::join(self, file, first, later),
            _ => None,
        }
    }

    /// Puts an object around a value, in which it has this key (JSON only).
    pub fn wrap(&self, found: Found<'_>, key: &str) -> Option<Vec<Edit>> {
        if self.broken_at(found.node.span) {
            return None;
        }
        match self.format {
            Format::Json => json::wrap(found.node, key),
            Format::Toml | Format::Yaml | Format::Unit | Format::Pem => None,
        }
    }

    /// How the decoded text of a string node maps to the bytes of the file; `None` if it is no string.
    pub fn string_map(&self, file: &SourceFile, node: &Node) -> Option<StringMap> {
        node.as_str()?;
        match self.format {
            Format::Toml => toml::string_map(file.text(), node),
            Format::Yaml => yaml::string_map(file.text(), node),
            Format::Json => json::string_map(file.text(), node),
            Format::Unit | Format::Pem => None,
        }
    }

    /// Replaces bytes `range` of the decoded text of a string node by `text`, in the node's own quoting. A plain string
    /// of YAML that would be none any more (`enabled` to `true`) is quoted.
    pub fn splice(
        &self,
        file: &SourceFile,
        node: &Node,
        range: std::ops::Range<usize>,
        text: &crate::edit::Text,
    ) -> Option<Vec<Edit>> {
        // Psych types what has a tag in spite of quotes.
        if self.broken_at(node.span) || node.tag.is_some() {
            return None;
        }
        let map = self.string_map(file, node)?;
        (map.escape)("")?;
        if self.format == Format::Yaml && yaml::breaks_block(node, &range, text) {
            return None;
        }
        if self.format == Format::Yaml
            && let Some(new) = yaml::quoted_anew(file, node, range.clone(), text)
        {
            return Some(vec![Edit::new(node.span, new?)]);
        }
        let span = map.span(self.file, range)?;
        Some(vec![Edit {
            span,
            text: text.escaped(map.escape)?,
        }])
    }
}
