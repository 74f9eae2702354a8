//! Mistakes in JSON texts, as far as the programs that read them treat them differently.

use super::Workspace;
use crate::source::{Encoding, Place, Role};
use crate::syntax::{Document, Fault, Node, Scalar, SyntaxError, Value};

/// A mistake in a JSON text.
#[derive(Debug)]
pub struct JsonMistake<'a> {
    /// Where it is.
    pub place: Place,
    /// Of which kind it is.
    pub kind: JsonMistakeKind,
    /// The error, for its message and its repair.
    pub error: &'a SyntaxError,
}

/// Kinds of mistakes in JSON texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonMistakeKind {
    /// Every decoder refuses the text because of it.
    Wrong,
    /// A comment; every decoder refuses it, but it means something to people.
    Comment,
    /// A closing bracket is missing, so that there may be more that is missing.
    Unclosed,
    /// Text after the value; decoders that read a stream never see it.
    TextAfter,
    /// No value at all; to some programs that is an empty configuration.
    Empty,
    /// White space around the value that JSON does not count as such; dockerd trims it off.
    EdgeBlank,
    /// Nested deeper than this program reads; other programs may read it.
    TooDeep,
}

/// What kind of value a node is, in the words of JSON.
pub(super) fn json_word(node: &Node) -> &'static str {
    match &node.value {
        Value::Scalar(Scalar::String(_) | Scalar::Datetime(_)) => "a string",
        Value::Scalar(Scalar::Integer(_) | Scalar::Large(_) | Scalar::Float(_)) => "a number",
        Value::Scalar(Scalar::Bool(_)) => "true or false",
        Value::Scalar(Scalar::Null) => "null",
        Value::Sequence(_) => "an array",
        Value::Mapping(_) => "an object",
        Value::Alias(_) | Value::Broken => "nothing readable",
    }
}

impl Workspace {
    /// The mistakes in the JSON texts of a role, embedded ones included. A key that comes twice is none.
    pub fn json_mistakes(&self, role: Role) -> impl Iterator<Item = JsonMistake<'_>> {
        let documents = self
            .documents_of(role)
            .filter(|document| !self.is_in_broken_file(document));
        documents.flat_map(|document| {
            document.errors.iter().filter_map(|error| {
                let kind = match error.fault {
                    Fault::Duplicate { .. } => return None,
                    Fault::Comment => JsonMistakeKind::Comment,
                    Fault::Unclosed => JsonMistakeKind::Unclosed,
                    Fault::TextAfter => JsonMistakeKind::TextAfter,
                    Fault::Empty => JsonMistakeKind::Empty,
                    Fault::TooDeep => JsonMistakeKind::TooDeep,
                    Fault::FalseBlank if !document.root.span.contains(error.span) => JsonMistakeKind::EdgeBlank,
                    _ => JsonMistakeKind::Wrong,
                };
                let place = Place {
                    span: error.span,
                    address: document.base.clone(),
                };
                Some(JsonMistake { place, kind, error })
            })
        })
    }

    /// Whether a text stands in a file that cannot be read: then nobody knows where it ends.
    pub(super) fn is_in_broken_file(&self, document: &Document) -> bool {
        let host = self.sources.host(document.file);
        let harmless =
            |fault: &Fault| matches!(fault, Fault::Duplicate { .. } | Fault::Redefined { .. } | Fault::Toml11);
        host != document.file && !self.document(host).errors.iter().all(|error| harmless(&error.fault))
    }

    /// The starts of the files of a role that have a byte order mark.
    pub fn byte_order_marks(&self, role: Role) -> impl Iterator<Item = Place> {
        let marked = self.documents_of(role).filter(|document| {
            let file = self.sources.get(document.file);
            file.encoding() != Encoding::Utf8
        });
        marked.map(|document| Place {
            span: document.root.span.before(),
            address: document.base.clone(),
        })
    }
}
