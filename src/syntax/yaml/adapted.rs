//! Comments without a blank before them (`script: |# …`), which libyaml takes and the parser does not.
//!
//! Source: libyaml 0.2.5 `src/scanner.c`, `yaml_parser_scan_to_next_token` and `yaml_parser_scan_block_scalar`.

use std::ops::Range;

use granit_parser::{ErrorKind, Parser};

use super::reader::options;
use super::tokens::line_end;

/// Bytes that the search may read: it begins anew behind every such comment, and texts have few.
const MOST: usize = 1 << 26;

/// A text in which such comments are blanks, and where they stood.
pub(super) struct Cleared {
    pub text: String,
    pub comments: Vec<Range<usize>>,
}

/// Takes the comments without a blank before them out of a text.
pub(super) fn cleared(text: &str) -> Cleared {
    let mut cleared = Cleared {
        text: text.to_owned(),
        comments: Vec::new(),
    };
    let tries = (MOST / text.len().max(1)).clamp(4, 1000);
    for _ in 0..tries {
        let Some(start) = next(&cleared.text) else { break };
        let comment = start..line_end(text, start);
        cleared.text.replace_range(comment.clone(), &" ".repeat(comment.len()));
        cleared.comments.push(comment);
    }
    cleared
}

/// Where the first such comment begins.
fn next(text: &str) -> Option<usize> {
    let mut events = Parser::new_from_str_with_options(text, options());
    let error = events.find_map(Result::err)?;
    let at = error.marker().byte_offset()?;
    let is_near = matches!(error.kind(), ErrorKind::CommentNotSeparated);
    (is_near && text.get(at..)?.starts_with('#')).then_some(at)
}
