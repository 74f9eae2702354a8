//! Conditions such as `$CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE =~ /^merge/`, as GitLab reads them.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/pipeline/expression/*.rb`.

#[cfg(test)]
mod tests;
mod token;

use super::slashed::{Slashed, slashed};
use token::{Kind, Token};

/// Tokens of a condition that are too many.
const MAX_TOKENS: usize = 100;

/// Why GitLab does not read a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionFault {
    /// Nothing stands there.
    Empty,
    /// What stands from this byte on is nothing that it knows.
    Unknown(usize),
    /// There are 100 words or more.
    TooLong,
    /// RE2 does not take this regular expression.
    Regexp(String),
    /// A parenthesis has no other one.
    Parenthesis,
    /// There is nothing beside an operator, or none between two values.
    Operand,
}

/// What is wrong with a condition; `None` if nothing is, or if that is not to be known.
pub fn expression_fault(text: &str) -> Option<ExpressionFault> {
    match tokens(text) {
        Err(fault) => Some(fault),
        Ok(tokens) if tokens.is_empty() => Some(ExpressionFault::Empty),
        Ok(tokens) => structure(&tokens).or_else(|| patterns(&tokens)),
    }
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, ExpressionFault> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let Some(token) = Token::first(rest) else {
            return Err(ExpressionFault::Unknown(text.len() - rest.len()));
        };
        rest = rest
            .get(token.text.len()..)
            .unwrap_or_default()
            .trim_start_matches(is_blank);
        tokens.push(token);
        if tokens.len() >= MAX_TOKENS {
            return Err(ExpressionFault::TooLong);
        }
    }
    Ok(tokens)
}

/// Whether Ruby's `\s` has it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\x0b' | '\x0c')
}

/// The same walk that GitLab takes from tokens to values; it is followed to the letter, because `$A !` passes there.
fn structure(tokens: &[Token<'_>]) -> Option<ExpressionFault> {
    let mut output: Vec<Kind> = Vec::new();
    let mut operators: Vec<Kind> = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Value | Kind::Pattern => output.push(token.kind),
            Kind::Open | Kind::Not => operators.push(token.kind),
            Kind::Close | Kind::Operator(_) => {
                while let Some(last) = operators.pop_if(|last| token.kind.precedence() >= last.precedence()) {
                    output.push(last);
                }
                if token.kind != Kind::Close {
                    operators.push(token.kind);
                } else if operators.pop().is_none() {
                    return Some(ExpressionFault::Parenthesis);
                }
            }
        }
    }
    output.extend(operators.into_iter().rev());
    let mut values = 0_usize;
    for kind in output {
        let taken = match kind {
            Kind::Value | Kind::Pattern => 0,
            Kind::Not => 1,
            Kind::Operator(_) => 2,
            Kind::Open | Kind::Close => return Some(ExpressionFault::Parenthesis),
        };
        let Some(left) = values.checked_sub(taken) else {
            return Some(ExpressionFault::Operand);
        };
        values = left + 1;
    }
    (values != 1).then_some(ExpressionFault::Operand)
}

fn patterns(tokens: &[Token<'_>]) -> Option<ExpressionFault> {
    let patterns = tokens.iter().filter(|token| token.kind == Kind::Pattern);
    let mut wrong = patterns.filter(|token| slashed(&token.text.replace("\\/", "/")) != Slashed::Sound);
    Some(ExpressionFault::Regexp(wrong.next()?.text.to_owned()))
}
