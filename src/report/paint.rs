//! Colours of words, as ANSI escape sequences, or none.

use crate::diagnostic::Severity;

/// Colours words, or leaves them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    color: bool,
}

impl Paint {
    /// Colours words, or leaves them.
    pub(super) fn new(color: bool) -> Paint {
        Paint { color }
    }

    /// A text that stands out.
    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// A text that stands back.
    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// A word that says what a line is.
    pub(super) fn cyan(self, text: &str) -> String {
        self.paint("36", text)
    }

    /// A text that goes.
    pub(super) fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// A text that comes.
    pub(super) fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// A text in the colour of a severity.
    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.paint(code, text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
