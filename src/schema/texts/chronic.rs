//! Durations in words (`1h 30m`, `3 hours and 20 minutes`), as GitLab reads `timeout:` and its like.
//!
//! Source: gitlab_chronic_duration 0.12 `lib/gitlab_chronic_duration.rb`; GitLab 18.11 lets it raise on unknown words.

/// Ways to write the units, with their seconds.
const UNITS: [(&[&str], f64); 7] = [
    (&["seconds", "second", "secs", "sec", "s"], 1.0),
    (&["minutes", "minute", "mins", "min", "m"], 60.0),
    (&["hours", "hour", "hrs", "hr", "h"], 3600.0),
    (&["days", "day", "dy", "d"], 86_400.0),
    (&["weeks", "week", "wks", "wk", "w"], 604_800.0),
    (&["months", "mo", "mos", "month"], 2_592_000.0),
    (&["years", "year", "yrs", "yr", "y"], 31_557_600.0),
];

/// Words between parts.
const JOINS: [&str; 3] = ["and", "with", "plus"];

/// What a text is as a duration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Chronic {
    /// So many seconds.
    Seconds(f64),
    /// No duration.
    Wrong,
    /// It has words such as `two`, which the library reads as well.
    Unsure,
}

/// Reads a duration.
pub fn chronic_duration(text: &str) -> Chronic {
    let text = text.to_lowercase();
    if text.split(|c: char| !c.is_ascii_alphabetic()).any(is_number_word) {
        return Chronic::Unsure;
    }
    let squeezed: String = text.chars().filter(|c| *c != ' ').collect();
    let words = match clock(&squeezed) {
        Some(Ok(words)) => words,
        Some(Err(())) => return Chronic::Unsure,
        None => spaced(&text),
    };
    let mut parts: Vec<Part> = Vec::new();
    for word in words.split_whitespace() {
        let stripped = word.trim_start_matches(',').trim_end_matches(',');
        let unit = UNITS.iter().find(|(names, _)| names.contains(&stripped));
        match (word.parse::<f64>(), unit) {
            _ if word.chars().any(|c| c.is_ascii_digit()) => match word.parse() {
                Ok(number) => parts.push(Part::Number(number)),
                Err(_) => return Chronic::Unsure,
            },
            (_, Some((_, seconds))) => parts.push(Part::Unit(*seconds)),
            _ if JOINS.contains(&stripped) => {}
            _ => return Chronic::Wrong,
        }
    }
    if let Some(Part::Unit(_)) = parts.first() {
        parts.insert(0, Part::Number(1.0));
    }
    let value = |(at, part): (usize, &Part)| match (part, parts.get(at + 1)) {
        (Part::Number(number), None) => *number,
        (Part::Number(number), Some(Part::Unit(seconds))) => number * seconds,
        (Part::Number(_), Some(Part::Number(_))) | (Part::Unit(_), _) => 0.0,
    };
    let sum: f64 = parts.iter().enumerate().map(value).sum();
    if sum == 0.0 {
        Chronic::Wrong
    } else {
        Chronic::Seconds(sum)
    }
}

enum Part {
    Number(f64),
    Unit(f64),
}

/// `1:30:00` with its units; `None` if it is no time of this form.
fn clock(text: &str) -> Option<Result<String, ()>> {
    let units = ["seconds", "minutes", "hours", "days", "months", "years"];
    let looks = |pair: &[u8]| pair[0] == b':' && pair[1].is_ascii_digit();
    let digit_before = text
        .split(':')
        .next()
        .is_some_and(|first| first.ends_with(|c: char| c.is_ascii_digit()));
    if !digit_before || !text.as_bytes().windows(2).any(looks) {
        return None;
    }
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > units.len() {
        return Some(Err(()));
    }
    let named = parts
        .iter()
        .rev()
        .zip(units)
        .map(|(part, unit)| format!("{part} {unit}"));
    let mut named: Vec<String> = named.collect();
    named.reverse();
    Some(Ok(spaced(&named.join(" "))))
}

/// The text with blanks around its numbers.
fn spaced(text: &str) -> String {
    let mut out = String::new();
    let mut in_number = false;
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let next_is_digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        let is_number = c.is_ascii_digit() || *c == '.' && next_is_digit;
        if is_number != in_number {
            out.push(' ');
            in_number = is_number;
        }
        out.push(*c);
    }
    out
}

fn is_number_word(word: &str) -> bool {
    const WORDS: [&str; 40] = [
        "a",
        "an",
        "half",
        "quarter",
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fourty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "trillion",
        "third",
        "fourth",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_the_library_does() {
        let cases = [
            ("1h 30m", 5400.0),
            ("90", 90.0),
            ("3 hours and 20 minutes", 12_000.0),
            ("1.5h", 5400.0),
            ("22:22", 1342.0),
            ("1 month", 2_592_000.0),
            ("day", 86_400.0),
            ("2 weeks", 1_209_600.0),
        ];
        for (text, seconds) in cases {
            assert_eq!(chronic_duration(text), Chronic::Seconds(seconds), "{text}");
        }
        for text in ["", "soon", "1 fortnight", "0", "h1x", "and"] {
            assert_eq!(chronic_duration(text), Chronic::Wrong, "{text:?}");
        }
        assert_eq!(chronic_duration("two hours"), Chronic::Unsure);
    }
}
