//! Whether a text to be shown repeats a secret of the files, and the text without it.

use std::collections::HashMap;
use std::ops::Range;

use super::{Sources, mask, token_shapes};

/// Secrets of so many bytes are looked for wherever they stand.
const LONG: usize = 8;

/// Shorter ones only where they stand alone, and the shortest, which are words like any other, not at all.
const SHORT: usize = 4;

/// The secrets of a run, by how they begin.
#[derive(Debug)]
pub struct Repeats<'a> {
    by_start: HashMap<&'a [u8], Vec<&'a [u8]>>,
    short: HashMap<&'a [u8], Vec<&'a [u8]>>,
}

impl<'a> Repeats<'a> {
    /// The secrets of all files.
    pub fn new(sources: &'a Sources) -> Repeats<'a> {
        let mut by_start: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
        let mut short: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
        for (_, file) in sources.iter() {
            let secrets = file.secrets().iter().filter_map(|range| file.text().get(range.clone()));
            for secret in secrets.map(str::as_bytes) {
                if let Some(start) = secret.get(..LONG) {
                    by_start.entry(start).or_default().push(secret);
                } else if let Some(start) = secret.get(..SHORT).filter(|_| !is_of_files(secret)) {
                    short.entry(start).or_default().push(secret);
                }
            }
        }
        // Files with many secrets of one beginning, such as a prefix, have most of them several times.
        for secrets in by_start.values_mut().chain(short.values_mut()) {
            secrets.sort_unstable();
            secrets.dedup();
        }
        Repeats { by_start, short }
    }

    /// Whether `text` repeats one of them.
    pub fn any_in(&self, text: &str) -> bool {
        self.found_in(text).next().is_some() || self.short_in(text).next().is_some()
    }

    /// The text with `*` for each of them, and for what looks like a secret.
    pub fn masked(&self, text: &str) -> String {
        let mut found = token_shapes(text);
        found.extend(self.found_in(text));
        found.extend(self.short_in(text));
        mask::masked(text, &found).into_owned()
    }

    fn found_in(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let text = if self.by_start.is_empty() { "" } else { text }.as_bytes();
        text.windows(LONG).enumerate().flat_map(move |(at, start)| {
            let secrets = self.by_start.get(start).into_iter().flatten();
            let here = secrets.filter(move |secret| text[at..].starts_with(secret));
            here.map(move |secret| at..at + secret.len())
        })
    }
}

impl Repeats<'_> {
    /// A short secret stands alone: no letter or digit beside it, and quotes around it if it is a word like any other.
    fn short_in(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let text = if self.short.is_empty() { "" } else { text }.as_bytes();
        text.windows(SHORT).enumerate().flat_map(move |(at, start)| {
            let secrets = self.short.get(start).into_iter().flatten();
            let here = secrets.filter(move |secret| text[at..].starts_with(secret));
            here.map(move |secret| at..at + secret.len())
                .filter(move |range| stands_alone(text, range))
        })
    }
}

fn stands_alone(text: &[u8], range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).and_then(|at| text.get(at));
    let after = text.get(range.end);
    let is_word = text
        .get(range.clone())
        .is_some_and(|word| word.iter().all(u8::is_ascii_lowercase));
    let is_quote = |byte: Option<&u8>| byte.is_some_and(|byte| b"`\"'".contains(byte));
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    match is_word {
        true => is_quote(before) && is_quote(after),
        false => !is_part(before) && !is_part(after),
    }
}

/// Whether it is a word of the files themselves: hiding `token` where it is the name of a key hides nothing.
fn is_of_files(secret: &[u8]) -> bool {
    let words: [&[u8]; 7] = [b"true", b"false", b"null", b"auth", b"user", b"token", b"secret"];
    words.iter().any(|word| secret.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Role, SourceFile};

    #[test]
    fn a_long_secret_is_found_wherever_it_stands() {
        let mut sources = Sources::new();
        let mut file = SourceFile::new("config.toml", Role::RunnerConfig, b"hunter2hunter2 short".to_vec());
        file.hide(0..14);
        file.hide(15..20);
        sources.push(file);
        let repeats = Repeats::new(&sources);
        assert!(repeats.any_in("say hunter2hunter2!"));
        assert!(!repeats.any_in("hunter2hunter3, short"));
        assert!(!repeats.any_in(""));
        assert_eq!(repeats.masked("say hunter2hunter2!"), "say **************!");
    }

    #[test]
    fn a_short_secret_is_found_where_it_stands_alone() {
        let mut sources = Sources::new();
        let mut file = SourceFile::new(
            "config.toml",
            Role::RunnerConfig,
            b"s3cret word true ab1 token".to_vec(),
        );
        for range in [0..6, 7..11, 12..16, 17..20, 21..26] {
            file.hide(range);
        }
        sources.push(file);
        let repeats = Repeats::new(&sources);
        let masked = |text| repeats.masked(text);
        assert_eq!(masked("`A=s3cret`: xs3cret s3cret"), "`A=******`: xs3cret ******");
        assert_eq!(
            masked("the word `word` is true, `true`, `token` and ab1"),
            "the word `****` is true, `true`, `token` and ab1"
        );
        assert!(repeats.any_in("s3cret") && !repeats.any_in("s3crets"));
    }
}
