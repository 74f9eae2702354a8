//! Regular expressions, as Go's package `regexp` compiles them.
//!
//! Source: `regexp/syntax/parse.go` of Go 1.19 and 1.26. Left out on purpose, so that no sound expression is called
//! wrong: limits of depth and size, and which names of Unicode classes there are.

/// Whether Go's `regexp.Compile` takes the text.
pub fn is_regexp(text: &str) -> bool {
    let mut reader = Reader {
        rest: text,
        groups: vec![Group::default()],
    };
    reader.read().is_some() && reader.groups.len() == 1
}

/// Whether a text holds a match of an expression; `None` if that is not to be known. RE2, which GitLab uses, reads what
/// Go reads.
pub fn regexp_matches(expression: &str, text: &str) -> Option<bool> {
    let regex = regex_lite::Regex::new(expression).ok()?;
    Some(regex.is_match(text))
}

/// What may stand before `]` or after `-` in brackets: one character, or a class of several.
enum Member {
    One(char),
    Class,
}

struct Reader<'a> {
    rest: &'a str,
    groups: Vec<Group>,
}

/// What was read of a group so far; a weight is how often nested `{n}` repeat what is within.
struct Group {
    /// The weight of what a repetition would apply to, if there is anything.
    last: Option<u32>,
    heaviest: u32,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            last: None,
            heaviest: 1,
        }
    }
}

impl Group {
    fn push(&mut self, weight: u32) {
        self.heaviest = self.weight();
        self.last = Some(weight);
    }

    fn weight(&self) -> u32 {
        self.heaviest.max(self.last.unwrap_or(1))
    }
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        let mut repeated = false;
        while let Some(first) = self.rest.chars().next() {
            repeated = match first {
                '*' | '+' | '?' => {
                    self.rest = self.rest.get(1..)?;
                    self.repeat(repeated, 0, None)?
                }
                '{' => match self.counts() {
                    Some((low, high)) => self.repeat(repeated, low, high)?,
                    None => self.single(first),
                },
                _ => {
                    self.element(first)?;
                    false
                }
            };
        }
        Some(())
    }

    fn element(&mut self, first: char) -> Option<()> {
        match first {
            '(' if self.rest.starts_with("(?") => self.open_with_flags()?,
            '(' => {
                self.rest = self.rest.get(1..)?;
                self.groups.push(Group::default());
            }
            '|' => {
                self.rest = self.rest.get(1..)?;
                let group = self.groups.last_mut()?;
                group.heaviest = group.weight();
                group.last = None;
            }
            ')' => {
                self.rest = self.rest.get(1..)?;
                let weight = self.groups.pop()?.weight();
                self.groups.last_mut()?.push(weight);
            }
            '[' => self.brackets()?,
            '\\' => self.escape()?,
            _ => {
                self.single(first);
            }
        }
        Some(())
    }

    /// One character that stands for itself, or for a place or a set.
    fn single(&mut self, first: char) -> bool {
        self.rest = self.rest.get(first.len_utf8()..).unwrap_or_default();
        self.push();
        false
    }

    fn push(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.push(1);
        }
    }

    /// A repetition of what was read last; a repetition of a repetition is refused, and one above 1000 too.
    fn repeat(&mut self, repeated: bool, low: u32, high: Option<u32>) -> Option<bool> {
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
        let group = self.groups.last_mut()?;
        let weight = group.last?;
        let times = high.unwrap_or(low);
        let weight = if high == Some(0) {
            1
        } else {
            weight.saturating_mul(times.max(1))
        };
        if repeated || times > 1000 || high.is_some_and(|high| high < low) {
            return None;
        }
        if (low >= 2 || high >= Some(2)) && weight > 1000 {
            return None;
        }
        group.last = Some(weight);
        Some(true)
    }

    /// The numbers of `{n}`, `{n,}` or `{n,m}` at the start of the rest, and the rest after them; nothing if the brace
    /// is a literal.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let (inner, rest) = self.rest.get(1..)?.split_once('}')?;
        let (low, high) = match inner.split_once(',') {
            Some((low, "")) => (count(low)?, None),
            Some((low, high)) => (count(low)?, Some(count(high)?)),
            None => (count(inner)?, Some(count(inner)?)),
        };
        self.rest = rest;
        Some((low, high))
    }

    /// `(?flags)`, `(?flags:` or `(?P<name>`.
    fn open_with_flags(&mut self) -> Option<()> {
        let inner = self.rest.get(2..)?;
        let name = inner.strip_prefix("P<").or_else(|| inner.strip_prefix('<'));
        if let Some(name) = name {
            let (name, rest) = name.split_once('>')?;
            let sound = |c: char| c == '_' || c.is_ascii_alphanumeric();
            if name.is_empty() || !name.chars().all(sound) {
                return None;
            }
            self.rest = rest;
            self.groups.push(Group::default());
            return Some(());
        }
        let end = inner.find([':', ')'])?;
        let (flags, rest) = inner.split_at(end);
        let (on, off) = flags.split_once('-').map_or((flags, None), |(on, off)| (on, Some(off)));
        let known = |flags: &str| flags.chars().all(|flag| "imsU".contains(flag));
        if !known(on) || off.is_some_and(|off| off.is_empty() || !known(off)) {
            return None;
        }
        if rest.starts_with(':') {
            self.groups.push(Group::default());
        }
        self.rest = rest.get(1..)?;
        Some(())
    }

    fn escape(&mut self) -> Option<()> {
        let rest = self.rest;
        match rest.get(1..)?.chars().next()? {
            'A' | 'b' | 'B' | 'z' => self.rest = rest.get(2..)?,
            'C' => return None,
            'Q' => {
                let quoted = rest.get(2..)?;
                let (quoted, rest) = quoted.split_once("\\E").unwrap_or((quoted, ""));
                self.rest = rest;
                if quoted.is_empty() {
                    return Some(());
                }
            }
            _ => {
                let (_, rest) = member(rest)?;
                self.rest = rest;
            }
        }
        self.push();
        Some(())
    }

    fn brackets(&mut self) -> Option<()> {
        let mut rest = self.rest.get(1..)?;
        rest = rest.strip_prefix('^').unwrap_or(rest);
        let mut first = true;
        while first || !rest.starts_with(']') {
            first = false;
            if let Some(named) = rest.strip_prefix("[:")
                && let Some((name, after)) = named.split_once(":]")
            {
                let name = name.strip_prefix('^').unwrap_or(name);
                rest = CLASSES.contains(&name).then_some(after)?;
                continue;
            }
            let (low, after) = member(rest)?;
            rest = after;
            let Member::One(low) = low else { continue };
            let range = rest
                .strip_prefix('-')
                .filter(|after| !after.is_empty() && !after.starts_with(']'));
            if let Some(after) = range {
                let (Member::One(high), after) = character(after)? else {
                    return None;
                };
                if high < low {
                    return None;
                }
                rest = after;
            }
        }
        self.rest = rest.get(1..)?;
        self.push();
        Some(())
    }
}

const CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// A character, an escaped one, `\d` and its like, or `\p{Greek}`.
fn member(text: &str) -> Option<(Member, &str)> {
    let escaped = text.strip_prefix('\\').and_then(|rest| rest.chars().next());
    match escaped {
        Some('d' | 'D' | 's' | 'S' | 'w' | 'W') => Some((Member::Class, text.get(2..)?)),
        Some('p' | 'P') => unicode_class(text.get(2..)?).map(|rest| (Member::Class, rest)),
        _ => character(text),
    }
}

fn unicode_class(text: &str) -> Option<&str> {
    if let Some(braced) = text.strip_prefix('{') {
        let (name, rest) = braced.split_once('}')?;
        let name = name.strip_prefix('^').unwrap_or(name);
        let sound = |c: char| c.is_ascii_alphanumeric() || "_- ".contains(c);
        let possible = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(sound);
        return possible.then_some(rest);
    }
    let mut chars = text.chars();
    matches!(chars.next()?, 'C' | 'L' | 'M' | 'N' | 'P' | 'S' | 'Z').then(|| chars.as_str())
}

/// A character, or an escape that stands for one.
fn character(text: &str) -> Option<(Member, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first != '\\' {
        return Some((Member::One(first), chars.as_str()));
    }
    let escaped = chars.next()?;
    let rest = chars.as_str();
    let octal = |b: &u8| (b'0'..=b'7').contains(b);
    let (value, rest) = match escaped {
        '1'..='7' if !rest.as_bytes().first().is_some_and(octal) => return None,
        '0'..='7' => {
            let more = rest.bytes().take(2).take_while(octal).count();
            let digits = text.get(1..2 + more)?;
            (u32::from_str_radix(digits, 8).ok()?, rest.get(more..)?)
        }
        'x' => hexadecimal(rest)?,
        'a' | 'f' | 'n' | 'r' | 't' | 'v' => {
            let at = "a\x07f\x0cn\nr\rt\tv\x0b".find(escaped)?;
            let value = "a\x07f\x0cn\nr\rt\tv\x0b".get(at + 1..)?.chars().next()?;
            (u32::from(value), rest)
        }
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => (u32::from(other), rest),
        _ => return None,
    };
    // Half a surrogate pair is a number like any other to Go; none of them can be written as a `char`.
    let one = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((Member::One(one), rest))
}

fn hexadecimal(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = match text.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => (text.get(..2)?, text.get(2..)?),
    };
    let sound = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let significant = digits.trim_start_matches('0');
    let value = match significant {
        "" => 0,
        _ => u32::from_str_radix(significant, 16).ok()?,
    };
    (sound && value <= 0x10_FFFF).then_some((value, rest))
}

/// A number of a repetition: no sign, no leading zero; a very large one counts as too large.
fn count(digits: &str) -> Option<u32> {
    let sound = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let leading = digits.len() > 1 && digits.starts_with('0');
    (sound && !leading).then(|| digits.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
