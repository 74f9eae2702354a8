//! Where a shell puts values into a script.

use super::here_document::{self, HereDocument};

/// The `$` of a script that a shell does not take for a mere character: outside of single quotes, of here-documents
/// whose delimiter is quoted and of comments, and not behind a backslash.
pub fn expansions(script: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut quote: Option<char> = None;
    let (mut escaped, mut comment) = (false, false);
    let mut documents: Vec<HereDocument> = Vec::new();
    let mut resumes = 0;
    let mut before = ' ';
    for (at, c) in script.char_indices() {
        let last = std::mem::replace(&mut before, c);
        if at < resumes || std::mem::take(&mut escaped) {
            continue;
        }
        comment &= c != '\n';
        match (quote, c) {
            _ if comment => {}
            (Some(open), c) if c == open => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => escaped = true,
            (_, '$') => found.push(at),
            (None, '\'' | '"') => quote = Some(c),
            (None, '#') => comment = last.is_whitespace(),
            (None, '<') => documents.extend(HereDocument::opened(script, at)),
            (None, '\n') => {
                resumes = at + 1;
                for document in documents.drain(..) {
                    let start = resumes;
                    resumes = here_document::end(script, start, std::slice::from_ref(&document));
                    let body = script.get(start..resumes).filter(|_| !document.is_literal);
                    let expanded = body.into_iter().flat_map(|body| body.match_indices('$'));
                    found.extend(expanded.map(|(at, _)| start + at));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_expands_is_found() {
        let names = |script: &str| -> String {
            let name = |at: usize| script.get(at + 1..at + 2).unwrap_or_default().to_owned();
            expansions(script).into_iter().map(name).collect()
        };
        assert_eq!(names("a $A '$B' \"$C '$D'\" \\$E # don't $F\n$G"), "ACDG");
        assert_eq!(names("a <<'X' <<Y\n$A\nX\n$B '$C'\nY\n$D '$E'"), "BCD");
        assert_eq!(names("a#'$A'$B"), "B");
    }
}
