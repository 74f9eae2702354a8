//! The files that inputs are made of: our examples, and those on the pages of rules and their tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::carriers::{carrier, template};
use crate::numbers::Numbers;
use crate::targets::{ALL, FILES, FORMATS, SEPARATOR, Target, Texts};

/// Files, by their format, and whole installations.
pub(crate) struct Corpus {
    pub(crate) texts: [Vec<String>; FORMATS.len()],
    installations: Vec<[String; FILES.len()]>,
    /// Words and signs of all texts, each once.
    pub(crate) words: Vec<String>,
}

impl Corpus {
    pub(crate) fn read() -> Corpus {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut installations = Vec::new();
        for folder in folders(&root.join("examples")) {
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
            installations.push(FILES.map(read));
        }
        for folder in ["rules", "tests/rules"] {
            for page in folders(&root.join(folder)) {
                if page.extension().is_some_and(|extension| extension == "md") {
                    blocks(&fs::read_to_string(page).unwrap(), &mut installations);
                }
            }
        }
        let mut texts: [Vec<String>; FORMATS.len()] = Default::default();
        let mut words = BTreeSet::new();
        for text in installations.iter().flat_map(|files| files.iter().zip(FILES)) {
            let (text, name) = text;
            let format = match name {
                "values.yaml" => 1,
                "config.toml.j2" => 0,
                name => FORMATS.iter().position(|known| *known == name).unwrap_or(2),
            };
            if !text.is_empty() {
                words.extend(tokens(text).map(str::to_owned));
                texts[format].push(text.clone());
            }
        }
        Corpus {
            texts,
            installations,
            words: words.into_iter().collect(),
        }
    }

    /// An input that is not damaged yet.
    pub(crate) fn seed(&self, target: &Target, numbers: &mut Numbers) -> Vec<u8> {
        let mut header: Vec<u8> = (0..target.header).map(|_| numbers.next() as u8).collect();
        let body = match target.texts {
            Texts::One(format) => numbers.one(&self.texts[format]).clone().into_bytes(),
            Texts::Any => {
                let format = numbers.below(FORMATS.len());
                header[0] = format as u8;
                numbers.one(&self.texts[format]).clone().into_bytes()
            }
            Texts::Files => {
                let mut files = numbers.one(&self.installations).clone();
                // Files of another installation may come in, too.
                for (at, file) in files.iter_mut().enumerate() {
                    if numbers.below(4) == 0 {
                        file.clone_from(&numbers.one(&self.installations)[at]);
                    }
                }
                self.carry(&mut files, numbers);
                let texts = files.map(String::into_bytes);
                texts.join(&SEPARATOR)
            }
        };
        [header, body].concat()
    }

    /// Puts a configuration into a YAML file or a template, half of the time without the other files.
    fn carry(&self, files: &mut [String; FILES.len()], numbers: &mut Numbers) {
        let config = numbers.one(&self.texts[0]);
        let (at, made) = match numbers.below(6) {
            0 | 1 => (4, carrier(config, numbers)),
            2 => (5, template(config, numbers)),
            3 => {
                let inner = template(config, numbers);
                (4, carrier(&inner, numbers))
            }
            _ => return,
        };
        if numbers.below(2) == 0 {
            files.iter_mut().for_each(String::clear);
        }
        files[at] = made;
    }
}

/// What is in a folder, in order.
fn folders(path: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The fenced blocks of a page that are files; those that stand together are an installation.
fn blocks(page: &str, installations: &mut Vec<[String; FILES.len()]>) {
    let mut files: [String; FILES.len()] = Default::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else {
            if !line.trim().is_empty() && files.iter().any(|file| !file.is_empty()) {
                installations.push(std::mem::take(&mut files));
            }
            continue;
        };
        let block = lines.by_ref().take_while(|line| *line != "```");
        let block: String = block.map(|line| format!("{line}\n")).collect();
        let name = fence.split(' ').nth(1).unwrap_or_default();
        if let Some(at) = FILES.iter().position(|known| *known == name) {
            if !files[at].is_empty() {
                installations.push(std::mem::take(&mut files));
            }
            files[at] = block;
        }
    }
    installations.push(files);
}

/// The words and signs of a text.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        let first = rest.chars().next()?;
        let end = match first {
            c if part(c) => rest.find(|c| !part(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

/// Writes the inputs that are not damaged into a folder for each target.
pub(crate) fn write(folder: &Path) -> ExitCode {
    let corpus = Corpus::read();
    for target in &ALL {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder).unwrap();
        for index in 0..2000 {
            let seed = corpus.seed(target, &mut Numbers::new(0, index));
            fs::write(folder.join(format!("seed-{index}")), seed).unwrap();
        }
    }
    ExitCode::SUCCESS
}
