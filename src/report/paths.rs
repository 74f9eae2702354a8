//! Paths as the programs that read reports know them: from the root of the repository, with `/` between folders.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::source::{SourceFile, plain_path};

/// Where the files lie, for paths as a forge knows them.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// The root of the repository: GitLab's `CI_PROJECT_DIR`, GitHub's `GITHUB_WORKSPACE`, else that of the git work tree.
    pub project_dir: Option<PathBuf>,
    /// The folder that relative paths of files start from.
    pub working_dir: Option<PathBuf>,
}

impl Base {
    /// The path from the root of the repository; a path outside of it stays as it is.
    pub(super) fn path(&self, file: &SourceFile) -> String {
        slashed(&self.inside(&file.path))
    }

    /// The path as a URI reference, relative where the path is.
    ///
    /// Source: RFC 3986, 3.3 and 4.2; RFC 8089, 2.
    pub(super) fn uri(&self, file: &SourceFile) -> String {
        let path = self.inside(&file.path);
        let segments: Vec<String> = slashed(&path).split('/').map(encoded).collect();
        let joined = segments.join("/");
        match path.is_absolute() {
            true => format!("file:///{}", joined.trim_start_matches('/')),
            false => joined,
        }
    }

    fn inside(&self, path: &Path) -> PathBuf {
        let absolute = match &self.working_dir {
            Some(folder) => folder.join(path),
            None => path.to_owned(),
        };
        let root = self.project_dir.as_deref().map(plain_path);
        let below = root.and_then(|root| plain_path(&absolute).strip_prefix(root).map(Path::to_owned).ok());
        below.unwrap_or_else(|| plain_path(path))
    }
}

/// The path with `/` between its folders, whatever the system writes there.
pub(super) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    match MAIN_SEPARATOR {
        '/' => text.into_owned(),
        other => text.replace(other, "/"),
    }
}

/// A segment of a path in a URI. A colon is encoded, too: before the first slash it would end a scheme.
fn encoded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Role;

    fn file(path: &str) -> SourceFile {
        SourceFile::new(path, Role::RunnerConfig, Vec::new())
    }

    fn inside() -> Base {
        Base {
            project_dir: Some("/builds/a/b".into()),
            working_dir: Some("/builds/a/b/ci".into()),
        }
    }

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let path = |path: &str, base: &Base| base.path(&file(path));
        assert_eq!(path("./../config.toml", &inside()), "config.toml");
        assert_eq!(path("/builds/a/b/x/config.toml", &inside()), "x/config.toml");
        let outside = "/etc/gitlab-runner/config.toml";
        assert_eq!(path(outside, &inside()), outside);
        assert_eq!(path("./config.toml", &Base::default()), "config.toml");
    }

    #[test]
    fn what_a_uri_cannot_hold_is_encoded() {
        let uri = |path: &str| inside().uri(&file(path));
        assert_eq!(uri("a b/ü:#1.toml"), "ci/a%20b/%C3%BC%3A%231.toml");
        assert_eq!(
            uri("/etc/gitlab-runner/config.toml"),
            "file:///etc/gitlab-runner/config.toml"
        );
        assert_eq!(Base::default().uri(&file("../config.toml")), "../config.toml");
    }
}
