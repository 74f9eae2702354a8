//! Here-documents: the text behind `<< EOF` that a shell hands to a command and does not run.
//!
//! Source: POSIX.1-2024, "Shell Command Language", 2.7.4.

/// What a script says of a here-document where it opens one.
pub(super) struct HereDocument {
    /// The line that ends it.
    delimiter: String,
    /// Whether tabs before its lines count for nothing: `<<-`.
    is_indented: bool,
    /// Whether nothing in it is expanded: a part of the delimiter is quoted.
    pub(super) is_literal: bool,
}

impl HereDocument {
    /// The here-document that the operator at this byte, outside of quotes, opens.
    pub(super) fn opened(script: &str, at: usize) -> Option<HereDocument> {
        let (before, from) = script.split_at_checked(at)?;
        let rest = from.strip_prefix("<<")?;
        // `<<<` hands over a single word.
        if rest.starts_with('<') || before.ends_with('<') {
            return None;
        }
        let (rest, is_indented) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
        let mut delimiter = String::new();
        let (mut quote, mut is_literal) = (None, false);
        for c in rest.trim_start_matches([' ', '\t']).chars() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (None, '\'' | '"') => (quote, is_literal) = (Some(c), true),
                (None, '\\') => is_literal = true,
                (None, c) if c.is_whitespace() || matches!(c, ';' | '|' | '&' | '<' | '>' | '(' | ')') => break,
                (_, c) => delimiter.push(c),
            }
        }
        (is_literal || !delimiter.is_empty()).then_some(HereDocument {
            delimiter,
            is_indented,
            is_literal,
        })
    }

    fn is_ended_by(&self, line: &str) -> bool {
        let line = line.trim_end_matches(['\r', '\n']);
        let line = if self.is_indented {
            line.trim_start_matches('\t')
        } else {
            line
        };
        line == self.delimiter
    }
}

/// Where the bodies of these here-documents end, which begin one behind the other at this byte. One without its last
/// line reaches to the end of the script.
pub(super) fn end(script: &str, start: usize, documents: &[HereDocument]) -> usize {
    let mut lines = script.get(start..).unwrap_or_default().split_inclusive('\n');
    let mut at = start;
    for document in documents {
        for line in lines.by_ref() {
            at += line.len();
            if document.is_ended_by(line) {
                break;
            }
        }
    }
    at
}
