//! Whether a text to be shown repeats a secret of the files.

use std::collections::HashMap;

use super::Sources;

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
        let text = text.as_bytes();
        text.windows(LONG).enumerate().any(|(at, start)| {
            let secrets = self.by_start.get(start);
            secrets.is_some_and(|secrets| secrets.iter().any(|secret| text[at..].starts_with(secret)))
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
    }
}
