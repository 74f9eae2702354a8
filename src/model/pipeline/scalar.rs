//! Scalars as Ruby writes them, which is how GitLab makes variables of numbers and truth values.

use crate::syntax::Scalar;

/// The text that a scalar becomes as the value of a variable; `None` for what GitLab refuses.
pub(super) fn text(scalar: &Scalar) -> Option<String> {
    match scalar {
        Scalar::String(text) => Some(text.clone()),
        Scalar::Integer(value) => Some(value.to_string()),
        Scalar::Large(digits) => Some(digits.clone()),
        Scalar::Float(value) => Some(float(*value)),
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Null => Some(String::new()),
        Scalar::Datetime(_) => None,
    }
}

/// A float as Ruby's `to_s` gives it: `1.0e+20`, `100000.0`.
fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = value.abs();
    if value == 0.0 || (1e-4..1e16).contains(&size) {
        let text = format!("{value}");
        return if text.contains('.') { text } else { text + ".0" };
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = if digits.contains('.') {
        digits.to_owned()
    } else {
        format!("{digits}.0")
    };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_ruby_does() {
        let cases = [
            (3.1, "3.1"),
            (10.0, "10.0"),
            (-0.0, "-0.0"),
            (1e20, "1.0e+20"),
            (1e-7, "1.0e-07"),
            (1e15, "1000000000000000.0"),
            (1e17, "1.0e+17"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value), expected);
        }
    }
}
