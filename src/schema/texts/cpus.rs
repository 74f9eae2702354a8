//! Amounts and lists of CPUs, as the Docker executors and dockerd read them.

use super::size::point;

/// What a text says as an amount of CPUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cpus {
    /// Some, or 0 for no limit.
    Some,
    /// Less than none.
    Negative,
    /// No number.
    Unreadable,
}

/// How GitLab Runner reads the text as an amount of CPUs: `2`, `0.5`, `1/3`.
///
/// Source: GitLab Runner `common/config.go`, `computeNanoCPUs`, 19.4; Go 1.24 `math/big`, `Rat.SetString`, whose
/// other bases are passed over here.
pub fn cpus(text: &str) -> Cpus {
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let other_base = number.starts_with('0') && number.get(1..2).is_some_and(|c| c.contains(char::is_alphabetic));
    let is_number = other_base || number.contains('_') || is_fraction(number) || is_decimal(number);
    let is_zero = !number.contains(|c: char| ('1'..='9').contains(&c));
    match is_number {
        false => Cpus::Unreadable,
        true if text.starts_with('-') && !is_zero => Cpus::Negative,
        true => Cpus::Some,
    }
}

/// The amount that a text surely means: blanks around it, a decimal comma, thousandths as Kubernetes writes them.
pub fn cpus_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let meant = match text.strip_suffix('m') {
        Some(thousandths) => (f64::from(thousandths.parse::<u32>().ok()?) / 1000.0).to_string(),
        None => point(text)?,
    };
    (cpus(&meant) == Cpus::Some).then_some(meant)
}

/// Whether dockerd reads the text as a list of CPUs or memory nodes: `0-3,7`.
///
/// Source: moby `pkg/sysinfo/sysinfo_linux.go`, `parseUintList`, 29.7.
pub fn is_cpu_list(text: &str) -> bool {
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number <= 8192);
    text.is_empty()
        || text.split(',').all(|range| match range.split_once('-') {
            None => number(range).is_some(),
            Some((first, last)) => matches!((number(first), number(last)), (Some(first), Some(last)) if first <= last),
        })
}

fn is_fraction(text: &str) -> bool {
    let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('/')
        .is_some_and(|(above, below)| is_whole(above) && is_whole(below) && below.contains(|c| c != '0'))
}

fn is_decimal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_as_go_tells_rational_numbers() {
        for text in ["2", "0.5", ".5", "2.", "1/3", "1e2", "+2", "0", "0x2", "1_0"] {
            assert_eq!(cpus(text), Cpus::Some, "{text}");
        }
        for text in [
            "0,5", "50%", "2 ", " 2", "500m", "1/0", "1/", "two", "", "1/-2", "inf", "nan",
        ] {
            assert_eq!(cpus(text), Cpus::Unreadable, "{text}");
        }
        assert_eq!(cpus("-1"), Cpus::Negative);
        assert_eq!(cpus("-0"), Cpus::Some);
    }

    #[test]
    fn commas_and_thousandths_are_understood() {
        let meant = |text: &str| cpus_meant(text).unwrap_or_default();
        assert_eq!(meant("1,5"), "1.5");
        assert_eq!(meant("500m"), "0.5");
        assert_eq!(meant("1500m"), "1.5");
        assert_eq!(meant(" 2 "), "2");
        for text in ["50%", "two", "", "-1", "1,5,5", "m"] {
            assert_eq!(cpus_meant(text), None, "{text}");
        }
    }

    #[test]
    fn lists_of_cpus_are_told_as_dockerd_tells_them() {
        for text in ["", "0", "0-3", "0,3-4,7", "03,1-3", "0-0"] {
            assert!(is_cpu_list(text), "{text}");
        }
        for text in ["0..3", "0, 1", "3-1", "a", "0-", "-1", "1-9000", ",", "all"] {
            assert!(!is_cpu_list(text), "{text}");
        }
    }
}
