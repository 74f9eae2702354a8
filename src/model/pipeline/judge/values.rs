//! Checks of values that many keys share.

use super::{Judge, Kind, Sort, is_blank, shown, sort, text};
use crate::model::pipeline::fault::Meant;
use crate::model::pipeline::tree::{Link, Map, Shape};
use crate::schema::texts::{Chronic, chronic_duration, similar};
use crate::source::Place;

/// Levels of lists in lists.
const LEVELS: usize = 10;

impl<'a> Judge<'_, 'a> {
    /// What a message calls a key of the current owner.
    pub(super) fn what(&self, key: &str) -> String {
        format!("`{key}` of {}", self.title)
    }

    /// A mapping; reported if it is something else. `None` for that, and for what is unknown.
    pub(super) fn mapping<'l>(&mut self, kind: Kind, key: Option<&str>, link: &'l Link<'a>) -> Option<&'l Map<'a>> {
        match &link.part.shape {
            Shape::Map(map) => Some(map),
            Shape::Unknown => None,
            _ => {
                let what = key.map_or_else(|| self.title.clone(), |key| self.what(key));
                self.fault(kind, link, format!("{what} is no mapping"));
                None
            }
        }
    }

    /// That a mapping has no other keys than these.
    pub(super) fn known_keys(&mut self, kind: Kind, map: &Map<'a>, known: &[&str]) {
        for (key, link) in &map.entries {
            if known.contains(&key.as_str()) {
                continue;
            }
            if self.is_secret {
                // Not even the address names it.
                let place = link.part.place();
                let place = Place {
                    span: link.key.unwrap_or(place.span),
                    address: place.address.parent().unwrap_or_default(),
                };
                self.report(
                    kind,
                    place,
                    format!("{} has a key that GitLab does not know", self.title),
                );
                continue;
            }
            let message = match key.as_str() {
                "<<" => "`<<` leads to no mapping, which makes it a key".to_owned(),
                _ => format!("{} has no key `{}`", self.title, shown(key)),
            };
            let near = similar(known, key.as_str()).map(|near| format!("did you mean `{near}`?"));
            if let Some(fault) = self.fault_at_key(kind, link, message) {
                fault.help = near;
            }
        }
    }

    /// That at most one of these keys is there.
    pub(super) fn exclusive(&mut self, kind: Kind, map: &Map<'a>, keys: [&str; 2]) {
        let [first, second] = keys.map(|key| map.get(key));
        if let (Some(first), Some(second)) = (first, second) {
            let message = format!("{} has both `{}` and `{}`", self.title, keys[0], keys[1]);
            let at = first.key.unwrap_or(first.part.span);
            if let Some(fault) = self.fault_at_key(kind, second, message) {
                fault.related.push((at, "they exclude each other".into()));
            }
        }
    }

    /// A check of the value of a key, if it is there and no null.
    pub(super) fn with(&mut self, map: &Map<'a>, key: &str, check: impl FnOnce(&mut Self, &str, &Link<'a>)) {
        if let Some(link) = map.get(key).filter(|link| !link.part.is_null()) {
            check(self, key, link);
        }
    }

    /// That a value is of one of these sorts.
    pub(super) fn sorts(&mut self, kind: Kind, key: &str, link: &Link<'a>, (sorts, words): (&[Sort], &str)) -> bool {
        let sort = sort(link);
        let fits = sort == Sort::Unknown || sorts.contains(&sort);
        if !fits {
            self.fault(kind, link, format!("{} is no {words}", self.what(key)));
        }
        fits
    }

    pub(super) fn string(&mut self, key: &str, link: &Link<'a>) {
        self.sorts(Kind::Job, key, link, (&[Sort::Text], "string"));
    }

    pub(super) fn boolean(&mut self, key: &str, link: &Link<'a>) {
        self.sorts(Kind::Job, key, link, (&[Sort::Bool], "truth value"));
    }

    /// A string that is one of these words.
    pub(super) fn word(&mut self, key: &str, link: &Link<'a>, words: &[&str]) {
        let known = text(link).is_some_and(|text| words.contains(&text)) && sort(link) == Sort::Text;
        if !known && sort(link) != Sort::Unknown {
            let message = format!("{} is none of {}", self.what(key), words.join(", "));
            self.fault(Kind::Job, link, message);
        }
    }

    /// A list of strings without lists in it.
    pub(super) fn strings(&mut self, kind: Kind, key: &str, link: &Link<'a>) -> bool {
        let fits = match &link.part.shape {
            Shape::List(items) => items.iter().all(is_stringlike),
            Shape::Unknown => true,
            _ => false,
        };
        if !fits {
            let message = format!("{} is no list of strings", self.what(key));
            let help = quoting_help(link);
            let meant = alone(key, link);
            if let Some(fault) = self.fault(kind, link, message) {
                fault.help = help;
                fault.meant = meant;
            }
        }
        fits
    }

    /// A string, or a list of strings.
    pub(super) fn string_or_strings(&mut self, kind: Kind, key: &str, link: &Link<'a>) {
        if !is_stringlike(link) {
            self.strings(kind, key, link);
        }
    }

    /// `script` and its like: a string, or a list of strings and lists of them.
    pub(super) fn commands(&mut self, key: &str, link: &Link<'a>) {
        self.commands_of(Kind::Job, key, link);
    }

    pub(super) fn commands_of(&mut self, kind: Kind, key: &str, link: &Link<'a>) {
        if !is_stringlike(link) {
            self.nested_strings(kind, key, link);
        }
    }

    /// A list of strings and lists of them.
    pub(super) fn nested_strings(&mut self, kind: Kind, key: &str, link: &Link<'a>) {
        if sort(link) == Sort::Unknown {
            return;
        }
        match odd_one(link, LEVELS) {
            Some(odd) if sort(link) == Sort::List => {
                let what = match sort(odd) {
                    Sort::Map => "a mapping",
                    Sort::Null => "an empty item",
                    Sort::List => "a list over more than 10 levels",
                    _ => "no string",
                };
                let message = format!("an item in {} is {what}", self.what(key));
                let colon = matches!(sort(odd), Sort::Map);
                if let Some(fault) = self.fault(kind, odd, message) {
                    fault.help = Some(match colon {
                        true => "put quotes around a line with `: ` in it".into(),
                        false => "put quotes around it, or take it away".into(),
                    });
                }
            }
            None if sort(link) == Sort::List => {}
            _ => {
                let message = format!("{} is no list of strings", self.what(key));
                self.fault(kind, link, message);
            }
        }
    }

    /// A duration of at most `limit` seconds.
    pub(super) fn duration(&mut self, key: &str, link: &Link<'a>, limit: Option<(f64, &str)>) {
        if sort(link) == Sort::Unknown {
            return;
        }
        let read = match text(link).filter(|_| sort(link) == Sort::Text) {
            Some(text) => chronic_duration(text),
            None => Chronic::Wrong,
        };
        match (read, limit) {
            (Chronic::Wrong, _) => {
                let message = format!("{} is no duration", self.what(key));
                if let Some(fault) = self.fault(Kind::Job, link, message) {
                    fault.help = Some("write it with its unit, such as `1h 30m` or `3600 seconds`".into());
                }
            }
            (Chronic::Seconds(seconds), Some((most, words))) if seconds > most => {
                self.fault(Kind::Job, link, format!("{} is longer than {words}", self.what(key)));
            }
            _ => {}
        }
    }

    /// A whole number between two others.
    pub(super) fn whole_number(&mut self, key: &str, link: &Link<'a>, (least, most): (i64, i64)) {
        use crate::syntax::Scalar;
        let fits = match link.part.shape {
            Shape::Scalar(Scalar::Integer(value)) => (least..=most).contains(value),
            Shape::Unknown => true,
            _ => false,
        };
        if !fits {
            let message = format!("{} is no whole number from {least} to {most}", self.what(key));
            self.fault(Kind::Job, link, message);
        }
    }

    /// That a value is there and not blank.
    pub(super) fn present(&mut self, kind: Kind, key: &str, link: &Link<'a>) -> bool {
        let blank = is_blank(link);
        if blank {
            self.fault(kind, link, format!("{} is empty", self.what(key)));
        }
        !blank
    }
}

/// Whether a value is a string or a symbol, or may be one.
pub(super) fn is_stringlike(link: &Link<'_>) -> bool {
    matches!(sort(link), Sort::Text | Sort::Symbol | Sort::Unknown)
}

/// A single word in place of a list. A command is none: it may stand for several words.
pub(super) fn alone(key: &str, link: &Link<'_>) -> Option<Box<Meant>> {
    let word = text(link).filter(|text| sort(link) == Sort::Text && !text.is_empty() && key != "entrypoint")?;
    let is_one = !word.contains([' ', ',', '\n', '[']);
    is_one.then(|| Box::new(Meant::List(word.to_owned())))
}

/// The first item of a nested list that is no string.
fn odd_one<'l, 'a>(link: &'l Link<'a>, levels: usize) -> Option<&'l Link<'a>> {
    if is_stringlike(link) {
        return None;
    }
    match &link.part.shape {
        Shape::List(items) if levels > 0 => items.iter().find_map(|item| odd_one(item, levels - 1)),
        _ => Some(link),
    }
}

fn quoting_help(link: &Link<'_>) -> Option<String> {
    match &link.part.shape {
        Shape::List(items) if items.iter().any(|item| sort(item) == Sort::List) => {
            Some("write one list without lists in it".into())
        }
        Shape::List(items) if items.iter().any(|item| sort(item) == Sort::Map) => None,
        Shape::List(_) => Some("put quotes around numbers and around words such as `on` and `no`".into()),
        Shape::Scalar(_) => Some("put it in a list".into()),
        _ => None,
    }
}
