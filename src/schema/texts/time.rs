//! Points in time, as Go reads RFC 3339.

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
