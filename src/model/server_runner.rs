//! What only the server knows of runners, and the user can tell: their tags.

#[cfg(test)]
mod tests;

use super::Workspace;
use super::pipeline::Job;
use super::runner::Runner;
use super::setting::{Known, Setting};
use crate::source::Role;

/// A runner as it is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRunner {
    /// Its `name` in config.toml.
    pub name: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether it takes jobs without tags.
    pub runs_untagged: bool,
}

/// A job that no runner takes.
#[derive(Debug)]
pub struct Untaken<'w> {
    /// The job.
    pub job: &'w Job,
    /// A tag that no runner has, where that is the reason.
    pub unknown_tag: Option<&'w Setting<String>>,
}

/// The tags that a job surely has, and whether it may have others.
struct Wanted<'w> {
    tags: Vec<&'w str>,
    complete: bool,
}

impl ServerRunner {
    /// Tags as the server takes them apart: a comma divides them.
    ///
    /// Source: GitLab 18.11 `lib/gitlab/ci/tags/parser.rb`.
    pub fn tags_of(text: &str) -> impl Iterator<Item = &str> {
        text.split(',').map(str::trim).filter(|tag| !tag.is_empty())
    }

    fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// Whether it can take a job.
    ///
    /// Source: GitLab 18.11 `lib/gitlab/ci/matching/runner_matcher.rb`.
    fn may_take(&self, wanted: &Wanted<'_>) -> bool {
        let is_tagged = !wanted.tags.is_empty() || !wanted.complete;
        (self.runs_untagged || is_tagged) && wanted.tags.iter().all(|tag| self.has(tag))
    }
}

impl<'w> Wanted<'w> {
    fn by(job: &'w Job) -> Wanted<'w> {
        let Known::Is(tags) = &job.tags else {
            return Wanted {
                tags: Vec::new(),
                complete: job.tags.is_unset(),
            };
        };
        let known = tags.iter().map(|tag| tag.value.as_str()).filter(|tag| is_plain(tag));
        Wanted {
            tags: known.flat_map(ServerRunner::tags_of).collect(),
            complete: tags.iter().all(|tag| is_plain(&tag.value)),
        }
    }
}

impl Workspace {
    /// What the user said of a runner.
    pub(super) fn on_server(&self, runner: &Runner) -> Option<&ServerRunner> {
        let name = &runner.name.as_ref()?.value;
        self.context.runners.iter().find(|known| known.name == *name)
    }

    /// Whether a runner can take a job: surely not if its tags are known and do not allow it; else if it has
    /// containers, or if its tags say that it does.
    pub(super) fn may_take(&self, runner: &Runner, job: &Job) -> bool {
        match self.on_server(runner) {
            Some(known) => known.may_take(&Wanted::by(job)),
            None => runner.executor.runs_containers(),
        }
    }

    /// The jobs that no runner takes; none unless the tags of all runners are known.
    pub fn untaken_jobs(&self) -> Vec<Untaken<'_>> {
        let Some(runners) = self.all_on_server() else {
            return Vec::new();
        };
        let untaken = |job: &'_ Job| {
            let wanted = Wanted::by(job);
            let is_free = wanted.complete && !self.mapped.contains_key(&job.name);
            is_free && !runners.iter().any(|runner| runner.may_take(&wanted))
        };
        let unknown = |tag: &&Setting<String>| {
            ServerRunner::tags_of(&tag.value).any(|tag| !runners.iter().any(|runner| runner.has(tag)))
        };
        let jobs = self.jobs().filter(|job| untaken(job));
        jobs.map(|job| Untaken {
            job,
            unknown_tag: job.tags.get().and_then(|tags| tags.iter().find(unknown)),
        })
        .collect()
    }

    /// All runners of all config.toml as the server knows them; `None` if one of them is not known.
    fn all_on_server(&self) -> Option<Vec<&ServerRunner>> {
        let configs = self.documents_of(Role::RunnerConfig);
        if self.context.runners.is_empty() || configs.into_iter().any(|config| !config.parses()) {
            return None;
        }
        let written: usize = self.configs().map(|config| config.tables("runners").len()).sum();
        let ours = self.registered();
        let known: Vec<&ServerRunner> = ours.filter_map(|runner| self.on_server(runner)).collect();
        (!known.is_empty() && known.len() == written).then_some(known)
    }
}

/// Whether a tag is what it says: GitLab replaces variables, and takes quotes for its own.
fn is_plain(tag: &str) -> bool {
    !tag.contains(['$', '%', '"', '\''])
}
