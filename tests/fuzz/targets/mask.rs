//! Masking: a secret that is planted anywhere in any installation is in no output, nor if the file is damaged afterwards.

use std::ops::Range;

use runnerlint::diagnostic::Safety;
use runnerlint::edit::{Literal, apply};
use runnerlint::source::{FileId, Role, Sources};
use runnerlint::syntax::{Found, parse};

use super::installation::{context, sources};
use super::outputs::outputs;
use super::places::places;

/// What to check with, what to plant, where (two bytes), what to damage, and where.
pub(crate) const HEADER: usize = 6;

/// Any five of its letters in a row are looked for.
const SECRET: &str = "Qx7Zk2Wv9Jp4Lm8Tb3Hd";

/// Secrets that are known by their look.
const SHAPES: [&str; 10] = [
    " glrt-@ ",
    "\nglpat-@\n",
    " https://ci:@@git.example.com/a ",
    " https://@@git.example.com ",
    " postgres://ci:@@db:5432/x ",
    "\n-----BEGIN PRIVATE KEY-----\n@\n-----END PRIVATE KEY-----\n",
    " docker login -u ci -p @ registry.example.com\n",
    " curl --header \"PRIVATE-TOKEN: @\" https://git.example.com\n",
    " curl -H 'Authorization: Bearer @' $URL\n",
    " {\"auth\": \"@\"} ",
];

/// Secrets that are known by their names.
const NAMES: [&str; 8] = [
    "my_token",
    "password",
    "DB_PASSWD",
    "api_key",
    "AccessKey",
    "MY_SECRET",
    "credentials",
    "x-auth",
];

pub(crate) fn run(bytes: &[u8]) {
    let Some((header, texts)) = bytes.split_first_chunk::<HEADER>() else {
        return;
    };
    let mut sources = sources(texts);
    if sources.is_empty() || contains(&String::from_utf8_lossy(texts)) {
        return;
    }
    let place = usize::from(u16::from_le_bytes([header[2], header[3]]));
    let id = FileId::new(place % sources.len());
    let kind = usize::from(header[1]) % (SHAPES.len() + NAMES.len());
    let planted = match kind.checked_sub(SHAPES.len()) {
        None => Some(shape(&sources, id, SHAPES[kind], place)),
        Some(name) => named(&sources, id, NAMES[name], place),
    };
    let Some((planted, whole)) = planted else {
        return;
    };
    let planted = damaged(planted, &whole, header[4], usize::from(header[5]));
    *sources.get_mut(id) = sources.get(id).with_text(planted);
    let limit = match header[0] & 1 {
        0 => Safety::Safe,
        _ => Safety::Unsafe,
    };
    let out = outputs(&sources, &context(header[0]), limit);
    let line = out.lines().find(|line| contains(line));
    assert_eq!(line, None, "it was planted in {}", sources.get(id).path.display());
}

fn contains(text: &str) -> bool {
    SECRET.as_bytes().windows(5).any(|part| {
        let part = std::str::from_utf8(part).expect("the secret is ASCII");
        text.contains(part)
    })
}

/// A text with a secret in it, and where that stands with what tells that it is one.
type Planted = (String, Range<usize>);

/// The text with a secret of this look somewhere.
fn shape(sources: &Sources, id: FileId, shape: &str, place: usize) -> Planted {
    let text = sources.get(id).text();
    let borders: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let at = borders[place % borders.len()];
    let secret = shape.replacen('@', SECRET, 1);
    let planted = format!("{}{secret}{}", &text[..at], &text[at..]);
    (planted, at..at + secret.len())
}

/// The text with a secret of this name in a mapping, or in a list of assignments.
fn named(sources: &Sources, id: FileId, name: &str, place: usize) -> Option<Planted> {
    let file = sources.get(id);
    let document = parse(id, file);
    if !document.parses() {
        return None;
    }
    let is_home = |found: &Found<'_>| found.node.is_mapping() || found.node.is_sequence();
    let homes: Vec<Found<'_>> = places(&document)
        .into_iter()
        .map(|place| place.found)
        .filter(is_home)
        .collect();
    let home = *homes.get(place % homes.len().max(1))?;
    let edits = match home.node.is_mapping() {
        true => document.insert(file, home, name, &Literal::from(SECRET))?,
        false => document.push(file, home, &[format!("{name}={SECRET}").into()])?,
    };
    let list_elsewhere = !home.node.is_mapping() && file.role != Role::RunnerConfig;
    let planted = apply(file.text(), &mut edits.iter().collect());
    let secret = planted.find(SECRET)?;
    let start = planted[..secret].rfind(name)?;
    (!list_elsewhere).then_some((planted, start..secret + SECRET.len()))
}

/// The text with a mistake beside what was planted: cut off, a quote lost, or another character.
fn damaged(mut text: String, whole: &Range<usize>, kind: u8, place: usize) -> String {
    let beside = |fits: fn(u8) -> bool| {
        let bytes = text.bytes().enumerate();
        let fitting = bytes.filter(|(at, byte)| !whole.contains(at) && fits(*byte));
        let fitting: Vec<usize> = fitting.map(|(at, _)| at).collect();
        let nearest = fitting.partition_point(|at| *at < whole.start);
        // Half of the time it is near.
        let from = if place.is_multiple_of(2) {
            nearest.saturating_sub(4)
        } else {
            0
        };
        let window = fitting.get(from..).unwrap_or_default();
        let size = if place.is_multiple_of(2) {
            window.len().min(8)
        } else {
            window.len()
        };
        window.get(place / 2 % size.max(1)).copied()
    };
    match kind % 4 {
        1 => {
            let ends: Vec<usize> = (whole.end..=text.len())
                .filter(|at| text.is_char_boundary(*at))
                .collect();
            text.truncate(ends[place % ends.len()]);
        }
        2 => {
            if let Some(at) = beside(|byte| matches!(byte, b'"' | b'\'')) {
                text.remove(at);
            }
        }
        3 => {
            if let Some(at) = beside(|byte| byte.is_ascii_punctuation()) {
                let other = [" ", ",", "\"", "]", ":", "\n", "#", "="][usize::from(kind / 4) % 8];
                text.replace_range(at..=at, other);
            }
        }
        _ => {}
    }
    text
}
