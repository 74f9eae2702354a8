//! The path to a value in its document, the same notation in all formats.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Name, holds_variables, redacted, redacted_name};

/// One step of an [`Address`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a mapping, as it is written.
    Key(Name),
    /// An element of a sequence, counted from 0.
    Index(usize),
    /// Into the text that stands inside a string, such as JSON in an environment entry.
    Inside,
}

/// The path from the root of a document to a value: `runners[0].docker.volumes[1]`.
///
/// Addresses below one place share the way to it, and the last step lies in the address itself, so that one for every
/// value costs little.
#[derive(Clone, Default)]
pub struct Address {
    above: Option<Arc<Link>>,
    last: Option<Step>,
}

/// A step that addresses share, and all before it.
struct Link {
    step: Step,
    length: usize,
    above: Option<Arc<Link>>,
}

impl Address {
    /// The root of a document.
    pub fn root() -> Address {
        Address::default()
    }

    /// The address of `key` below this one.
    pub fn key(&self, key: impl Into<Name>) -> Address {
        self.with(Step::Key(key.into()))
    }

    /// The address of element `index` below this one.
    pub fn index(&self, index: usize) -> Address {
        self.with(Step::Index(index))
    }

    /// The address of the text inside this string.
    pub fn inside(&self) -> Address {
        self.with(Step::Inside)
    }

    /// The same address, made for others below it: they share all of it.
    #[must_use]
    pub fn shared(self) -> Address {
        match self.last {
            Some(step) => Address {
                above: Some(link(step, self.above)),
                last: None,
            },
            None => self,
        }
    }

    /// The same with what looks like a secret in its keys masked: a key can be anything.
    pub fn redacted(&self) -> Address {
        let mut of_variables = false;
        self.steps()
            .into_iter()
            .fold(Address::root(), |above, step| match step {
                Step::Key(key) if of_variables => above.key(&*redacted_name(key)),
                Step::Key(key) => {
                    of_variables = holds_variables(key);
                    above.key(&*redacted(key))
                }
                step => above.with(step.clone()),
            })
    }

    /// The address one step up; the root has none.
    pub fn parent(&self) -> Option<Address> {
        let above = match self.last {
            Some(_) => self.above.clone(),
            None => self.above.as_ref()?.above.clone(),
        };
        Some(Address { above, last: None })
    }

    /// The last step; the root has none.
    pub fn last(&self) -> Option<&Step> {
        self.upwards().next()
    }

    /// How many steps it has.
    pub fn len(&self) -> usize {
        length(self.above.as_deref()) + usize::from(self.last.is_some())
    }

    /// Whether it is the root.
    pub fn is_empty(&self) -> bool {
        self.last.is_none() && self.above.is_none()
    }

    /// The steps from the root.
    pub fn steps(&self) -> Vec<&Step> {
        let mut steps: Vec<&Step> = self.upwards().collect();
        steps.reverse();
        steps
    }

    /// The last step, the one before it, and so on.
    pub fn upwards(&self) -> Upwards<'_> {
        Upwards {
            last: self.last.as_ref(),
            above: self.above.as_deref(),
        }
    }

    /// The first `length` steps of it, or all.
    pub fn first(&self, length: usize) -> Address {
        if length >= self.len() {
            return self.clone();
        }
        let mut above = &self.above;
        while let Some(link) = above.as_ref().filter(|link| link.length > length) {
            above = &link.above;
        }
        Address {
            above: above.clone(),
            last: None,
        }
    }

    /// The steps that lead from `base` to this address, if it is below it or the same.
    pub fn steps_below(&self, base: &Address) -> Option<Vec<&Step>> {
        base.covers(self).then(|| self.steps().split_off(base.len()))
    }

    /// The last key, past any indices: `volumes` for `runners[0].docker.volumes[1]`.
    pub fn last_key(&self) -> Option<&str> {
        self.upwards().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) | Step::Inside => None,
        })
    }

    /// Whether `other` is this address or below it.
    pub fn covers(&self, other: &Address) -> bool {
        let below = other.len().checked_sub(self.len());
        below.is_some_and(|below| other.upwards().skip(below).eq(self.upwards()))
    }

    /// The keys only, with `[]` for every index: `runners[].docker.volumes[]`, as schema tables write paths.
    pub fn pattern(&self) -> String {
        let mut out = String::new();
        for step in self.steps() {
            match step {
                Step::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Step::Index(_) => out.push_str("[]"),
                Step::Inside => out.push('!'),
            }
        }
        out
    }

    fn with(&self, step: Step) -> Address {
        Address {
            above: self.clone().shared().above,
            last: Some(step),
        }
    }
}

fn link(step: Step, above: Option<Arc<Link>>) -> Arc<Link> {
    let length = length(above.as_deref()) + 1;
    Arc::new(Link { step, length, above })
}

fn length(link: Option<&Link>) -> usize {
    link.map_or(0, |link| link.length)
}

/// The steps of an address, the last one first.
pub struct Upwards<'a> {
    last: Option<&'a Step>,
    above: Option<&'a Link>,
}

impl<'a> Iterator for Upwards<'a> {
    type Item = &'a Step;

    fn next(&mut self) -> Option<&'a Step> {
        self.last.take().or_else(|| {
            let link = self.above?;
            self.above = link.above.as_deref();
            Some(&link.step)
        })
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Address) -> bool {
        self.len() == other.len() && self.upwards().eq(other.upwards())
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.upwards().for_each(|step| step.hash(state));
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Address) -> Ordering {
        self.steps().cmp(&other.steps())
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Address) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut at_start = true;
        for step in self.steps() {
            match step {
                Step::Key(key) => {
                    if !at_start {
                        f.write_str(".")?;
                    }
                    write_key(f, key)?;
                }
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Inside => f.write_str("!")?,
            }
            at_start = matches!(step, Step::Inside);
        }
        Ok(())
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, key: &str) -> fmt::Result {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) {
        return f.write_str(key);
    }
    f.write_str("\"")?;
    for c in key.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_quoted_as_in_toml_where_they_are_not_bare() {
        let sysctls = Address::root().key("sysctls").key("net.ipv4.ip_forward");
        assert_eq!(sysctls.to_string(), r#"sysctls."net.ipv4.ip_forward""#);
    }

    #[test]
    fn an_embedded_text_is_joined_with_an_exclamation_mark() {
        let entry = Address::root().key("runners").index(0).key("environment").index(1);
        let auth = entry.inside().key("auths").key("r:5000").key("auth");
        assert_eq!(auth.to_string(), r#"runners[0].environment[1]!auths."r:5000".auth"#);
        assert_eq!(entry.pattern(), "runners[].environment[]");
    }
}
