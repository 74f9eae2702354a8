//! `spec:inputs`: what a file takes, and what it is given.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/header/*.rb`, `lib/ci/inputs/*.rb`,
//! `lib/gitlab/ci/config/interpolation/inputs.rb`.

use super::fault::{PipelineFault, PipelineFaultKind};
use super::scalar;
use super::tree::{Link, Map, Shape};
use crate::schema::texts::{is_regexp, regexp_matches};
use crate::source::Place;
use crate::syntax::Scalar;

/// Types of inputs.
const TYPES: [&str; 4] = ["array", "boolean", "number", "string"];

/// Keys of `spec:`.
const SPEC_KEYS: [&str; 4] = ["inputs", "include", "component", "description"];

/// Keys of an input.
const INPUT_KEYS: [&str; 6] = ["default", "description", "options", "regex", "type", "rules"];

/// Characters of the description of `spec:`.
const MAX_DESCRIPTION: usize = 256;

/// Options that an input may have.
const MAX_OPTIONS: usize = 50;

/// A value that takes the place of an input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    One(Scalar),
    List(Vec<Given>),
    Map(Vec<(String, Given)>),
    /// Not to be known.
    Unknown,
}

/// What an include gives to the inputs of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments {
    pub values: Vec<(String, Given)>,
    /// Where they are given.
    pub place: Option<Place>,
    /// Whether there may be others.
    pub open: bool,
}

/// The inputs of a file with their values.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    pub values: Vec<(String, Given)>,
    /// Whether there may be others.
    pub open: bool,
}

impl Inputs {
    /// The inputs of a header, as far as they are what GitLab wants.
    pub(super) fn read(header: &Link<'_>, given: &Arguments) -> Result<Inputs, PipelineFault> {
        let reader = Reader { given };
        reader.read(header)
    }
}

impl Given {
    /// A value of a file.
    pub(super) fn of(link: &Link<'_>) -> Given {
        match &link.part.shape {
            Shape::Scalar(scalar) => Given::One((*scalar).clone()),
            Shape::List(items) => Given::List(items.iter().map(Given::of).collect()),
            Shape::Map(map) if !map.open => {
                let entries = map.entries.iter();
                Given::Map(entries.map(|(key, link)| (key.to_string(), Given::of(link))).collect())
            }
            Shape::Map(_) | Shape::Reference(_) | Shape::Unknown => Given::Unknown,
        }
    }

    /// The text that Ruby's `to_s` gives; `None` if that is not to be known.
    pub(super) fn spelled(&self) -> Option<String> {
        match self {
            Given::One(scalar) => scalar::text(scalar),
            Given::List(_) => self.inspected(),
            Given::Map(_) | Given::Unknown => None,
        }
    }

    fn inspected(&self) -> Option<String> {
        match self {
            Given::One(Scalar::String(text)) => Some(format!("{text:?}")),
            Given::One(Scalar::Null) => Some("nil".into()),
            Given::One(scalar) => scalar::text(scalar),
            Given::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(Given::inspected).collect();
                Some(format!("[{}]", items?.join(", ")))
            }
            Given::Map(_) | Given::Unknown => None,
        }
    }

    /// What a string is as JSON, which GitLab tries for inputs that are no strings.
    fn parsed(&self) -> Given {
        match self {
            Given::One(Scalar::String(text)) => {
                serde_json::from_str(text).map_or_else(|_| self.clone(), |value| json(&value))
            }
            other => other.clone(),
        }
    }
}

fn json(value: &serde_json::Value) -> Given {
    use serde_json::Value;
    match value {
        Value::Null => Given::One(Scalar::Null),
        Value::Bool(value) => Given::One(Scalar::Bool(*value)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Given::One(Scalar::Integer(number)),
            (None, Some(number)) => Given::One(Scalar::Float(number)),
            (None, None) => Given::Unknown,
        },
        Value::String(text) => Given::One(Scalar::String(text.clone())),
        Value::Array(items) => Given::List(items.iter().map(json).collect()),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), json(value)));
            Given::Map(entries.collect())
        }
    }
}

struct Reader<'g> {
    given: &'g Arguments,
}

impl Reader<'_> {
    fn read(&self, header: &Link<'_>) -> Result<Inputs, PipelineFault> {
        let mut inputs = Inputs::default();
        let Some(root) = header.part.map() else {
            return Ok(inputs);
        };
        known_keys(root, &["spec"], "the header")?;
        let Some(spec) = root.get("spec").filter(|spec| !spec.part.is_null()) else {
            return self.unasked(inputs);
        };
        let Some(map) = mapping(spec, "`spec`")? else {
            return Ok(Inputs { open: true, ..inputs });
        };
        known_keys(map, &SPEC_KEYS, "`spec`")?;
        if let Some(description) = map.get("description").filter(|link| !link.part.is_null()) {
            let long = |text: &str| text.chars().count() > MAX_DESCRIPTION;
            match description.part.shape {
                Shape::Scalar(Scalar::String(text)) if !long(text) && !description.part.is_symbol => {}
                Shape::Unknown => {}
                _ => {
                    let message =
                        format!("the description of `spec` is no string of up to {MAX_DESCRIPTION} characters");
                    return Err(fault(description.part.place(), message));
                }
            }
        }
        inputs.open = map.open || map.get("include").is_some_and(|include| !include.part.is_null());
        if let Some(link) = map.get("inputs").filter(|link| !link.part.is_null()) {
            match mapping(link, "`spec:inputs`")? {
                Some(specs) => {
                    inputs.open |= specs.open;
                    for (key, link) in &specs.entries {
                        if !key.is_alphanumeric() {
                            let message = format!("input `{key}` has a name that is no string");
                            return Err(fault(key_place(link), message).help("put quotes around it"));
                        }
                        let value = self.input(key.as_str(), link)?;
                        inputs.values.push((key.to_string(), value));
                    }
                }
                None => inputs.open = true,
            }
        }
        self.unasked(inputs)
    }

    /// Inputs that are given, but not taken.
    fn unasked(&self, inputs: Inputs) -> Result<Inputs, PipelineFault> {
        let unknown = |name: &String| !inputs.values.iter().any(|(own, _)| own == name);
        let first = self
            .given
            .values
            .iter()
            .map(|(name, _)| name)
            .find(|name| unknown(name));
        match (first, &self.given.place) {
            (Some(name), Some(place)) if !inputs.open => Err(fault(
                place.clone(),
                format!("the included file takes no input `{name}`"),
            )),
            _ => Ok(inputs),
        }
    }

    fn input(&self, name: &str, link: &Link<'_>) -> Result<Given, PipelineFault> {
        let empty = Map::default();
        let spec = match &link.part.shape {
            Shape::Map(map) => map,
            Shape::Unknown => return Ok(Given::Unknown),
            _ if link.part.is_null() => &empty,
            _ => return Err(fault(link.part.place(), format!("input `{name}` is no mapping"))),
        };
        known_keys(spec, &INPUT_KEYS, &format!("input `{name}`"))?;
        for (key, numbers) in [("description", true), ("regex", false)] {
            let Some(link) = spec.get(key).filter(|link| !link.part.is_null()) else {
                continue;
            };
            let fits = match link.part.shape {
                Shape::Scalar(Scalar::Integer(_)) => numbers,
                Shape::Scalar(Scalar::String(_)) => numbers || !link.part.is_symbol,
                Shape::Unknown => true,
                _ => false,
            };
            if !fits {
                return Err(fault(
                    link.part.place(),
                    format!("the `{key}` of input `{name}` is no string"),
                ));
            }
        }
        let sort = self.sort(name, spec)?;
        let options = self.options(name, spec)?;
        let has_rules = spec.get("rules").is_some();
        if has_rules && (spec.get("options").is_some() || spec.get("default").is_some()) {
            return Err(fault(
                link.part.place(),
                format!("input `{name}` has `rules` beside `options` or `default`"),
            ));
        }
        let given = self.given.values.iter().find(|(own, _)| own == name);
        // A null counts as not given.
        let given = given
            .map(|(_, value)| value)
            .filter(|value| **value != Given::One(Scalar::Null));
        if has_rules || spec.open {
            return Ok(Given::Unknown);
        }
        let default = spec.get("default");
        let check = |value: &Given, place: Place| check(name, value, (sort, options.as_deref()), spec, place);
        if let Some(default) = default.filter(|default| !default.part.is_null()) {
            check(&coerced(&Given::of(default), sort), default.part.place())?;
        }
        let at = || self.given.place.clone().unwrap_or_else(|| key_place(link));
        match (given, default) {
            (Some(given), _) => {
                let value = coerced(given, sort);
                check(&value, at())?;
                Ok(value)
            }
            (None, Some(default)) => Ok(coerced(&Given::of(default), sort)),
            (None, None) if self.given.open => Ok(Given::Unknown),
            (None, None) => {
                let message = format!("input `{name}` has no default and is given no value");
                Err(fault(at(), message).help("give it a `default`, or a value under `inputs` of the include"))
            }
        }
    }

    fn sort(&self, name: &str, spec: &Map<'_>) -> Result<&'static str, PipelineFault> {
        let Some(sort) = spec.get("type") else {
            return Ok("string");
        };
        let known = match &sort.part.shape {
            Shape::Scalar(Scalar::String(text)) => TYPES.into_iter().find(|known| known == text),
            Shape::Unknown => Some("string"),
            _ => None,
        };
        known.ok_or_else(|| {
            fault(
                sort.part.place(),
                format!("input `{name}` has a type that GitLab does not know"),
            )
            .help(format!("the types are {}", TYPES.join(", ")))
        })
    }

    fn options(&self, name: &str, spec: &Map<'_>) -> Result<Option<Vec<Given>>, PipelineFault> {
        let Some(options) = spec.get("options").filter(|options| !options.part.is_null()) else {
            return Ok(None);
        };
        match &options.part.shape {
            Shape::List(items) if items.len() > MAX_OPTIONS => Err(fault(
                options.part.place(),
                format!("input `{name}` has more than {MAX_OPTIONS} options"),
            )),
            Shape::List(items) if items.iter().any(|item| item.part.is_null()) => Err(fault(
                options.part.place(),
                format!("an option of input `{name}` is empty"),
            )),
            Shape::List(items) => Ok(Some(items.iter().map(Given::of).collect())),
            Shape::Unknown => Ok(None),
            _ => Err(fault(
                options.part.place(),
                format!("the options of input `{name}` are no list"),
            )),
        }
    }
}

fn coerced(value: &Given, sort: &str) -> Given {
    match (sort, value) {
        ("string", Given::Unknown) => Given::Unknown,
        ("string", value) => value
            .spelled()
            .map_or(Given::Unknown, |text| Given::One(Scalar::String(text))),
        (_, value) => value.parsed(),
    }
}

/// Whether a value is of the type and among the options of an input.
fn check(
    name: &str,
    value: &Given,
    (sort, options): (&str, Option<&[Given]>),
    spec: &Map<'_>,
    place: Place,
) -> Result<(), PipelineFault> {
    let fits = match (sort, value) {
        (_, Given::Unknown) => return Ok(()),
        ("array", value) => matches!(value, Given::List(_)),
        ("boolean", value) => matches!(value, Given::One(Scalar::Bool(_))),
        ("number", value) => matches!(
            value,
            Given::One(Scalar::Integer(_) | Scalar::Large(_) | Scalar::Float(_))
        ),
        _ => true,
    };
    if !fits {
        let article = if sort == "array" { "an" } else { "a" };
        return Err(fault(
            place,
            format!("the value of input `{name}` is not {article} {sort}"),
        ));
    }
    if sort != "string" && spec.get("regex").is_some() {
        return Err(fault(
            place,
            format!("input `{name}` has a `regex`, which only strings can have"),
        ));
    }
    if sort == "string" {
        matched(name, value, spec, &place)?;
    }
    let Some(options) = options else { return Ok(()) };
    let is_option = match sort {
        "string" => options.iter().any(|option| option.spelled() == value.spelled()),
        "number" => options.iter().any(|option| same_number(option, value)),
        _ => {
            let message = format!("input `{name}` has options, which only strings and numbers can have");
            return Err(fault(place, message));
        }
    };
    if is_option || options.contains(&Given::Unknown) {
        return Ok(());
    }
    Err(fault(
        place,
        format!("the value of input `{name}` is none of its options"),
    ))
}

/// Whether a string is as `regex` wants it.
fn matched(name: &str, value: &Given, spec: &Map<'_>, place: &Place) -> Result<(), PipelineFault> {
    let (Some(link), Some(text)) = (spec.get("regex"), value.spelled()) else {
        return Ok(());
    };
    let Shape::Scalar(Scalar::String(regex)) = link.part.shape else {
        return Ok(());
    };
    if !is_regexp(regex) {
        let message = format!("the `regex` of input `{name}` is no regular expression");
        return Err(fault(link.part.place(), message));
    }
    match regexp_matches(regex, &text) {
        Some(false) => Err(fault(
            place.clone(),
            format!("the value of input `{name}` does not match its `regex`"),
        )),
        Some(true) | None => Ok(()),
    }
}

fn same_number(a: &Given, b: &Given) -> bool {
    let float = |value: &Given| match value {
        Given::One(Scalar::Integer(value)) => Some(*value as f64),
        Given::One(Scalar::Float(value)) => Some(*value),
        _ => None,
    };
    a == b || float(a).is_some() && float(a) == float(b)
}

/// A mapping; `None` if that is not to be known.
fn mapping<'l, 'a>(link: &'l Link<'a>, what: &str) -> Result<Option<&'l Map<'a>>, PipelineFault> {
    match &link.part.shape {
        Shape::Map(map) => Ok(Some(map)),
        Shape::Unknown => Ok(None),
        _ => Err(fault(link.part.place(), format!("{what} is no mapping"))),
    }
}

fn known_keys(map: &Map<'_>, known: &[&str], what: &str) -> Result<(), PipelineFault> {
    let unknown = map.entries.iter().find(|(key, _)| !known.contains(&key.as_str()));
    match unknown {
        Some((key, link)) => Err(fault(key_place(link), format!("{what} has no key `{key}`"))),
        None => Ok(()),
    }
}

/// The place of a value with its key to point at.
fn key_place(link: &Link<'_>) -> Place {
    let place = link.part.place();
    Place {
        span: link.key.unwrap_or(place.span),
        ..place
    }
}

fn fault(place: Place, message: impl Into<String>) -> PipelineFault {
    PipelineFault::new(PipelineFaultKind::Input, place, message)
}
