//! PEM: blocks of base64 between lines of dashes. The tree is the list of the blocks, each a string tagged by its label.

use super::{Document, Node, Scalar, Style, Value};
use crate::source::{FileId, Format, Span, Spanned};

/// Reads the blocks of a text; what stands around them is passed over.
///
/// Source: Go 1.24 `encoding/pem/pem.go`, `Decode`.
pub fn parse(file: FileId, text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut open: Option<(Span, &str, String)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let span = Span::new(file, at..at + words.len());
        at += line.len();
        if let Some(label) = framed(words, "-----BEGIN ") {
            open = Some((span, label, String::new()));
        } else if let Some(label) = framed(words, "-----END ") {
            if let Some((begin, began, body)) = open.take().filter(|(_, began, _)| *began == label) {
                blocks.push(block(begin, began, body));
            }
        } else if let Some((_, _, body)) = &mut open {
            body.push_str(words.trim());
        }
    }
    let root = Node::new(Span::new(file, 0..0), Value::Sequence(blocks), Style::Block);
    Document::empty(file, Format::Pem, root)
}

fn framed<'t>(line: &'t str, begin: &str) -> Option<&'t str> {
    line.strip_prefix(begin)?.strip_suffix("-----")
}

fn block(span: Span, label: &str, body: String) -> Node {
    let mut node = Node::new(span, Value::Scalar(Scalar::String(body)), Style::Block);
    node.tag = Some(Box::new(Spanned {
        value: label.to_owned(),
        span,
    }));
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_with_their_labels() {
        let text = "subject=x\n-----BEGIN CERTIFICATE-----\r\nAAEC\r\nAwQ=\r\n-----END CERTIFICATE-----\n\
                    -----BEGIN PRIVATE KEY-----\nAA==\n-----END CERTIFICATE-----\n";
        let document = parse(FileId::new(0), text);
        let [block] = document.root.items() else {
            unreachable!("there is one whole block");
        };
        assert_eq!(block.as_str(), Some("AAECAwQ="));
        assert_eq!(&text[block.span.range()], "-----BEGIN CERTIFICATE-----");
    }
}
