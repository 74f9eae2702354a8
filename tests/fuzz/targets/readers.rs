//! The readers: they never panic, and what they give lies in the text.

use runnerlint::edit::apply;
use runnerlint::source::{FileId, Format, Role, SourceFile, Span};
use runnerlint::syntax::{Document, Fault, Node, Style, parse};

pub(crate) fn toml(bytes: &[u8]) {
    check(Role::RunnerConfig, bytes);
}

pub(crate) fn yaml(bytes: &[u8]) {
    check(Role::Pipeline, bytes);
}

pub(crate) fn json(bytes: &[u8]) {
    let (file, document) = check(Role::DaemonConfig, bytes);
    // Go takes halves of surrogate pairs, and `serde_json` stops at 128 levels.
    let differs = |text: &str| text.contains("\\ud") || text.contains("\\uD") || text.matches(['[', '{']).count() > 100;
    if file.undecodable.is_none() && file.bytes().len() == file.text().len() && !differs(file.text()) {
        let refuses = |fault: &Fault| fault.refuses() && !matches!(fault, Fault::Duplicate { .. });
        let refused = document.errors.iter().any(|error| refuses(&error.fault));
        let other = serde_json::from_str::<serde_json::Value>(file.text());
        assert_eq!(refused, other.is_err(), "{other:?} {:?}", document.errors);
    }
}

fn check(role: Role, bytes: &[u8]) -> (SourceFile, Document) {
    let file = SourceFile::new("file", role, bytes.to_vec());
    let document = parse(FileId::new(0), &file);
    for root in std::iter::once(&document.root).chain(&document.others) {
        node(&file, &document, root);
    }
    for comment in document.comments.iter().chain(&document.unread) {
        inside(&file, *comment);
    }
    let apart = |pair: &[Span]| pair[0].end <= pair[1].start;
    assert!(document.comments.windows(2).all(apart), "{:?}", document.comments);
    assert!(
        document.errors.is_sorted_by_key(|error| error.span),
        "{:?}",
        document.errors
    );
    assert!(document.error_count >= document.errors.len());
    for error in &document.errors {
        inside(&file, error.span);
        error.mend.iter().for_each(|edit| inside(&file, edit.span));
        if !error.mend.is_empty() {
            let after = file.with_text(apply(file.text(), &mut error.mend.iter().collect()));
            let left = parse(FileId::new(0), &after).error_count;
            // Of several mistakes one may hide another.
            let only = document.format == Format::Json && document.error_count == 1;
            assert!(!only || left == 0, "{error:?} is not repaired");
        }
    }
    (file, document)
}

fn inside(file: &SourceFile, span: Span) {
    assert!(
        file.text().get(span.range()).is_some(),
        "{span:?} is no part of the text"
    );
}

fn node(file: &SourceFile, document: &Document, at: &Node) {
    inside(file, at.span);
    // The span of a TOML table is that of its header; what could not be read may lie anywhere.
    let holds = match document.format {
        Format::Toml => at.style == Style::Flow && document.parses(),
        Format::Yaml => document.errors.is_empty(),
        _ => true,
    };
    for property in [&at.tag, &at.anchor].into_iter().flatten() {
        inside(file, property.span);
    }
    for entry in at.entries() {
        inside(file, entry.key.span);
        inside(file, entry.whole);
        assert!(entry.whole.contains(entry.key.span), "{entry:?}");
        // GitLab Runner takes a header that adds to an inline table.
        let added = matches!(entry.node.style, Style::Table | Style::TableArray | Style::Implied);
        assert!(!holds || added || at.span.contains(entry.whole), "{at:?}");
        node(file, document, &entry.node);
    }
    for item in at.items() {
        assert!(!holds || at.span.contains(item.span), "{at:?}");
        node(file, document, item);
    }
}
