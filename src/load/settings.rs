//! Finding the settings file of a run, and reading small files that the command line names.

use std::path::{Path, PathBuf};

use super::{LoadError, discover, read};

/// The name of a settings file in a project.
pub(super) const SETTINGS: &str = ".runnerlint.toml";

/// Where settings are looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// The folder to start at; the repository is not asked if there is none.
    pub from: Option<PathBuf>,
    /// The user's `~/.config`.
    pub config: Option<PathBuf>,
    /// The root of the machine.
    pub root: PathBuf,
}

/// The nearest settings file: `.runnerlint.toml` in the folder or above it up to the root of the git work tree, then
/// the user's, then the machine's.
pub fn settings_file(search: &Search) -> Result<Option<(PathBuf, Vec<u8>)>, LoadError> {
    let mut places = Vec::new();
    if let Some(from) = &search.from {
        // Outside of a work tree only the folder itself counts: a folder above may belong to somebody else.
        let root = discover::work_tree(from).unwrap_or_else(|| from.clone());
        let folders = from.ancestors().take_while(|folder| folder.starts_with(&root));
        places.extend(folders.map(|folder| folder.join(SETTINGS)));
    }
    places.extend(search.config.iter().map(|config| config.join("runnerlint/config.toml")));
    places.push(search.root.join("etc/runnerlint.toml"));
    for place in places {
        // A folder that cannot be looked into is as good as empty: after `su`, HOME may be somebody else's.
        if place.symlink_metadata().is_ok() {
            return bytes(&place).map(|bytes| Some((place, bytes)));
        }
    }
    Ok(None)
}

/// The bytes of a file that the command line names.
pub fn bytes(path: &Path) -> Result<Vec<u8>, LoadError> {
    read::file(path).map(|(bytes, _)| bytes)
}

/// The deepest folder that holds all of `paths`, which are absolute.
pub fn common_folder(paths: &[PathBuf]) -> Option<PathBuf> {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().unwrap_or(path).to_owned(),
    };
    let folders: Vec<PathBuf> = paths.iter().map(folder).collect();
    let first = folders.first()?;
    let holds_all = |up: &&Path| folders.iter().all(|folder| folder.starts_with(up));
    first.ancestors().find(holds_all).map(Path::to_owned)
}
