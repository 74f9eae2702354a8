//! The text of a comment that accepts findings.

use crate::settings::is_date;

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) scope: Scope,
    pub(super) rules: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) until: Option<String>,
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
    Some(parse(rest))
}

fn parse(text: &str) -> Result<Directive, String> {
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
    for part in inside.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((key, day)) if key.trim() == "until" && is_date(day.trim()) => until = Some(day.trim().to_owned()),
            Some((key, _)) if key.trim() == "until" => {
                return Err("`until` needs to be a day such as 2027-01-31".into());
            }
            Some(_) => return Err("only rule names and `until=` stand in the parentheses".into()),
            None if is_rule_name(part) => rules.push(part.to_owned()),
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
        assert_eq!(directive.rules, ["a-rule", "b2"]);
        assert_eq!(directive.until.as_deref(), Some("2027-01-31"));
        assert_eq!(directive.reason.as_deref(), Some("the host is ours (all of it)"));
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
