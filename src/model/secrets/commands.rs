//! Secrets on the command lines of pipelines: `export A_TOKEN=value`, `--password value`, `sshpass -p value`.

use std::ops::Range;

use super::Marker;
use crate::source::names_secret;

/// Options whose one letter means a password to one program only.
const PROGRAMS: [&str; 1] = ["sshpass -p"];

impl Marker<'_> {
    /// What is given to a variable or an option whose name says secret. References to variables and commands are none.
    pub(super) fn commands(&mut self) {
        let text = self.file.text();
        for (sign, _) in text.match_indices('=') {
            let apart = |c: char| c.is_whitespace() || "\"'=,;&?|(`{[".contains(c);
            let name = text[..sign].rsplit(apart).next().unwrap_or_default();
            if names_secret(name.trim_start_matches('-')) && !name.contains(['$', '!', ':']) {
                self.value(sign + 1);
            }
        }
        for (at, _) in text.match_indices("--") {
            let rest = &text[at + 2..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
            let name = end.map_or("", |end| &rest[..end]);
            // `--password-stdin` is followed by something else.
            let is_secret = names_secret(name) && !name.ends_with("-stdin") && !name.ends_with("-env");
            if is_secret && rest[name.len()..].starts_with(' ') {
                self.value(at + 2 + name.len() + 1);
            }
        }
        for program in PROGRAMS {
            for (at, _) in text.match_indices(program) {
                self.value(at + program.len());
            }
        }
    }

    /// A word of a command, or what stands between quotes.
    fn value(&mut self, from: usize) {
        if let Some(word) = word(&self.file.text()[from..]) {
            self.hide(from + word.start..from + word.end);
        }
    }
}

fn word(text: &str) -> Option<Range<usize>> {
    let blank = text.len() - text.trim_start_matches(' ').len();
    let rest = &text[blank..];
    let start = blank + rest.len() - rest.trim_start_matches(['\\', '"', '\'']).len();
    let value = &text[start..];
    let quote = text[blank..start].chars().next_back();
    let end = match quote {
        Some(quote) => value.find([quote, '\\', '\n']),
        None => value.find(|c: char| c.is_whitespace() || "\"';|&)`,".contains(c)),
    };
    let end = end.unwrap_or(value.len());
    let is_other = value.starts_with(['$', '-', '`', '=', '~', '<', '{', '%']);
    (end > 0 && !is_other).then_some(start..start + end)
}
