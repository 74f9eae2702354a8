//! What is known of a project around its pipelines: which paths they have, and what their includes lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::FileId;

/// The files of a project, as far as pipelines name them; `load` looks for them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Whether its root is surely that of the repository.
    pub is_sure: bool,
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
