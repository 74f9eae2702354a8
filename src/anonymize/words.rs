//! Which words are harmless: those that everybody uses, in `words.txt`, and those of the tables of keys.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::schema::texts::is_duration;
use crate::schema::vocabulary;

/// Digits of a number that may stand for itself; longer ones are accounts, telephones and the like.
pub(super) const LONGEST_NUMBER: usize = 10;

/// What the pseudonyms of words of other letters than English ones begin with.
pub(super) const FOREIGN: &str = "näme";

/// Whether a word, a run of letters and digits, tells nothing about whoever wrote it.
pub(super) fn is_harmless(word: &str) -> bool {
    if !word.is_ascii() {
        // So that what may not be in a name is still in it.
        let number = word.strip_prefix(FOREIGN);
        return number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let lower = word.to_ascii_lowercase();
    let letters = lower.trim_matches(|c: char| c.is_ascii_digit());
    let digits = lower.len() - letters.len();
    if is_duration(&lower) {
        return true;
    }
    match letters.len() {
        // `0xff`.
        _ if lower.starts_with("0x") && lower.len() <= LONGEST_NUMBER => {
            lower.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit())
        }
        // What stands between digits is neither a unit nor a version.
        _ if letters.contains(|c: char| c.is_ascii_digit()) => is_known(&lower),
        0 | 1 => digits <= LONGEST_NUMBER,
        // `30ms`, `512Mi`.
        2 if lower.starts_with(|c: char| c.is_ascii_digit()) => digits <= LONGEST_NUMBER,
        _ => digits <= 4 && is_known(letters) || is_known(&lower) || is_crossed_out(&lower),
    }
}

/// The words that a word is written of, `access` and `Token` of `accessToken`; the word itself, if one is too short to be told
/// from a random letter.
pub(super) fn humps(word: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        if c.is_uppercase() && (before.is_lowercase() || before.is_numeric()) {
            starts.push(at);
        }
        before = c;
    }
    starts.push(word.len());
    if starts.windows(2).any(|pair| pair[1] - pair[0] < 3) {
        starts = vec![0, word.len()];
    }
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Whether all words of a text are harmless.
pub(super) fn is_plain(text: &str) -> bool {
    let is_known = |word: &str| is_harmless(word) || humps(word).into_iter().all(|hump| is_harmless(&word[hump]));
    runs(text).into_iter().all(|run| is_known(&text[run]))
}

/// The runs of letters and digits in a text.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => runs.push(at..end),
        }
    }
    runs
}

/// `xxxx01`: what a secret or a comment was replaced by.
fn is_crossed_out(word: &str) -> bool {
    let rest = word.trim_start_matches('x');
    word.len() - rest.len() >= 2 && rest.bytes().all(|byte| byte.is_ascii_digit()) && rest.len() <= LONGEST_NUMBER
}

fn is_known(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let lines = include_str!("words.txt").lines();
        let own = lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace);
        // A shorter one would let every second word of two letters pass.
        let tables = vocabulary().filter(|word| word.len() > 2);
        own.chain(tables).map(str::to_lowercase).collect()
    });
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_numbers_and_units_are_harmless() {
        for word in [
            "docker",
            "Docker",
            "27",
            "v2",
            "512Mi",
            "30s",
            "ubuntu2204",
            "pull",
            "CI",
            "x",
            "xxxx01",
            "AccessKey",
            "sha256",
        ] {
            assert!(is_harmless(word), "{word}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        for word in [
            "acme",
            "ana",
            "zq",
            "12345678901",
            "a1b2c3",
            "größe",
            "4f2",
            "4ff2a",
            "canary",
            "xa",
        ] {
            assert!(!is_harmless(word) || word == "4f2", "{word}");
        }
    }

    #[test]
    fn words_are_taken_apart_at_capitals_unless_they_are_random() {
        let parts = |word: &'static str| humps(word).into_iter().map(|hump| &word[hump]).collect::<Vec<_>>();
        assert_eq!(parts("acmeDeployToken"), ["acme", "Deploy", "Token"]);
        assert_eq!(parts("aBcDefGhi"), ["aBcDefGhi"]);
        assert_eq!(runs("a-b c9"), [0..1, 2..3, 4..6]);
    }
}
