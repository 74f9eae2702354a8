//! The local files that pipelines include, found below the project's root.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::{Considered, Loader, Named, Recognised, absolute, read};
use crate::model::wanted_includes;
use crate::source::{FileId, Origin, ProjectFile, Role, SourceFile};
use crate::syntax::{self, Document};

/// Rounds of looking for what the files found in the one before include; GitLab takes 150 files.
const MAX_ROUNDS: usize = 150;

/// Files that are read because they are included.
const MAX_FILES: usize = 1000;

/// Files below the root that are held against a pattern; of larger projects it is unknown what matches.
const MAX_WALKED: usize = 100_000;

/// Bytes of a location beyond which it is not looked for.
const MAX_LOCATION: usize = 1024;

/// The pipeline of a project.
const PIPELINE: &str = ".gitlab-ci.yml";

/// Endings of files that editors and version control leave behind, which are in no commit.
const LEFTOVERS: [&str; 5] = ["~", ".swp", ".orig", ".rej", ".bak"];

/// Reads what the pipelines taken so far include.
pub(super) fn follow(loader: &mut Loader) {
    let Some(root) = place_pipelines(loader) else { return };
    let origin = origin(loader);
    let mut finder = Finder {
        loader,
        root,
        read: 0,
        origin,
    };
    let mut asked: HashSet<String> = HashSet::new();
    let mut documents: Vec<Option<Document>> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        parse_new(finder.loader, &mut documents);
        let wanted = wanted_includes(&finder.loader.loaded.sources, &documents);
        let new: Vec<String> = wanted
            .into_iter()
            .filter(|location| asked.insert(location.clone()))
            .collect();
        if new.is_empty() {
            return;
        }
        for location in new {
            if let Some(files) = finder.find(&location) {
                finder.loader.loaded.sources.project.find(location, files);
            }
        }
    }
}

/// Why included files are read. They are context if a pipeline may be what includes them that is context itself, or that is no file:
/// of standard input comes no more than a text.
fn origin(loader: &Loader) -> Origin {
    let files = loader.loaded.sources.iter();
    let mut pipelines = files.filter(|(_, file)| file.role == Role::Pipeline);
    match pipelines.all(|(_, file)| file.origin == Origin::Asked && file.facts.is_some()) {
        true => Origin::Included,
        false => Origin::Context,
    }
}

/// Notes where the pipelines lie and which are whole ones; gives the root of the project.
fn place_pipelines(loader: &mut Loader) -> Option<PathBuf> {
    let sources = &loader.loaded.sources;
    let cwd = &loader.options.cwd;
    let pipelines = sources
        .iter()
        .filter(|(_, file)| file.role == Role::Pipeline && file.embedding().is_none());
    let pipelines: Vec<(FileId, PathBuf, PathBuf)> = pipelines
        .map(|(id, file)| (id, file.path.clone(), absolute(cwd, &file.path)))
        .collect();
    let (_, _, first) = pipelines.first()?;
    let given = loader.options.project_root.clone();
    let root = given.clone().or_else(|| Some(first.parent()?.to_owned()))?;
    let is_named = |path: &Path| {
        let files = &loader.loaded.considered;
        files.iter().any(|file| file.named == Named::Yes && file.path == path)
    };
    let mut project = sources.project.clone();
    project.is_sure = given.is_some();
    for (id, path, place) in &pipelines {
        let Some(inside) = below(&root, place) else { continue };
        let is_named = loader.options.whole_when_named && is_named(path);
        if inside == PIPELINE || is_named {
            project.is_pipeline(*id);
        }
        project.place(*id, inside);
    }
    loader.loaded.sources.project = project;
    Some(root)
}

/// Parses the pipelines that may include something.
fn parse_new(loader: &Loader, documents: &mut Vec<Option<Document>>) {
    let sources = &loader.loaded.sources;
    for (id, file) in sources.iter().skip(documents.len()) {
        // Most pipelines include nothing, and reading one takes as long as everything else here.
        let has_includes = file.role == Role::Pipeline && names_include(&file.masked());
        let is_included = file.role == Role::Pipeline && file.origin != Origin::Asked;
        documents.push((has_includes || is_included).then(|| syntax::parse(id, file)));
    }
}

/// Whether a line begins with the key `include`, with whatever may stand before it.
fn names_include(text: &str) -> bool {
    let mut found = text.match_indices("include").map(|(at, _)| &text[..at]);
    found.any(|before| {
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().all(|c| c.is_whitespace() || "\"'?{,&!".contains(c)) || line.contains(['{', '&', '!'])
    })
}

struct Finder<'l> {
    loader: &'l mut Loader,
    root: PathBuf,
    read: usize,
    /// Of the files that are found and were not named.
    origin: Origin,
}

impl Finder<'_> {
    /// What a location leads to; `None` if that is not to be known.
    fn find(&mut self, location: &str) -> Option<Vec<ProjectFile>> {
        if location.len() > MAX_LOCATION {
            return None;
        }
        let paths = match location.contains('*') {
            true => self.matching(location)?,
            false => vec![location.to_owned()],
        };
        let mut files = Vec::new();
        for path in paths {
            files.extend(self.file(path));
        }
        Some(files)
    }

    /// The file at a path of the project; `None` if there is none.
    fn file(&mut self, path: String) -> Option<ProjectFile> {
        let place = self.root.join(&path);
        // GitLab looks paths up in the tree of a commit, where `.` and `..` are names like any other.
        let is_plain = Path::new(&path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !is_plain || path.contains("//") || path.ends_with('/') {
            return None;
        }
        let unread = |path| Some(ProjectFile { path, file: None });
        match place.symlink_metadata() {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
            Ok(metadata) if metadata.is_dir() => return None,
            Ok(metadata) if metadata.is_file() => {}
            _ => return unread(path),
        }
        // A commit holds where a link leads to, and not what is there.
        let (Ok(root), Ok(real)) = (self.root.canonicalize(), place.canonicalize()) else {
            return unread(path);
        };
        if real != root.join(&path) || self.read >= MAX_FILES {
            return unread(path);
        }
        if let Some(file) = self.taken(&place) {
            let is_pipeline = self.loader.loaded.sources.get(file).role == Role::Pipeline;
            return Some(ProjectFile {
                path,
                file: is_pipeline.then_some(file),
            });
        }
        let Ok((bytes, facts)) = read::file(&place) else {
            return unread(path);
        };
        self.read += 1;
        let shown = self.loader.shown(&place);
        let mut file = SourceFile::new(&shown, Role::Pipeline, bytes);
        file.facts = facts;
        file.origin = self.considered(&place, shown);
        let sources = &mut self.loader.loaded.sources;
        let id = sources.push(file);
        sources.project.place(id, path.clone());
        Some(ProjectFile { path, file: Some(id) })
    }

    /// Notes that a file is taken; gives why. One that was named could not be known by its name.
    fn considered(&mut self, place: &Path, shown: PathBuf) -> Origin {
        let recognised = Recognised {
            role: Some(Role::Pipeline),
            why: "a pipeline includes it",
        };
        let cwd = &self.loader.options.cwd;
        let is_it = |file: &&mut Considered| file.named == Named::Yes && absolute(cwd, &file.path) == place;
        if let Some(named) = self.loader.loaded.considered.iter_mut().find(is_it) {
            named.recognised = recognised;
            return Origin::Asked;
        }
        self.loader.loaded.considered.push(Considered {
            path: shown,
            named: Named::No,
            recognised,
        });
        self.origin
    }

    /// The file of the run at a place, if it is one.
    fn taken(&self, place: &Path) -> Option<FileId> {
        let cwd = &self.loader.options.cwd;
        let mut files = self.loader.loaded.sources.hosts();
        let found = files.find(|(_, file)| absolute(cwd, &file.path) == place);
        found.map(|(id, _)| id)
    }

    /// The paths that a pattern matches, in order of their bytes.
    fn matching(&self, pattern: &str) -> Option<Vec<String>> {
        let fixed = pattern.split('*').next().unwrap_or_default();
        let folder = fixed.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_plain = Path::new(folder)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        // Paths of a commit begin with no slash.
        if pattern.starts_with('/') || !is_plain {
            return Some(Vec::new());
        }
        let is_entered = |entry: &walkdir::DirEntry| {
            let is_repository = || entry.path().join(".git").symlink_metadata().is_ok();
            entry.depth() == 0 || !entry.file_type().is_dir() || entry.file_name() != ".git" && !is_repository()
        };
        let mut paths = Vec::new();
        let walk = WalkDir::new(self.root.join(folder))
            .into_iter()
            .filter_entry(is_entered);
        for (count, entry) in walk.flatten().enumerate() {
            if count > MAX_WALKED {
                return None;
            }
            let inside = below(&self.root, entry.path()).filter(|_| !entry.file_type().is_dir());
            paths.extend(inside.filter(|path| matches(pattern, path) && !is_leftover(path)));
        }
        paths.sort();
        Some(paths)
    }
}

/// A path from the root, with `/` between folders.
fn below(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let parts = inside.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn is_leftover(path: &str) -> bool {
    LEFTOVERS.iter().any(|ending| path.ends_with(ending)) || path.rsplit('/').next() == Some(".DS_Store")
}

/// Whether a path matches a pattern: `*` is anything without a slash, `**` anything, `**/` any folders or none.
///
/// Source: GitLab 18.11 `app/models/repository.rb`, `search_files_by_wildcard_path`.
fn matches(pattern: &str, path: &str) -> bool {
    // The ends of the path that are still to be matched, for each way so far.
    let mut starts: Vec<usize> = vec![0];
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let spread = |starts: &[usize], stop: fn(&str) -> bool| {
            let from = starts.iter().copied().min().unwrap_or_default();
            let ends = (from..=path.len()).filter(|at| path.is_char_boundary(*at));
            ends.filter(|end| starts.iter().any(|start| start <= end && stop(&path[*start..*end])))
                .collect::<Vec<usize>>()
        };
        if let Some(after) = rest.strip_prefix("**/") {
            starts = spread(&starts, |between| between.is_empty() || between.ends_with('/'));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**") {
            starts = spread(&starts, |_| true);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('*') {
            starts = spread(&starts, |between| !between.contains('/'));
            rest = after;
        } else {
            starts.retain(|start| path[*start..].starts_with(first));
            starts.iter_mut().for_each(|start| *start += first.len_utf8());
            rest = &rest[first.len_utf8()..];
        }
        if starts.is_empty() {
            return false;
        }
    }
    starts.contains(&path.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_gitlab_s_do() {
        let cases = [
            ("ci/*.yml", "ci/a.yml", true),
            ("ci/*.yml", "ci/x/a.yml", false),
            ("ci/**.yml", "ci/x/a.yml", true),
            ("ci/**/*.yml", "ci/a.yml", true),
            ("ci/**/*.yml", "ci/x/y/a.yml", true),
            ("ci/**/*.yml", "ci/a.yaml", false),
            ("*", ".gitlab-ci.yml", true),
            ("c?/*.yml", "ci/a.yml", false),
            ("**/a.yml", "xa.yml", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
