//! What is known of a project around its pipelines: which paths they have, and what their includes lead to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use super::FileId;

/// The files of a project, as far as pipelines name them; `load` looks for them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Whether its root is surely that of the repository.
    pub is_sure: bool,
    /// Its root, and the folder that relative paths of files start from; both absolute.
    pub folders: Option<(PathBuf, PathBuf)>,
    paths: BTreeMap<FileId, String>,
    pipelines: BTreeSet<FileId>,
    found: BTreeMap<String, Vec<ProjectFile>>,
}

/// A file of the project that an include leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFile {
    /// Its path from the root, with `/` between folders.
    pub path: String,
    /// Its text, if it could be read.
    pub file: Option<FileId>,
}

impl Project {
    /// Notes where a file lies.
    pub fn place(&mut self, file: FileId, path: String) {
        self.paths.insert(file, path);
    }

    /// Notes that a file is the pipeline of the project, and no part of one.
    pub fn is_pipeline(&mut self, file: FileId) {
        self.pipelines.insert(file);
    }

    /// Notes what a location leads to: the file of that path, or, with `*` in it, all that match, in order.
    pub fn find(&mut self, location: String, files: Vec<ProjectFile>) {
        self.found.insert(location, files);
    }

    /// The path of a file from the root of the project, wherever the run was started, with `/` between folders. Outside of it the
    /// path stays as it is.
    pub fn from_root<'a>(&self, path: &'a Path) -> Cow<'a, str> {
        let inside = self.folders.as_ref().and_then(|(root, working)| {
            let absolute = plain_path(&working.join(path));
            absolute.strip_prefix(plain_path(root)).ok().map(Path::to_owned)
        });
        let text = match inside {
            Some(inside) => Cow::Owned(inside.to_string_lossy().into_owned()),
            None => path.to_string_lossy(),
        };
        match MAIN_SEPARATOR {
            '/' => text,
            other => Cow::Owned(text.replace(other, "/")),
        }
    }

    /// The path of a file from the root.
    pub fn path(&self, file: FileId) -> Option<&str> {
        self.paths.get(&file).map(String::as_str)
    }

    /// Whether a file was noted as the pipeline of the project.
    pub fn has_pipeline(&self, file: FileId) -> bool {
        self.pipelines.contains(&file)
    }

    /// What a location leads to, if it was looked for.
    pub fn found(&self, location: &str) -> Option<&[ProjectFile]> {
        self.found.get(location).map(Vec::as_slice)
    }
}

/// The path without `.` and, where a folder precedes it, `..`.
pub fn plain_path(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_root_does_not_depend_on_the_working_directory() {
        let from = |working: &str, path: &str| {
            let project = Project {
                folders: Some(("/work/project".into(), working.into())),
                ..Project::default()
            };
            project.from_root(Path::new(path)).into_owned()
        };
        assert_eq!(from("/work/project", "etc/config.toml"), "etc/config.toml");
        assert_eq!(from("/work/project/etc", "./config.toml"), "etc/config.toml");
        assert_eq!(from("/work/project/docs", "../etc/config.toml"), "etc/config.toml");
        assert_eq!(from("/", "/work/project/etc/config.toml"), "etc/config.toml");
        assert_eq!(from("/work/project", "/etc/config.toml"), "/etc/config.toml");
        assert_eq!(Project::default().from_root(Path::new("a/b")), "a/b");
    }
}
