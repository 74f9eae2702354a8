//! Text for a terminal: nothing that moves its cursor.

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
fn sign(c: char) -> char {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        assert_eq!(clean("a\x1b[31m\u{202E}b\tc\u{9b}"), "a␛[31m\u{FFFD}b\tc\u{FFFD}");
        assert_eq!(one_line("one\n  two\r\n"), "one two");
    }
}
