//! What keeps GitLab Runner from reading a config.toml: syntax errors, and TOML that is too new for it.

use super::Workspace;
use crate::schema::{Target, runner};
use crate::source::{Encoding, Place, SourceFile, Span};
use crate::syntax::{Document, Fault, Node, Scalar, Style, SyntaxError, Value, toml};

/// One thing that keeps a release of GitLab Runner from reading a config.toml.
#[derive(Debug)]
pub struct TomlFault<'a> {
    /// Where.
    pub place: Place,
    /// What, as a clause.
    pub message: String,
    /// What comes of it.
    pub verdict: TomlVerdict,
    /// What was there before, if a name is taken.
    pub first: Option<Span>,
    /// The syntax error, unless the text is sound TOML 1.0.
    pub error: Option<&'a SyntaxError>,
}

/// What comes of a fault in a config.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TomlVerdict {
    /// The targeted release refuses the file.
    Refused,
    /// The targeted release reads the file, and we do not.
    Unread,
    /// It is TOML 1.1, which the targeted release refuses.
    TooNew,
    /// It is TOML 1.1, which releases before 18.9 refuse; no release was named.
    New,
}

impl TomlFault<'_> {
    /// Whether it is nothing but a name that is taken.
    pub fn is_repeat(&self) -> bool {
        self.first.is_some()
    }

    /// Whether it is JSON with quotes that end the string around it.
    pub fn is_of_json(&self) -> bool {
        self.error.is_some_and(|error| error.fault == Fault::JsonQuotes)
    }

    /// Whether it is nothing but a character that looks like one of TOML's.
    pub fn is_look_alike(&self) -> bool {
        self.error.is_some_and(|error| error.fault == Fault::LookAlike)
    }
}

impl Workspace {
    /// What is wrong with the texts of all config.toml and templates, apart from the headers of runners; by file and place.
    pub fn toml_faults(&self) -> Vec<TomlFault<'_>> {
        let target = self.context.targets.runner;
        let mut faults = Vec::new();
        for document in self.runner_documents() {
            let file = self.sources.get(document.file);
            let errors = document.errors.iter().filter(|error| !self.explains(error.span));
            faults.extend(errors.filter_map(|error| judged(document, file, error, target)));
            if target.version < runner::TOML_1_0 {
                let marked = file.encoding() == Encoding::Utf8Bom;
                faults.extend(marked.then(|| {
                    let start = Span::new(document.file, 0..0);
                    too_new(
                        document,
                        start,
                        "a byte order mark, which GitLab Runner skips since 15.9",
                    )
                }));
                old_library(document, file, &document.root, &mut faults);
            }
        }
        faults
    }
}

/// Source: GitLab Runner `go.mod` from 12.6 to 19.4 and the BurntSushi/toml releases it names.
fn judged<'a>(document: &Document, file: &SourceFile, error: &'a SyntaxError, target: Target) -> Option<TomlFault<'a>> {
    let old = target.version < runner::TOML_1_0;
    let verdict = match error.fault {
        Fault::Toml11 if old && is_last_comma(error) => return None,
        Fault::Toml11 if target.version < runner::TOML_1_1 => TomlVerdict::TooNew,
        Fault::Toml11 if target.given => return None,
        Fault::Toml11 => TomlVerdict::New,
        Fault::TooDeep => TomlVerdict::Unread,
        // TOML 0.3.1 read any bytes.
        Fault::Encoding if old && !matches!(file.encoding(), Encoding::Utf16Le | Encoding::Utf16Be) => {
            TomlVerdict::Unread
        }
        _ if old && toml::is_read_by_old_library(file, error) => TomlVerdict::Unread,
        _ => TomlVerdict::Refused,
    };
    Some(TomlFault {
        place: place(document, error.span),
        message: error.message.clone(),
        verdict,
        first: match error.fault {
            Fault::Duplicate { first } | Fault::Redefined { first } => Some(first),
            _ => None,
        },
        error: Some(error),
    })
}

/// Whether it is nothing but the comma at the end of an inline table, which the library of old releases let pass.
fn is_last_comma(error: &SyntaxError) -> bool {
    error.span.range().len() == 1 && matches!(&error.mend[..], [edit] if edit.span == error.span)
}

/// What TOML 1.0 brought and the library of releases before 15.9 does not know.
fn old_library(document: &Document, file: &SourceFile, node: &Node, faults: &mut Vec<TomlFault<'_>>) {
    if let Some(message) = toml::unknown_to_old_library(file, node) {
        faults.push(too_new(document, node.span, message));
    }
    if let Value::Sequence(items) = &node.value
        && let Some(other) = items.iter().find(|item| sort(item) != sort(&items[0]))
    {
        let message = "an array of several types, which GitLab Runner knows since 15.9";
        faults.push(too_new(document, other.span, message));
    }
    for entry in node.entries() {
        if entry.node.style == Style::Dotted {
            let message = "a dotted key, which GitLab Runner knows since 15.9";
            faults.push(too_new(document, entry.key.span, message));
        }
        old_library(document, file, &entry.node, faults);
    }
    for item in node.items() {
        old_library(document, file, item, faults);
    }
}

/// Which type of an array's elements it is, as TOML 0.4 tells them apart.
fn sort(node: &Node) -> u8 {
    match &node.value {
        Value::Scalar(Scalar::String(_)) => 0,
        Value::Scalar(Scalar::Integer(_)) => 1,
        Value::Scalar(Scalar::Float(_)) => 2,
        Value::Scalar(Scalar::Bool(_)) => 3,
        Value::Scalar(Scalar::Datetime(_)) => 4,
        Value::Sequence(_) => 5,
        _ => 6,
    }
}

fn too_new(document: &Document, span: Span, message: &str) -> TomlFault<'static> {
    TomlFault {
        place: place(document, span),
        message: message.to_owned(),
        verdict: TomlVerdict::Refused,
        first: None,
        error: None,
    }
}

fn place(document: &Document, span: Span) -> Place {
    Place {
        span,
        address: document.base.clone(),
    }
}
