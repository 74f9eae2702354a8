//! Amounts of CPU, memory and storage, as Kubernetes reads them.

/// A Kubernetes quantity: `500m`, `1.5`, `2Gi`, `1e3`.
///
/// Source: k8s.io/apimachinery `pkg/api/resource/quantity.go`, `ParseQuantity`, v0.36.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity<'a> {
    /// Its suffix as written: `m`, `Gi`, `e3`, or nothing.
    pub suffix: &'a str,
    /// How much it is in billionths, rounded away from zero; `None` if it is too much to be counted here.
    pub billionths: Option<i128>,
}

impl<'a> Quantity<'a> {
    /// Reads a quantity; `None` for what Kubernetes refuses.
    pub fn parse(text: &'a str) -> Option<Quantity<'a>> {
        if text.is_empty() {
            return None;
        }
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, rest) = digits(unsigned);
        let (fraction, suffix) = match rest.strip_prefix('.') {
            Some(rest) => digits(rest),
            None => ("", rest),
        };
        let scale = Scale::named(suffix)?;
        // Kubernetes takes "Gi" for zero, but cannot read nothing as a number where it has to count exactly.
        if whole.is_empty() && fraction.is_empty() && scale.is_counted_exactly() {
            return None;
        }
        let amount = scale.billionths(whole, fraction);
        Some(Quantity {
            suffix,
            billionths: amount.map(|amount| if text.starts_with('-') { -amount } else { amount }),
        })
    }

    /// Whether it is less than nothing.
    pub fn is_negative(&self) -> bool {
        self.billionths.is_some_and(|amount| amount < 0)
    }

    /// Whether it is surely more than another one.
    pub fn exceeds(&self, other: &Quantity<'_>) -> bool {
        matches!((self.billionths, other.billionths), (Some(this), Some(other)) if this > other)
    }
}

/// What a suffix multiplies a number with.
#[derive(Debug, Clone, Copy)]
enum Scale {
    /// A power of ten.
    Ten(i64),
    /// A power of two.
    Two(u32),
}

/// The most that Kubernetes counts in powers of two, in billionths.
const MOST: i128 = i64::MAX as i128 * 1_000_000_000;

impl Scale {
    fn named(suffix: &str) -> Option<Scale> {
        let scale = match suffix {
            "" => Scale::Ten(0),
            "n" => Scale::Ten(-9),
            "u" => Scale::Ten(-6),
            "m" => Scale::Ten(-3),
            "k" => Scale::Ten(3),
            "M" => Scale::Ten(6),
            "G" => Scale::Ten(9),
            "T" => Scale::Ten(12),
            "P" => Scale::Ten(15),
            "E" => Scale::Ten(18),
            "Ki" => Scale::Two(10),
            "Mi" => Scale::Two(20),
            "Gi" => Scale::Two(30),
            "Ti" => Scale::Two(40),
            "Pi" => Scale::Two(50),
            "Ei" => Scale::Two(60),
            _ => Scale::Ten(suffix.strip_prefix(['e', 'E'])?.parse().ok()?),
        };
        Some(scale)
    }

    fn is_counted_exactly(self) -> bool {
        matches!(self, Scale::Two(50..) | Scale::Ten(..-9))
    }

    fn billionths(self, whole: &str, fraction: &str) -> Option<i128> {
        let number = format!("0{whole}{fraction}").parse::<i128>().ok()?;
        let places = i64::try_from(fraction.len()).ok()?;
        let (number, power, most) = match self {
            Scale::Ten(power) => (number, power, i128::MAX),
            Scale::Two(power) => (number.checked_mul(1_i128.checked_shl(power)?)?, 0, MOST),
        };
        if number == 0 {
            return Some(0);
        }
        let power = power.checked_sub(places)?.checked_add(9)?;
        let factor = u32::try_from(power.unsigned_abs()).ok();
        let factor = factor.and_then(|power| 10_i128.checked_pow(power));
        let amount = match factor {
            Some(factor) if power >= 0 => number.checked_mul(factor)?,
            None if power >= 0 => return None,
            // The smallest amount is one billionth.
            Some(factor) => number / factor + i128::from(number % factor != 0),
            None => 1,
        };
        Some(amount.min(most))
    }
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn billionths(text: &str) -> Option<i128> {
        Quantity::parse(text).unwrap().billionths
    }

    /// The table of `TestQuantityParse` in `quantity_test.go`, and what else the code there takes.
    #[test]
    fn quantities_are_told_as_kubernetes_tells_them() {
        let valid = "0 0n 0u 0m 0Ki 0k 0Mi 0M 0Gi 0G 0Ti 0T 1 1Ki 8Ki 7Mi 6Gi 5Ti 4Pi 3Ei 5n 4u 3m 8k 50k 7M 6G 5T 2P 1E \
                     1E-3 1e3 1E6 100.035k 0.0005k 0.5e0 0.5e-2 1.3E+6 9Ei 9223372036854775807Ki 12E 100.035Ki 0.5Mi \
                     0.000000000001Ki .001 .0001k 1. 1.G -1 +1 + - . Gi m 0Ei e3";
        for text in valid.split(' ') {
            assert!(Quantity::parse(text).is_some(), "{text}");
        }
        let invalid =
            "1.1.M 1+1.0M 0.1mi 0.1am aoeu .5i 1i -3.01i -3.01e- 1e 2K 2g 2GB 2gi 1-3 1e3x 50% 1,5 ++1 Ei .Pi e-20";
        for text in ["", " 1", "1 ", "1 Gi", "2\u{a0}Gi"]
            .into_iter()
            .chain(invalid.split(' '))
        {
            assert!(Quantity::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn amounts_are_counted_in_billionths() {
        let one = 1_000_000_000;
        assert_eq!(billionths("1"), Some(one));
        assert_eq!(billionths("-1500m"), Some(-1_500_000_000));
        assert_eq!(billionths("1.5Ki"), Some(1536 * one));
        assert_eq!(billionths("1e3"), billionths("1k"));
        assert_eq!(billionths("3.001n"), Some(4), "rounded up");
        assert_eq!(billionths("1e-400"), Some(1));
        assert_eq!(billionths("0e400"), Some(0));
        assert_eq!(billionths("1e400"), None);
        assert_eq!(billionths("9Ei"), Some(MOST));
    }

    #[test]
    fn only_what_can_be_counted_is_compared() {
        let quantity = |text| Quantity::parse(text).unwrap();
        assert!(quantity("1Gi").exceeds(&quantity("1G")));
        assert!(!quantity("1000m").exceeds(&quantity("1")));
        assert!(!quantity("1e400").exceeds(&quantity("1")));
    }
}
