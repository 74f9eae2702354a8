//! Image references, as Docker and GitLab Runner read them.

use super::setting::{Known, List, Setting};

/// A reference such as `registry.example.com:5000/group/image:tag@sha256:…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// As written.
    pub text: String,
    /// Registry and path, without tag and digest.
    pub name: String,
    /// The tag.
    pub tag: Option<String>,
    /// The digest.
    pub digest: Option<String>,
    dind: Certainty,
}

/// The image of a job.
#[derive(Debug, Clone)]
pub struct JobImage {
    /// Its name.
    pub image: Setting<Image>,
    /// What the container starts instead of the image's entrypoint.
    pub entrypoint: Known<List<String>>,
    /// Its pull policies.
    pub pull_policy: Known<List<String>>,
    /// What it asks of certain executors.
    pub options: Vec<ExecutorOptions>,
}

/// `docker:` or `kubernetes:` of an image or a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecutorOptions {
    /// The executor.
    pub executor: &'static str,
    /// Names and values.
    pub options: Vec<(String, Setting<OptionValue>)>,
}

/// A value that an executor is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A name, or a platform.
    Text(String),
    /// The id of a user.
    Number(i64),
}

/// How sure something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Surely not.
    No,
    /// Looks like it.
    Maybe,
    /// Surely.
    Sure,
}

impl Image {
    /// Takes a reference apart. Anything goes: what is no reference has odd parts.
    pub fn parse(text: &str) -> Image {
        let (name, tag, digest) = parts(text);
        Image {
            text: text.to_owned(),
            name: name.to_owned(),
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
            dind: dind(name, tag.unwrap_or_default()),
        }
    }

    /// The last part of the path: `docker` for `registry.example.com/library/docker:27-dind`.
    pub fn base(&self) -> &str {
        base(&self.name)
    }

    /// The registry, with its port; `None` for Docker Hub and for a variable.
    pub fn registry(&self) -> Option<&str> {
        registry(&self.name)
    }

    /// Whether it is a Docker-in-Docker image: surely if it is `docker:*dind*` or a copy of it, perhaps if its name
    /// only says so.
    pub fn dind(&self) -> Certainty {
        self.dind
    }

    /// Whether it is a rootless Docker-in-Docker image.
    pub fn rootless(&self) -> bool {
        self.tag.as_deref().is_some_and(|tag| tag.ends_with("dind-rootless"))
    }

    /// Whether it is the official client image, whose entrypoint finds the daemon by itself.
    pub fn docker_cli(&self) -> bool {
        let tag = self.tag.as_deref().unwrap_or_default();
        self.base() == "docker" && !tag.split('-').any(|part| part == "dind") && !tag.contains("windows")
    }

    /// The Docker version that the tag names: (29, None) for `29-dind`, and for tags that move with the newest.
    pub fn docker_version(&self) -> Option<(u16, Option<u16>)> {
        let tag = self.tag.as_deref().unwrap_or("latest");
        let head = tag.split('-').next().unwrap_or_default();
        if matches!(head, "dind" | "latest" | "edge" | "test" | "rc" | "cli" | "git") {
            return Some((29, None));
        }
        if head == "stable" {
            return Some((19, None));
        }
        let mut numbers = head.split('.').map(|part| part.parse::<u16>().ok());
        Some((numbers.next()??, numbers.next().flatten()))
    }
}

/// The registry of the reference that a text is, if it is one.
pub(super) fn registry_of(text: &str) -> Option<&str> {
    registry(parts(text).0)
}

/// Registry and path, the tag, and the digest.
fn parts(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let after_path = rest.rfind('/').map_or(0, |slash| slash + 1);
    match rest[after_path..].find(':') {
        Some(colon) => {
            let colon = after_path + colon;
            (&rest[..colon], Some(&rest[colon + 1..]), digest)
        }
        None => (rest, None, digest),
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Source: distribution/reference `normalize.go`, `splitDockerDomain` (0.6).
fn registry(name: &str) -> Option<&str> {
    let (first, _) = name.split_once('/')?;
    let is_host = first.contains(['.', ':']) || first == "localhost" || first.to_lowercase() != first;
    let hub = matches!(first, "docker.io" | "index.docker.io");
    (is_host && !hub && !first.contains('$')).then_some(first)
}

fn dind(name: &str, tag: &str) -> Certainty {
    let base = base(name);
    if base == "docker" && tag.split('-').any(|part| part == "dind") {
        Certainty::Sure
    } else if base.contains("dind") || tag.contains("dind") {
        Certainty::Maybe
    } else {
        Certainty::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_no_tag() {
        let image = Image::parse("registry.example.com:5000/group/docker:27.1-dind@sha256:ab");
        assert_eq!(image.name, "registry.example.com:5000/group/docker");
        assert_eq!(image.tag.as_deref(), Some("27.1-dind"));
        assert_eq!(image.registry(), Some("registry.example.com:5000"));
        assert_eq!(image.docker_version(), Some((27, Some(1))));
        assert_eq!(Image::parse("docker").registry(), None);
        assert_eq!(Image::parse("$CI_REGISTRY/x").registry(), None);
    }

    #[test]
    fn dind_is_told_from_images_that_only_sound_like_it() {
        let dind = |text| Image::parse(text).dind();
        assert_eq!(dind("docker:dind"), Certainty::Sure);
        assert_eq!(dind("docker:24.0.5-dind-rootless"), Certainty::Sure);
        assert_eq!(dind("mirror/docker:27-dind-alpine3.20"), Certainty::Sure);
        assert_eq!(dind("corp/my-dind:1"), Certainty::Maybe);
        assert_eq!(dind("docker:27"), Certainty::No);
    }
}
