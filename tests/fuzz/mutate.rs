//! Damage: what people and broken disks do to texts.

use std::ops::Range;

use crate::corpus::Corpus;
use crate::numbers::Numbers;
use crate::targets::{SEPARATOR, Target, Texts};

/// Signs that mean something in one of the formats.
const SIGNS: [&str; 40] = [
    "\"", "'", "\"\"\"", "'''", "\\", ",", ":", "=", "[", "]", "{", "}", "[[", "]]", "#", "//", "&a ", "*a", "!x ",
    "|\n", ">-\n", "- ", "? ", "---\n", "...\n", "<<: ", "\n", "\r\n", "\r", "\t", " ", "  ", "\u{FEFF}", "\u{A0}",
    "é", "😀", "\0", ".", "$", "%",
];

/// An input: a file of the corpus with up to seven damages.
pub(crate) fn input(corpus: &Corpus, target: &Target, seed: u64, index: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(seed, index);
    let mut bytes = corpus.seed(target, &mut numbers);
    for _ in 0..numbers.below(8) {
        let at = target.header.min(bytes.len());
        let mut body = bytes.split_off(at);
        damage(&mut body, corpus, target, &mut numbers);
        bytes.extend(body);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, corpus: &Corpus, target: &Target, numbers: &mut Numbers) {
    let at = numbers.below(bytes.len() + 1);
    let stretch = |numbers: &mut Numbers, length: usize| at..(at + numbers.below(length)).min(bytes.len());
    match numbers.below(16) {
        0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        1 => bytes.insert(at, numbers.next() as u8),
        2 => drop(bytes.drain(stretch(numbers, 16))),
        3 => {
            let taken = bytes[stretch(numbers, 40)].to_vec();
            let to = numbers.below(bytes.len() + 1);
            bytes.splice(to..to, taken);
        }
        4 => drop(bytes.drain(lines(bytes, at, 1 + numbers.below(3)))),
        5 => {
            let taken = bytes[lines(bytes, at, 1 + numbers.below(3))].to_vec();
            let to = lines(bytes, numbers.below(bytes.len() + 1), 1).start;
            bytes.splice(to..to, taken);
        }
        6 => {
            let taken: Vec<u8> = bytes.drain(lines(bytes, at, 1)).collect();
            let to = lines(bytes, numbers.below(bytes.len() + 1), 1).start;
            bytes.splice(to..to, taken);
        }
        7 | 8 => {
            let other = corpus.seed(target, numbers).split_off(target.header);
            let from = lines(&other, numbers.below(other.len() + 1), 1 + numbers.below(6));
            let gone = lines(bytes, at, numbers.below(3));
            bytes.splice(gone, other[from].iter().copied());
        }
        9 | 10 => {
            let word = numbers.one(&corpus.words).as_bytes().to_vec();
            bytes.splice(word_at(bytes, at), word);
        }
        11 => {
            let other = word_at(bytes, numbers.below(bytes.len() + 1));
            let word = bytes[other].to_vec();
            bytes.splice(word_at(bytes, at), word);
        }
        12 if numbers.below(4) == 0 => bytes.truncate(at),
        12 | 13 => drop(bytes.splice(at..at, numbers.one(&SIGNS).bytes())),
        14 => {
            let start = lines(bytes, at, 1).start;
            match numbers.below(2) {
                0 if bytes.get(start) == Some(&b' ') => drop(bytes.remove(start)),
                _ => bytes.insert(start, b' '),
            }
        }
        _ if numbers.below(8) > 0 || target.texts == Texts::Files => {
            drop(bytes.splice(stretch(numbers, 4), numbers.one(&SIGNS).bytes()));
        }
        _ => *bytes = spelled(bytes, numbers.below(4)),
    }
}

/// The lines from the one around `at` on.
fn lines(bytes: &[u8], at: usize, count: usize) -> Range<usize> {
    let ends = |byte: &u8| matches!(*byte, b'\n' | SEPARATOR);
    let start = bytes[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let mut end = start;
    for _ in 0..count {
        end += bytes[end..]
            .iter()
            .position(ends)
            .map_or(bytes.len() - end, |length| length + 1);
    }
    start..end
}

/// The word around `at`.
fn word_at(bytes: &[u8], at: usize) -> Range<usize> {
    let apart = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(*byte, b'_' | b'-');
    let start = bytes[..at].iter().rposition(apart).map_or(0, |end| end + 1);
    let length = bytes[start..].iter().position(apart);
    start..start + length.unwrap_or(bytes.len() - start)
}

/// The whole text in another encoding, or with other line ends.
fn spelled(bytes: &[u8], how: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    match how {
        0 => text.replace('\n', "\r\n").into_bytes(),
        1 => format!("\u{FEFF}{text}").into_bytes(),
        2 => std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
        _ => std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect(),
    }
}
