//! One tree for all formats: nodes with byte spans, comments, syntax errors, and edits of nodes.

mod brackets;
mod build;
mod cursor;
pub mod json;
pub mod pem;
pub mod toml;
pub mod unit;
pub mod yaml;

use std::sync::OnceLock;

use crate::edit::{Edit, Literal, Text};
use crate::source::{Address, Encoding, FileId, Format, Name, SourceFile, Span, Spanned};

pub use build::StringMap;
pub use cursor::{Cursor, Found, Home};

/// Levels of nesting beyond which a reader stops.
pub const MAX_DEPTH: usize = 1000;

/// Syntax errors kept per file; the rest is counted only.
pub const MAX_ERRORS: usize = 100;

/// What a reader makes of a text: always a tree, however broken the text is.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text.
    pub file: FileId,
    /// Its notation.
    pub format: Format,
    /// Where the root stands: empty for a file, the host's address for an embedded text.
    pub base: Address,
    /// The tree; of a YAML stream its first document.
    pub root: Node,
    /// The further documents of a YAML stream.
    pub others: Vec<Node>,
    /// All comments, in order, without their line ends.
    pub comments: Vec<Span>,
    /// What is wrong with the text, in order; at most [`MAX_ERRORS`].
    pub errors: Vec<SyntaxError>,
    /// How many errors were found, the ones not kept included.
    pub error_count: usize,
    /// Stretches that have no place in the tree because of an error; masked wholesale in reports.
    pub unread: Vec<Span>,
    /// The keys of a TOML text, each once, in no order.
    pub names: Vec<Name>,
    /// What is to be filled in, if it is a template.
    pub template: Option<Box<Template>>,
    /// Whether a TOML table has a second header, which GitLab Runner takes where a table of that name was only implied
    /// somewhere above. The tree has the last header only, so that there are no edits.
    pub defined_again: bool,
    /// What stands where in a TOML text, for edits.
    outline: OnceLock<toml::Outline>,
}

/// What another program fills in before the text is read: see [`SourceFile::may_be_template`].
#[derive(Debug, Clone)]
pub struct Template {
    /// What is known only then: the marks, and what is said together with them.
    pub open: Vec<Span>,
    /// Stretches that may belong to another table, because a mark before them may hold headers.
    pub adrift: Vec<Span>,
    /// Whether marks stand where keys and values do, so that nobody knows what is set.
    pub is_partial: bool,
    /// Whether all of those marks stand for whole values.
    pub is_valued: bool,
    /// Whether marks decide which lines there are.
    pub is_shaped: bool,
}

impl Template {
    /// Whether a stretch holds something that is known only later, or lies beside it.
    pub fn touches(&self, span: Span) -> bool {
        let meets = |other: &Span| other.start <= span.end && span.start <= other.end;
        self.open.iter().any(meets)
            || self
                .adrift
                .iter()
                .any(|other| other.start <= span.start && span.end <= other.end)
    }
}

/// One thing that is wrong with a text.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What, as one clause without a full stop; it quotes nothing of the text but single punctuation marks.
    pub message: String,
    /// Of which kind.
    pub fault: Fault,
    /// The edits that repair this error and nothing else, if there is only one way to.
    pub mend: Vec<Edit>,
}

/// Kinds of syntax errors, as far as a rule treats them differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Against the grammar.
    Grammar,
    /// A character that looks like one of the grammar, read as that (TOML).
    LookAlike,
    /// A quote of JSON that ends the string around it, where nothing else can be meant (TOML).
    JsonQuotes,
    /// Bytes that are no text.
    Encoding,
    /// Deeper than [`MAX_DEPTH`]; the real programs may accept it.
    TooDeep,
    /// A key that its mapping has already; `first` is the earlier one. In JSON and YAML no error: the last one wins.
    Duplicate {
        /// The key that was there before.
        first: Span,
    },
    /// A TOML table where the name is taken by something else, such as `[runners]` after `[[runners]]`.
    Redefined {
        /// What has the name.
        first: Span,
    },
    /// TOML 1.1 that TOML 1.0 does not know: refused by GitLab Runner up to 18.8.
    Toml11,
    /// A comma before a closing bracket (JSON).
    TrailingComma,
    /// A comment (JSON).
    Comment,
    /// A string in single quotes (JSON).
    SingleQuotes,
    /// A key without quotes (JSON).
    UnquotedKey,
    /// No comma between two members or elements (JSON).
    MissingComma,
    /// A bracket or brace that is never closed (JSON).
    Unclosed,
    /// Text after the end of the value (JSON, YAML). In YAML no error: GitLab reads up to it and drops the rest.
    TextAfter,
    /// No value at all (JSON): an empty file.
    Empty,
    /// White space that JSON does not count as such, like a no-break space (JSON); dockerd trims it off at both ends.
    FalseBlank,
    /// A byte order mark where the format has none.
    ByteOrderMark,
    /// Accepted by YAML 1.2 but not by libyaml, which GitLab uses (YAML).
    Libyaml,
}

impl Fault {
    /// Whether a program that reads this format refuses the text because of it.
    pub fn refuses(&self) -> bool {
        !matches!(self, Fault::TooDeep | Fault::Toml11 | Fault::ByteOrderMark)
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The bytes of the value, quotes and brackets included. Of a TOML table its header (`[a.b]`), else the first
    /// key that implies it.
    pub span: Span,
    /// The value.
    pub value: Value,
    /// How it is written.
    pub style: Style,
    /// A YAML tag such as `!reference`.
    pub tag: Option<Box<Spanned<String>>>,
    /// The name of a YAML anchor (`&name`), its span with the `&`.
    pub anchor: Option<Box<Spanned<String>>>,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// Values in order.
    Sequence(Vec<Node>),
    /// Keys and values in order; a key may come twice.
    Mapping(Vec<Entry>),
    /// A YAML alias (`*name`), by its name.
    Alias(String),
    /// What a syntax error left unreadable.
    Broken,
}

/// A single value, typed as the real program types it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A string.
    String(String),
    /// An integer.
    Integer(i64),
    /// An integer that does not fit 64 bits, in decimal digits (YAML).
    Large(String),
    /// A number with a fraction, or an integer that does not fit 64 bits (JSON).
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date, a time or both, as written (TOML, YAML).
    Datetime(String),
    /// `null`, `~` or a value that is missing (YAML, JSON).
    Null,
}

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes.
    Bare,
    /// `"…"`.
    DoubleQuoted,
    /// `'…'`.
    SingleQuoted,
    /// `"""…"""` (TOML).
    TripleDouble,
    /// `'''…'''` (TOML).
    TripleSingle,
    /// `|` (YAML).
    Literal,
    /// `>` (YAML).
    Folded,
    /// `[…]` or `{…}`.
    Flow,
    /// A YAML block collection.
    Block,
    /// A TOML table with a header of its own (`[a]`), an element of a `[[a]]` array, or the root.
    Table,
    /// The sequence that `[[a]]` headers make (TOML).
    TableArray,
    /// A TOML table that exists because of a dotted key (`a.b = 1`).
    Dotted,
    /// A TOML table that exists because of a deeper header (`[a.b]` without `[a]`).
    Implied,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key; its span has the quotes.
    pub key: Spanned<Name>,
    /// The value.
    pub node: Node,
    /// The whole entry: `key = value`, `key: value`, or the header of a TOML table. Comments and commas are outside.
    pub whole: Span,
}

/// Reads a text. It never fails: what is wrong stands in [`Document::errors`].
pub fn parse(id: FileId, file: &SourceFile) -> Document {
    let mut document = match file.role.format() {
        Format::Toml if file.may_be_template() => toml::parse_template(id, file.text()),
        Format::Toml => toml::parse(id, file.text()),
        Format::Yaml => yaml::parse(id, file.text()),
        Format::Json => json::parse(id, file.text()),
        Format::Unit => unit::parse(id, file.text()),
        // Certificates may be binary, which is no fault of the text.
        Format::Pem => return pem::parse(id, file.text()),
    };
    if let Some(bad) = file.undecodable {
        let length = file.text()[bad.at..].chars().next().map_or(0, char::len_utf8);
        document.report(SyntaxError {
            span: Span::new(id, bad.at..bad.at + length),
            message: "bytes that are not text in the encoding of this file".into(),
            fault: Fault::Encoding,
            mend: Vec::new(),
        });
    }
    let utf16 = matches!(file.encoding(), Encoding::Utf16Le | Encoding::Utf16Be);
    if utf16 && document.format == Format::Toml {
        document.report(SyntaxError {
            span: Span::new(id, 0..0),
            message: "the file is UTF-16, and GitLab Runner reads UTF-8 only".into(),
            fault: Fault::Encoding,
            mend: Vec::new(),
        });
    }
    if let Some(embedding) = file.embedding() {
        document.base = embedding.address.inside();
    }
    document.errors.sort_by_key(|error| error.span);
    document
}

impl Document {
    /// An empty document, for readers to fill.
    pub fn empty(file: FileId, format: Format, root: Node) -> Document {
        Document {
            file,
            format,
            base: Address::root(),
            root,
            others: Vec::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            error_count: 0,
            unread: Vec::new(),
            names: Vec::new(),
            template: None,
            defined_again: false,
            outline: OnceLock::new(),
        }
    }

    /// Records an error; beyond [`MAX_ERRORS`] it is only counted.
    pub fn report(&mut self, error: SyntaxError) {
        self.error_count += 1;
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// Whether the program that reads this format gets a value out of the text.
    pub fn parses(&self) -> bool {
        let duplicate_wins = self.format != Format::Toml;
        let rest_is_dropped = self.format == Format::Yaml;
        !self.errors.iter().any(|error| match error.fault {
            Fault::Duplicate { .. } => !duplicate_wins,
            Fault::TextAfter => !rest_is_dropped,
            ref fault => fault.refuses() || *fault == Fault::TooDeep,
        })
    }

    /// Whether it is a template, and what it sets is not known before that is filled in.
    pub fn is_partial(&self) -> bool {
        self.template.as_ref().is_some_and(|template| template.is_partial)
    }

    /// The root with its address.
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor::new(&self.root, self.base.clone())
    }

    /// Whether an edit of `span` would touch a text that could not be read, which no edit may. A key that comes twice
    /// can be read, except in TOML; and while not all errors are listed, one may be anywhere.
    fn broken_at(&self, span: Span) -> bool {
        self.broken_beside(span, None)
    }

    /// The same, apart from what is wrong with an entry whose key comes twice.
    fn broken_beside(&self, span: Span, repeated: Option<&Entry>) -> bool {
        let duplicate_wins = self.format != Format::Toml;
        let broken = |fault: &Fault| match fault {
            Fault::Toml11 => false,
            Fault::Duplicate { .. } => !duplicate_wins,
            _ => true,
        };
        let repeats = |error: &SyntaxError| {
            let here = |entry: &Entry| error.span == entry.key.span || error.span == entry.whole;
            matches!(error.fault, Fault::Duplicate { .. }) && repeated.is_some_and(here)
        };
        let touches = |error: &SyntaxError| {
            let near = error.span.start <= span.end && span.start <= error.span.end;
            // What GitLab drops after the end of a text would become a part of its last value, or the text a key of it.
            let last =
                error.fault == Fault::TextAfter && (self.format == Format::Yaml || span.end >= self.root.span.end);
            (near || last) && broken(&error.fault) && !repeats(error)
        };
        self.defined_again || self.error_count > self.errors.len() || self.errors.iter().any(touches)
    }
}

impl Node {
    /// A scalar written bare.
    pub fn scalar(span: Span, scalar: Scalar) -> Node {
        Node::new(span, Value::Scalar(scalar), Style::Bare)
    }

    /// A node without tag and anchor.
    pub fn new(span: Span, value: Value, style: Style) -> Node {
        Node {
            span,
            value,
            style,
            tag: None,
            anchor: None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a sequence; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entry with exactly this key; the last one, if there are several.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key.value == key)
    }

    /// The value of exactly this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self.as_scalar()? {
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.as_scalar()? {
            Scalar::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self.as_scalar()? {
            Scalar::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Mapping(_))
    }

    /// Whether it is a sequence.
    pub fn is_sequence(&self) -> bool {
        matches!(self.value, Value::Sequence(_))
    }

    /// The value without places, spellings and comments: what two texts are compared by.
    pub fn literal(&self) -> Literal {
        match &self.value {
            Value::Scalar(Scalar::String(text)) => Literal::Text(Text::new().plain(text)),
            Value::Scalar(Scalar::Integer(value)) => Literal::Integer(*value),
            Value::Scalar(Scalar::Large(digits)) => Literal::Float(digits.parse().unwrap_or(f64::INFINITY)),
            Value::Scalar(Scalar::Float(value)) => Literal::Float(*value),
            Value::Scalar(Scalar::Bool(value)) => Literal::Bool(*value),
            Value::Scalar(Scalar::Datetime(text)) => Literal::Datetime(text.clone()),
            Value::Scalar(Scalar::Null) => Literal::Null,
            Value::Sequence(items) => Literal::List(items.iter().map(Node::literal).collect()),
            Value::Mapping(entries) => {
                let pairs = entries
                    .iter()
                    .map(|entry| (entry.key.value.to_string(), entry.node.literal()));
                Literal::Table(pairs.collect())
            }
            Value::Alias(name) => Literal::Text(format!("*{name}").into()),
            Value::Broken => Literal::Text("broken".into()),
        }
    }
}

/// Whether an independent strict parser accepts the text; YAML and units have none here and count as accepted.
pub fn second_opinion(file: &SourceFile) -> bool {
    match file.role.format() {
        Format::Toml => toml_edit::Document::parse(file.text()).is_ok(),
        Format::Json => serde_json::from_str::<serde::de::IgnoredAny>(file.text()).is_ok(),
        Format::Yaml | Format::Unit | Format::Pem => true,
    }
}
