//! What libyaml refuses although the parser accepts it, and keys that come twice.
//!
//! Source: libyaml 0.2.5 `src/scanner.c`, held against it by running both over mutated pipelines.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::reader::Reader;
use super::tokens::{is_indicator, line_end, line_start, skip_blanks};
use super::tree::Properties;
use super::typing;
use crate::source::{Name, Span, Spanned};
use crate::syntax::{Entry, Fault, Scalar, Style};

/// What stands before some blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing, or an indicator behind which a key may begin: no tab may follow.
    LineStart,
    /// A plain scalar; in the lines below it, tabs may stand from this column on.
    Plain(usize),
    /// Anything else: tabs may follow up to the end of the line.
    Token,
}

impl Reader<'_> {
    /// Tabs between two tokens: libyaml takes none where a key could begin.
    pub(super) fn judge_blanks(&mut self, end: usize) {
        let start = self.at.min(end);
        let after = std::mem::replace(&mut self.after, After::Token);
        if self.text.as_bytes()[start..end].contains(&b'\t') {
            let flow = self.open.last().is_some_and(|open| open.node.style == Style::Flow);
            if let Some(at) = refused_tab(self.text, start..end, after, flow) {
                self.report(at, "a tab where YAML allows only spaces".into(), Fault::Libyaml);
            }
        }
    }

    /// Tabs in the indentation of a block scalar.
    pub(super) fn judge_block_scalar(&mut self, content: Range<usize>) {
        let first = line_start(self.text, content.start);
        let indent = content.start - first;
        let tabbed = |line: usize| {
            let spaces = self.text[line..].bytes().take_while(|byte| *byte == b' ').count();
            (spaces < indent && self.text[line + spaces..].starts_with('\t')).then_some(line + spaces)
        };
        if self.text[content.clone()].contains('\t') {
            let breaks = self.text[first..content.end].match_indices('\n');
            let mut lines = breaks.map(|(at, _)| first + at + 1).filter(|line| *line < content.end);
            if let Some(at) = lines.find_map(tabbed) {
                self.report(at, "a tab where YAML allows only spaces".into(), Fault::Libyaml);
            }
        }
    }

    /// libyaml takes a colon inside brackets for an indicator wherever a value may begin, and needs a key before a
    /// colon in a block.
    pub(super) fn judge_colon(&mut self, missing: bool, style: Style, start: usize) {
        let Some(open) = self.open.last() else { return };
        let is_key = open.node.is_mapping() && open.key.is_none();
        // A key begins with its tag and anchor, behind the comma above.
        let start = match missing {
            true if is_key && open.node.style == Style::Flow => skip_comma(self.text, open.entry),
            true if is_key => skip_blanks(self.text, open.entry),
            true => skip_blanks(self.text, start),
            false => start,
        };
        if style != Style::Bare || !self.text[start..].starts_with(':') {
            return;
        }
        let explicit = is_indicator(self.text, open.entry, b'?');
        let message = match open.node.style {
            Style::Flow if !missing || is_key => "a value that begins with `:` inside brackets",
            Style::Block if missing && is_key && !explicit => "a value without a key",
            _ => return,
        };
        self.report(start, message.into(), Fault::Libyaml);
    }

    /// A key inside brackets stands on one line with its colon.
    pub(super) fn judge_key(&mut self, colon: usize) {
        let Some((open, key)) = self.open.last().and_then(|open| Some((open, open.key.as_ref()?))) else {
            return;
        };
        let explicit = is_indicator(self.text, key.entry, b'?');
        let start = key.entry;
        if open.node.style == Style::Flow && !explicit && self.text[start..colon].contains(['\n', '\r']) {
            self.report(start, "a key over several lines inside brackets".into(), Fault::Libyaml);
        }
    }

    /// Tags and anchors that libyaml or Psych do not read.
    pub(super) fn judge_properties(&mut self, properties: &Properties) {
        if let Some(anchor) = &properties.anchor {
            self.judge_name(&anchor.value, anchor.span.range().start);
        }
        let Some(tag) = &properties.tag else { return };
        let range = tag.span.range();
        let class = |tag: &str| {
            let plain = matches!(tag, "!ruby/sym" | "!ruby/symbol" | "!ruby/string");
            tag.starts_with("!ruby/") && !plain || matches!(tag, "!set" | "tag:yaml.org,2002:set")
        };
        let message = if self.text[range.end..].starts_with([']', '}', '[', '{']) {
            "a tag without a blank before the bracket"
        } else if !tag.value.starts_with("!<") && !tag.value.bytes().all(may_be_in_tag) {
            "a tag with a character that no tag has"
        } else if properties.resolved.as_deref().is_some_and(class) {
            "a tag that names a Ruby class, which GitLab does not load"
        } else {
            return;
        };
        self.report(range.start, message.into(), Fault::Libyaml);
    }

    /// The name of an anchor or alias.
    pub(super) fn judge_name(&mut self, name: &str, at: usize) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !name.bytes().all(fits) {
            let message = "an anchor name with other characters than letters, digits, `-` and `_`";
            self.report(at, message.into(), Fault::Libyaml);
        }
    }
}

/// The next byte that is neither blank nor in a comment, behind a comma if there is one.
fn skip_comma(text: &str, at: usize) -> usize {
    let next = skip_blanks(text, at);
    match text[next..].starts_with(',') {
        true => skip_blanks(text, next + 1),
        false => next,
    }
}

/// Whether libyaml reads a byte as a part of a tag.
fn may_be_in_tag(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_;/?:@&=+$.!~*'()%,[]".contains(&byte)
}

/// The first tab in the blanks and comments of `gap` that libyaml does not take.
fn refused_tab(text: &str, gap: Range<usize>, after: After, flow: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = gap.start;
    if let After::Plain(indent) = after {
        // The scalar might go on: blanks below it count as its indentation.
        let mut line = None;
        while at < gap.end && bytes[at].is_ascii_whitespace() {
            match bytes[at] {
                b'\n' | b'\r' => line = Some(at + 1),
                b'\t' if line.is_some_and(|line| at - line < indent) => return Some(at),
                _ => {}
            }
            at += 1;
        }
    }
    if flow {
        return None;
    }
    let mut refused = after == After::LineStart;
    while at < gap.end {
        match bytes[at] {
            b'\t' if refused => return Some(at),
            b'\n' | b'\r' => refused = true,
            b'#' => {
                at = line_end(text, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The entry before with the same key, if there is one. Two merge keys both count, and `1` is not `"1"`.
pub(super) fn earlier(
    text: &str,
    entries: &[Entry],
    seen: &mut Option<HashMap<Name, Span, RandomState>>,
    key: &Spanned<Name>,
) -> Option<Span> {
    const FEW: usize = 8;
    let first = if entries.len() < FEW {
        let same = entries.iter().find(|entry| entry.key.value == key.value);
        same.map(|entry| entry.key.span)
    } else {
        let seen = seen.get_or_insert_with(|| {
            let keys = entries.iter().rev();
            keys.map(|entry| (entry.key.value.clone(), entry.key.span)).collect()
        });
        let first = seen.get(&key.value).copied();
        if first.is_none() {
            seen.insert(key.value.clone(), key.span);
        }
        first
    };
    let is_string = |span: Span| {
        let source = &text[span.range()];
        source.starts_with(['"', '\'']) || matches!(typing::typed(source), Scalar::String(_))
    };
    first.filter(|first| key.value != "<<" && is_string(*first) == is_string(key.span))
}
