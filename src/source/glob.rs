//! Globs of paths, as settings write them.

use std::path::{Path, PathBuf};

use glob::Pattern;

/// Whether the glob matches the path or a tail of it: `daemon.json` is any file of that name.
pub fn is_at(glob: &str, path: &Path) -> bool {
    let Ok(pattern) = Pattern::new(glob) else {
        return false;
    };
    let parts: Vec<_> = path.components().collect();
    let mut tails = (0..parts.len()).map(|from| parts.iter().skip(from).collect::<PathBuf>());
    tails.any(|tail| pattern.matches_path(&tail))
}
