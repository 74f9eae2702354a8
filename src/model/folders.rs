//! The folders of jobs in containers, and the volumes that lie there.

use super::Workspace;
use super::docker::DockerExecutor;
use super::pipeline::Job;
use super::runner::Runner;
use super::setting::Setting;
use super::volume::{Volume, clean};
use crate::schema::Version;
use crate::schema::texts::volume_fault;
use crate::source::Place;

impl Runner {
    /// Where jobs in Linux containers are checked out.
    ///
    /// Source: GitLab Runner `executors/docker/docker.go`, `setupDefaultExecutorOptions`, 19.4.
    pub fn builds_folder(&self) -> &str {
        set(self.builds_dir.as_ref()).unwrap_or("/builds")
    }

    /// Where jobs in Linux containers keep what they cache.
    ///
    /// Source: GitLab Runner `executors/docker/docker.go`, `setupDefaultExecutorOptions`, 19.4.
    pub fn cache_folder(&self) -> &str {
        set(self.cache_dir.as_ref()).unwrap_or("/cache")
    }
}

fn set(setting: Option<&Setting<String>>) -> Option<&str> {
    setting
        .map(|setting| setting.value.as_str())
        .filter(|text| !text.is_empty())
}

impl DockerExecutor {
    /// The volumes that GitLab Runner of a version mounts into Linux containers.
    pub fn mounted_volumes(&self, version: Version) -> impl Iterator<Item = &Setting<Volume>> {
        let makes_volumes = self.makes_volumes(version);
        self.volumes.items.iter().filter(move |volume| {
            let volume = &volume.value;
            volume_fault(&volume.text, version).is_none() && (makes_volumes || volume.source.is_some())
        })
    }
}

impl Workspace {
    /// A runner in Linux containers whose local cache does not outlive a job: nothing is mounted where it lies, though
    /// other things are mounted and no distributed cache is there. The machines of autoscalers come and go with their
    /// caches anyway.
    pub fn loses_cache(&self, runner: &Runner) -> bool {
        let version = self.context.targets.runner.version;
        let is_kept = |volume: &Volume| {
            volume.has_variable_target() || volume.is_template() || volume.covers(runner.cache_folder())
        };
        let docker = runner
            .docker_linux()
            // `register` adds `/cache` to the volumes of a template.
            .filter(|_| self.is_whole(runner))
            .filter(|docker| !docker.volumes.values().any(is_kept));
        let (Some(docker), Some(table)) = (docker, self.table(&runner.place)) else {
            return false;
        };
        let settings = self.table(&docker.place);
        let takes_over = settings.is_some_and(|settings| !settings.texts("volumes_from").items.is_empty());
        let is_shared = table.table("cache").and_then(|cache| cache.text("Type"));
        // What is below the checkout is kept with it.
        let builds = clean(runner.builds_folder());
        let in_builds = Volume::parse(&builds).covers(runner.cache_folder());
        !runner.executor.is_autoscaled()
            && !docker.disable_cache.value
            && !takes_over
            && is_shared.is_none_or(|kind| kind.value.is_empty())
            && !runner.cache_folder().contains('$')
            && !in_builds
            && docker
                .volumes
                .values()
                .all(|volume| volume_fault(&volume.text, version).is_none())
    }

    /// The `cache:` of a job that surely lands on a runner.
    pub fn cache_of_job(&self, runner: &Runner) -> Option<(&Job, Place)> {
        let lands = |job: &&Job| {
            let candidates = self.runners_for(job);
            candidates.is_certain && matches!(candidates.runners[..], [only] if std::ptr::eq(only, runner))
        };
        self.jobs().filter(lands).find_map(|job| {
            let document = self.document(job.file);
            let cache = document.cursor().get(&job.name)?.get("cache")?;
            let is_cache = cache.node.is_mapping() || !cache.node.items().is_empty();
            is_cache.then(|| (job, cache.place()))
        })
    }
}
