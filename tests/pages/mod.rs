//! Pages of rules as tests: their cases, and writing back what a run prints.

use std::path::{Path, PathBuf};

/// A page in pieces.
pub struct Page {
    /// The lines of the file.
    pub lines: Vec<String>,
    /// The cases in order.
    pub cases: Vec<Case>,
}

/// What the heading above a case promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// `## Wrong`: the rule finds something.
    Wrong,
    /// `## Fixed`: what the fixes of the wrong case give.
    Fixed,
    /// `## Right`: silence.
    Right,
}

/// Files that belong together.
pub struct Case {
    pub promise: Promise,
    /// The line of the page it begins at, from 1.
    pub line: usize,
    pub files: Vec<(PathBuf, String)>,
    /// Permissions of files that have others than `0600`: ```` ```toml config.toml 0644 ````.
    pub modes: Vec<(PathBuf, u32)>,
    /// The lines of the page that show the output, the fences outside: first and one after the last.
    pub output: Option<(usize, usize)>,
    /// The line after the last block of files.
    pub end: usize,
}

/// Takes a page apart. Consecutive blocks of different names are one case; prose or an output ends it.
pub fn parse(text: &str) -> Page {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cases: Vec<Case> = Vec::new();
    let mut promise = None;
    let mut open = false;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if let Some(heading) = line.strip_prefix("## ") {
            promise = match heading.split_whitespace().next() {
                Some("Wrong") => Some(Promise::Wrong),
                Some("Fixed") => Some(Promise::Fixed),
                Some("Right") => Some(Promise::Right),
                _ => None,
            };
            open = false;
        } else if let (Some(info), Some(promise)) = (line.strip_prefix("```"), promise) {
            let end = (at + 1..lines.len())
                .find(|end| lines[*end] == "```")
                .expect("a fence is not closed");
            let name = info.split_whitespace().nth(1);
            match name {
                Some(name) => {
                    let body: String = lines[at + 1..end].iter().map(|line| format!("{line}\n")).collect();
                    let fits = open
                        && cases
                            .last()
                            .is_some_and(|case| case.files.iter().all(|(other, _)| other != &PathBuf::from(name)));
                    if !fits {
                        cases.push(Case {
                            promise,
                            line: at + 1,
                            files: Vec::new(),
                            modes: Vec::new(),
                            output: None,
                            end: 0,
                        });
                    }
                    let case = cases.last_mut().expect("one was just there");
                    case.files.push((PathBuf::from(name), body));
                    let mode = info.split_whitespace().nth(2);
                    let mode = mode.map(|mode| u32::from_str_radix(mode, 8).expect("a mode is octal"));
                    case.modes.extend(mode.map(|mode| (PathBuf::from(name), mode)));
                    case.end = end + 1;
                    open = true;
                }
                None => {
                    if let Some(case) = cases.last_mut().filter(|_| open && info == "text") {
                        case.output = Some((at + 1, end));
                    }
                    open = false;
                }
            }
            at = end;
        } else if !line.trim().is_empty() {
            open = false;
        }
        at += 1;
    }
    Page { lines, cases }
}

impl Case {
    /// The permissions of a file.
    pub fn mode(&self, path: &Path) -> u32 {
        let named = self.modes.iter().find(|(other, _)| other == path);
        named.map_or(0o600, |(_, mode)| *mode)
    }
}

impl Page {
    /// The page with the outputs of its cases (by index) and its status line.
    pub fn rewritten(&self, outputs: &[(usize, String)], status: &str) -> String {
        let mut lines = self.lines.clone();
        for (case, output) in outputs.iter().rev() {
            let case = &self.cases[*case];
            let new: Vec<String> = output.lines().map(str::to_owned).collect();
            match case.output {
                Some((start, end)) => {
                    lines.splice(start..end, new);
                }
                None => {
                    let fenced = std::iter::once("```text".to_owned())
                        .chain(new)
                        .chain(["```".to_owned()]);
                    lines.splice(case.end..case.end, fenced);
                }
            }
        }
        match lines.get(1).is_some_and(|line| line.starts_with("> ")) {
            true => lines[1] = status.to_owned(),
            false => lines.insert(1, status.to_owned()),
        }
        lines.join("\n") + "\n"
    }
}
