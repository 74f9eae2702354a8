//! Spellings of strings, decoded, with the place of each byte.

use super::tokens::{line_end, line_start, next_line};

/// A spelling, decoded, with the starts of the stretches that map byte by byte.
#[derive(Default)]
pub(super) struct Read {
    pub(super) decoded: String,
    pub(super) pieces: Vec<(usize, usize)>,
}

impl Read {
    /// Marks that the next decoded byte stands at `there`, if that does not follow from the last mark.
    fn mark(&mut self, there: usize) {
        let here = self.decoded.len();
        let follows = self.pieces.last().is_some_and(|(last, at)| there == at + (here - last));
        if !follows {
            self.replace(here, there);
        }
    }

    fn replace(&mut self, here: usize, there: usize) {
        self.pieces.pop_if(|(last, _)| *last == here);
        self.pieces.push((here, there));
    }

    /// Takes bytes that stand for themselves.
    fn plain(&mut self, text: &str, there: usize) {
        self.mark(there);
        self.decoded.push_str(text);
    }

    /// Takes a character for what stands at `there`.
    fn char(&mut self, c: char, there: usize) {
        self.mark(there);
        self.decoded.push(c);
    }

    /// Marks the end.
    fn ended(mut self, there: usize) -> Read {
        let here = self.decoded.len();
        self.replace(here, there);
        self
    }
}

/// How the characters of a scalar that is no block are spelled.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// A plain or quoted scalar, of several lines too; `None` for an escape that there is not.
///
/// Source: libyaml 0.2.5 `src/scanner.c`, `yaml_parser_scan_flow_scalar` and `yaml_parser_scan_plain_scalar`.
pub(super) fn flow(source: &str, quotes: Quotes) -> Option<Read> {
    let (from, to) = match quotes {
        Quotes::None => (0, source.len()),
        Quotes::Single | Quotes::Double => (1, source.len().checked_sub(1)?),
    };
    let text = source.get(..to)?;
    let mut read = Read::default();
    let mut at = from;
    while let Some(left) = text.get(at..).filter(|left| !left.is_empty()) {
        let special = |c: char| match c {
            '\n' | '\r' => true,
            '\'' => quotes == Quotes::Single,
            '\\' => quotes == Quotes::Double,
            _ => false,
        };
        let stop = left.find(special).unwrap_or(left.len());
        let plain = &left[..stop];
        let next = left[stop..].chars().next();
        if matches!(next, Some('\n' | '\r')) {
            let kept = plain.trim_end_matches([' ', '\t']);
            read.plain(kept, at);
            at = folded_break(text, at + kept.len(), at + stop, &mut read);
            continue;
        }
        read.plain(plain, at);
        at += stop;
        match next {
            Some('\'') => {
                read.char('\'', at);
                at += 2;
            }
            Some(_) if left[stop + 1..].starts_with(['\n', '\r']) => {
                let line = next_line(text, at + 1);
                at = blank_lines(text, line, &mut read);
            }
            Some(_) => {
                let (c, length) = escape(&left[stop..])?;
                read.char(c, at);
                at += length;
            }
            None => {}
        }
    }
    Some(read.ended(to))
}

/// Goes over a line end at `stop` and what is blank behind it: one line end is a blank, of several all but the first count. `kept`
/// is the end of what stands before it.
fn folded_break(text: &str, kept: usize, stop: usize, read: &mut Read) -> usize {
    let before = read.decoded.len();
    let next = blank_lines(text, next_line(text, stop), read);
    if read.decoded.len() == before {
        read.char(' ', kept);
    }
    next
}

/// Goes over blank lines from the start of a line on, each a line end of the string, to the first character of another line.
fn blank_lines(text: &str, mut line: usize, read: &mut Read) -> usize {
    loop {
        let rest = &text[line..];
        let start = line + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !text[start..].starts_with(['\n', '\r']) {
            return start;
        }
        read.char('\n', start);
        line = next_line(text, start);
    }
}

/// The character of the escape that a text begins with, and its length.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = |c: char| Some((c, 2));
    match text[1..].chars().next()? {
        '0' => simple('\0'),
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        't' | '\t' => simple('\t'),
        'n' => simple('\n'),
        'v' => simple('\u{B}'),
        'f' => simple('\u{C}'),
        'r' => simple('\r'),
        'e' => simple('\u{1B}'),
        c @ (' ' | '"' | '/' | '\\') => simple(c),
        'N' => simple('\u{85}'),
        '_' => simple('\u{A0}'),
        'L' => simple('\u{2028}'),
        'P' => simple('\u{2029}'),
        'x' => hexadecimal(text, 2).and_then(|code| Some((char::from_u32(code)?, 4))),
        'U' => hexadecimal(text, 8).and_then(|code| Some((char::from_u32(code)?, 10))),
        'u' => {
            let code = hexadecimal(text, 4)?;
            let low = || hexadecimal(text.get(6..)?, 4);
            if !(0xD800..0xDC00).contains(&code) {
                return Some((char::from_u32(code)?, 6));
            }
            let pair = 0x10000 + ((code - 0xD800) << 10) + low()?.checked_sub(0xDC00)?;
            Some((char::from_u32(pair)?, 12))
        }
        _ => None,
    }
}

fn hexadecimal(text: &str, digits: usize) -> Option<u32> {
    u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()
}

/// A `|` scalar: each line behind its indentation. What its chomping leaves of the last line end maps to that.
pub(super) fn literal(text: &str, header: usize, end: usize, value: &str) -> Read {
    let mut read = Read::default();
    let mut lines = value.split('\n').peekable();
    let mut start = next_line(text, header).min(end);
    let mut indent = None;
    while let Some(line) = lines.next() {
        let stop = line_end(text, start);
        if !line.is_empty() && indent.is_none() {
            indent = Some((stop - line_start(text, start)).saturating_sub(line.len()));
        }
        // Of the blank lines above the first that is not, all blanks are indentation.
        let inside = indent.map_or(stop, |indent| (start + indent).min(stop));
        if line.is_empty() && lines.peek().is_none() {
            return read.ended(start.min(text.len()));
        }
        // Compared with the value by the caller, so that any other layout gives no map.
        read.plain(text.get(inside..stop).unwrap_or_default(), inside);
        if lines.peek().is_none() {
            return read.ended(stop);
        }
        read.char('\n', stop);
        start = next_line(text, stop);
    }
    read
}

/// A `>` scalar, up to the line ends that its chomping leaves. Lines that are indented more than the first one are not folded.
///
/// Source: libyaml 0.2.5 `src/scanner.c`, `yaml_parser_scan_block_scalar`.
pub(super) fn folded(text: &str, header: usize, end: usize, value: &str) -> Read {
    let mut read = Read::default();
    let mut indent = None;
    // The line ends since the last line that is not blank, and whether that one was indented more.
    let (mut breaks, mut began, mut was_deeper) = (Vec::new(), false, false);
    let mut start = next_line(text, header).min(end);
    while start < end {
        let stop = line_end(text, start);
        let blanks = text[start..stop].bytes().take_while(|byte| *byte == b' ').count();
        let is_blank = indent.map_or(start + blanks == stop, |indent| {
            start + indent >= stop && start + blanks == stop
        });
        if !is_blank {
            let inside = (start + *indent.get_or_insert(blanks)).min(stop);
            let deeper = text[inside..].starts_with([' ', '\t']);
            let folds = began && !was_deeper && !deeper;
            match breaks[..] {
                [only] if folds => read.char(' ', only),
                _ => {
                    let kept = breaks.iter().skip(usize::from(folds));
                    kept.for_each(|at| read.char('\n', *at));
                }
            }
            read.plain(&text[inside..stop], inside);
            (began, was_deeper) = (true, deeper);
            breaks.clear();
        }
        breaks.push(stop);
        start = next_line(text, start);
    }
    let left = value.len().saturating_sub(read.decoded.len());
    // The last line end is no part of the scalar.
    if breaks.len() < left && start < text.len() {
        breaks.push(line_end(text, start));
        start = next_line(text, start);
    }
    for at in breaks.iter().take(left) {
        read.char('\n', *at);
    }
    read.ended(breaks.get(left).copied().unwrap_or(start))
}
