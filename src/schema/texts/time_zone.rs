//! Names of time zones, as Go's `time.LoadLocation` finds them.

use std::sync::LazyLock;

/// The names of the IANA time zone database, old names included: the zones and links of its release 2025b.
fn names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("../time-zones.tsv").lines().skip(1).collect());
    &NAMES
}

/// Whether there is a time zone of this name on a machine that has all of them. Names are files on most machines, so
/// letters have to be large and small as in the database.
///
/// Source: `time.LoadLocation` of Go 1.26. Besides the database it knows the empty text, `UTC` and `Local`; folders of
/// variants, and links to the machine's own zone, are there on many machines.
pub fn is_time_zone(text: &str) -> bool {
    let plain = text.strip_prefix("posix/").or_else(|| text.strip_prefix("right/"));
    matches!(text, "" | "Local" | "localtime" | "posixrules") || names().binary_search(&plain.unwrap_or(text)).is_ok()
}

/// The name that is surely meant by another spelling: of other letters, or with a blank for an underscore.
pub fn respelt_time_zone(text: &str) -> Option<&'static str> {
    let plain = text.trim().replace(' ', "_");
    names().iter().copied().find(|name| name.eq_ignore_ascii_case(&plain))
}

/// The name that was probably meant.
pub fn similar_time_zone(text: &str) -> Option<&'static str> {
    let near = names()
        .iter()
        .map(|name| (strsim::damerau_levenshtein(text, name), *name));
    let (distance, name) = near.min()?;
    (distance <= 2 && text.len() > 6).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_as_go_finds_them() {
        for name in [
            "",
            "UTC",
            "Local",
            "Europe/Berlin",
            "Asia/Calcutta",
            "EST5EDT",
            "Etc/GMT-2",
            "posix/GMT",
        ] {
            assert!(is_time_zone(name), "{name}");
        }
        for name in [
            "utc",
            "europe/berlin",
            "Europe/Berln",
            "PST",
            "CEST",
            "UTC+1",
            "GMT+2",
            "/UTC",
            "Europe/Berlin ",
        ] {
            assert!(!is_time_zone(name), "{name}");
        }
    }

    #[test]
    fn another_spelling_stands_for_one_name() {
        assert_eq!(respelt_time_zone("america/new york"), Some("America/New_York"));
        assert_eq!(respelt_time_zone("Mars/Base"), None);
        assert_eq!(similar_time_zone("Europe/Berln"), Some("Europe/Berlin"));
        assert_eq!(similar_time_zone("PST"), None);
    }
}
