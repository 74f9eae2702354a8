//! Reads one document: the parser's events, its errors, and what stays unread.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, StrInput, options};

use super::adapted::{Added, adapted, is_adaptable};
use super::judge::After;
use super::message;
use super::tokens::{line_start, skip_blanks};
use super::tree::{Open, Properties};
use crate::source::{Span, Spanned};
use crate::syntax::{Document, Fault, MAX_DEPTH, Node, Scalar, Style, SyntaxError, Value};

/// Reads the first document of `part` of the text; `None` if there is nothing in it.
pub(super) fn read(document: &mut Document, text: &str, part: Range<usize>) -> Option<Node> {
    let before = Before::of(document);
    let mut reader = Reader::new(document, text, &part);
    let first = skip_blanks(reader.text, part.start);
    if reader.text[first..].starts_with('%') {
        reader.report(first, message::DIRECTIVE.into(), Fault::Libyaml);
        return None;
    }
    let stop = reader.events(Parser::new_from_str_with_options(&text[part.clone()], options()));
    if stop == Stop::Adaptable {
        let adapted = adapted(&text[part.clone()]);
        before.restore(document);
        let comments = adapted.comments.iter();
        let comments = comments.map(|comment| part.start + comment.start..part.start + comment.end);
        let comments = comments.map(|comment| Span::new(document.file, comment));
        document.comments.extend(comments);
        reader = Reader::new(document, text, &part);
        reader.added = adapted.added;
        reader.events(Parser::new_from_str_with_options(&adapted.text, options()));
    }
    reader.finish(part)
}

/// What the parser is asked for.
pub(super) fn options() -> Options {
    options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: 1_000_000,
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    }
}

/// How the reading of a document came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// With its end, or with an error.
    Done,
    /// With what may be no error to libyaml.
    Adaptable,
}

/// What a document held before it was read on.
struct Before {
    comments: usize,
    errors: usize,
    error_count: usize,
}

impl Before {
    fn of(document: &Document) -> Before {
        Before {
            comments: document.comments.len(),
            errors: document.errors.len(),
            error_count: document.error_count,
        }
    }

    fn restore(self, document: &mut Document) {
        document.comments.truncate(self.comments);
        document.errors.truncate(self.errors);
        document.error_count = self.error_count;
    }
}

type Events<'t> = Parser<'t, StrInput<'t>>;

/// A document that is being read.
pub(super) struct Reader<'r> {
    pub(super) document: &'r mut Document,
    /// The text up to the end of the part.
    pub(super) text: &'r str,
    /// Where the part begins; the parser counts from there.
    base: usize,
    /// What was added to the part for the parser.
    added: Added,
    /// Behind the last token that was taken.
    pub(super) at: usize,
    /// The end of the last node that was taken.
    pub(super) end: usize,
    /// The collections that are open, the outermost first.
    pub(super) open: Vec<Open>,
    pub(super) root: Option<Node>,
    /// What stands before `at`, as far as libyaml treats the blanks behind it differently.
    pub(super) after: After,
    /// Whether an error of libyaml's was reported.
    refused: bool,
}

impl<'r> Reader<'r> {
    fn new(document: &'r mut Document, text: &'r str, part: &Range<usize>) -> Reader<'r> {
        Reader {
            document,
            text: &text[..part.end],
            base: part.start,
            added: Added::default(),
            at: part.start,
            end: part.start,
            open: Vec::new(),
            root: None,
            after: After::LineStart,
            refused: false,
        }
    }

    /// Where the parser's byte stands in the text.
    fn place(&self, at: usize) -> usize {
        self.base + self.added.old(at)
    }

    fn places(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn events(&mut self, mut events: Events<'_>) -> Stop {
        let mut documents = 0;
        while let Some(next) = events.next() {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    let fault = message::fault(error.kind());
                    let at = error.marker().byte_offset().map_or(self.end, |byte| self.place(byte));
                    self.report(at, message::of(error.kind()), fault);
                    return match is_adaptable(error.kind()) {
                        true => Stop::Adaptable,
                        false => Stop::Done,
                    };
                }
            };
            let range = span.byte_range().map_or(self.at..self.at, |range| self.places(range));
            match event {
                Event::DocumentStart(explicit, _) => {
                    documents += 1;
                    if documents > 1 {
                        return Stop::Done;
                    }
                    if explicit {
                        self.at = range.end;
                    }
                    // End markers may stand before the document.
                    while let at = skip_blanks(self.text, self.at)
                        && self.text[at..].starts_with("...")
                        && line_start(self.text, at) == at
                    {
                        self.at = at + 3;
                    }
                }
                // GitLab stops reading behind an explicit end.
                Event::DocumentEnd if !range.is_empty() => {
                    self.end = range.end;
                    return Stop::Done;
                }
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | Event::Anchor(..) => {}
                Event::Comment(..) => {
                    let span = Span::new(self.document.file, range);
                    self.document.comments.push(span);
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(range),
                Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                    let tag = span.tag_span().and_then(|span| span.byte_range());
                    let tag = tag.map(|tag| self.places(tag));
                    let properties = self.properties(&event, tag, &mut events);
                    match event {
                        Event::Scalar(value, style, ..) => self.scalar(&value, style, range, properties),
                        Event::SequenceStart(style, ..) => {
                            self.open(Value::Sequence(Vec::new()), style, range, properties)
                        }
                        Event::MappingStart(style, ..) => {
                            self.open(Value::Mapping(Vec::new()), style, range, properties)
                        }
                        _ => {}
                    }
                }
                Event::Alias(_) => self.alias(range),
                Event::UnresolvedAlias(_) => {
                    self.report(
                        range.start,
                        "an alias without an anchor before it".into(),
                        Fault::Grammar,
                    );
                    self.alias(range);
                }
                // The events of this version are all named above.
                _ => {}
            }
            if self.open.len() >= MAX_DEPTH {
                self.report(self.at, message::TOO_DEEP.into(), Fault::TooDeep);
                self.open.pop();
                return Stop::Done;
            }
        }
        self.judge_blanks(skip_blanks(self.text, self.at));
        self.end = self.text.len();
        Stop::Done
    }

    fn properties(&self, event: &Event<'_>, tag: Option<Range<usize>>, events: &mut Events<'_>) -> Properties {
        let file = self.document.file;
        let spanned = |value: &str, range: Range<usize>| Spanned {
            value: value.to_owned(),
            span: Span::new(file, range),
        };
        let mut properties = Properties {
            resolved: event.tag().map(ToString::to_string),
            tag: tag.map(|range| spanned(&self.text[range.clone()], range)),
            anchor: None,
        };
        if event.anchor_id().is_none() {
            return properties;
        }
        // The event of an anchor follows that of its node at once.
        if let Some(Ok((Event::Anchor(_, name), span))) = events.next() {
            let range = span.byte_range().unwrap_or_default();
            properties.anchor = Some(spanned(&name, self.places(range)));
        }
        properties
    }

    /// Reports an error at a character. libyaml stops at the first that only it sees, so there is one of these.
    pub(super) fn report(&mut self, at: usize, message: String, fault: Fault) {
        if fault == Fault::Libyaml && std::mem::replace(&mut self.refused, true) {
            return;
        }
        let at = at.min(self.text.len());
        let length = self.text[at..]
            .chars()
            .next()
            .filter(|c| !matches!(c, '\n' | '\r'))
            .map_or(0, char::len_utf8);
        self.document.report(SyntaxError {
            span: Span::new(self.document.file, at..at + length),
            message,
            fault,
            mend: Vec::new(),
        });
    }

    /// Closes what an error left open, and notes what was not read.
    fn finish(mut self, part: Range<usize>) -> Option<Node> {
        let unread = self.end.max(part.start)..part.end;
        while let Some(open) = self.open.last() {
            if open.key.is_some() {
                let at = Span::new(self.document.file, self.end..self.end);
                self.attach(Node::new(at, Value::Broken, Style::Bare), self.end);
            }
            self.close(self.at..self.at);
        }
        let left = !self.text[unread.clone()].trim().is_empty();
        if left {
            self.document.unread.push(Span::new(self.document.file, unread));
        }
        let broken = || Node::new(Span::new(self.document.file, part), Value::Broken, Style::Bare);
        match self.root {
            None if left => Some(broken()),
            root => root.filter(|root| !matches!(root.value, Value::Scalar(Scalar::Null))),
        }
    }
}
