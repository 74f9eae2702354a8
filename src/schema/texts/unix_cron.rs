//! Cron expressions of five fields, as the policies of autoscalers have them.
//!
//! Source: GitLab Runner 19.4, `docs/configuration/advanced-configuration.md`, "Periods syntax". Only what no reader of
//! five fields can take is called wrong.

use super::cron::words;

/// Why an expression is surely none of five fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnixCronFault {
    /// It has this many fields.
    Fields(usize),
    /// A number is out of the range of its field.
    Range {
        /// The name of the field.
        field: &'static str,
        /// The number.
        number: String,
    },
}

const FIELDS: [(&str, u32, u32); 5] = [
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day-of-month", 1, 31),
    ("month", 1, 12),
    ("day-of-week", 0, 7),
];

/// What is surely wrong with an expression of five fields. Short names such as `@daily` and a time zone in front are
/// left alone.
pub fn unix_cron_fault(text: &str) -> Option<UnixCronFault> {
    let fields: Vec<&str> = words(text).collect();
    if text.contains(['@', '=', '$', '{', '<', '%']) {
        return None;
    }
    if fields.len() != FIELDS.len() {
        return Some(UnixCronFault::Fields(fields.len()));
    }
    fields.iter().zip(FIELDS).find_map(|(text, (field, lowest, highest))| {
        // What follows a slash is an interval.
        let spans = text.split(',').filter_map(|entry| entry.split('/').next());
        let mut numbers = spans
            .flat_map(|span| span.split('-'))
            .filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()));
        let outside = |word: &&str| {
            word.parse()
                .map_or(true, |number: u32| !(lowest..=highest).contains(&number))
        };
        let number = numbers.find(outside)?.to_owned();
        Some(UnixCronFault::Range { field, number })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_fields_in_range_are_left_alone() {
        for text in [
            "* * * * *",
            "0 8-15 1,31 jan-dec mon-fri",
            "*/90 0-23/2 L * 7",
            "@daily",
            "TZ=UTC * * * *",
            "9-8 * * * *",
        ] {
            assert_eq!(unix_cron_fault(text), None, "{text}");
        }
    }

    #[test]
    fn other_numbers_of_fields_and_numbers_out_of_range_are_told() {
        assert_eq!(
            unix_cron_fault("* * 9-17 * * mon-fri *"),
            Some(UnixCronFault::Fields(7))
        );
        assert_eq!(unix_cron_fault(""), Some(UnixCronFault::Fields(0)));
        let range = |field, number: &str| {
            Some(UnixCronFault::Range {
                field,
                number: number.to_owned(),
            })
        };
        assert_eq!(unix_cron_fault("60 * * * *"), range("minute", "60"));
        assert_eq!(unix_cron_fault("* 8-24 * * *"), range("hour", "24"));
        assert_eq!(unix_cron_fault("* * 0 * *"), range("day-of-month", "0"));
        assert_eq!(unix_cron_fault("* * * 13/2 *"), range("month", "13"));
        assert_eq!(unix_cron_fault("* * * * 8"), range("day-of-week", "8"));
    }
}
