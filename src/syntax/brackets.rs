//! Headers of TOML tables that become headers of arrays of tables.

use super::{Document, Fault, SyntaxError};
use crate::edit::Edit;
use crate::source::{Format, SourceFile, Span};

impl Document {
    /// Doubles the brackets of `[a]` headers. It repairs the error of a name that is taken, so it may touch one.
    pub fn double_brackets(&self, file: &SourceFile, headers: &[Span]) -> Option<Vec<Edit>> {
        let is_single = |header: &&Span| {
            let text = file.text().get(header.range()).unwrap_or_default();
            let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            inner.is_some_and(|inner| !inner.starts_with('[') && !inner.contains(['.', '#', '\n']))
        };
        // With another mistake, such as `[runners]]`, nobody knows what the brackets would make.
        let repeats = |error: &SyntaxError| matches!(error.fault, Fault::Duplicate { .. } | Fault::Redefined { .. });
        if !self.errors.iter().all(repeats) {
            return None;
        }
        if self.format != Format::Toml || !headers.iter().all(|header| is_single(&header)) {
            return None;
        }
        let double = |header: &Span| [Edit::new(header.before(), "["), Edit::new(header.after(), "]")];
        Some(headers.iter().flat_map(double).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Literal, apply};
    use crate::source::{FileId, Role};
    use crate::syntax::parse;

    fn doubled(text: &str) -> Option<String> {
        let file = SourceFile::new("config.toml", Role::RunnerConfig, text.as_bytes().to_vec());
        let document = parse(FileId::new(0), &file);
        let at = text.rfind("[runners]").or(text.rfind("[ runners ]"))?;
        let length = text[at..].find(']')? + 1;
        let header = Span::new(document.file, at..at + length);
        let edits = document.double_brackets(&file, &[header])?;
        Some(apply(text, &mut edits.iter().collect()))
    }

    #[test]
    fn a_header_gets_a_second_pair_of_brackets_and_nothing_else_changes() {
        let before = "# one\r\n  [runners] # two\r\n  name = \"a\"\r\n";
        let after = "# one\r\n  [[runners]] # two\r\n  name = \"a\"\r\n";
        assert_eq!(doubled(before).as_deref(), Some(after));
        assert_eq!(doubled("[ runners ]\n").as_deref(), Some("[[ runners ]]\n"));
    }

    #[test]
    fn the_table_becomes_the_only_element_of_a_list() {
        let text = "concurrent = 1\n[runners]\nname = \"a\"\n[runners.docker]\nimage = \"b\"\n";
        let after = doubled(text).unwrap();
        let read = |text: &str| {
            let file = SourceFile::new("config.toml", Role::RunnerConfig, text.as_bytes().to_vec());
            parse(FileId::new(0), &file)
        };
        let table = read(text).root.get("runners").unwrap().literal();
        assert!(read(&after).errors.is_empty());
        assert_eq!(
            read(&after).root.get("runners").unwrap().literal(),
            Literal::List(vec![table])
        );
    }

    #[test]
    fn a_header_that_has_two_brackets_is_left_alone() {
        let text = "[[runners]]\n";
        let file = SourceFile::new("config.toml", Role::RunnerConfig, text.as_bytes().to_vec());
        let document = parse(FileId::new(0), &file);
        assert!(
            document
                .double_brackets(&file, &[Span::new(document.file, 0..11)])
                .is_none()
        );
    }

    #[test]
    fn headers_in_a_text_with_other_mistakes_are_left_alone() {
        assert_eq!(doubled("[runners]]\nname = \"a\"\n"), None);
        assert_eq!(doubled("runners]\n[runners]\nname = \"a\"\n"), None);
    }
}
