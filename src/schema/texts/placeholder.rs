//! Texts that another program still has to fill in.

/// Whether a text holds the mark of a variable or of a template: `$X`, `{{ x }}`, `<x>`, `%(x)s`.
pub fn is_placeholder(text: &str) -> bool {
    ["$", "{{", "%(", "<", "@@"].iter().any(|mark| text.contains(mark))
}
