//! Integers and floats.

use std::borrow::Cow;

use crate::syntax::Scalar;

/// Reads a number; else says what is wrong with it.
pub(super) fn read(text: &str) -> Result<Scalar, &'static str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits {
        "inf" if text.starts_with('-') => return Ok(Scalar::Float(f64::NEG_INFINITY)),
        "inf" => return Ok(Scalar::Float(f64::INFINITY)),
        "nan" => return Ok(Scalar::Float(f64::NAN)),
        _ => {}
    }
    let radix = match digits.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return decimal(text, digits),
    };
    if digits.len() < text.len() {
        return Err("a number with the prefix `0x`, `0o` or `0b` has no sign");
    }
    integer(digits.get(2..).unwrap_or_default(), false, radix)
}

/// Whether a text was probably meant as a number.
pub(super) fn begins(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) || matches!(digits, "inf" | "nan")
}

/// What old releases of GitLab Runner let pass.
pub(super) const LEADING_ZEROS: &str = "a decimal number has no leading zeros";
const NO_NUMBER: &str = "neither a number nor a date; a string needs quotes";

fn decimal(text: &str, unsigned: &str) -> Result<Scalar, &'static str> {
    let end = unsigned.find(['.', 'e', 'E']).unwrap_or(unsigned.len());
    let (whole, rest) = unsigned.split_at(end);
    if !groups_of(whole, 10) {
        return Err(NO_NUMBER);
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(LEADING_ZEROS);
    }
    if rest.is_empty() {
        return integer(whole, text.starts_with('-'), 10);
    }
    let (fraction, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at), rest.get(at + 1..)),
        None => (Some(rest), None),
    };
    let fraction = fraction.filter(|fraction| !fraction.is_empty());
    if fraction.is_some_and(|fraction| !groups_of(&fraction[1..], 10)) {
        return Err("digits are missing after the decimal point");
    }
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    if exponent.is_some_and(|exponent| !groups_of(exponent, 10)) {
        return Err(NO_NUMBER);
    }
    match text.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Scalar::Float(value)),
        Ok(_) => Err("the number does not fit 64 bits"),
        Err(_) => Err(NO_NUMBER),
    }
}

fn integer(digits: &str, negative: bool, radix: u32) -> Result<Scalar, &'static str> {
    if !groups_of(digits, radix) {
        return Err(NO_NUMBER);
    }
    let digits = match digits.contains('_') {
        true => Cow::Owned(digits.replace('_', "")),
        false => Cow::Borrowed(digits),
    };
    let magnitude = i128::from_str_radix(&digits, radix).unwrap_or(i128::MAX);
    let value = if negative { -magnitude } else { magnitude };
    i64::try_from(value)
        .map(Scalar::Integer)
        .map_err(|_| "the number does not fit 64 bits")
}

/// Digits, with single underscores only between them.
fn groups_of(text: &str, radix: u32) -> bool {
    let group = |group: &str| !group.is_empty() && group.chars().all(|c| c.is_digit(radix));
    text.split('_').all(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_forms_are_read() {
        assert_eq!(read("-17"), Ok(Scalar::Integer(-17)));
        assert_eq!(read("+1_000"), Ok(Scalar::Integer(1000)));
        assert_eq!(read("0xdead_BEEF"), Ok(Scalar::Integer(0xdead_beef)));
        assert_eq!(read("0o17"), Ok(Scalar::Integer(15)));
        assert_eq!(read("-9223372036854775808"), Ok(Scalar::Integer(i64::MIN)));
        assert_eq!(read("6.26e-1_0"), Ok(Scalar::Float(6.26e-10)));
        assert_eq!(read("1e06"), Ok(Scalar::Float(1e6)));
        assert_eq!(read("-inf"), Ok(Scalar::Float(f64::NEG_INFINITY)));
    }

    #[test]
    fn what_only_looks_like_a_number_is_refused() {
        for text in [
            "010",
            "-01",
            "1__0",
            "_1",
            "1_",
            "1.",
            ".5",
            "1._5",
            "1e",
            "0x",
            "0xg",
            "+0x1",
            "0X1",
            "512m",
            "1e400",
            "9223372036854775808",
            "1.2.3",
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
