//! Durations, as Go's `time.ParseDuration` reads them.

/// Whether Go's `time.ParseDuration` takes the text: `1h30m`, `-1.5s`, `0`.
pub fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut total: u128 = 0;
    let mut any = false;
    while !rest.is_empty() {
        let number = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (digits, tail) = rest.split_at(number);
        let unit = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit);
        let (Some(unit), Some(amount)) = (nanoseconds(unit), amount(digits)) else {
            return false;
        };
        total = total.saturating_add((amount * unit as f64) as u128);
        any = true;
        rest = tail;
    }
    any && total <= i64::MAX as u128
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
}
