//! Cron expressions of five to seven fields, as the library `gorhill/cronexpr` reads them.
//!
//! Source: `cronexpr_parse.go` of gorhill/cronexpr 88b0669f7d75, which all releases of GitLab Runner use since 10.0.

/// A cron expression that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    /// How many fields were written, before short names such as `@daily` were replaced.
    pub fields: usize,
    /// At how many seconds of a minute it matches; one if no field says so, and then at second 0.
    pub seconds: usize,
}

/// Why a cron expression cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CronFault {
    /// It has fewer than five fields; this many.
    MissingFields(usize),
    /// An entry of a field has no form that the field takes.
    Entry {
        /// The name of the field.
        field: &'static str,
        /// The entry, as it is written.
        entry: String,
    },
    /// The number after the slash is 0, or above the highest value of the field.
    Interval {
        /// The name of the field.
        field: &'static str,
        /// The entry, as it is written.
        entry: String,
    },
}

impl CronFault {
    /// Whether it is an entry of this field.
    pub fn is_of(&self, name: &str) -> bool {
        matches!(self, CronFault::Entry { field, .. } if *field == name)
    }
}

impl Cron {
    /// Reads an expression: seconds first if it has seven fields, minutes first else; later fields are ignored.
    pub fn parse(text: &str) -> Result<Cron, CronFault> {
        let replaced = SHORT
            .iter()
            .fold(text.to_owned(), |text, (name, fields)| text.replace(name, fields));
        let fields: Vec<&str> = words(&replaced).take(7).collect();
        let kinds = match fields.len() {
            0..5 => return Err(CronFault::MissingFields(fields.len())),
            5 => &FIELDS[1..6],
            6 => &FIELDS[1..7],
            _ => &FIELDS[..],
        };
        let mut seconds = 1;
        for (field, text) in kinds.iter().zip(&fields) {
            let count = field.read(text)?;
            if field.name == "second" {
                seconds = count;
            }
        }
        Ok(Cron {
            fields: words(text).count(),
            seconds,
        })
    }
}

/// The fields of a text; Go's `\S+` knows only blanks of ASCII.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let blank = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ');
    text.split(blank).filter(|word| !word.is_empty())
}

const SHORT: [(&str, &str); 6] = [
    ("@yearly", "0 0 0 1 1 * *"),
    ("@annually", "0 0 0 1 1 * *"),
    ("@monthly", "0 0 0 1 * * *"),
    ("@weekly", "0 0 0 * * 0 *"),
    ("@daily", "0 0 0 * * * *"),
    ("@hourly", "0 0 * * * * *"),
];

struct Field {
    name: &'static str,
    lowest: usize,
    highest: usize,
    names: &'static [&'static str],
}

const FIELDS: [Field; 7] = [
    Field::of_numbers("second", 0, 59),
    Field::of_numbers("minute", 0, 59),
    Field::of_numbers("hour", 0, 23),
    Field::of_numbers("day-of-month", 1, 31),
    Field {
        name: "month",
        lowest: 1,
        highest: 12,
        names: &[
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
    },
    Field {
        name: "day-of-week",
        lowest: 0,
        highest: 6,
        names: &[
            "sun",
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sunday",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
        ],
    },
    Field::of_numbers("year", 1970, 2099),
];

impl Field {
    const fn of_numbers(name: &'static str, lowest: usize, highest: usize) -> Field {
        Field {
            name,
            lowest,
            highest,
            names: &[],
        }
    }

    /// How many values a text stands for. The first `*` of a field of plain numbers ends its reading, after all
    /// intervals were looked at.
    fn read(&self, text: &str) -> Result<usize, CronFault> {
        let entries: Vec<&str> = text.split(',').filter(|entry| !entry.is_empty()).collect();
        if entries.is_empty() {
            return Err(self.wrong(text));
        }
        let forms = entries.iter().map(|entry| self.form(entry));
        let forms: Vec<Option<Vec<usize>>> = forms.collect::<Result<_, _>>()?;
        let has_days = self.name.starts_with("day-");
        let mut values = std::collections::BTreeSet::new();
        for (entry, form) in entries.iter().zip(forms) {
            match form {
                Some(_) if !has_days && matches!(*entry, "*" | "?") => return Ok(self.highest - self.lowest + 1),
                Some(form) => values.extend(form),
                None if self.is_special(&entry.to_lowercase()) => {}
                None => return Err(self.wrong(entry)),
            }
        }
        Ok(values.len())
    }

    /// The values of `*`, `5`, `5-20`, `*/2`, `5/2` or `5-20/2`; nothing for other forms.
    fn form(&self, written: &str) -> Result<Option<Vec<usize>>, CronFault> {
        let entry = written.to_lowercase();
        let (span, step) = match entry.split_once('/') {
            Some((_, step)) if step.is_empty() || !step.bytes().all(|b| b.is_ascii_digit()) => return Ok(None),
            Some((span, step)) => (span, Some(step)),
            None => (entry.as_str(), None),
        };
        let range = match (span, span.split_once('-')) {
            ("*", _) => Some((self.lowest, self.highest)),
            ("?", _) if step.is_none() => Some((self.lowest, self.highest)),
            (_, Some((first, last))) => self.value(first).zip(self.value(last)),
            (_, None) => {
                let first = self.value(span);
                first.map(|first| (first, if step.is_some() { self.highest } else { first }))
            }
        };
        let Some((first, last)) = range else { return Ok(None) };
        let step = match step.map(number) {
            None => 1,
            Some(step) if step >= 1 && step <= self.highest => step,
            Some(_) => {
                let entry = written.to_owned();
                return Err(CronFault::Interval {
                    field: self.name,
                    entry,
                });
            }
        };
        Ok(Some((first..=last).step_by(step).collect()))
    }

    fn value(&self, text: &str) -> Option<usize> {
        let name = self.names.iter().position(|name| *name == text);
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let most = if self.name == "year" { 4 } else { 2 };
        let number = || -> Option<usize> {
            let known = digits && !text.is_empty() && text.len() <= most;
            let value = text.parse().ok().filter(|_| known)?;
            // Seven is Sunday too.
            let highest = if self.name == "day-of-week" { 7 } else { self.highest };
            (self.lowest..=highest).contains(&value).then_some(value)
        };
        name.map(|at| at % if self.name == "month" { 12 } else { 7 })
            .or_else(number)
    }

    /// `L`, `LW`, `15W` of days of a month; `5L`, `5#3` of days of a week.
    fn is_special(&self, entry: &str) -> bool {
        let value = |text: &str| self.value(text).is_some();
        match self.name {
            "day-of-month" => matches!(entry, "l" | "lw") || entry.strip_suffix('w').is_some_and(value),
            "day-of-week" => {
                let nth = |(day, nth): (&str, &str)| value(day) && matches!(nth, "1" | "2" | "3" | "4" | "5");
                entry.strip_suffix('l').is_some_and(value) || entry.split_once('#').is_some_and(nth)
            }
            _ => false,
        }
    }

    fn wrong(&self, entry: &str) -> CronFault {
        CronFault::Entry {
            field: self.name,
            entry: entry.to_owned(),
        }
    }
}

/// A number as the library looks it up: one or two digits up to 59, or a year; anything else is 0.
fn number(digits: &str) -> usize {
    let known = |value: &usize| digits.len() <= 2 && *value < 60 || digits.len() == 4 && (1970..2100).contains(value);
    digits.parse().ok().filter(known).unwrap_or(0)
}

#[cfg(test)]
mod tests;
