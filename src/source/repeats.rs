//! Whether a text to be shown repeats a secret of the files, and the text without it.

use std::collections::HashMap;
use std::ops::Range;

use super::{Sources, mask, token_shapes};

/// Shorter secrets are not looked for: they are words like any other.
const LONG: usize = 8;

/// The secrets of a run, by how they begin.
#[derive(Debug)]
pub struct Repeats<'a> {
    by_start: HashMap<&'a [u8], Vec<&'a [u8]>>,
}

impl<'a> Repeats<'a> {
    /// The secrets of all files.
    pub fn new(sources: &'a Sources) -> Repeats<'a> {
        let mut by_start: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
        for (_, file) in sources.iter() {
            let secrets = file.secrets().iter().filter_map(|range| file.text().get(range.clone()));
            for secret in secrets.map(str::as_bytes) {
                if let Some(start) = secret.get(..LONG) {
                    by_start.entry(start).or_default().push(secret);
                }
            }
        }
        // Files with many secrets of one beginning, such as a prefix, have most of them several times.
        for secrets in by_start.values_mut() {
            secrets.sort_unstable();
            secrets.dedup();
        }
        Repeats { by_start }
    }

    /// Whether `text` repeats one of them.
    pub fn any_in(&self, text: &str) -> bool {
        self.found_in(text).next().is_some()
    }

    /// The text with `*` for each of them, and for what looks like a secret.
    pub fn masked(&self, text: &str) -> String {
        let mut found = token_shapes(text);
        found.extend(self.found_in(text));
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
}
