//! Durations, as Go's `time.ParseDuration` reads them.

/// Whether Go's `time.ParseDuration` takes the text: `1h30m`, `-1.5s`, `0`.
pub fn is_duration(text: &str) -> bool {
    duration(text).is_some()
}

/// The nanoseconds that Go's `time.ParseDuration` reads in the text.
///
/// Source: Go 1.24 `time/format.go`, `ParseDuration`.
pub fn duration(text: &str) -> Option<i64> {
    let is_negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    let mut total: u128 = 0;
    let mut any = false;
    while !rest.is_empty() {
        let (digits, unit, tail) = first_amount(rest);
        total = total.saturating_add((amount(digits)? * nanoseconds(unit)? as f64) as u128);
        any = true;
        rest = tail;
    }
    let total = i64::try_from(total).ok().filter(|_| any)?;
    Some(if is_negative { -total } else { total })
}

/// The duration that a text with blanks, long names of units or days means: `1h30m` for `1 hour 30 min`, `48h` for `2d`.
pub fn duration_meant(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let sign = joined.find(|c| c != '-' && c != '+').unwrap_or(joined.len());
    let (sign, mut rest) = joined.split_at(sign);
    let mut meant = sign.to_owned();
    while !rest.is_empty() {
        let (digits, unit, tail) = first_amount(rest);
        match short_unit(unit)? {
            "d" => meant.push_str(&format!("{}h", digits.parse::<u32>().ok()?.checked_mul(24)?)),
            unit => meant.push_str(&format!("{digits}{unit}")),
        }
        rest = tail;
    }
    is_duration(&meant).then_some(meant)
}

/// The digits, the unit after them, and what follows.
fn first_amount(text: &str) -> (&str, &str, &str) {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let number = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (digits, tail) = text.split_at(number);
    let unit = tail.find(is_digit).unwrap_or(tail.len());
    let (unit, tail) = tail.split_at(unit);
    (digits, unit, tail)
}

fn short_unit(name: &str) -> Option<&'static str> {
    match name.to_lowercase().as_str() {
        "d" | "day" | "days" => Some("d"),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some("h"),
        "min" | "mins" | "minute" | "minutes" => Some("m"),
        "s" | "sec" | "secs" | "second" | "seconds" => Some("s"),
        "ms" | "msec" | "millisecond" | "milliseconds" => Some("ms"),
        // A capital M may mean months.
        _ if name == "m" => Some("m"),
        _ => None,
    }
}

fn nanoseconds(unit: &str) -> Option<u64> {
    match unit {
        "ns" => Some(1),
        "us" | "µs" | "μs" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(1_000_000_000),
        "m" => Some(60_000_000_000),
        "h" => Some(3_600_000_000_000),
        _ => None,
    }
}

/// Digits with at most one point among them; Go wants at least one digit.
fn amount(digits: &str) -> Option<f64> {
    let has_digit = digits.contains(|c: char| c.is_ascii_digit());
    if !has_digit || digits.matches('.').count() > 1 {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_as_go_tells_them() {
        for text in ["0", "+0", "-1s", "1.5h", ".5h", "1.h", "1µs", "1h30m10s", "100ms"] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "",
            "60",
            "3600 s",
            "1d",
            "1 h 30 min",
            "1h30",
            "s",
            ".s",
            "1..5s",
            "9999999h",
            "1H",
            "--1s",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn durations_are_counted_in_nanoseconds() {
        assert_eq!(duration("1h30m"), Some(5_400_000_000_000));
        assert_eq!(duration("-1.5s"), Some(-1_500_000_000));
        assert_eq!(duration("0"), Some(0));
        assert_eq!(duration("60"), None);
    }

    #[test]
    fn long_names_of_units_mean_short_ones() {
        let meant = |text: &str| duration_meant(text).unwrap_or_default();
        assert_eq!(meant("3600 s"), "3600s");
        assert_eq!(meant("1 h 30 min"), "1h30m");
        assert_eq!(meant("1 Hour 30 minutes"), "1h30m");
        assert_eq!(meant("20m 0s"), "20m0s");
        assert_eq!(meant("2d"), "48h");
        assert_eq!(meant("1 day 2h"), "24h2h");
        for text in ["60", "1M", "1.5 days", "a while", "", "5 weeks", "{{ time }}"] {
            assert_eq!(duration_meant(text), None, "{text}");
        }
    }
}
