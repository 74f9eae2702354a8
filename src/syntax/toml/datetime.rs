//! Dates and times as GitLab Runner's decoder takes them.

/// How a text is a date or a time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Datetime {
    /// In full.
    Full,
    /// A time without seconds, which only TOML 1.1 knows; they are missing at this byte.
    WithoutSeconds(usize),
}

/// Whether a text begins as a date or a time does, and nothing else.
pub(super) fn begins(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && matches!(text.as_bytes().get(digits), Some(b'-' | b':'))
}

/// Reads a date, a time, or both with or without an offset.
pub(super) fn read(text: &str) -> Option<Datetime> {
    let mut rest = Rest { text, at: 0 };
    if text.as_bytes().get(4) == Some(&b'-') {
        rest.date()?;
        if rest.done() {
            return Some(Datetime::Full);
        }
        rest.one_of(b"Tt ")?;
        let (time, fraction) = rest.time()?;
        if rest.done() && fraction > LOCAL_FRACTION {
            return None;
        }
        rest.offset()?;
        return rest.done().then_some(time);
    }
    let (time, fraction) = rest.time()?;
    (rest.done() && fraction <= LOCAL_FRACTION).then_some(time)
}

/// Digits of a second that Go takes in a time without an offset; with one it takes any number.
const LOCAL_FRACTION: usize = 9;

struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl Rest<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn done(&self) -> bool {
        self.at == self.text.len()
    }

    fn one_of(&mut self, set: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| set.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, digits: usize, limits: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.at += digits;
        text.parse().ok().filter(|value| limits.contains(value))
    }

    fn date(&mut self) -> Option<()> {
        let year = self.number(4, 0..=9999)?;
        self.one_of(b"-")?;
        let month = self.number(2, 1..=12)?;
        self.one_of(b"-")?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        self.number(2, 1..=days).map(|_| ())
    }

    /// A time and how many digits its fraction has. Go's `time.Parse` knows no leap second.
    fn time(&mut self) -> Option<(Datetime, usize)> {
        self.number(2, 0..=23)?;
        self.one_of(b":")?;
        self.number(2, 0..=59)?;
        if self.one_of(b":").is_none() {
            return Some((Datetime::WithoutSeconds(self.at), 0));
        }
        self.number(2, 0..=59)?;
        let mut fraction = 0;
        if self.one_of(b".").is_some() {
            self.one_of(b"0123456789")?;
            fraction = 1;
            while self.one_of(b"0123456789").is_some() {
                fraction += 1;
            }
        }
        Some((Datetime::Full, fraction))
    }

    /// Go allows offsets of 24 hours and of 60 minutes. Source: `time/format.go`, `parse` (Go 1.20).
    fn offset(&mut self) -> Option<()> {
        if self.done() || self.one_of(b"Zz").is_some() {
            return Some(());
        }
        self.one_of(b"+-")?;
        self.number(2, 0..=24)?;
        self.one_of(b":")?;
        self.number(2, 0..=60).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_both_are_read() {
        for text in [
            "1979-05-27",
            "07:32:00",
            "07:32:00.5",
            "1979-05-27 07:32:00",
            "1979-05-27t07:32:00.999999z",
            "1979-05-27T00:32:00-07:00",
            "2024-02-29",
        ] {
            assert_eq!(read(text), Some(Datetime::Full), "{text}");
        }
    }

    #[test]
    fn days_hours_and_seconds_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "1979-13-01",
            "25:00:00",
            "07:32:60",
            "07:32:00.",
            "07:32:00Z",
            "1979-5-27",
            "1979-05-27  07:32:00",
            "1979-05-27T",
            "07:32:00.1234567890",
            "07",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_without_seconds_says_where_they_are_missing() {
        assert_eq!(read("07:32"), Some(Datetime::WithoutSeconds(5)));
        assert_eq!(read("1979-05-27T07:32Z"), Some(Datetime::WithoutSeconds(16)));
    }
}
