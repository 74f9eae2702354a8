//! Which pull policies a runner uses for jobs that name none, and which ones it lets them use.

use super::Workspace;
use super::runner::Runner;
use super::setting::{List, Setting};
use crate::schema::Version;
use crate::source::Place;

/// The pull policies of a runner in containers or pods.
#[derive(Debug)]
pub struct PullSettings<'a> {
    /// The runner.
    pub runner: &'a Runner,
    /// `pull_policy`.
    pub wanted: &'a List<String>,
    /// `allowed_pull_policies`.
    pub allowed: &'a List<String>,
    /// Whether jobs run in pods, where the cluster has a policy of its own.
    pub is_kubernetes: bool,
    version: Version,
}

impl Workspace {
    /// The pull policies of all runners that pull images.
    pub fn pull_settings(&self) -> impl Iterator<Item = PullSettings<'_>> {
        let version = self.context.targets.runner.version;
        self.runners().iter().filter_map(move |runner| {
            let docker = runner.docker_executor();
            let docker = docker.map(|docker| (&docker.pull_policy, &docker.allowed_pull_policies, false));
            let pods = runner.kubernetes_executor();
            let pods = pods.map(|pods| (&pods.pull_policy, &pods.allowed_pull_policies, true));
            let (wanted, allowed, is_kubernetes) = docker.or(pods)?;
            Some(PullSettings {
                runner,
                wanted,
                allowed,
                is_kubernetes,
                version,
            })
        })
    }
}

impl Workspace {
    /// The words in pipelines that GitLab takes for no pull policy; a default that several jobs have comes once.
    ///
    /// Source: GitLab `lib/gitlab/ci/config/entry/pull_policy.rb`, 18.11.
    pub fn invalid_job_policies(&self) -> Vec<&Setting<String>> {
        let lists = self.jobs().flat_map(|job| {
            let image = job.image.get().and_then(|image| image.pull_policy.get());
            let services = job.services.iter().filter_map(|service| service.pull_policy.as_ref());
            image.into_iter().chain(services)
        });
        let valid = |word: &str| matches!(word, "always" | "if-not-present" | "never") || word.contains('$');
        let mut found: Vec<&Setting<String>> = lists
            .flat_map(|list| &list.items)
            .filter(|word| !valid(&word.value))
            .collect();
        found.sort_by_key(|word| word.place.span);
        found.dedup_by_key(|word| word.place.span);
        found
    }
}

impl<'a> PullSettings<'a> {
    /// Whether no policy is written, so that every job pulls its image anew. The cluster decides for pods.
    pub fn is_left_to_default(&self) -> bool {
        !self.is_kubernetes && self.wanted.items.is_empty() && !self.excludes_itself()
    }

    /// The written words that GitLab Runner takes for no policy.
    ///
    /// Source: GitLab Runner `common/config.go`, `GetPullPolicies` and `GetAllowedPullPolicies`, 19.4.
    pub fn invalid(&self) -> impl Iterator<Item = &'a Setting<String>> + use<'a> {
        let reads_allowed = self.reads_allowed();
        let allowed = self.allowed.items.iter().filter(move |_| reads_allowed);
        let all = self.wanted.items.iter().chain(allowed);
        let (kubernetes, version) = (self.is_kubernetes, self.version);
        all.filter(move |policy| match policy.value.as_str() {
            "always" | "if-not-present" | "never" => false,
            "" => !kubernetes && version >= Version::new(13, 8),
            _ => true,
        })
    }

    /// Whether the policy of jobs that name none is not among those allowed.
    ///
    /// Source: GitLab Runner `helpers/pull_policies`, 18.0.
    pub fn excludes_itself(&self) -> bool {
        let default = if self.is_kubernetes { "" } else { "always" };
        let is_allowed = |policy: &str| self.allowed.values().any(|allowed| allowed == policy);
        let meets = match &self.wanted.items[..] {
            [] => is_allowed(default),
            wanted => wanted.iter().any(|policy| is_allowed(&policy.value)),
        };
        self.reads_allowed() && !self.allowed.items.is_empty() && !meets && self.invalid().next().is_none()
    }

    /// The place to point at and to write the policy to.
    pub fn place(&self) -> &'a Place {
        &self.wanted.place
    }

    fn reads_allowed(&self) -> bool {
        self.version >= Version::new(15, 1)
    }
}
