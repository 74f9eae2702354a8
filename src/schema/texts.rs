//! Texts that stand for other values, as GitLab Runner reads them: durations and times.

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

/// Whether Go's `time.Time` takes the text: `2026-03-01T10:00:00Z`, `2026-03-01T10:00:00.5+02:00`.
///
/// Source: Go 1.24 `time/format_rfc3339.go`, `parseStrictRFC3339`.
pub fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let fields = [
        number(0, 4),
        number(5, 7),
        number(8, 10),
        number(11, 13),
        number(14, 16),
        number(17, 19),
    ];
    let [
        Some(year),
        Some(month),
        Some(day),
        Some(hour),
        Some(minute),
        Some(second),
    ] = fields
    else {
        return false;
    };
    let marked = marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark));
    let in_range = (1..=days(year, month)).contains(&day) && hour < 24 && minute < 60 && second < 60;
    marked && in_range && text.get(19..).is_some_and(is_fraction_and_zone)
}

fn is_fraction_and_zone(text: &str) -> bool {
    let zone = match text.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => text,
    };
    if text.starts_with('.') && zone.len() + 1 == text.len() {
        return false;
    }
    let offset = zone.strip_prefix(['+', '-']).and_then(|offset| offset.split_once(':'));
    let below = |text: &str, limit: u32| text.len() == 2 && text.parse::<u32>().is_ok_and(|value| value < limit);
    zone == "Z" || offset.is_some_and(|(hours, minutes)| below(hours, 24) && below(minutes, 60))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
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
    fn times_are_told_as_go_tells_them() {
        for text in [
            "2026-03-01T10:00:00Z",
            "2024-02-29T23:59:59.123-07:30",
            "0001-01-01T00:00:00Z",
        ] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "",
            "1709287200",
            "2026-03-01",
            "2026-03-01 10:00:00Z",
            "2026-03-01t10:00:00z",
            "2026-02-29T10:00:00Z",
            "2026-03-01T24:00:00Z",
            "2026-03-01T10:00:00",
            "2026-03-01T10:00:00+0200",
            "2026-03-01T10:00:00.Z",
            "2026-03-01T10:00:0éZ",
        ] {
            assert!(!is_time(text), "{text}");
        }
    }
}
