//! Tokens and private keys that are written into pipelines, known by their look.

use std::ops::Range;

use super::Workspace;
use crate::secret::is_placeholder;
use crate::source::{Place, Role, known_prefix, token_shapes};
use crate::syntax::{Cursor, Document};

/// A secret in a text of a pipeline.
#[derive(Debug)]
pub struct KnownToken {
    /// The text that holds it.
    pub place: Place,
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// Its known beginning; empty for a private key.
    pub prefix: String,
}

/// More than any known prefix has.
const LONGEST_PREFIX: usize = 16;

impl Workspace {
    /// The tokens with a known prefix, and the private keys, in all pipelines.
    pub fn known_tokens(&self) -> Vec<KnownToken> {
        let mut found = Vec::new();
        // What has the look of a secret was marked when the texts were read; most files hold nothing of the kind.
        let marked = |document: &&Document| !self.sources.get(document.file).secrets().is_empty();
        for document in self.documents_of(Role::Pipeline).filter(marked) {
            for root in std::iter::once(&document.root).chain(&document.others) {
                look(&Cursor::new(root, document.base.clone()), &mut found, 0);
            }
        }
        found
    }
}

fn look(cursor: &Cursor<'_>, found: &mut Vec<KnownToken>, depth: usize) {
    if depth > 100 {
        return;
    }
    for item in cursor.items() {
        look(&item, found, depth + 1);
    }
    for (_, value) in cursor.entries() {
        look(&value, found, depth + 1);
    }
    if let Some(text) = cursor.node.as_str() {
        found.extend(tokens(text).into_iter().map(|(range, prefix)| KnownToken {
            place: cursor.place(),
            range,
            prefix,
        }));
    }
}

/// The places of secrets in a text, with what they begin with.
fn tokens(text: &str) -> Vec<(Range<usize>, String)> {
    let of_shape = |shape: Range<usize>| {
        let body = text.get(shape.clone())?;
        let before = text.get(..shape.start)?;
        if before.ends_with("PRIVATE KEY-----\n") && !body.contains('$') {
            return Some((shape, String::new()));
        }
        let begins = |length: &usize| {
            let start = shape.start.checked_sub(*length);
            let prefix = start.and_then(|start| text.get(start..));
            prefix.is_some_and(|prefix| known_prefix(prefix) == *length)
        };
        let length = (1..=LONGEST_PREFIX).rev().find(begins)?;
        let start = shape.start - length;
        let prefix = text.get(start..shape.start)?;
        let is_one = !is_placeholder(body) && !is_example(body) && is_long_enough(prefix, body);
        is_one.then(|| (start..shape.end, prefix.to_owned()))
    };
    token_shapes(text).into_iter().filter_map(of_shape).collect()
}

/// Whether it is one of a manual: it says so, or it hardly varies.
fn is_example(body: &str) -> bool {
    let upper = body.to_ascii_uppercase();
    let words = ["EXAMPLE", "XXXX", "YOUR", "TOKEN", "SECRET", "1234567890", "ABCDEF"];
    let mut letters: Vec<char> = body.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    words.iter().any(|word| upper.contains(word)) || letters.len() < 6
}

/// Whether the rest of a token is as long as those with its prefix are. Other words begin with the short ones, too.
fn is_long_enough(prefix: &str, body: &str) -> bool {
    match prefix {
        "AKIA" | "ASIA" => body.len() == 16 && body.bytes().any(|byte| byte.is_ascii_digit()),
        "t1_" | "t2_" | "t3_" => false,
        _ => body.len() >= 16,
    }
}
