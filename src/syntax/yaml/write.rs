//! Writes values as YAML, so that GitLab's Psych reads exactly them.

use super::layout::Layout;
use super::typing::typed;
use crate::edit::{Literal, Text};
use crate::syntax::build::double_quoted;
use crate::syntax::{Scalar, Style};

/// What a value is written into; inside brackets more characters need quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// A line of its own.
    Block,
    /// Between brackets.
    Flow,
}

/// Characters beyond which libyaml takes nothing for a key.
const MAX_KEY: usize = 1000;

/// A value on one line; collections in brackets. A string is quoted as in `like` if that can hold it.
pub(super) fn inline(value: &Literal, like: Style, room: Room) -> Option<Text> {
    Some(match value {
        Literal::Text(text) => string(text, like, room)?,
        Literal::Integer(value) => value.to_string().into(),
        Literal::Float(value) => float(*value).into(),
        Literal::Bool(value) => value.to_string().into(),
        Literal::Null => "null".into(),
        Literal::Datetime(text) => match typed(text) {
            Scalar::Datetime(_) => text.clone().into(),
            _ => return None,
        },
        Literal::List(items) => {
            let items = items.iter().map(|item| inline(item, Style::Bare, Room::Flow));
            joined("[", items.collect::<Option<_>>()?, "]")
        }
        Literal::Table(entries) => {
            let entry = |(key, value): &(String, Literal)| entry(key, value, Room::Flow);
            joined("{", entries.iter().map(entry).collect::<Option<_>>()?, "}")
        }
    })
}

/// `key: value` on one line.
pub(super) fn entry(name: &str, value: &Literal, room: Room) -> Option<Text> {
    Some(
        key(name, Style::Bare, room)?
            .plain(": ")
            .then(inline(value, Style::Bare, room)?),
    )
}

/// A key, quoted as in `like` if that can hold it; `None` if it is too long for one.
pub(super) fn key(name: &str, like: Style, room: Room) -> Option<Text> {
    let text = string(&name.into(), like, room)?;
    (text.len() <= MAX_KEY && !name.contains('\n')).then_some(text)
}

/// A value that begins where `indent` columns are taken on its first line; collections in block style.
pub(super) fn block(value: &Literal, indent: usize, layout: Layout) -> Option<Text> {
    let line = || format!("{}{}", layout.line_end, " ".repeat(indent));
    let mut out = Text::new();
    match value {
        Literal::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let dash = if index == 0 { "- ".to_owned() } else { line() + "- " };
                out = out.plain(dash).then(block(item, indent + 2, layout)?);
            }
        }
        Literal::Table(entries) if !entries.is_empty() => {
            for (index, (name, value)) in entries.iter().enumerate() {
                let before = if index == 0 { String::new() } else { line() };
                out = out.plain(before).then(block_entry(name, value, indent, layout)?);
            }
        }
        scalar => return inline(scalar, Style::Bare, Room::Block),
    }
    Some(out)
}

/// `key: value` of a mapping whose keys stand in column `indent`.
pub(super) fn block_entry(name: &str, value: &Literal, indent: usize, layout: Layout) -> Option<Text> {
    let key = key(name, Style::Bare, Room::Block)?.plain(":");
    Some(key.then(behind_colon(value, indent, layout)?))
}

/// What follows the colon of a key in column `indent`: the value on the same line, or a block below it.
pub(super) fn behind_colon(value: &Literal, indent: usize, layout: Layout) -> Option<Text> {
    let deeper = match value {
        Literal::List(items) if !items.is_empty() => layout.dash,
        Literal::Table(entries) if !entries.is_empty() => layout.step,
        scalar => return Some(Text::from(" ").then(inline(scalar, Style::Bare, Room::Block)?)),
    };
    let indent = indent + deeper;
    let line = format!("{}{}", layout.line_end, " ".repeat(indent));
    Some(Text::from(line).then(block(value, indent, layout)?))
}

fn joined(open: &str, parts: Vec<Text>, close: &str) -> Text {
    let mut out = Text::from(open);
    for (index, part) in parts.into_iter().enumerate() {
        out = out.plain(if index == 0 { "" } else { ", " }).then(part);
    }
    out.plain(close)
}

/// A string. One with a secret is always in double quotes, the only style that holds everything.
fn string(text: &Text, like: Style, room: Room) -> Option<Text> {
    let plain = text.shown();
    let fits = |test: fn(&str, Room) -> bool| plain.as_deref().is_some_and(|text| test(text, room));
    match like {
        Style::DoubleQuoted => quoted(text, "\"", double),
        Style::SingleQuoted if fits(|text, _| single(text).is_some()) => quoted(text, "'", single),
        Style::SingleQuoted => quoted(text, "\"", double),
        _ if fits(plain_holds) => plain.map(Text::from),
        _ => quoted(text, "\"", double),
    }
}

fn quoted(text: &Text, quote: &str, escape: fn(&str) -> Option<String>) -> Option<Text> {
    Some(Text::from(quote).then(text.escaped(escape)?).plain(quote))
}

/// How double quotes hold a text; they hold every text.
pub(super) fn double(text: &str) -> Option<String> {
    let by_number = |c: char| must_be_escaped(c).then(|| format!("\\U{:08X}", u32::from(c)));
    Some(double_quoted(text, by_number))
}

/// How single quotes hold a text, if they can.
pub(super) fn single(text: &str) -> Option<String> {
    let fits = !text.chars().any(must_be_escaped);
    fits.then(|| text.replace('\'', "''"))
}

/// Characters that YAML takes for a line break, does not take, or that nobody sees.
pub(super) fn must_be_escaped(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a text without quotes is read as exactly this string: by Psych, and by readers of YAML 1.2.
pub(super) fn plain_holds(text: &str, room: Room) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let indicator = "-?:,[]{}#&*!|>'\"%@`".contains(first);
    let number = text.parse::<f64>().is_ok() || text.starts_with("0o") || text.starts_with("0x");
    let letter = ["y", "Y", "n", "N"].contains(&text);
    let blank = text.starts_with(' ') || text.ends_with([' ', ':']);
    let inner = text.contains(": ") || text.contains(" #") || text.starts_with("...");
    let bracket = room == Room::Flow && text.contains([',', '[', ']', '{', '}', ':', '?', '"', '\'']);
    // A colon is safe between brackets where no blank, bracket or quote meets it.
    let bracket = bracket && !(room == Room::Flow && flow_colons_only(text));
    let string = matches!(typed(text), Scalar::String(same) if same == text);
    string && !(indicator || number || letter || blank || inner || bracket || text.chars().any(must_be_escaped))
}

fn flow_colons_only(text: &str) -> bool {
    let others = text.contains([',', '[', ']', '{', '}', '?', '"', '\'']);
    !others && !text.ends_with(':') && !text.contains(": ") && !text.contains("::")
}

/// A float as Psych reads it: with a dot, and a sign in the exponent.
fn float(value: f64) -> String {
    if value.is_nan() {
        return ".nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    let text = format!("{value:?}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text;
    };
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{mantissa}{dot}e{sign}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn written(value: impl Into<Literal>) -> String {
        inline(&value.into(), Style::Bare, Room::Block)
            .unwrap()
            .shown()
            .unwrap()
    }

    #[test]
    fn a_string_that_psych_would_type_is_quoted() {
        for text in [
            "",
            "yes",
            "No",
            "on",
            "null",
            "~",
            "012",
            "1.0",
            "1e3",
            "0o7",
            "1:30",
            "2024-01-01",
            ".5",
            "y",
            "1_000",
            ":a",
        ] {
            assert_eq!(written(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn a_string_that_yaml_would_take_apart_is_quoted() {
        for text in [
            "*a", "&a", "!a", "%a", "@a", "#a", "| a", "> a", "- a", "? a", "'a", "[a", "{a", "`a", "a: b", "a #b",
            "a:", " a", "a ", "-v", "...",
        ] {
            assert_eq!(written(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn a_plain_string_stays_plain() {
        for text in [
            "tcp://docker:2375",
            "docker:29-dind",
            "$CI_X",
            "a, b",
            "/certs/client",
            "a#b",
            "überall",
            "don't",
        ] {
            assert_eq!(written(text), text);
        }
    }

    #[test]
    fn between_brackets_more_is_quoted() {
        let list = Literal::List(["a, b", "a]", "docker:29", "a"].map(Literal::from).to_vec());
        assert_eq!(written(list), "[\"a, b\", \"a]\", docker:29, a]");
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(
            written("a\n\t\u{1b}\u{2028}\\\""),
            "\"a\\n\\t\\U0000001B\\U00002028\\\\\\\"\""
        );
    }

    #[test]
    fn floats_are_written_as_psych_reads_them() {
        for value in [1.0, 0.1, 1e20, -1.5e-9, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            assert_eq!(typed(&float(value)), Scalar::Float(value));
        }
    }

    #[test]
    fn a_secret_stays_a_secret_between_double_quotes() {
        let text = Text::new().plain("a\\").secret(Secret::new("s\"3"));
        let written = inline(&Literal::Text(text), Style::SingleQuoted, Room::Block).unwrap();
        assert!(written.holds_secret());
        assert!(written.says_same(&"\"a\\\\s\\\"3\"".into()));
    }

    #[test]
    fn collections_are_written_in_block_style_below_a_key() {
        let layout = Layout {
            line_end: "\n",
            step: 4,
            dash: 2,
        };
        let service = Literal::Table(vec![
            ("name".into(), "a".into()),
            ("command".into(), Literal::List(vec!["b".into()])),
            ("variables".into(), Literal::Table(vec![("C".into(), "1".into())])),
        ]);
        let value = Literal::List(vec![
            service,
            Literal::List(vec!["d".into(), Literal::List(Vec::new())]),
        ]);
        let written = block_entry("services", &value, 0, layout).unwrap().shown().unwrap();
        assert_eq!(
            written,
            "services:\n  - name: a\n    command:\n      - b\n    variables:\n        C: \"1\"\n  - - d\n    - []"
        );
    }
}
