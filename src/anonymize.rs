//! Files with pseudonyms, to be shown to strangers: names, hosts, addresses, secrets and comments are replaced, and what
//! decides about findings stays.
//!
//! An allow list decides what stays: words that everybody uses (`words.txt` and the tables of keys), numbers, official images,
//! public services, and addresses that exist in every network. Everything else is replaced, one original by one pseudonym in
//! all files of a run, and a pseudonym stays what it is when a file is treated again.
//!
//! - Keys, quotes, blanks and signs stay; so do numbers of up to ten digits, dates and truth values.
//! - A host becomes `host-1.example.com`. Endings stay that say how far away it is, such as `.lan`, and so does the ending of a
//!   provider below which customers have names. Without dots it is a word.
//! - IPv4 addresses of the Internet become `192.0.2.1` and further ones for documentation. Private and special ones stay, because
//!   they exist in every network and rules compare them. IPv6 addresses become `2001:db8::1`, `fd00::1` or `fe80::1`; lengths of
//!   prefixes stay.
//! - Runners, buckets and users are numbered; paths, images, jobs, variables, scripts and descriptions are treated word by word.
//! - A secret becomes one of its shape: its known prefix, base64 of a user and a password, a PEM block. What only refers to a
//!   variable, and what every manual says, stays.
//! - Words of comments are crossed out; `# runnerlint: allow(…)` keeps its rules.
//! - Lines that could not be read are not guessed about: secrets in them, and words that are not known, become stars.

mod addresses;
mod chunk;
mod hosts;
mod names;
mod places;
mod scan;
mod secrets;
mod words;

use std::ops::Range;

use crate::edit::{Edit, apply};
use crate::model::Workspace;
use crate::source::{FileId, SourceFile, Span};
use names::Names;
use scan::{Region, Scan};

/// A file with pseudonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anonymous {
    /// The file.
    pub file: FileId,
    /// Its text with pseudonyms.
    pub text: String,
    /// How many lines could not be read, and were starred.
    pub starred: usize,
}

/// These files of a workspace with pseudonyms. `rules` are the names of all rules, which comments may name.
pub fn anonymize(workspace: &Workspace, files: &[FileId], rules: &[&str]) -> Vec<Anonymous> {
    let mut names = Names::default();
    names.rules = rules
        .iter()
        .flat_map(|rule| rule.split('-'))
        .map(str::to_owned)
        .collect();
    let read: Vec<Read<'_>> = files.iter().map(|file| Read::of(workspace, *file)).collect();
    // What is a host in one place is one in all places, earlier ones included.
    for read in &read {
        read.edits(&mut names);
    }
    names.restart();
    read.iter().map(|read| read.anonymous(&mut names)).collect()
}

/// A file and what its stretches are.
struct Read<'w> {
    id: FileId,
    file: &'w SourceFile,
    regions: Vec<Region>,
    secrets: Vec<Range<usize>>,
    unread: usize,
}

impl<'w> Read<'w> {
    fn of(workspace: &'w Workspace, id: FileId) -> Read<'w> {
        let file = workspace.sources.get(id);
        let text = |line: &usize| file.text().get(file.lines().range(*line)).unwrap_or_default();
        let mut unread = workspace.unread_lines(id);
        unread.retain(|line| !text(line).trim().is_empty());
        Read {
            id,
            file,
            regions: places::regions(workspace.document(id), file, &unread),
            secrets: merged(file.secrets()),
            unread: unread.len(),
        }
    }

    fn edits(&self, names: &mut Names) -> Vec<Edit> {
        let mut scan = Scan {
            names,
            text: self.file.text(),
            secrets: &self.secrets,
            found: Vec::new(),
        };
        self.regions.iter().for_each(|region| scan.region(region));
        let edit = |(range, new)| Edit::new(Span::new(self.id, range), new);
        scan.found.into_iter().map(edit).collect()
    }

    fn anonymous(&self, names: &mut Names) -> Anonymous {
        let edits = self.edits(names);
        Anonymous {
            file: self.id,
            text: apply(self.file.text(), &mut edits.iter().collect()),
            starred: self.unread,
        }
    }
}

/// The ranges in order, each byte in one only.
fn merged(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges = ranges.to_vec();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}
