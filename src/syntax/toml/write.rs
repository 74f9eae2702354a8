//! Values, strings and keys as TOML 1.0 writes them.

use crate::edit::{Literal, Text};
use crate::syntax::Style;
use crate::syntax::build::double_quoted;

/// A value; TOML has no `null`.
pub(super) fn value(new: &Literal) -> Option<Text> {
    Some(match new {
        Literal::Text(text) => return string(text, Style::Bare),
        Literal::Integer(value) => value.to_string().into(),
        Literal::Float(value) if value.is_nan() => "nan".into(),
        Literal::Float(value) => format!("{value:?}").into(),
        Literal::Bool(value) => value.to_string().into(),
        Literal::Datetime(text) => text.as_str().into(),
        Literal::Null => return None,
        Literal::List(values) => {
            let values = values.iter().map(value).collect::<Option<Vec<_>>>()?;
            Text::from("[").then(joined(values)).plain("]")
        }
        Literal::Table(entries) if entries.is_empty() => "{}".into(),
        Literal::Table(entries) => {
            let entry = |(name, inner): &(String, Literal)| Some(key(name).plain(" = ").then(value(inner)?));
            let entries = entries.iter().map(entry).collect::<Option<Vec<_>>>()?;
            Text::from("{ ").then(joined(entries)).plain(" }")
        }
    })
}

/// Texts with commas between them.
pub(super) fn joined(texts: Vec<Text>) -> Text {
    let join = |text: Text, (index, next): (usize, Text)| match index {
        0 => next,
        _ => text.plain(", ").then(next),
    };
    texts.into_iter().enumerate().fold(Text::new(), join)
}

/// A string in the quotes of the one it replaces, if these can hold it; `Style::Bare` if it replaces none.
pub(super) fn string(text: &Text, style: Style) -> Option<Text> {
    let literal = text.all(is_literal);
    let many_lines = !text.all(|piece| !piece.contains('\n'));
    let quotes = !text.all(|piece| !piece.contains('"'));
    let backslashes = !text.all(|piece| !piece.contains('\\'));
    let first = if many_lines { "\n" } else { "" };
    match style {
        Style::TripleSingle if text.all(|piece| piece.split('\n').all(is_literal)) => {
            Some(Text::from("'''").plain(first).then(text.clone()).plain("'''"))
        }
        Style::TripleSingle | Style::TripleDouble if many_lines || style == Style::TripleDouble => {
            let text = text.escaped(basic_lines)?;
            Some(Text::from("\"\"\"").plain(first).then(text).plain("\"\"\""))
        }
        Style::SingleQuoted if literal => Some(Text::from("'").then(text.clone()).plain("'")),
        Style::Bare if literal && backslashes => Some(Text::from("'").then(text.clone()).plain("'")),
        _ if literal && quotes => Some(Text::from("'").then(text.clone()).plain("'")),
        _ => Some(Text::from("\"").then(text.escaped(basic)?).plain("\"")),
    }
}

/// A key, in quotes if it needs them.
pub(super) fn key(name: &str) -> Text {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(bare) {
        return name.into();
    }
    quoted_key(name, Style::DoubleQuoted)
}

/// A key in quotes, in those of `style` if they can hold it.
pub(super) fn quoted_key(name: &str, style: Style) -> Text {
    if style == Style::SingleQuoted && is_literal(name) {
        return format!("'{name}'").into();
    }
    format!("\"{}\"", escape(name)).into()
}

/// The text as it stands inside `"…"`.
pub(super) fn basic(text: &str) -> Option<String> {
    Some(escape(text))
}

/// The text as it stands inside `'…'`, which has no escapes.
pub(super) fn literal(text: &str) -> Option<String> {
    is_literal(text).then(|| text.to_owned())
}

/// The text as it stands inside `"""…"""`, with its line feeds in plain.
fn basic_lines(text: &str) -> Option<String> {
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    Some(lines.join("\n"))
}

fn is_literal(text: &str) -> bool {
    text.chars().all(|c| c != '\'' && (c == '\t' || !c.is_ascii_control()))
}

fn escape(text: &str) -> String {
    let by_number = |c: char| c.is_ascii_control().then(|| format!("\\u{:04X}", u32::from(c)));
    double_quoted(text, by_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn shown(text: Option<Text>) -> String {
        text.and_then(|text| text.shown()).unwrap()
    }

    #[test]
    fn strings_take_the_quotes_that_need_no_escapes() {
        let new = |text: &str| shown(string(&text.into(), Style::Bare));
        assert_eq!(new("a"), r#""a""#);
        assert_eq!(new(r#"{"a":1}"#), r#"'{"a":1}'"#);
        assert_eq!(new(r"C:\x"), r"'C:\x'");
        assert_eq!(new("it's \"x\""), r#""it's \"x\"""#);
        assert_eq!(new("a\nb\u{1b}"), r#""a\nb\u001B""#);
    }

    #[test]
    fn the_quotes_that_were_there_stay_if_they_can() {
        let again = |text: &str, style| shown(string(&text.into(), style));
        assert_eq!(again("a", Style::SingleQuoted), "'a'");
        assert_eq!(again("it's", Style::SingleQuoted), "\"it's\"");
        assert_eq!(again(r"a\b", Style::DoubleQuoted), r#""a\\b""#);
        assert_eq!(again("a\nb", Style::TripleDouble), "\"\"\"\na\nb\"\"\"");
        assert_eq!(again("a\nb", Style::TripleSingle), "'''\na\nb'''");
        assert_eq!(again("it's", Style::TripleSingle), "\"it's\"");
        assert_eq!(again("it's\n", Style::TripleSingle), "\"\"\"\nit's\n\"\"\"");
    }

    #[test]
    fn a_secret_stays_secret_inside_quotes() {
        let text = Text::from("A=").secret(Secret::new("s\"3"));
        let written = string(&text, Style::Bare).unwrap();
        assert!(written.holds_secret());
        assert!(written.says_same(&"'A=s\"3'".into()));
    }

    #[test]
    fn keys_are_quoted_where_they_are_not_bare() {
        assert_eq!(shown(Some(key("pull_policy"))), "pull_policy");
        assert_eq!(shown(Some(key("net.core"))), "\"net.core\"");
        assert_eq!(shown(Some(key(""))), "\"\"");
        assert_eq!(shown(Some(quoted_key("a.b", Style::SingleQuoted))), "'a.b'");
    }

    #[test]
    fn floats_are_never_integers() {
        assert_eq!(shown(value(&Literal::Float(1.0))), "1.0");
        assert_eq!(shown(value(&Literal::Float(1e300))), "1e300");
        assert_eq!(shown(value(&Literal::Float(f64::NEG_INFINITY))), "-inf");
    }
}
