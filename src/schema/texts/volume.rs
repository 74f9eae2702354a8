//! Entries of `volumes`, as GitLab Runner checks them.
//!
//! Source: GitLab Runner `executors/docker/internal/volumes/parser/linux_parser.go` and `windows_parser.go`, 19.4, and
//! the history of the first: propagation since 12.5, a label beside the mode since 15.4, `O` since 18.1, blanks since
//! 19.3.

use crate::schema::Version;

/// Why GitLab Runner refuses an entry of `volumes` for Linux containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeFault<'a> {
    /// It is empty.
    Empty,
    /// It holds a character that no path may hold.
    Character(char),
    /// It holds a blank, which only GitLab Runner 19.3 and later take.
    Blank,
    /// Two slashes follow each other.
    Slashes,
    /// What stands before the path in the container is neither an absolute path nor a name.
    Source(&'a str),
    /// The path in the container is not absolute.
    Target(&'a str),
    /// What follows the path in the container is no list of options.
    Options(&'a str),
}

const fn is_forbidden(byte: u8) -> bool {
    matches!(byte, b'\\' | b'*' | b'?' | b'"' | b'<' | b'>' | b'|' | b'\r' | b'\n')
}
const PROPAGATION: [&str; 6] = ["shared", "slave", "private", "rshared", "rslave", "rprivate"];

/// Why GitLab Runner of a version refuses `[source:]target[:options]` for Linux containers; `None` if it does not.
pub fn volume_fault(text: &str, version: Version) -> Option<VolumeFault<'_>> {
    if text.is_empty() {
        return Some(VolumeFault::Empty);
    }
    if let Some(character) = text.bytes().find(|byte| is_forbidden(*byte)) {
        return Some(VolumeFault::Character(char::from(character)));
    }
    let (source, rest) = match text.split_once(':') {
        Some((source, rest)) if rest.starts_with('/') => (Some(source), rest),
        _ => (None, text),
    };
    let (target, options) = match rest.split_once(':') {
        Some((target, options)) => (target, Some(options)),
        None => (rest, None),
    };
    let is_relative = |source: &&str| source.is_empty() || !source.starts_with('/') && source.contains('/');
    if let Some(source) = source.filter(is_relative) {
        return Some(VolumeFault::Source(source));
    }
    if !target.starts_with('/') {
        return Some(VolumeFault::Target(target));
    }
    let has_empty_part = |path: &str| path.as_bytes().windows(2).any(|pair| pair == b"//");
    if has_empty_part(target) || source.is_some_and(has_empty_part) {
        return Some(VolumeFault::Slashes);
    }
    let paths = source
        .filter(|source| source.starts_with('/'))
        .into_iter()
        .chain([target]);
    if version < Version::new(19, 3) && paths.into_iter().any(|path| path.contains(' ')) {
        return Some(VolumeFault::Blank);
    }
    let options = options?;
    // `/a:b` is meant for a source and a target.
    let is_path = source.is_none() && (options.contains(['/', '$', '.']) || options.is_empty());
    match (takes(options, version), is_path) {
        (true, _) => None,
        (false, true) => Some(VolumeFault::Target(options)),
        (false, false) => Some(VolumeFault::Options(options)),
    }
}

/// Options in the order that GitLab Runner wants, without those that Docker on Linux ignores; and whether nothing
/// else was left out. `None` if an option is not known.
pub fn volume_options(options: &str) -> Option<(String, bool)> {
    let (mut mode, mut label, mut propagation, mut is_all) = (None, None, None, true);
    for word in options.split([':', ',']).map(str::trim) {
        let lower = word.to_ascii_lowercase();
        let home = match lower.as_str() {
            "ro" | "rw" | "o" => &mut mode,
            "z" => &mut label,
            // Words of Docker Desktop, which Docker on Linux takes without effect.
            "cached" | "delegated" | "consistent" | "default" => continue,
            // Without it a new volume gets what the image holds there.
            "" => continue,
            "nocopy" => {
                is_all = false;
                continue;
            }
            word if PROPAGATION.contains(&word) => &mut propagation,
            _ => return None,
        };
        if home.is_some_and(|before| before != word) {
            return None;
        }
        *home = Some(word);
    }
    let words: Vec<&str> = [mode, label, propagation].into_iter().flatten().collect();
    Some((words.join(","), is_all))
}

/// `[:mode][:label][:propagation]` behind its first colon, with commas in place of the later ones.
fn takes(options: &str, version: Version) -> bool {
    let mut words = options.split([':', ',']).peekable();
    let is = |word: &str, among: &[&str]| among.iter().any(|known| word.eq_ignore_ascii_case(known));
    let modes: &[&str] = match version {
        version if version < Version::new(15, 4) => &["ro", "rw", "z"],
        version if version < Version::new(18, 1) => &["ro", "rw"],
        _ => &["ro", "rw", "o"],
    };
    words.next_if(|word| is(word, modes));
    if version >= Version::new(15, 4) {
        words.next_if(|word| is(word, &["z"]));
    }
    if version >= Version::new(12, 5) {
        words.next_if(|word| is(word, &PROPAGATION));
    }
    words.next().is_none()
}

/// Whether GitLab Runner takes `[source:]target[:mode]` for Windows containers.
pub fn is_windows_volume(text: &str) -> bool {
    let without_mode = [":ro", ":rw"].iter().find_map(|mode| {
        let at = text.len().checked_sub(mode.len())?;
        let (head, tail) = (text.get(..at)?, text.get(at..)?);
        tail.eq_ignore_ascii_case(mode).then_some(head)
    });
    std::iter::once(text).chain(without_mode).any(|text| {
        let split = |at: usize| text.get(..at).zip(text.get(at + 1..));
        let with_source = |(source, target)| is_windows_source(source) && is_windows_target(target);
        let mut colons = text.match_indices(':').filter_map(|(at, _)| split(at));
        is_windows_target(text) || colons.any(with_source)
    })
}

fn is_windows_source(text: &str) -> bool {
    let is_name = |text: &str| !text.is_empty() && !text.contains(windows_bad) && !text.contains(['/', '\\']);
    let is_folder = |below: &str| {
        let Some(path) = below.strip_prefix(['/', '\\']) else {
            return false;
        };
        let inner = path.strip_suffix(['/', '\\']).unwrap_or(path);
        path.is_empty() || !inner.contains(windows_bad) && inner.split(['/', '\\']).all(|part| !part.is_empty())
    };
    is_name(text) || is_pipe(text) || below_drive(text).is_some_and(is_folder)
}

fn is_windows_target(text: &str) -> bool {
    let is_folder = |below: &str| {
        let path = below.strip_suffix(['/', '\\']).unwrap_or(below);
        let Some(path) = path.strip_prefix(['/', '\\']) else {
            return path.is_empty();
        };
        // A bar is no part of a source, but of a target.
        let bad = |c: char| c != '|' && windows_bad(c);
        !path.contains(bad) && path.split(['/', '\\']).all(|part| !part.is_empty())
    };
    is_pipe(text) || below_drive(text).is_some_and(is_folder)
}

/// What follows `C:`, with or without the prefix of long paths.
fn below_drive(text: &str) -> Option<&str> {
    let text = text.strip_prefix(r"\\?\").unwrap_or(text);
    let below = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    below.strip_prefix(':')
}

fn is_pipe(text: &str) -> bool {
    let slashes = text.replace('/', "\\");
    let name = slashes.get(..9).filter(|head| head.eq_ignore_ascii_case(r"\\.\pipe\"));
    name.is_some() && slashes.len() > 9 && !slashes.contains(windows_bad)
}

fn windows_bad(c: char) -> bool {
    matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\r' | '\n')
}

#[cfg(test)]
mod tests;
