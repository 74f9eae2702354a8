//! `$[[ inputs.name | function ]]`: what a file says once its inputs are put in.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/interpolation/*.rb`.

use super::fault::{PipelineFault, PipelineFaultKind};
use super::inputs::{Given, Inputs};
use crate::source::{Address, Name, Place, Span, Spanned};
use crate::syntax::{Entry, Node, Scalar, Style, Value};

/// Functions that a block may name.
const MAX_FUNCTIONS: usize = 3;

/// Parts of `inputs.name.key`; dots behind them belong to the last one.
const MAX_SEGMENTS: usize = 5;

/// How much text blocks may bring; beyond it values are unknown.
const MAX_TEXT: usize = 8 << 20;

/// The length of a block up to which its end is looked for; GitLab takes no name longer than 1 KiB.
const MAX_BLOCK: usize = 4096;

/// A value that a block could not be given, and why.
type Refusal = String;

/// A copy of a document with its blocks replaced, or what is wrong with one of them.
pub(super) fn interpolated(root: &Node, inputs: &Inputs) -> Result<Node, PipelineFault> {
    let mut template = Template { inputs, left: MAX_TEXT };
    template.node(root).map_err(|(span, message)| {
        let place = Place {
            span,
            address: Address::root(),
        };
        PipelineFault::new(PipelineFaultKind::Input, place, message)
    })
}

struct Template<'i> {
    inputs: &'i Inputs,
    left: usize,
}

impl Template<'_> {
    fn node(&mut self, node: &Node) -> Result<Node, (Span, Refusal)> {
        let value = match &node.value {
            Value::Scalar(Scalar::String(text)) if text.contains("$[[") => return self.text(node, text),
            Value::Sequence(items) if node.tag.as_ref().is_none_or(|tag| tag.value != "!reference") => {
                let mut new = Vec::with_capacity(items.len());
                for item in items {
                    let replaced = self.node(item)?;
                    match replaced.value {
                        // A list in place of a string becomes part of the list around it.
                        Value::Sequence(inner) if item.as_str().is_some() => new.extend(inner),
                        _ => new.push(replaced),
                    }
                }
                Value::Sequence(new)
            }
            Value::Mapping(entries) => Value::Mapping(
                entries
                    .iter()
                    .map(|entry| self.entry(entry))
                    .collect::<Result<_, _>>()?,
            ),
            other => other.clone(),
        };
        Ok(Node {
            value,
            // Symbols become strings.
            style: match (&node.value, node.style) {
                (Value::Scalar(Scalar::String(_)), Style::Bare) => Style::DoubleQuoted,
                (_, style) => style,
            },
            ..copy(node)
        })
    }

    fn entry(&mut self, entry: &Entry) -> Result<Entry, (Span, Refusal)> {
        let key = entry.key.value.as_str();
        let key = if key.contains("$[[") {
            let span = entry.key.span;
            let replaced = self.replaced(key).map_err(|message| (span, message))?;
            let text = replaced.spelled().unwrap_or_else(|| key.to_owned());
            Spanned {
                value: Name::from(text),
                span,
            }
        } else {
            entry.key.clone()
        };
        Ok(Entry {
            key,
            node: self.node(&entry.node)?,
            whole: entry.whole,
        })
    }

    fn text(&mut self, node: &Node, text: &str) -> Result<Node, (Span, Refusal)> {
        let given = self.replaced(text).map_err(|message| (node.span, message))?;
        Ok(Node {
            anchor: node.anchor.clone(),
            ..given_node(&given, node.span)
        })
    }

    /// A text with its blocks replaced. A block alone keeps the type of its value.
    fn replaced(&mut self, text: &str) -> Result<Given, Refusal> {
        let blocks = blocks(text);
        if let [block] = &blocks[..]
            && block.text.len() == text.len()
        {
            return self.evaluate(block);
        }
        let mut new = text.to_owned();
        for block in &blocks {
            let Some(value) = self.evaluate(block)?.spelled() else {
                return Ok(Given::Unknown);
            };
            let grown = new.matches(block.text).count().saturating_mul(value.len());
            match self.left.checked_sub(grown) {
                Some(left) => self.left = left,
                None => return Ok(Given::Unknown),
            }
            new = new.replace(block.text, &value);
        }
        Ok(Given::One(Scalar::String(new)))
    }

    fn evaluate(&self, block: &Block<'_>) -> Result<Given, Refusal> {
        let mut parts = block.inner.split('|').map(str::trim);
        let access = parts.next().unwrap_or_default();
        let functions: Vec<&str> = parts.collect();
        // Those of a matrix are replaced later.
        if access.split('.').next() == Some("matrix") {
            return Ok(Given::One(Scalar::String(block.text.to_owned())));
        }
        let mut value = self.accessed(access)?;
        if functions.len() > MAX_FUNCTIONS {
            return Err(format!("more than {MAX_FUNCTIONS} functions stand in one `$[[ … ]]`"));
        }
        for function in functions {
            value = applied(function, &value)?;
        }
        Ok(value)
    }

    fn accessed(&self, access: &str) -> Result<Given, Refusal> {
        let unknown = || format!("`$[[ {access} ]]` is no input of this file");
        let Some((context, path)) = access.split_once('.') else {
            return Err(format!("`$[[ {access} ]]` is not of the form `$[[ inputs.name ]]`"));
        };
        // What a component knows of itself is not in the file.
        if context == "component" && self.inputs.open {
            return Ok(Given::Unknown);
        }
        if context != "inputs" {
            return if self.inputs.open {
                Ok(Given::Unknown)
            } else {
                Err(unknown())
            };
        }
        let mut segments = path.splitn(MAX_SEGMENTS - 1, '.');
        let first = segments.next().unwrap_or_default();
        let mut value = match found(&self.inputs.values, first) {
            // There may be others than those at hand.
            None if self.inputs.open => return Ok(Given::Unknown),
            value => value.and_then(|value| item(value, first)),
        };
        for segment in segments {
            value = match value {
                Some(Given::Map(entries)) => found(entries, segment).and_then(|value| item(value, segment)),
                Some(Given::Unknown) => return Ok(Given::Unknown),
                _ => None,
            };
        }
        value.cloned().ok_or_else(unknown)
    }
}

/// The value of the key before the indices of `key[0][1]`.
fn found<'g>(values: &'g [(String, Given)], segment: &str) -> Option<&'g Given> {
    let key = segment.split('[').next()?;
    values.iter().find(|(own, _)| own == key).map(|(_, value)| value)
}

/// The item at the indices of `key[0][1]`, of which there may be none.
fn item<'g>(value: &'g Given, segment: &str) -> Option<&'g Given> {
    segment.split('[').skip(1).try_fold(value, |value, index| match value {
        Given::Unknown => Some(value),
        Given::List(items) => items.get(index.strip_suffix(']')?.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A block and what stands in it.
struct Block<'t> {
    text: &'t str,
    inner: &'t str,
}

/// The blocks of a text: `\$\[\[\s*(\S.*?\S)\s*\]\]`.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("$[[").map(|at| from + at) {
        let inner = start + 3 + (text[start + 3..].len() - text[start + 3..].trim_start().len());
        let ends = inner..=text.len().min(inner.saturating_add(MAX_BLOCK));
        let reach = ends.rev().find(|at| text.is_char_boundary(*at)).unwrap_or(inner);
        let closes = text[inner..reach].match_indices(']').map(|(at, _)| inner + at);
        let mut closes = closes.filter(|at| text[*at..].starts_with("]]"));
        let found = closes.find_map(|at| {
            let data = text[inner..at].trim_end();
            (data.chars().count() > 1).then_some((data, at))
        });
        match found {
            Some((data, at)) if !data.contains('\n') => {
                blocks.push(Block {
                    text: &text[start..at + 2],
                    inner: data,
                });
                from = at + 2;
            }
            _ => from = start + 3,
        }
    }
    blocks
}

/// A value after a function.
fn applied(function: &str, value: &Given) -> Result<Given, Refusal> {
    let unknown = || format!("`{function}` is no function for `$[[ … ]]`");
    let text = match value {
        Given::Unknown => return Ok(Given::Unknown),
        Given::One(Scalar::String(text)) => Some(text),
        _ => None,
    };
    let name = function.split('(').next().unwrap_or_default();
    let new = match name {
        // Only variables of the project are there at this time; what they are is not in the files.
        "expand_vars" if function == name => text.cloned(),
        "posix_escape" if function == name => text.map(|text| escaped(text)),
        "truncate" => {
            let (offset, length) = truncation(function).ok_or_else(unknown)?;
            text.map(|text| text.chars().skip(offset).take(length).collect())
        }
        _ => return Err(unknown()),
    };
    let new = new.ok_or_else(|| format!("`{name}` is used on an input that is no string"))?;
    Ok(Given::One(Scalar::String(new)))
}

/// The numbers of `truncate(offset, length)`, whose last bracket may be missing.
fn truncation(function: &str) -> Option<(usize, usize)> {
    let inside = function.strip_prefix("truncate(")?;
    let inside = inside.strip_suffix(')').unwrap_or(inside);
    let (offset, length) = inside.split_once(',')?;
    Some((offset.trim().parse().ok()?, length.trim().parse().ok()?))
}

/// A text as Ruby's `Shellwords.shellescape` writes it.
fn escaped(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("'\n'"),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '.' | ',' | ':' | '+' | '/' | '@' => out.push(c),
            _ => {
                out.push('\\');
                out.push(c);
            }
        }
    }
    out
}

fn given_node(given: &Given, span: Span) -> Node {
    let (value, style) = match given {
        Given::One(scalar) => (Value::Scalar(scalar.clone()), Style::DoubleQuoted),
        Given::List(items) => {
            let items = items.iter().map(|item| given_node(item, span));
            (Value::Sequence(items.collect()), Style::Flow)
        }
        Given::Map(entries) => {
            let entry = |(key, value): &(String, Given)| Entry {
                key: Spanned {
                    value: Name::from(key.as_str()),
                    span,
                },
                node: given_node(value, span),
                whole: span,
            };
            (Value::Mapping(entries.iter().map(entry).collect()), Style::Flow)
        }
        Given::Unknown => (Value::Broken, Style::Bare),
    };
    Node::new(span, value, style)
}

/// A node without its value.
fn copy(node: &Node) -> Node {
    Node {
        span: node.span,
        value: Value::Broken,
        style: node.style,
        tag: node.tag.clone(),
        anchor: node.anchor.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<Given, Refusal> {
        let one = |text: &str| Given::One(Scalar::String(text.into()));
        let inputs = Inputs {
            values: vec![
                ("x".into(), one("a b")),
                ("n".into(), Given::One(Scalar::Integer(3))),
                ("list".into(), Given::List(vec![one("p"), one("q")])),
                (
                    "maps".into(),
                    Given::List(vec![Given::Map(vec![("a".into(), Given::List(vec![one("r")]))])]),
                ),
            ],
            open: false,
        };
        let mut template = Template {
            inputs: &inputs,
            left: MAX_TEXT,
        };
        template.replaced(text)
    }

    fn text(text: &str) -> String {
        shown(text).unwrap().spelled().unwrap()
    }

    #[test]
    fn blocks_are_replaced_and_alone_keep_their_type() {
        assert_eq!(text("v$[[ inputs.x ]]-$[[inputs.n]]"), "va b-3");
        assert_eq!(shown("$[[ inputs.n ]]"), Ok(Given::One(Scalar::Integer(3))));
        assert_eq!(text("$[[ inputs.list[1] ]]"), "q");
        assert_eq!(text("$[[ inputs.maps[0].a[0] ]]"), "r");
        assert_eq!(text("x $[[ inputs.list ]]"), "x [\"p\", \"q\"]");
        assert_eq!(text("x $[[ ]]"), "x $[[ ]]");
        assert_eq!(text("$[[ matrix.A ]]!"), "$[[ matrix.A ]]!");
    }

    #[test]
    fn functions_apply_in_order() {
        assert_eq!(text("$[[ inputs.x | posix_escape ]]"), "a\\ b");
        assert_eq!(text("$[[ inputs.x | truncate(1,9) | truncate(0, 1) ]]"), " ");
        for wrong in [
            "$[[ inputs.y ]]",
            "$[[ inputs.list[2] ]]",
            "$[[ inputs.list[x] ]]",
            "$[[ inputs.maps.a ]]",
            "$[[ inputs.maps[0].b ]]",
            "$[[ inputs.x.a ]]",
            "$[[ x.y ]]",
            "$[[ inputs ]]",
            "$[[ inputs.x | upper ]]",
            "$[[ inputs.n | expand_vars ]]",
        ] {
            assert!(shown(wrong).is_err(), "{wrong}");
        }
    }
}
