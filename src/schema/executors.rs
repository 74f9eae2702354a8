//! Executors: the names that GitLab Runner knows, and the ones that were surely meant.

use super::Version;

/// The names, each with the first release that has it and the first that has it no more.
///
/// Source: GitLab Runner `main.go`, `newExecutorProviders`, 19.4; before 16.0 `RegisterExecutorProvider` in `executors/`.
const EXECUTORS: [(&str, Version, Option<Version>); 13] = [
    ("shell", OLDEST, None),
    ("custom", Version::new(12, 1), None),
    ("instance", OLDEST, None),
    ("docker", OLDEST, None),
    ("docker-windows", OLDEST, None),
    ("docker-autoscaler", Version::new(15, 11), None),
    ("docker+machine", OLDEST, None),
    ("kubernetes", OLDEST, None),
    ("ssh", OLDEST, None),
    ("parallels", OLDEST, None),
    ("virtualbox", OLDEST, None),
    ("docker-ssh", OLDEST, Some(Version::new(16, 0))),
    ("docker-ssh+machine", OLDEST, Some(Version::new(16, 0))),
];

/// Before all releases that the tables describe.
const OLDEST: Version = Version::new(0, 0);

/// Other ways to say a name.
const NICKNAMES: [(&str, &str); 2] = [("k8s", "kubernetes"), ("kube", "kubernetes")];

/// Whether a release has an executor of exactly this name.
pub fn is_executor(name: &str, version: Version) -> bool {
    executor_releases(name)
        .is_some_and(|(since, removed)| since <= version && removed.is_none_or(|removed| version < removed))
}

/// The first release that has an executor of exactly this name, and the first that has it no more.
pub fn executor_releases(name: &str) -> Option<(Version, Option<Version>)> {
    let (_, since, removed) = EXECUTORS.iter().find(|(known, ..)| *known == name)?;
    Some((*since, *removed))
}

/// The executor that a name surely stands for, if no release has it under this name: the same letters in another case
/// or with other signs between, or with one slip.
pub fn executor_meant(name: &str) -> Option<&'static str> {
    if executor_releases(name).is_some() {
        return None;
    }
    let letters = letters(name);
    if let Some((_, meant)) = NICKNAMES.iter().find(|(nickname, _)| *nickname == letters) {
        return Some(meant);
    }
    if let Some(same) = current().find(|known| self::letters(known) == letters) {
        return Some(same);
    }
    let slip = |known: &&str| known.len() > 4 && strsim::damerau_levenshtein(&self::letters(known), &letters) == 1;
    let mut near = current().filter(slip);
    near.next().filter(|_| near.next().is_none())
}

/// The names that no release has dropped.
fn current() -> impl Iterator<Item = &'static str> {
    let current = EXECUTORS.iter().filter(|(_, _, removed)| removed.is_none());
    current.map(|(name, ..)| *name)
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Version = Version::new(19, 4);

    #[test]
    fn names_are_compared_exactly_and_by_release() {
        assert!(is_executor("docker", NEWEST));
        assert!(!is_executor(" docker", NEWEST));
        assert!(!is_executor("Docker", NEWEST));
        assert!(!is_executor("docker-ssh", NEWEST));
        assert!(is_executor("docker-ssh", Version::new(15, 11)));
        assert!(is_executor("docker-autoscaler", Version::new(15, 11)));
        assert!(!is_executor("docker-autoscaler", Version::new(15, 10)));
    }

    #[test]
    fn what_is_meant_is_sure_or_not_said() {
        let meant = executor_meant;
        assert_eq!(meant("docker+autoscaler"), Some("docker-autoscaler"));
        assert_eq!(meant("docker_autoscaler"), Some("docker-autoscaler"));
        assert_eq!(meant("docker-machine"), Some("docker+machine"));
        assert_eq!(meant(" Docker "), Some("docker"));
        assert_eq!(meant("dcoker"), Some("docker"));
        assert_eq!(meant("K8s"), Some("kubernetes"));
        assert_eq!(meant("Shell"), Some("shell"));
        for unsure in ["podman", "docker-ssh", "bash", "ss", "cf", "EXECUTOR", "windows", ""] {
            assert_eq!(meant(unsure), None, "{unsure}");
        }
    }
}
