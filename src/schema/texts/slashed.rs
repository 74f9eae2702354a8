//! Regular expressions between slashes (`/^v\d+$/i`), as GitLab reads them in `only`, `coverage` and conditions.
//!
//! Source: GitLab 18.11 `lib/gitlab/untrusted_regexp/ruby_syntax.rb`. The library behind it is RE2, which reads what Go
//! reads.

use super::regexp::is_regexp;

/// What a text is as a regular expression between slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slashed {
    /// It does not look like one.
    No,
    /// It is one, or may be.
    Sound,
    /// It looks like one, and RE2 does not take it.
    Wrong,
}

/// Reads a regular expression between slashes.
pub fn slashed(text: &str) -> Slashed {
    // Ruby's `^` and `$` are those of lines, and the first line that fits is taken.
    let Some((expression, flags)) = text.split('\n').find_map(parts) else {
        return Slashed::No;
    };
    let flags = if flags.is_empty() {
        String::new()
    } else {
        format!("(?{flags})")
    };
    // Go does not know `\C`.
    match expression.contains("\\C") || is_regexp(&format!("{flags}{expression}")) {
        true => Slashed::Sound,
        false => Slashed::Wrong,
    }
}

/// What stands between the slashes and behind them.
fn parts(line: &str) -> Option<(&str, &str)> {
    let parts = line.strip_prefix('/')?.rsplit_once('/')?;
    parts.1.chars().all(is_flag).then_some(parts)
}

/// Whether a character may stand behind the second slash.
pub(super) fn is_flag(c: char) -> bool {
    "ismU".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_stand_behind_the_last_slash() {
        assert_eq!(slashed(r"/^v\d+\.\d+$/i"), Slashed::Sound);
        assert_eq!(slashed("/a/b/"), Slashed::Sound);
        assert_eq!(slashed("//"), Slashed::Sound);
        assert_eq!(slashed("main\n/ab/\n/(/"), Slashed::Sound);
        for text in ["", "/", "main", "/a/b", "/a/x", "a/b/"] {
            assert_eq!(slashed(text), Slashed::No, "{text}");
        }
    }

    #[test]
    fn re2_looks_neither_ahead_nor_back() {
        for text in ["/^(?!main)/", "/(?<=v)1/", r"/(a)\1/", "/a(/", "/[/"] {
            assert_eq!(slashed(text), Slashed::Wrong, "{text}");
        }
    }
}
