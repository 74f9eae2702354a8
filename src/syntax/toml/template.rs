//! TOML that another program fills in before GitLab Runner reads it: the marks of Helm, Jinja, Terraform, envsubst and ERB are made
//! neutral, byte for byte, so that the rest can be read where it stands.

use std::ops::Range;

use super::marks::{Mark, marks};
use crate::source::{FileId, Span};
use crate::syntax::{Document, Fault, SyntaxError, Template};

/// Reads a TOML text that may have marks of a template. What is wrong beside a mark, or where marks decide which lines there are, is
/// no fault of the text.
pub fn parse_template(file: FileId, text: &str) -> Document {
    let Some(neutral) = neutral(text) else {
        return super::parse(file, text);
    };
    let mut document = super::parse(file, &neutral.text);
    let spans = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|range| Span::new(file, range)).collect();
    let mut template = Template {
        open: spans(neutral.open),
        adrift: spans(neutral.adrift),
        is_partial: neutral.is_partial,
        is_valued: neutral.is_partial && !neutral.has_gaps,
        is_shaped: neutral.is_shaped,
    };
    let repeats = |error: &SyntaxError| matches!(error.fault, Fault::Duplicate { .. } | Fault::Redefined { .. });
    let is_fault = |error: &SyntaxError| {
        let is_beside = template.touches(Span::new(file, lines(text, &error.span.range())));
        !(is_beside || repeats(error) && template.is_partial)
    };
    let (faults, hidden): (Vec<_>, Vec<_>) =
        (document.errors.into_iter()).partition(|error| !template.is_shaped && is_fault(error));
    // What is no fault of the text may still be something that could not be read.
    let lost = hidden.iter().filter(|error| !repeats(error) && error.mend.is_empty());
    document.unread.extend(lost.map(|error| error.span));
    // A mark over several lines may hold keys and values that were taken out of use.
    let is_long = |open: &&Span| text.get(open.range()).is_some_and(|mark| mark.contains('\n'));
    document.unread.extend(template.open.iter().filter(is_long));
    // Of what stands there twice a mark takes one.
    template.is_shaped |= hidden.iter().any(repeats);
    template.is_valued &= hidden.is_empty();
    document.errors = faults;
    document.error_count = document.errors.len();
    document.template = Some(Box::new(template));
    document
}

/// The bytes of the lines that a range begins and ends on.
fn lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text.get(..range.start).and_then(|before| before.rfind('\n'));
    let end = text.get(range.end..).and_then(|after| after.find('\n'));
    start.map_or(0, |at| at + 1)..end.map_or(text.len(), |at| range.end + at)
}

/// A text whose marks were made neutral.
#[derive(Debug)]
struct Neutral {
    /// The text, as long as it was.
    text: String,
    /// What is known only when it is filled in: the marks, and what is said together with them.
    open: Vec<Range<usize>>,
    /// Stretches that may belong to another table, because a mark before them may hold headers.
    adrift: Vec<Range<usize>>,
    /// Whether marks stand where TOML has keys and values, so that nobody knows what is set.
    is_partial: bool,
    /// Whether such marks stand elsewhere than for whole values.
    has_gaps: bool,
    /// Whether marks decide which lines there are.
    is_shaped: bool,
}

/// Makes the marks of a text neutral; `None` if it has none that matter.
fn neutral(text: &str) -> Option<Neutral> {
    let found = marks(text);
    if found.is_empty() {
        return None;
    }
    let mut writer = Writer {
        text,
        out: text.as_bytes().to_vec(),
        neutral: Neutral {
            text: String::new(),
            open: Vec::new(),
            adrift: Vec::new(),
            is_partial: false,
            has_gaps: false,
            is_shaped: false,
        },
    };
    let mut done = 0;
    for (index, mark) in found.iter().enumerate() {
        if mark.range.start >= done {
            done = writer.mark(mark, &found[index + 1..]);
        }
    }
    let mut neutral = writer.neutral;
    neutral.text = String::from_utf8(writer.out).ok()?;
    Some(neutral)
}

struct Writer<'t> {
    text: &'t str,
    out: Vec<u8>,
    neutral: Neutral,
}

impl Writer<'_> {
    /// Makes a mark neutral; gives the byte up to which that was done.
    fn mark(&mut self, mark: &Mark, later: &[Mark]) -> usize {
        let range = mark.range.clone();
        if mark.in_string {
            self.fill(range.clone(), |byte| match byte {
                b'"' | b'\'' | b'\\' | b'\n' | b'\r' => b'_',
                other => other,
            });
            self.neutral.open.push(range.clone());
            return range.end;
        }
        self.neutral.is_partial = true;
        let line = lines(self.text, &range);
        let before = self.out.get(line.start..range.start).unwrap_or_default();
        let last = before.iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied();
        if last == Some(b'=') {
            let end = self.value_end(&range, line.end);
            self.place_holder(range.start..end);
            self.neutral.open.push(range.start..end);
            return end;
        }
        self.neutral.has_gaps = true;
        if last.is_none() && self.is_alone(&range, line.end, later) {
            self.neutral.is_shaped = true;
            if !mark.is_control {
                self.neutral.adrift.push(range.end..self.next_header(range.end));
            }
            self.fill(range.clone(), blank);
        } else if self.is_glued(&range) || last == Some(b'[') && before.trim_ascii_start().first() == Some(&b'[') {
            self.fill(range.clone(), |byte| if byte == b'\n' { byte } else { b'_' });
        } else {
            self.neutral.is_shaped |= mark.is_control;
            self.fill(range.clone(), blank);
        }
        self.neutral.open.push(range.clone());
        range.end
    }

    fn fill(&mut self, range: Range<usize>, with: impl Fn(u8) -> u8) {
        for byte in self.out.get_mut(range).unwrap_or_default() {
            // What is not ASCII has several bytes, none of which may be left alone.
            *byte = if byte.is_ascii() { with(*byte) } else { b'_' };
        }
    }

    /// Writes a string that holds a reference, which is to say that its value is not known.
    fn place_holder(&mut self, range: Range<usize>) {
        let (start, end) = (range.start, range.end);
        self.fill(range, |_| b'_');
        for (at, byte) in [(start, b'"'), (start + 1, b'$'), (end - 1, b'"')] {
            if let Some(place) = self.out.get_mut(at) {
                *place = byte;
            }
        }
    }

    /// Where a value ends that begins with a mark.
    fn value_end(&self, mark: &Range<usize>, line_end: usize) -> usize {
        let rest = self.text.get(mark.end..line_end).unwrap_or_default();
        match rest.trim_start().chars().next() {
            None | Some('#' | ',' | ']' | '}') => mark.end,
            Some(_) => mark.end + rest.trim_end().len(),
        }
    }

    /// Whether nothing but marks and a comment follows on the line.
    fn is_alone(&self, mark: &Range<usize>, line_end: usize, later: &[Mark]) -> bool {
        let mut at = mark.end;
        for next in later.iter().take_while(|next| next.range.start < line_end) {
            if !self
                .text
                .get(at..next.range.start)
                .is_none_or(|between| between.trim().is_empty())
            {
                return false;
            }
            at = at.max(next.range.end);
        }
        let rest = self.text.get(at..line_end).unwrap_or_default().trim_start();
        rest.is_empty() || rest.starts_with('#')
    }

    fn is_glued(&self, mark: &Range<usize>) -> bool {
        let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte));
        let before = mark.start.checked_sub(1).and_then(|at| self.out.get(at));
        word(before) || word(self.out.get(mark.end))
    }

    /// Where the next line begins that is the header of a table.
    fn next_header(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let lines = rest.split_inclusive('\n').scan(from, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        });
        let mut headers = lines.filter(|(start, line)| *start > from && line.trim_start().starts_with('['));
        headers.next().map_or(self.text.len(), |(start, _)| start)
    }
}

fn blank(byte: u8) -> u8 {
    if byte == b'\n' { byte } else { b' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_twice_is_chosen_by_marks() {
        let shaped = |text: &str| parse_template(FileId::new(0), text).template.unwrap().is_shaped;
        assert!(shaped("a = {{ x }}\nb = 1\na = {{ y }}\nb = 2\n"));
        assert!(!shaped("a = {{ x }}\nb = 1\n"));
    }

    fn read(text: &str) -> String {
        let neutral = neutral(text).unwrap();
        assert_eq!(neutral.text.len(), text.len());
        neutral.text
    }

    #[test]
    fn quotes_of_a_mark_do_not_end_the_string_around_it() {
        assert_eq!(
            read("image = \"{{ printf \"%s:%s\" .A .B }}/x\"\n"),
            "image = \"{{ printf _%s:%s_ .A .B }}/x\"\n"
        );
        assert_eq!(read("a = '${lookup('x')}'\n"), "a = '${lookup(_x_)}'\n");
        assert!(neutral("a = [\"${B\", \"C=}\"]\n").is_none());
        let reference = neutral("a = \"${B}\" # {{ x }}\n").unwrap();
        assert_eq!(reference.text, "a = \"${B}\" # {{ x }}\n");
        assert!(reference.open.first() == Some(&(5..9)) && !reference.is_partial);
    }

    #[test]
    fn a_mark_for_a_value_is_a_value() {
        assert_eq!(read("a = {{ .X }} # why\n"), "a = \"$_____\" # why\n");
        assert_eq!(read("a = ${x}\n"), "a = \"$_\"\n");
        assert_eq!(
            read("a = {{ if .X }}true{{ end }}\n"),
            "a = \"$_____________________\"\n"
        );
        assert_eq!(read("a = { b = ${x}, c = 1 }\n"), "a = { b = \"$_\", c = 1 }\n");
        assert_eq!(read("a = [\"/cache\"${more}]\n"), "a = [\"/cache\"       ]\n");
    }

    #[test]
    fn lines_of_marks_are_blank_and_shape_the_text() {
        let text = "[[runners]]\n{% if a %}\n  limit = 1\n{% endif %}\n${more}\nb = 1\n[runners.docker]\n";
        let neutral = neutral(text).unwrap();
        assert!(neutral.is_shaped && neutral.is_partial);
        assert_eq!(
            neutral.text,
            text.replace("{% if a %}", "          ")
                .replace("{% endif %}", "           ")
                .replace("${more}", "       ")
        );
        let adrift: Vec<&str> = neutral.adrift.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(adrift, ["\nb = 1\n"]);
    }

    #[test]
    fn a_mark_in_a_name_is_a_part_of_it() {
        assert_eq!(read("[runners.${x}]\nk_${y} = 1\n"), "[runners.____]\nk_____ = 1\n");
        assert_eq!(read("[{{ x }}]\n"), "[_______]\n");
    }

    #[test]
    fn names_that_sed_or_envsubst_fill_in_are_marks_outside_of_strings() {
        assert_eq!(read("a = $X # why\n"), "a = \"\" # why\n");
        assert_eq!(read("limit = $LIMIT\n"), "limit = \"$___\"\n");
        assert_eq!(read("a = @LIMIT@\n"), "a = \"$____\"\n");
        assert_eq!(read("a = __LIMIT__\n"), "a = \"$______\"\n");
        assert!(neutral("__a__ = \"$X @Y@\" # $Z\n").is_none());
    }

    #[test]
    fn marks_over_several_lines_keep_their_line_ends() {
        assert_eq!(read("{# é\n x #}\na = 1\n"), "   __\n     \na = 1\n");
    }
}
