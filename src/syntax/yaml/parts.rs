//! How GitLab cuts a text into documents, before any YAML is read.
//!
//! Source: GitLab 18.11 `lib/gitlab/config/loader/multi_doc_yaml.rb`, which splits at `/^---\s+/` and reads the first
//! document of each part.

use std::ops::Range;

/// Parts that GitLab makes of a text at most; the last one holds all the rest.
const MAX_PARTS: usize = 3;

/// The parts, a blank first one left out. The blanks after `---`, the indentation of the next line included, belong
/// to the separator.
pub(super) fn parts(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut line) = (0, 0);
    while parts.len() + 1 < MAX_PARTS {
        let Some(at) = separator(text, line) else { break };
        let blanks = bytes[at + 3..].iter().take_while(|byte| is_blank(**byte)).count();
        parts.push(start..at);
        start = at + 3 + blanks;
        // Ruby goes on at the very place, which is the start of a line only after a line feed.
        line = start;
    }
    parts.push(start..text.len());
    if parts.len() > 1 && text[parts[0].clone()].trim().is_empty() {
        parts.remove(0);
    }
    parts
}

/// The next `---` at the start of a line at or after `from`, followed by a blank.
fn separator(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let found = text[from..].match_indices("---").map(|(at, _)| from + at);
    let mut found = found.filter(|at| *at == 0 || bytes[*at - 1] == b'\n');
    found.find(|at| bytes.get(at + 3).is_some_and(|byte| is_blank(*byte)))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        parts(text).into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn a_leading_separator_makes_no_document() {
        assert_eq!(texts("---\na: 1\n"), ["a: 1\n"]);
        assert_eq!(texts("\n---  \n\na: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
    }

    #[test]
    fn the_third_part_holds_all_the_rest() {
        assert_eq!(texts("a\n---\nb\n---\nc\n---\nd"), ["a\n", "b\n", "c\n---\nd"]);
    }

    #[test]
    fn only_a_line_that_begins_with_three_dashes_and_a_blank_separates() {
        assert_eq!(
            texts("a: |\n  x\n ---\n---- \n----\nx --- y\n---"),
            ["a: |\n  x\n ---\n---- \n----\nx --- y\n---"]
        );
        assert_eq!(texts("a\n--- b\n"), ["a\n", "b\n"]);
    }

    #[test]
    fn a_directive_is_a_document_of_its_own() {
        assert_eq!(texts("%YAML 1.2\n---\na: 1\n"), ["%YAML 1.2\n", "a: 1\n"]);
    }
}
