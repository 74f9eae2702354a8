//! Whether a JSON document is as a JSON Schema says, for the keywords of our own schemas and of those that others publish for
//! the formats we write. A keyword that is not known fails, so that nothing is passed over.
//!
//! Source: json-schema.org, "JSON Schema Validation", drafts 4 and 7.

use regex_lite::Regex;
use serde_json::{Map, Value};

/// What only describes, or is said of texts in a way that need not be checked here.
const SILENT: &[&str] = &[
    "$id",
    "$schema",
    "default",
    "definitions",
    "description",
    "examples",
    "format",
    "id",
    "title",
    "$comment",
];

/// Everything in which `value` is not as `schema` says.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut check = Check {
        root: schema,
        problems: Vec::new(),
    };
    check.value(schema, value, "");
    check.problems
}

struct Check<'a> {
    root: &'a Value,
    problems: Vec<String>,
}

impl<'a> Check<'a> {
    fn value(&mut self, schema: &'a Value, value: &Value, at: &str) {
        let schema = match schema {
            Value::Bool(true) => return,
            Value::Bool(false) => return self.wrong(at, "nothing may stand here"),
            schema => schema.as_object().expect("a schema is an object"),
        };
        for (keyword, wanted) in schema {
            self.keyword(schema, (keyword, wanted), value, at);
        }
    }

    fn keyword(
        &mut self,
        schema: &'a Map<String, Value>,
        (keyword, wanted): (&str, &'a Value),
        value: &Value,
        at: &str,
    ) {
        let fine = match keyword {
            "$ref" => return self.value(self.target(wanted), value, at),
            "properties" | "required" | "additionalProperties" | "propertyNames" | "minProperties" => {
                return self.object(schema, (keyword, wanted), value, at);
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.value(wanted, item, &format!("{at}/{index}"));
                }
                return;
            }
            "type" => one_or_many(wanted).any(|name| is_of_type(value, name)),
            "enum" => list(wanted).contains(value),
            "const" => wanted == value,
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap()),
            "uniqueItems" => value.as_array().is_none_or(|items| {
                let twice = |(index, item): (usize, &Value)| items[..index].contains(item);
                !items.iter().enumerate().any(twice)
            }),
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() as u64 >= wanted.as_u64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| matches(wanted, text)),
            "anyOf" => self.passing(wanted, value) >= 1,
            "oneOf" => self.passing(wanted, value) == 1,
            "not" => !self.passes(wanted, value),
            "dependencies" => return self.dependencies(wanted, value, at),
            keyword if SILENT.contains(&keyword) => true,
            keyword => panic!("the keyword {keyword} is not known"),
        };
        if !fine {
            self.wrong(at, &format!("{keyword} {wanted} is not met by {value}"));
        }
    }

    fn object(
        &mut self,
        schema: &'a Map<String, Value>,
        (keyword, wanted): (&str, &'a Value),
        value: &Value,
        at: &str,
    ) {
        let Some(object) = value.as_object() else { return };
        let declared = schema.get("properties").and_then(Value::as_object);
        match keyword {
            "required" => {
                for name in list(wanted).iter().filter_map(Value::as_str) {
                    if !object.contains_key(name) {
                        self.wrong(at, &format!("{name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in declared.into_iter().flatten() {
                    if let Some(value) = object.get(name) {
                        self.value(schema, value, &format!("{at}/{name}"));
                    }
                }
            }
            "propertyNames" => {
                for name in object.keys() {
                    self.value(wanted, &Value::from(name.as_str()), &format!("{at}/{name}"));
                }
            }
            "minProperties" if (object.len() as u64) < wanted.as_u64().unwrap() => self.wrong(at, "too few properties"),
            "minProperties" => {}
            _ => {
                let known = |name: &str| declared.is_some_and(|declared| declared.contains_key(name));
                for (name, value) in object.iter().filter(|(name, _)| !known(name)) {
                    self.value(wanted, value, &format!("{at}/{name}"));
                }
            }
        }
    }

    /// A property that needs others beside it.
    fn dependencies(&mut self, wanted: &Value, value: &Value, at: &str) {
        for (name, others) in wanted.as_object().unwrap() {
            for other in list(others).iter().filter_map(Value::as_str) {
                if value.get(name).is_some() && value.get(other).is_none() {
                    self.wrong(at, &format!("{name} needs {other}"));
                }
            }
        }
    }

    fn passing(&self, schemas: &'a Value, value: &Value) -> usize {
        list(schemas).iter().filter(|schema| self.passes(schema, value)).count()
    }

    fn passes(&self, schema: &'a Value, value: &Value) -> bool {
        let mut check = Check {
            root: self.root,
            problems: Vec::new(),
        };
        check.value(schema, value, "");
        check.problems.is_empty()
    }

    fn target(&self, reference: &Value) -> &'a Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
        let target = pointer.and_then(|pointer| self.root.pointer(pointer));
        target.unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    fn wrong(&mut self, at: &str, what: &str) {
        self.problems.push(format!("{at}: {what}"));
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn one_or_many(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().into_iter().flatten();
    many.chain(std::iter::once(value)).filter_map(Value::as_str)
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("there is no type {other}"),
    }
}

fn matches(pattern: &Value, text: &str) -> bool {
    let pattern = pattern.as_str().expect("a pattern is a text");
    Regex::new(pattern)
        .expect("a pattern is a regular expression")
        .is_match(text)
}
