//! Entries of `volumes`, as GitLab Runner takes them apart.

/// `[source:]target[:mode]`.
///
/// Source: GitLab Runner `executors/docker/internal/volumes/parser/linux_parser.go`, 19.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// As written.
    pub text: String,
    /// A path of the Docker host or a volume's name; without it GitLab Runner makes a cache volume.
    pub source: Option<String>,
    /// The path in the container, cleaned as Go's `filepath.Clean` does.
    pub target: String,
    /// What follows the target, such as `ro` or `rw,z`.
    pub mode: Option<String>,
}

impl Volume {
    /// Takes an entry apart.
    pub fn parse(text: &str) -> Volume {
        let mut parts: Vec<&str> = text.split(':').collect();
        let is_path = |part: &&str| part.starts_with('/') || part.starts_with('$');
        // `/cache:ro` is a target with a mode; `/a:/b` a source with a target.
        let source = match parts[..] {
            [_, second, ..] if is_path(&second) => Some(parts.remove(0).to_owned()),
            _ => None,
        };
        let mode = (parts.len() > 1).then(|| parts[1..].join(":"));
        Volume {
            text: text.to_owned(),
            source,
            target: clean(parts.first().copied().unwrap_or_default()),
            mode,
        }
    }

    /// Whether it puts the host's Docker socket where Docker clients look for it. A bare path does not: it makes a
    /// volume of that name.
    pub fn is_docker_socket(&self) -> bool {
        let from_socket = self
            .source
            .as_deref()
            .is_some_and(|source| source.ends_with("docker.sock"));
        from_socket && self.targets_docker_socket()
    }

    /// Whether its target is the path where Docker clients look for the socket.
    pub fn targets_docker_socket(&self) -> bool {
        matches!(self.target.as_str(), "/var/run/docker.sock" | "/run/docker.sock")
    }

    /// Whether it mounts the host's whole `/run` or `/var/run` there, the Docker socket included.
    pub fn is_run_directory(&self) -> bool {
        let run = |path: &str| matches!(clean(path).as_str(), "/run" | "/var/run");
        self.source.as_deref().is_some_and(run) && run(&self.target)
    }

    /// Whether the container cannot write to it. GitLab Runner drops the mode of volumes without a source.
    pub fn is_read_only(&self) -> bool {
        let ro = |mode: &str| mode.split([',', ':']).any(|word| word == "ro");
        self.source.is_some() && self.mode.as_deref().is_some_and(ro)
    }

    /// Whether its target is `path` or a folder that holds it.
    pub fn covers(&self, path: &str) -> bool {
        let path = clean(path);
        let below = path.strip_prefix(self.target.as_str());
        self.target == "/" || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether it is still to be filled in by a template: `{{ path }}:/data`.
    pub fn is_template(&self) -> bool {
        let marks = |text: &str| ["{{", "{%", "<%", "{$"].iter().any(|mark| text.contains(mark));
        self.text.contains(['{', '<']) && marks(&self.text)
    }

    /// Whether its target depends on a variable.
    pub fn has_variable_target(&self) -> bool {
        self.target.contains('$')
    }

    /// Whether it is written for Windows: a drive letter or a named pipe.
    pub fn is_windows(&self) -> bool {
        let drive = |part: &str| {
            let mut chars = part.chars();
            matches!((chars.next(), chars.next(), chars.next()), (Some(c), Some(':'), Some('\\' | '/')) if c.is_ascii_alphabetic())
        };
        let pipes = [r"\\.\pipe", "//./pipe"];
        drive(&self.text) || self.text.contains('.') && pipes.iter().any(|pipe| self.text.contains(pipe))
    }
}

/// The stretches of a path between its slashes.
fn parts(path: &str) -> impl Iterator<Item = &[u8]> {
    path.as_bytes().split(|byte| *byte == b'/')
}

/// A path as Go's `filepath.Clean` gives it on Linux.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    // Most paths are clean.
    if rooted && path.len() > 1 && parts(path).skip(1).all(|part| !matches!(part, b"" | b"." | b"..")) {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if rooted => {
                parts.pop();
            }
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_told_from_a_volume_of_its_name() {
        assert!(Volume::parse("/var/run/docker.sock:/var/run/docker.sock").is_docker_socket());
        assert!(Volume::parse("/run/user/1000/docker.sock:/var/run/docker.sock:ro").is_docker_socket());
        assert!(!Volume::parse("/var/run/docker.sock").is_docker_socket());
        assert!(!Volume::parse("/var/run/docker.sock:/tmp/docker.sock").is_docker_socket());
        assert!(Volume::parse("/run/:/run").is_run_directory());
    }

    #[test]
    fn targets_are_cleaned_and_ancestors_cover() {
        let certs = Volume::parse("/certs/client/");
        assert_eq!(certs.target, "/certs/client");
        assert!(certs.covers("/certs/client"));
        assert!(Volume::parse("/srv/ca:/certs:ro").covers("/certs/client"));
        assert!(!Volume::parse("/cert").covers("/certs/client"));
    }

    #[test]
    fn only_volumes_with_a_source_can_be_read_only() {
        assert!(Volume::parse("/srv:/certs:ro,z").is_read_only());
        assert!(!Volume::parse("/certs/client:ro").is_read_only());
        assert_eq!(Volume::parse("/certs/client:ro").target, "/certs/client");
    }
}
