//! What the JSON reader and its edits promise.

// Clippy allows these in test functions only, not in what they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
#[path = "json/edits.rs"]
mod edits;
#[path = "json/embedding.rs"]
mod embedding;
#[path = "json/layouts.rs"]
mod layouts;
#[path = "json/mends.rs"]
mod mends;
#[path = "json/moves.rs"]
mod moves;
#[path = "json/properties.rs"]
mod properties;
#[path = "json/reader.rs"]
mod reader;

use cases::cases;
use runnerlint::edit::{Edit, Literal, apply};
use runnerlint::source::{FileId, Role, SourceFile};
use runnerlint::syntax::{Document, Fault, json};

fn read(text: &str) -> Document {
    json::parse(FileId::new(0), text)
}

fn file(text: &str) -> SourceFile {
    SourceFile::new("daemon.json", Role::DaemonConfig, text.into())
}

/// Whether a program that reads JSON refuses the text.
fn is_refused(document: &Document) -> bool {
    let refuses = |fault: &Fault| fault.refuses() && !matches!(fault, Fault::Duplicate { .. });
    document.errors.iter().any(|error| refuses(&error.fault))
}

fn edited(text: &str, edits: &[Edit]) -> String {
    apply(text, &mut edits.iter().collect())
}

/// The value as another reader of JSON would hold it; of two members with one key the last one.
fn to_serde(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Text(text) => text.shown().unwrap().into(),
        Literal::Integer(value) => (*value).into(),
        Literal::Float(value) => (*value).into(),
        Literal::Bool(value) => (*value).into(),
        Literal::Null => serde_json::Value::Null,
        Literal::Datetime(_) => panic!("JSON has no dates"),
        Literal::List(items) => items.iter().map(to_serde).collect(),
        Literal::Table(pairs) => pairs
            .iter()
            .map(|(key, value)| (key.clone(), to_serde(value)))
            .collect(),
    }
}
