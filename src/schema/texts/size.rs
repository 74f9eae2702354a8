//! Amounts of memory, as the Docker executors read them.

/// The bytes that docker/go-units reads in the text: `512m`, `1.5 GiB`, `1024`.
///
/// Source: docker/go-units 0.5.0 `size.go`, `parseSize`, which GitLab Runner `common/config.go`, `getMemoryBytes`, calls.
pub fn bytes(text: &str) -> Option<i64> {
    let (number, suffix) = match text.split_once(' ') {
        Some(parts) => parts,
        None => text.split_at(text.rfind(|c: char| c.is_ascii_digit() || c == '.')? + 1),
    };
    let number = float(number).filter(|number| *number >= 0.0)?;
    let suffix = suffix.to_ascii_lowercase();
    let power = match suffix.trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    let has_unit_form = matches!(suffix.get(1..), None | Some("" | "b" | "ib"));
    let is_plain = matches!(suffix.as_str(), "" | "b");
    (has_unit_form && (power > 0 || is_plain)).then_some((number * 1024_f64.powi(power)) as i64)
}

/// The amount that a text surely means that docker/go-units does not read: a unit of Kubernetes, blanks around it, a
/// decimal comma.
pub fn bytes_meant(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let number = joined.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
    let (number, unit) = joined.split_at(if number == 0 { return None } else { number });
    let unit = match unit {
        "Ki" | "ki" => "k",
        "Mi" | "mi" => "m",
        "Gi" | "gi" => "g",
        "Ti" | "ti" => "t",
        "Pi" | "pi" => "p",
        _ => unit,
    };
    let meant = format!("{}{unit}", point(number)?);
    bytes(&meant).is_some().then_some(meant)
}

/// A number with its decimal comma as a point; three digits after a comma may be thousands.
pub(super) fn point(number: &str) -> Option<String> {
    match number.split_once(',') {
        None => Some(number.to_owned()),
        Some((whole, rest)) => {
            let is_fraction = !whole.contains('.') && matches!(rest.len(), 1 | 2) && !rest.contains([',', '.']);
            is_fraction.then(|| format!("{whole}.{rest}"))
        }
    }
}

/// A number as Go's `strconv.ParseFloat` reads it; the forms that nobody writes into a config.toml, such as
/// hexadecimals, are left out.
fn float(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    is_decimal.then(|| text.replace('_', "").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_as_go_units_tells_them() {
        let told = [
            ("512m", 512 << 20),
            ("512M", 512 << 20),
            ("512mb", 512 << 20),
            ("512MiB", 512 << 20),
            ("512 MiB", 512 << 20),
            ("1.5g", 1_610_612_736),
            ("2.", 2),
            ("5.m", 5 << 20),
            ("+5g", 5 << 30),
            ("1e3", 1000),
            ("1024", 1024),
            ("1024b", 1024),
            ("1024 B", 1024),
            ("0", 0),
            ("512 ", 512),
            ("1t", 1 << 40),
            ("1pib", 1 << 50),
        ];
        for (text, amount) in told {
            assert_eq!(bytes(text), Some(amount), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in [
            "",
            "m",
            "-1",
            "-1m",
            "2Gi",
            "512Mi",
            "50%",
            "1,5g",
            "128x",
            "512m ",
            " 512m",
            "512  m",
            "1e",
            "1bb",
            "1bi",
            "1eb",
            "1 gigabyte",
            "512mbb",
            "512mi",
            "512ibb",
            "1i",
            "1ib",
            "infm",
            "512mé",
        ] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }

    #[test]
    fn units_of_kubernetes_and_blanks_are_understood() {
        let meant = |text: &str| bytes_meant(text).unwrap_or_default();
        assert_eq!(meant("2Gi"), "2g");
        assert_eq!(meant("512Mi"), "512m");
        assert_eq!(meant(" 512m "), "512m");
        assert_eq!(meant("512  MB"), "512MB");
        assert_eq!(meant("1,5g"), "1.5g");
        for text in ["-1", "50%", "1,500m", "1.000,5m", "lots", "", "Gi", "1,5,5g"] {
            assert_eq!(bytes_meant(text), None, "{text}");
        }
    }
}
