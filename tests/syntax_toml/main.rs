//! What the TOML reader and its edits promise.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../cases/mod.rs"]
mod cases;
mod depth;
mod edits;
mod embedding;
mod examples;
mod generate;
mod judge;
mod reader;
mod toml11;

use cases::cases;
use runnerlint::source::{Address, FileId, Role, SourceFile, Span};
use runnerlint::syntax::{Document, Found, parse};

/// A text as a file, and what is read of it.
fn read(text: &str) -> (SourceFile, Document) {
    let file = SourceFile::new("config.toml", Role::RunnerConfig, text.as_bytes().to_vec());
    let document = parse(FileId::new(0), &file);
    (file, document)
}

/// The errors of a text, each with the bytes it points at.
fn errors(text: &str) -> Vec<(String, String)> {
    let (file, document) = read(text);
    let show = |error: &runnerlint::syntax::SyntaxError| {
        let bytes = file.text()[error.span.range()].to_owned();
        (bytes, error.message.clone())
    };
    document.errors.iter().map(show).collect()
}

/// The node at an address written as in reports, without quoted keys.
fn find<'a>(document: &'a Document, path: &str) -> Found<'a> {
    let mut address = Address::root();
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        address = match step.strip_suffix(']') {
            Some(index) => address.index(index.parse().unwrap()),
            None => address.key(step),
        };
    }
    let nowhere = Span::new(document.file, usize::MAX..usize::MAX);
    document.find(&address, nowhere).unwrap()
}
