//! The reader of systemd unit files: sections of assignments, of which command lines are taken apart into words.
//!
//! Source: systemd.syntax(7) and systemd.service(5), "Command lines", systemd 257.

use super::{Document, Entry, Node, Scalar, Style, Value};
use crate::source::{FileId, Format, Span, Spanned};

/// Reads a unit: a mapping of its sections. A command line is a sequence of words, every other value a string; what is
/// assigned several times is there several times.
pub fn parse(file: FileId, text: &str) -> Document {
    let all = Span::new(file, 0..text.len());
    let mut document = Document::empty(file, Format::Unit, node(all, Value::Mapping(Vec::new())));
    let mut sections: Vec<Entry> = Vec::new();
    for line in logical_lines(text) {
        let line = trimmed(&line);
        let (Some(&(start, first)), Some(&(last, end))) = (line.first(), line.last()) else {
            continue;
        };
        let span = Span::new(file, start..last + end.len_utf8());
        if matches!(first, '#' | ';') {
            document.comments.push(span);
        } else if first == '[' {
            let name: String = chars(line).trim_matches(['[', ']']).to_owned();
            sections.push(entry(name, span, node(span, Value::Mapping(Vec::new())), span));
        } else if let (Some(sign), Some(section)) = (line.iter().position(|(_, c)| *c == '='), sections.last_mut()) {
            let key = trimmed(&line[..sign]);
            let Value::Mapping(assignments) = &mut section.node.value else {
                continue;
            };
            let name = chars(key);
            let value = value(file, &name, trimmed(&line[sign + 1..]), span.after());
            let key = Span::new(file, start..start + name.len());
            assignments.push(entry(name, key, value, span));
        }
    }
    document.root.value = Value::Mapping(sections);
    document
}

/// A character and where it stands.
type Placed = (usize, char);

/// The lines with those that continue them; a backslash at the end of a line stands for a blank, and comments may stand
/// between.
fn logical_lines(text: &str) -> Vec<Vec<Placed>> {
    let mut lines: Vec<Vec<Placed>> = Vec::new();
    let mut continues = false;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        let line = raw.trim_end_matches(['\n', '\r']);
        if continues && line.trim_start().starts_with(['#', ';']) {
            continue;
        }
        let comment = line.trim_start().starts_with(['#', ';']);
        let ends = !comment && line.ends_with('\\');
        let mut placed: Vec<Placed> = line.char_indices().map(|(byte, c)| (start + byte, c)).collect();
        if let (true, Some(last)) = (ends, placed.last_mut()) {
            last.1 = ' ';
        }
        match lines.last_mut().filter(|_| continues) {
            Some(before) => before.extend(placed),
            None => lines.push(placed),
        }
        continues = ends;
    }
    lines
}

fn trimmed(mut line: &[Placed]) -> &[Placed] {
    while let [(_, first), rest @ ..] = line
        && first.is_whitespace()
    {
        line = rest;
    }
    while let [rest @ .., (_, last)] = line
        && last.is_whitespace()
    {
        line = rest;
    }
    line
}

fn value(file: FileId, key: &str, text: &[Placed], nothing: Span) -> Node {
    let span = match (text.first(), text.last()) {
        (Some(first), Some(last)) => Span::new(file, first.0..last.0 + last.1.len_utf8()),
        _ => nothing,
    };
    if !key.starts_with("Exec") {
        return Node::scalar(span, Scalar::String(chars(text)));
    }
    let words = words(text)
        .into_iter()
        .map(|(word, range)| Node::scalar(Span::new(file, range), Scalar::String(word)));
    node(span, Value::Sequence(words.collect()))
}

/// The words of a command line: quotes hold blanks together, and a backslash takes the next character as it is.
fn words(text: &[Placed]) -> Vec<(String, std::ops::Range<usize>)> {
    let mut words = Vec::new();
    let mut word: Option<(String, usize)> = None;
    let mut quote = None;
    let mut escaped = false;
    let mut end = 0;
    for &(at, c) in text {
        if c.is_whitespace() && quote.is_none() && !escaped {
            words.extend(word.take().map(|(word, start)| (word, start..end)));
            continue;
        }
        end = at + c.len_utf8();
        let (word, _) = word.get_or_insert_with(|| (String::new(), at));
        match c {
            _ if escaped => {
                word.push(c);
                escaped = false;
            }
            '\\' if quote != Some('\'') => escaped = true,
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            c => word.push(c),
        }
    }
    words.extend(word.map(|(word, start)| (word, start..end)));
    words
}

fn chars(line: &[Placed]) -> String {
    line.iter().map(|(_, c)| c).collect()
}

fn node(span: Span, value: Value) -> Node {
    Node {
        span,
        value,
        style: Style::Block,
        tag: None,
        anchor: None,
    }
}

fn entry(name: String, key: Span, node: Node, whole: Span) -> Entry {
    Entry {
        key: Spanned {
            value: name.into(),
            span: key,
        },
        node,
        whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<Vec<String>> {
        let document = parse(FileId::new(0), text);
        let service = document.cursor().get("Service").unwrap();
        let lists = service
            .entries()
            .filter(|(entry, _)| entry.key.value.as_str() == "ExecStart");
        let words = |node: &Node| {
            node.items()
                .iter()
                .map(|word| word.as_str().unwrap().to_owned())
                .collect()
        };
        lists.map(|(_, value)| words(value.node)).collect()
    }

    #[test]
    fn command_lines_are_taken_apart() {
        let text = "[Unit]\nA=b\n[Service]\n# c\nExecStart = /usr/bin/dockerd -H fd:// \\\n# d\n  --label \"a b\"\nExecStart=\n";
        let dockerd = ["/usr/bin/dockerd", "-H", "fd://", "--label", "a b"];
        assert_eq!(commands(text), [dockerd.map(str::to_owned).to_vec(), Vec::new()]);
    }

    #[test]
    fn words_keep_their_places() {
        let text = "[Service]\r\nExecStart=/usr/bin/dockerd 'a  b' c\\ d\r\n";
        let document = parse(FileId::new(0), text);
        let command = document.cursor().get("Service").unwrap().get("ExecStart").unwrap();
        let spans: Vec<&str> = command
            .node
            .items()
            .iter()
            .map(|word| &text[word.span.range()])
            .collect();
        assert_eq!(spans, ["/usr/bin/dockerd", "'a  b'", "c\\ d"]);
    }

    #[test]
    fn what_is_no_unit_is_read_without_a_panic() {
        for text in [
            "",
            "[",
            "=",
            "a=b",
            "[Service]\nExecStart",
            "[]\n=\n\\",
            "[Service]\nExecStart=\"é",
        ] {
            parse(FileId::new(0), text);
        }
    }
}
