//! How a report for people looks, and what decides it.

/// How a report for people looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether words are coloured.
    pub color: bool,
    /// Whether frames are drawn with characters beyond ASCII. Texts of files are shown as they are in any case.
    pub unicode: bool,
    /// Whether names of rules are links (OSC 8).
    pub links: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether accepted findings are shown.
    pub show_suppressed: bool,
    /// Whether rules that could not run are named.
    pub verbose: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            color: false,
            unicode: true,
            links: false,
            width: 100,
            show_suppressed: false,
            verbose: false,
        }
    }
}

impl Options {
    /// What the environment asks for: `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal; the locale; `COLUMNS`.
    ///
    /// Source: no-color.org; bixense.com/clicolors; POSIX.1-2024, "Environment Variables", 8.2.
    pub fn from_env(vars: impl Fn(&str) -> Option<String>, is_terminal: bool) -> Options {
        let set = |name: &str| vars(name).filter(|value| !value.is_empty());
        let terminal = set("TERM").unwrap_or_default();
        let capable = is_terminal && terminal != "dumb";
        let forced = set("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let declined = set("CLICOLOR").is_some_and(|value| value == "0");
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let locale = locale.unwrap_or_default().to_ascii_lowercase();
        let width = set("COLUMNS").and_then(|columns| columns.trim().parse().ok());
        let default = Options::default();
        Options {
            color: set("NO_COLOR").is_none() && (forced || capable && !declined),
            unicode: locale.contains("utf-8") || locale.contains("utf8"),
            // The console of Linux prints what it does not know.
            links: capable && terminal != "linux",
            width: width.unwrap_or(default.width).clamp(40, 200),
            ..default
        }
    }

    /// What stands where a text goes on.
    pub(super) fn cut(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(vars: &[(&str, &str)], is_terminal: bool) -> Options {
        let find = |name: &str| vars.iter().find(|(key, _)| *key == name);
        Options::from_env(|name| find(name).map(|(_, value)| (*value).to_owned()), is_terminal)
    }

    #[test]
    fn colours_are_for_terminals_unless_the_environment_says_otherwise() {
        assert!(options(&[], true).color);
        assert!(!options(&[], false).color);
        assert!(!options(&[("TERM", "dumb")], true).color);
        assert!(!options(&[("CLICOLOR", "0")], true).color);
        assert!(options(&[("CLICOLOR_FORCE", "1")], false).color);
        assert!(!options(&[("CLICOLOR_FORCE", "0")], false).color);
        assert!(!options(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], true).color);
        assert!(options(&[("NO_COLOR", "")], true).color);
    }

    #[test]
    fn frames_are_ascii_unless_the_locale_is_utf_8() {
        assert!(options(&[("LANG", "de_DE.UTF-8")], false).unicode);
        assert!(options(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")], false).unicode);
        assert!(!options(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], false).unicode);
        assert!(!options(&[], true).unicode);
    }

    #[test]
    fn links_are_for_terminals_only() {
        assert!(options(&[("TERM", "xterm")], true).links);
        assert!(!options(&[("TERM", "linux")], true).links);
        assert!(!options(&[("CLICOLOR_FORCE", "1")], false).links);
    }

    #[test]
    fn the_width_is_that_of_the_terminal_within_reason() {
        assert_eq!(options(&[("COLUMNS", "72")], true).width, 72);
        assert_eq!(options(&[("COLUMNS", "3")], true).width, 40);
        assert_eq!(options(&[("COLUMNS", "wide")], true).width, 100);
    }
}
