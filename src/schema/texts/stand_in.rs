//! Texts that something else fills in before GitLab Runner reads them.

/// Whether a text is to be filled in by a shell, a template or a reader: `${MEMORY}`, `{{ memory }}`, `<MEMORY>`, `@MEMORY@`.
pub fn is_stand_in(text: &str) -> bool {
    text.contains(['$', '{', '<', '@'])
}
