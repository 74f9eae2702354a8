//! Reading a stretch of a text word by word: what is harmless stays, everything else is replaced by what it looks like.

use std::ops::Range;

use super::merged;
use super::names::{Kind, Names};
use super::secrets::Around;
use super::words::{is_harmless, runs};
use crate::schema::texts::Cidr;
use crate::source::token_shapes;

/// What a stretch of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// A string of anything.
    Text,
    /// A string that begins with an image.
    Image,
    /// A string that begins with a host.
    Host,
    /// The token of a runner.
    Token,
    /// A network of Docker's own containers.
    Pool,
    /// A string that is one name.
    Name(Kind),
    /// What stands between values: keys, brackets, headers.
    Structure,
    /// A comment.
    Comment,
    /// A number, a truth value or a date.
    Plain,
    /// A line that could not be read.
    Unread,
}

/// A stretch of a file and what it is.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub(super) range: Range<usize>,
    pub(super) context: Context,
    /// Whether a backslash begins an escape, as between double quotes.
    pub(super) escapes: bool,
}

/// What takes the place of a stretch.
pub(super) type Replacement = (Range<usize>, String);

/// A text that is being read.
pub(super) struct Scan<'a> {
    pub(super) names: &'a mut Names,
    pub(super) text: &'a str,
    /// In order and apart from each other.
    pub(super) secrets: &'a [Range<usize>],
    pub(super) found: Vec<Replacement>,
}

impl Scan<'_> {
    /// Reads a stretch.
    pub(super) fn region(&mut self, region: &Region) {
        let text = &self.text[region.range.clone()];
        match region.context {
            Context::Comment => self.comment(region.range.start, text),
            Context::Unread => self.unread(region.range.clone()),
            Context::Name(kind) if self.secret_in(region.range.clone()).is_none() => self.name(region, kind),
            _ => self.words(region),
        }
    }

    fn words(&mut self, region: &Region) {
        let mut at = region.range.start;
        while at < region.range.end {
            let secret = self.secret_in(at..region.range.end);
            if let Some(secret) = secret.clone().filter(|secret| secret.start <= at) {
                let here = at..secret.end.min(region.range.end);
                at = here.end;
                if ["{", "auths"].iter().all(|sign| self.text[here.clone()].contains(sign)) {
                    self.client_configuration(here, region);
                    continue;
                }
                let new = self
                    .names
                    .secret(&self.text[here.clone()], self.around(&here, region.context));
                self.put(here, new);
                continue;
            }
            let stop = secret.map_or(region.range.end, |secret| secret.start);
            at += self.piece(at, stop, region);
        }
    }

    /// Of a Docker client configuration that is secret as a whole, because it cannot be read, only credentials are; words that
    /// are not known have pseudonyms anyway.
    fn client_configuration(&mut self, range: Range<usize>, region: &Region) {
        let place = |secret: Range<usize>| range.start + secret.start..range.start + secret.end;
        let inner: Vec<Range<usize>> = token_shapes(&self.text[range.clone()]).into_iter().map(place).collect();
        let inner = merged(&inner);
        let mut scan = Scan {
            names: &mut *self.names,
            text: self.text,
            secrets: &inner,
            found: Vec::new(),
        };
        scan.words(&Region {
            range,
            ..region.clone()
        });
        let found = scan.found;
        self.found.extend(found);
    }

    /// Reads what begins at a byte, and gives its length.
    fn piece(&mut self, at: usize, stop: usize, region: &Region) -> usize {
        let rest = &self.text[at..stop];
        let first = rest.chars().next().unwrap_or_default();
        match first {
            _ if region.context == Context::Plain => rest.len(),
            _ if region.context == Context::Pool && is_network(rest) => rest.len(),
            '\\' => self.escape(at, rest, region.escapes),
            '$' => {
                let name = name_after_dollar(&rest[1..]);
                let (start, end) = (at + 1 + name.start, at + 1 + name.end);
                let new = self.names.words(&self.text[start..end]);
                self.put(start..end, new);
                1 + name.end
            }
            // `%2F` in a URL.
            '%' if is_hex(rest, 1, 2) => 3,
            _ if is_part(first) => {
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                let new = self.names.chunk(&rest[..length], region.context);
                self.put(at..at + length, new);
                length
            }
            _ => first.len_utf8(),
        }
    }

    /// An escape is no part of a word. One that writes a letter is replaced as one.
    fn escape(&mut self, at: usize, rest: &str, escapes: bool) -> usize {
        let mut chars = rest.chars().skip(1);
        let next = chars.next().unwrap_or_default();
        if !escapes {
            // `\d` of a regular expression, but not `\data`.
            let is_class = next.is_ascii_alphabetic() && !chars.next().is_some_and(char::is_alphanumeric);
            return 1 + usize::from(is_class);
        }
        let digits = match next {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return rest.len().min(1 + next.len_utf8()),
        };
        if !is_hex(rest, 2, digits) {
            return 2;
        }
        let code = u32::from_str_radix(&rest[2..2 + digits], 16).ok();
        // Half of a pair in JSON may be a letter of any script.
        if code.is_none_or(|code| char::from_u32(code).is_none_or(char::is_alphanumeric)) {
            self.put(at..at + 2 + digits, "x".to_owned());
        }
        2 + digits
    }

    /// A name as a whole, unless it is put together from variables.
    fn name(&mut self, region: &Region, kind: Kind) {
        let text = &self.text[region.range.clone()];
        let core = text.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
        if core.contains('$') || core.contains('\n') || !core.contains(char::is_alphanumeric) {
            return self.words(region);
        }
        let start = region.range.start + text.find(core).unwrap_or(0);
        let new = match kind {
            Kind::User => self.names.account(core),
            _ => self.names.told(kind, core),
        };
        self.put(start..start + core.len(), new);
    }

    /// All words of a comment are crossed out, but for the rules that it accepts.
    fn comment(&mut self, start: usize, text: &str) {
        let is_ours = text.trim_start_matches(['#', ' ']).starts_with("runnerlint:");
        let kept = if is_ours {
            text.find(')').unwrap_or(text.len())
        } else {
            0
        };
        for run in runs(text) {
            let word = &text[run.clone()];
            let is_known = is_harmless(word) || self.names.rules.contains(word);
            if run.end > kept || !is_known {
                self.put(start + run.start..start + run.end, "x".repeat(word.chars().count()));
            }
        }
    }

    /// Secrets and all words that are not harmless, by stars.
    fn unread(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let secret = self.secret_in(at..range.end);
            let start = secret.as_ref().map_or(range.end, |secret| secret.start.max(at));
            for run in runs(&self.text[at..start]) {
                let word = &self.text[at + run.start..at + run.end];
                if !is_harmless(word) {
                    self.put(at + run.start..at + run.end, starred(word));
                }
            }
            at = secret.map_or(range.end, |secret| secret.end.min(range.end));
            self.put(start..at, starred(&self.text[start..at]));
        }
    }

    fn around(&self, secret: &Range<usize>, context: Context) -> Around {
        let (before, after) = (&self.text[..secret.start], &self.text[secret.end..]);
        match context {
            Context::Plain => Around::Number,
            Context::Token => Around::Token,
            _ if before.ends_with("-----") => Around::Pem,
            _ if after.starts_with('@') => Around::UserInfo,
            _ => Around::Text,
        }
    }

    /// The first secret that reaches into a stretch.
    fn secret_in(&self, range: Range<usize>) -> Option<Range<usize>> {
        let from = self.secrets.partition_point(|secret| secret.end <= range.start);
        self.secrets
            .get(from)
            .filter(|secret| secret.start < range.end)
            .cloned()
    }

    fn put(&mut self, range: Range<usize>, new: String) {
        if self.text[range.clone()] != new {
            self.found.push((range, new));
        }
    }
}

/// Where the name of a variable stands after its `$`: `NAME`, `{NAME`, `[[ inputs.name ]]`; empty if there is none.
pub(super) fn name_after_dollar(rest: &str) -> Range<usize> {
    if rest.starts_with("[[") {
        return 2..rest.find("]]").unwrap_or(2);
    }
    let start = usize::from(rest.starts_with('{'));
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let end = rest[start..]
        .find(|c| !is_name(c))
        .map_or(rest.len(), |end| start + end);
    if end == start { 0..0 } else { start..end }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "_-.:/@+~".contains(c)
}

fn is_hex(text: &str, from: usize, length: usize) -> bool {
    let digits = text.as_bytes().get(from..from + length);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Whether what stands between quotes is an address of a network.
fn is_network(rest: &str) -> bool {
    let text = rest.trim_end_matches(['"', '\'']);
    Cidr::parse(text).is_some()
}

fn starred(text: &str) -> String {
    let star = |c: char| if matches!(c, '\n' | '\r') { c } else { '*' };
    text.chars().map(star).collect()
}
