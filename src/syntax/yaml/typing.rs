//! How Psych, which GitLab reads YAML with, types a scalar without quotes: YAML 1.1 with its own additions.
//!
//! Source: ruby/psych `lib/psych/scalar_scanner.rb`, `lib/psych/visitors/to_ruby.rb` (5.2).

use crate::syntax::Scalar;

/// The value of a plain scalar.
///
/// - A symbol (`:name`) is the string after its colon. A caller who must tell it from a string looks at the text.
/// - A date or a time is a [`Scalar::Datetime`], also where no calendar has such a day: GitLab refuses both.
pub fn typed(text: &str) -> Scalar {
    let Some(first) = text.bytes().next() else {
        return Scalar::Null;
    };
    let special = match first {
        b'~' if text == "~" => Some(Scalar::Null),
        b'n' | b'N' | b't' | b'T' | b'y' | b'Y' | b'f' | b'F' | b'o' | b'O' => word(text),
        b':' => symbol(text).map(Scalar::String),
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text),
        _ => None,
    };
    special.unwrap_or_else(|| Scalar::String(text.to_owned()))
}

/// The value of a scalar with an explicit tag, given in its resolved form (`tag:yaml.org,2002:str`, `!reference`);
/// `None` if GitLab refuses it. Tags that Psych does not know change nothing.
pub(super) fn tagged(text: &str, tag: &str) -> Option<Scalar> {
    match tag {
        "!" | "!str" | "tag:yaml.org,2002:str" | "!binary" | "tag:yaml.org,2002:binary" => {
            Some(Scalar::String(text.to_owned()))
        }
        "!float" | "tag:yaml.org,2002:float" => match typed(text) {
            Scalar::Integer(value) => Some(Scalar::Float(value as f64)),
            Scalar::Large(digits) => digits.parse().ok().map(Scalar::Float),
            Scalar::Float(value) => Some(Scalar::Float(value)),
            _ => None,
        },
        _ => Some(typed(text)),
    }
}

fn word(text: &str) -> Option<Scalar> {
    if text.len() > 5 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["null"]) {
        Some(Scalar::Null)
    } else if is(&["yes", "true", "on"]) {
        Some(Scalar::Bool(true))
    } else if is(&["no", "false", "off"]) {
        Some(Scalar::Bool(false))
    } else {
        None
    }
}

fn symbol(text: &str) -> Option<String> {
    let name = text.strip_prefix(':').filter(|name| !name.is_empty())?;
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let inside = name.strip_prefix(quote)?;
        inside.rfind(quote).map(|end| &inside[..end])
    });
    let name = quoted.map_or(name, |inside| inside.strip_prefix(':').unwrap_or(inside));
    Some(name.to_owned())
}

fn number(text: &str) -> Option<Scalar> {
    if is_time(text) || is_date(text) {
        return Some(Scalar::Datetime(text.to_owned()));
    }
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&[".inf", "+.inf"]) {
        return Some(Scalar::Float(f64::INFINITY));
    }
    if is(&["-.inf"]) {
        return Some(Scalar::Float(f64::NEG_INFINITY));
    }
    if is(&[".nan"]) {
        return Some(Scalar::Float(f64::NAN));
    }
    base_sixty(text).or_else(|| float(text)).or_else(|| integer(text))
}

/// `a:b` and `a:b:c` count seconds, the first part hours; the last may have a fraction.
fn base_sixty(text: &str) -> Option<Scalar> {
    let mut scan = Scan(text.as_bytes());
    scan.sign();
    scan.digits(1..=1)?;
    scan.many(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut parts = 1;
    while parts < 3 && scan.byte(b':').is_some() {
        let digits = scan.many(|byte| byte.is_ascii_digit());
        let fits = digits.len() == 1 || digits.len() == 2 && digits[0] <= b'5';
        fits.then_some(())?;
        parts += 1;
    }
    let fraction = scan.byte(b'.').is_some();
    if fraction {
        scan.many(|byte| byte.is_ascii_digit() || byte == b'_');
    }
    if parts == 1 || !scan.0.is_empty() {
        return None;
    }
    let factors = [3600.0, 60.0, 1.0];
    let value = text.split(':').zip(factors).map(|(part, factor)| {
        let part: String = part.chars().filter(|c| *c != '_').collect();
        part.parse::<f64>().unwrap_or(0.0) * factor
    });
    let value: f64 = value.sum();
    // Above 2^53 the sum is no longer exact, and nobody means a time of day.
    let exact = !fraction && value.abs() < 9e15;
    Some(if exact {
        Scalar::Integer(value as i64)
    } else {
        Scalar::Float(value)
    })
}

/// A number with a dot; an exponent counts only with a sign.
fn float(text: &str) -> Option<Scalar> {
    let mut scan = Scan(text.as_bytes());
    scan.sign();
    if scan.digits(1..=1).is_some() {
        scan.many(|byte| byte.is_ascii_digit() || byte == b'_' || byte == b',');
    }
    scan.byte(b'.')?;
    scan.many(|byte| byte.is_ascii_digit());
    if scan.any(b"eE").is_some() {
        scan.any(b"+-")?;
        scan.digits(1..=usize::MAX)?;
    }
    if !scan.0.is_empty() {
        return None;
    }
    let digits: String = text.chars().filter(|c| *c != '_' && *c != ',').collect();
    // Rust reads `1.` and `.5` as well; a lone dot is a string.
    digits.parse().ok().map(Scalar::Float)
}

/// An integer: binary, octal (a leading 0), decimal or hexadecimal, with `_` and `,` between digits.
fn integer(text: &str) -> Option<Scalar> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        b"0" => (10, digits),
        [b'0', b'b', ..] => (2, &digits[2..]),
        [b'0', b'x', ..] => (16, &digits[2..]),
        [b'0', ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if radix == 10 && !well_separated(digits.as_bytes()) {
        return None;
    }
    let digits: String = digits.chars().filter(|c| *c != '_' && *c != ',').collect();
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    let exact = i64::from_str_radix(&format!("{sign}{digits}"), radix);
    // Nobody means a number of this length, and writing it out would take long.
    if digits.len() > 1000 {
        return Some(Scalar::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    Some(exact.map_or_else(
        |_| Scalar::Large(format!("{sign}{}", decimal(&digits, radix))),
        Scalar::Integer,
    ))
}

/// Whether a decimal number begins with a digit other than 0 (unless it is 0) and each separator precedes a digit.
fn well_separated(digits: &[u8]) -> bool {
    let starts = digits == b"0" || digits.first().is_some_and(|byte| (b'1'..=b'9').contains(byte));
    let separator = |byte: u8| byte == b'_' || byte == b',';
    starts
        && !digits.last().copied().is_some_and(separator)
        && !digits.windows(2).any(|pair| pair.iter().all(|byte| separator(*byte)))
}

/// A whole number of any size in decimal digits.
fn decimal(digits: &str, radix: u32) -> String {
    if radix == 10 {
        return digits.trim_start_matches('0').to_owned();
    }
    // Least significant first, nine decimal digits each.
    const BASE: u64 = 1_000_000_000;
    let mut parts: Vec<u64> = vec![0];
    for digit in digits.chars().filter_map(|c| c.to_digit(radix)) {
        let mut carry = u64::from(digit);
        for part in &mut parts {
            let value = *part * u64::from(radix) + carry;
            *part = value % BASE;
            carry = value / BASE;
        }
        if carry > 0 {
            parts.push(carry);
        }
    }
    let mut parts = parts.iter().rev();
    let first = parts.next().map(u64::to_string).unwrap_or_default();
    parts.fold(first, |text, part| format!("{text}{part:09}"))
}

fn is_date(text: &str) -> bool {
    let two = |part: &str, most: u32| {
        let fits = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        fits && part.parse::<u32>().is_ok_and(|value| value <= most)
    };
    let mut parts = text.split('-');
    let year = parts.next().unwrap_or_default();
    let (month, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    year && two(month, 12) && two(day, 31) && parts.next().is_none()
}

fn is_time(text: &str) -> bool {
    let scanned = || {
        let mut scan = Scan(text.as_bytes());
        scan.any(b"-");
        scan.digits(4..=4)?;
        for _ in 0..2 {
            scan.byte(b'-')?;
            scan.digits(1..=2)?;
        }
        if scan.any(b"Tt").is_none() && scan.many(|byte| byte.is_ascii_whitespace()).is_empty() {
            return None;
        }
        scan.digits(1..=2)?;
        for _ in 0..2 {
            scan.byte(b':')?;
            scan.digits(2..=2)?;
        }
        if scan.byte(b'.').is_some() {
            scan.many(|byte| byte.is_ascii_digit());
        }
        let blanks = scan.many(|byte| byte.is_ascii_whitespace());
        if scan.byte(b'Z').is_none() && scan.any(b"+-").is_some() {
            scan.digits(1..=2)?;
            let colon = scan.byte(b':').is_some();
            if scan.digits(2..=2).is_none() && colon && !scan.0.is_empty() {
                return None;
            }
        } else if !blanks.is_empty() && text.ends_with(|c: char| c.is_ascii_whitespace()) {
            return Some(scan.0.is_empty());
        }
        Some(scan.0.is_empty())
    };
    scanned().unwrap_or(false)
}

/// What is left of a text that is being matched.
struct Scan<'t>(&'t [u8]);

impl<'t> Scan<'t> {
    fn byte(&mut self, byte: u8) -> Option<()> {
        self.any(&[byte])
    }

    fn any(&mut self, bytes: &[u8]) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| self.0 = rest)
    }

    fn sign(&mut self) {
        let _unsigned = self.any(b"+-").is_none();
    }

    /// As many digits as there are, up to the end of `count`.
    fn digits(&mut self, count: std::ops::RangeInclusive<usize>) -> Option<()> {
        let there = self
            .0
            .iter()
            .take(*count.end())
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.0 = &self.0[there..];
        count.contains(&there).then_some(())
    }

    fn many(&mut self, of: fn(u8) -> bool) -> &'t [u8] {
        let there = self.0.iter().take_while(|byte| of(**byte)).count();
        let (taken, rest) = self.0.split_at(there);
        self.0 = rest;
        taken
    }
}
