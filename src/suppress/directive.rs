//! The text of a comment that accepts findings.

use std::ops::Range;

use crate::settings::is_date;

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) scope: Scope,
    pub(super) rules: Vec<Part>,
    pub(super) reason: Option<String>,
    pub(super) until: Option<String>,
}

/// A rule between the parentheses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    /// Its bytes in the comment.
    pub(super) range: Range<usize>,
    /// What goes if it goes: a comma, too.
    pub(super) cut: Range<usize>,
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Entry,
    File,
}

/// Reads a comment; `None` if it is not addressed to us, the message if it cannot be understood.
pub(super) fn read(comment: &str) -> Option<Result<Directive, String>> {
    let text = comment.trim_start_matches('#').trim();
    let rest = text.strip_prefix("runnerlint:")?.trim_start();
    Some(parse(rest, comment))
}

fn parse(text: &str, comment: &str) -> Result<Directive, String> {
    const FORM: &str = "write `# runnerlint: allow(rule-name) reason`";
    let (word, rest) = text.split_once('(').ok_or_else(|| format!("not understood; {FORM}"))?;
    let scope = match word.trim() {
        "allow" => Scope::Entry,
        "allow-file" => Scope::File,
        _ => return Err(format!("neither `allow` nor `allow-file`; {FORM}")),
    };
    let (inside, reason) = rest
        .split_once(')')
        .ok_or_else(|| format!("the parenthesis is not closed; {FORM}"))?;
    let mut rules = Vec::new();
    let mut until = None;
    let parts = parts(inside, comment.find('(').map_or(0, |open| open + 1));
    for (at, (part, range)) in parts.iter().enumerate() {
        match part.split_once('=') {
            Some((key, day)) if key.trim() == "until" && is_date(day.trim()) => until = Some(day.trim().to_owned()),
            Some((key, _)) if key.trim() == "until" => {
                return Err("`until` needs to be a day such as 2027-01-31".into());
            }
            Some(_) => return Err("only rule names and `until=` stand in the parentheses".into()),
            None if is_rule_name(part) => rules.push(Part {
                name: (*part).to_owned(),
                range: range.clone(),
                cut: cut(&parts, at),
            }),
            None => return Err("only rule names, separated by commas, and `until=` stand in the parentheses".into()),
        }
    }
    if rules.is_empty() {
        return Err("names no rule; there is no way to accept everything".into());
    }
    let reason = reason.trim();
    Ok(Directive {
        scope,
        rules,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        until,
    })
}

/// What stands between the commas of a text that begins at `start`, each with its bytes.
fn parts(inside: &str, start: usize) -> Vec<(&str, Range<usize>)> {
    let mut parts = Vec::new();
    let mut from = start;
    for piece in inside.split(',') {
        let part = piece.trim();
        let at = from + piece.len() - piece.trim_start().len();
        if !part.is_empty() {
            parts.push((part, at..at + part.len()));
        }
        from += piece.len() + 1;
    }
    parts
}

/// What goes with a part, so that the others stand as they stood: up to the next one, or from the one before.
fn cut(parts: &[(&str, Range<usize>)], at: usize) -> Range<usize> {
    let Some((_, own)) = parts.get(at) else {
        return 0..0;
    };
    let before = at.checked_sub(1).and_then(|before| parts.get(before));
    match (parts.get(at + 1), before) {
        (Some((_, next)), _) => own.start..next.start,
        (None, Some((_, before))) => before.end..own.end,
        (None, None) => own.clone(),
    }
}

fn is_rule_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(comment: &str) -> String {
        read(comment).unwrap().unwrap_err()
    }

    #[test]
    fn rules_day_and_reason_are_read() {
        let read = read("# runnerlint: allow(a-rule, b2, until=2027-01-31) the host is ours (all of it)");
        let directive = read.unwrap().unwrap();
        assert_eq!(directive.scope, Scope::Entry);
        let names: Vec<&str> = directive.rules.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["a-rule", "b2"]);
        assert_eq!(directive.until.as_deref(), Some("2027-01-31"));
        assert_eq!(directive.reason.as_deref(), Some("the host is ours (all of it)"));
    }

    #[test]
    fn a_part_goes_with_one_comma() {
        for (comment, without) in [
            ("# runnerlint: allow(a, b,c) why", ["(b,c)", "(a, c)", "(a, b)"]),
            (
                "#runnerlint:allow-file( a , ,until=2027-01-31, b,c )",
                [
                    "( until=2027-01-31, b,c )",
                    "( a , ,until=2027-01-31, c )",
                    "( a , ,until=2027-01-31, b )",
                ],
            ),
        ] {
            let directive = read(comment).unwrap().unwrap();
            for (part, expected) in directive.rules.iter().zip(without) {
                assert_eq!(comment[part.range.clone()], part.name);
                let mut left = comment.to_owned();
                left.replace_range(part.cut.clone(), "");
                assert!(left.contains(expected), "{left}");
            }
        }
    }

    #[test]
    fn spaces_and_a_missing_reason_do_not_matter() {
        let directive = read("##runnerlint:  allow-file ( a-rule )").unwrap().unwrap();
        assert_eq!((directive.scope, directive.reason), (Scope::File, None));
    }

    #[test]
    fn other_comments_are_not_for_us() {
        assert_eq!(read("# allow(a-rule)"), None);
        assert_eq!(read("# see runnerlint: allow(a-rule)"), None);
    }

    #[test]
    fn what_is_not_understood_is_answered() {
        assert!(message("# runnerlint: allow() all").contains("names no rule"));
        assert!(message("# runnerlint: allow(until=2027-01-31)").contains("names no rule"));
        assert!(message("# runnerlint: allow a-rule").contains("not understood"));
        assert!(message("# runnerlint: allow(a-rule").contains("not closed"));
        assert!(message("# runnerlint: ignore(a-rule)").contains("neither"));
        assert!(message("# runnerlint: allow(a-rule, until=soon)").contains("2027-01-31"));
        assert!(message("# runnerlint: allow(*)").contains("rule names"));
    }
}
