//! Images of the helper container that config.toml names.

use super::Workspace;
use super::image::Image;
use super::runner::Runner;
use super::setting::Setting;
use crate::schema::Version;

/// `helper_image` of a runner, if it is one of GitLab's or a copy of one.
#[derive(Debug, Clone)]
pub struct HelperImage<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// The reference.
    pub image: Setting<Image>,
}

/// What the tag of a helper image says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelperTag {
    /// The release of GitLab Runner it belongs to, and where in the tag that stands, without the `v`.
    Release(Version, (usize, usize)),
    /// The newest release or commit, whichever that is at the moment.
    Newest,
    /// A variable, a digest, a commit, words of others.
    Unknown,
}

impl Workspace {
    /// The helper images of all runners that name one of their own, as far as they are GitLab's by their name.
    pub fn helper_images(&self) -> impl Iterator<Item = HelperImage<'_>> {
        self.runners().iter().filter_map(|runner| {
            let image = match runner.executor.is_docker() {
                true => runner.docker.as_ref()?.helper_image.clone()?,
                false => self.table(&runner.kubernetes_executor()?.place)?.text("helper_image")?,
            };
            let image = image.map(|text| Image::parse(&text));
            (image.value.base() == "gitlab-runner-helper").then_some(HelperImage { runner, image })
        })
    }
}

impl HelperImage<'_> {
    /// What its tag says: `x86_64-v18.9.0`, `ubuntu-arm64-latest`.
    pub fn tag(&self) -> HelperTag {
        let image = &self.image.value;
        match &image.tag {
            Some(tag) if image.digest.is_none() && !image.text.contains('$') => read(tag),
            _ => HelperTag::Unknown,
        }
    }
}

fn read(tag: &str) -> HelperTag {
    let mut start = 0;
    for part in tag.split('-') {
        let number = part.strip_prefix('v').filter(|number| number.matches('.').count() == 2);
        if let Some(version) = number.and_then(|number| number.parse().ok()) {
            return HelperTag::Release(version, (start + 1, start + part.len()));
        }
        start += part.len() + 1;
    }
    // `alpine-latest` is a flavour, and what follows it counts.
    match tag.rsplit('-').next() {
        Some("latest" | "bleeding") => HelperTag::Newest,
        _ => HelperTag::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_the_release_behind_flavour_and_architecture() {
        let release = HelperTag::Release(Version::patch(16, 3, 1), (19, 25));
        assert_eq!(read("alpine3.18-x86_64-v16.3.1"), release);
        assert_eq!(
            read("x86_64-v16.3.1-pwsh"),
            HelperTag::Release(Version::patch(16, 3, 1), (8, 14))
        );
        assert_eq!(read("ubuntu-arm64-latest"), HelperTag::Newest);
        assert!(matches!(read("alpine-latest-x86_64-v18.2.0"), HelperTag::Release(..)));
        assert_eq!(read("x86_64-1b659122"), HelperTag::Unknown);
    }
}
