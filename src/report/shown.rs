//! Text for a terminal: nothing that moves its cursor, and how wide it is.

use std::borrow::Cow;

/// The text with a visible sign for every control character. Files and messages may hold escape sequences, which a
/// terminal obeys, and marks that reverse the direction of what follows.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(sign).collect())
}

/// The text on one line: line ends become blanks.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    clean(&words.join(" ")).into_owned()
}

/// What stands for a character on a terminal: itself, unless it is a control character.
pub(super) fn sign(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        c if is_control(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

fn is_control(c: char) -> bool {
    let direction = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let line = matches!(c, '\u{2028}' | '\u{2029}');
    c != '\t' && (c.is_control() || direction || line)
}

/// Number of columns a character takes on a terminal.
///
/// Source: Unicode 16, EastAsianWidth.txt, the wide and full-width blocks.
pub(super) fn columns(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200D | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Number of columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text in lines of at most `limit` columns, its own line ends kept. It breaks at blanks and beside wide
/// characters; a longer word, such as a URL, has a line of its own.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, limit)).collect()
}

fn wrap_line(line: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0;
    for (blank, piece) in pieces(line) {
        let long = width(piece);
        let gap = usize::from(blank && !current.is_empty());
        if !current.is_empty() && used + gap + long > limit {
            lines.push(std::mem::take(&mut current));
            used = 0;
        } else if gap > 0 {
            current.push(' ');
            used += 1;
        }
        current.push_str(piece);
        used += long;
    }
    lines.push(current);
    lines
}

/// The stretches of a line that must not be broken, each with whether a blank stands before it.
fn pieces(line: &str) -> Vec<(bool, &str)> {
    // These must not begin a line in Chinese and Japanese.
    const CLOSING: &str = "。,、;:?!」』)》.,;:?!)`\"";
    let mut pieces = Vec::new();
    for word in line.split_whitespace() {
        let mut start = 0;
        let mut before = None;
        for (at, c) in word.char_indices() {
            let breaks = before.is_some_and(|before| columns(before) == 2 || columns(c) == 2);
            if breaks && !CLOSING.contains(c) && before != Some('`') {
                pieces.push((start == 0, &word[start..at]));
                start = at;
            }
            before = Some(c);
        }
        pieces.push((start == 0, &word[start..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(clean("a\x1b[31m\u{202E}b\tc\u{9b}"), "a␛[31m\u{FFFD}b\tc\u{FFFD}");
        assert_eq!(one_line("one\n  two\r\n"), "one two");
    }

    #[test]
    fn a_text_is_wrapped_at_blanks_and_a_long_word_stays_whole() {
        assert_eq!(
            wrap("see https://example.com/a/b for it\nand more", 12),
            ["see", "https://example.com/a/b", "for it", "and more"]
        );
    }

    #[test]
    fn wide_characters_take_two_columns_and_may_be_broken_between() {
        assert_eq!(wrap("把证书目录挂载进去。", 8), ["把证书目", "录挂载进", "去。"]);
    }
}
