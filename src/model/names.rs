//! Names of machines that a job has to reach: GitLab and registries.

use core::net::IpAddr;
use std::borrow::Cow;
use std::collections::HashMap;

use super::docker::{DockerExecutor, ExtraHost};
use super::docker_calls::{CALLS, registries};
use super::extra_host::is_of_a_network;
use super::meeting::Meeting;
use super::pipeline::Job;
use super::setting::Known;
use super::{Runner, Workspace};
use crate::schema::texts::Reach;
use crate::source::{FileId, Span};

/// A name and where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The name, in lower case.
    pub name: String,
    /// Where it is used.
    pub span: Span,
}

impl Meeting<'_> {
    /// The names that the job or the daemon of its own has to reach, each once: GitLab's, and those of registries in
    /// images and in calls of Docker. Names of services are none.
    pub fn needed_names(&self) -> Vec<Needed> {
        let mut needed: Vec<Needed> = Vec::new();
        let mut add = |name: &str, span: Span| {
            let name = host_of(name).to_lowercase();
            let local = name.is_empty() || name == "localhost" || name.contains('$') || name.parse::<IpAddr>().is_ok();
            if !local && !needed.iter().any(|known| known.name == name) {
                needed.push(Needed { name, span });
            }
        };
        let urls = self
            .runner
            .into_iter()
            .flat_map(|runner| [&runner.url, &runner.clone_url]);
        for url in urls.flatten() {
            add(&url.value, url.place.span);
        }
        let Some(job) = self.job else { return needed };
        if let Known::Is(image) = &job.image {
            add(image.image.value.registry().unwrap_or_default(), image.image.place.span);
        }
        for service in &job.services {
            add(
                service.image.value.registry().unwrap_or_default(),
                service.image.place.span,
            );
        }
        if let Known::Is(registry) = self.env("CI_REGISTRY") {
            add(&registry.value, registry.place.span);
        }
        for called in job.facts.registries.iter().filter(|_| !job.may_call_elsewhere()) {
            add(&called.name, called.span);
        }
        let services = self.runner_services().iter().chain(&job.services);
        let aliases: Vec<String> = services.flat_map(super::Service::aliases).collect();
        needed.retain(|needed| !aliases.contains(&needed.name));
        needed
    }
}

impl Meeting<'_> {
    /// The registries, with their ports, that calls of the Docker client in the job's scripts name, each once. Variables
    /// that the job surely has count as what they hold.
    pub fn called_registries(&self) -> Vec<Needed> {
        let Some(job) = self.job.filter(|job| !job.may_call_elsewhere()) else {
            return Vec::new();
        };
        let by_runner = |name: &str| self.runner.is_some_and(|runner| runner.assigns(name));
        if job.variables.iter().any(|variable| by_runner(&variable.value.name)) {
            return job.registries_called(|name| self.value(name));
        }
        job.called_registries.clone()
    }

    /// Those that it pushes to.
    pub fn pushed_registries(&self) -> Vec<Needed> {
        let job = self.job.into_iter();
        job.flat_map(|job| job.registries_with(&["push"], |name| self.value(name)))
            .collect()
    }

    fn value(&self, name: &str) -> Option<String> {
        self.env(name).get().map(|given| given.value.clone())
    }
}

impl Job {
    /// Whether its scripts may lead clients to another daemon than its definition does.
    fn may_call_elsewhere(&self) -> bool {
        self.says(&["DOCKER_HOST=", "DOCKER_CONTEXT=", "docker context"])
    }

    /// The registries that its scripts call, each once, with these values of its variables.
    pub(super) fn registries_called(&self, value: impl Fn(&str) -> Option<String>) -> Vec<Needed> {
        match self.refers_to_variables() {
            true => self.registries_with(&CALLS, value),
            false => each_once(self.facts.registries.iter().cloned()),
        }
    }

    /// The same, as far as they are called with one of these commands.
    fn registries_with(&self, calls: &[&str], value: impl Fn(&str) -> Option<String>) -> Vec<Needed> {
        let names = self.variables.iter().map(|variable| variable.value.name.as_str());
        let values = names.filter(|_| self.refers_to_variables());
        let values: Vec<(&str, String)> = values.filter_map(|name| Some((name, value(name)?))).collect();
        each_once(self.scripts.iter().flat_map(|script| {
            let script = &script.text;
            let mut text = Cow::Borrowed(script.value.as_str());
            for (name, value) in values.iter().filter(|_| script.value.contains('$')) {
                let written = text
                    .replace(&format!("${{{name}}}"), value)
                    .replace(&format!("${name}/"), &format!("{value}/"));
                text = Cow::Owned(written);
            }
            let span = script.place.span;
            registries(&text, calls)
                .into_iter()
                .map(move |name| Needed { name, span })
        }))
    }

    fn refers_to_variables(&self) -> bool {
        self.scripts.iter().any(|script| script.text.value.contains('$'))
    }
}

fn each_once(all: impl Iterator<Item = Needed>) -> Vec<Needed> {
    let mut once: Vec<Needed> = Vec::new();
    for needed in all {
        if !once.iter().any(|known| known.name == needed.name) {
            once.push(needed);
        }
    }
    once
}

/// The host in a URL or in `host:port`.
fn host_of(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

impl Needed {
    /// Whether public name servers cannot know it, and no cluster of its own has it either.
    pub fn is_private(&self) -> bool {
        matches!(Reach::of(&self.name), Reach::Private | Reach::Engine)
    }
}

impl DockerExecutor {
    /// The address that `extra_hosts` gives a name.
    pub fn extra_host(&self, name: &str) -> Option<&str> {
        let entries = self.extra_hosts.values().filter_map(|entry| ExtraHost::parse(entry));
        { entries }
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
            .map(|entry| entry.address)
    }

    /// Whether its containers may get names from elsewhere: name servers of its own, or a network with its own names.
    pub fn has_own_names(&self) -> bool {
        let usual = |mode: &str| matches!(mode, "" | "default" | "bridge");
        !self.dns.items.is_empty() || self.network_mode.as_ref().is_some_and(|mode| !usual(&mode.value))
    }
}

impl Workspace {
    /// The address of a name in the hosts file at hand, if other machines can use it.
    pub fn hosts_file_address(&self, name: &str) -> Option<&str> {
        let mut pairs = self.context.hosts_file.iter();
        let (_, address) =
            pairs.find(|(known, address)| known.eq_ignore_ascii_case(name) && is_of_a_network(address))?;
        Some(address)
    }

    /// Another runner of the same config.toml whose `extra_hosts` has the name, and the address there.
    pub fn neighbour_address(&self, runner: &Runner, name: &str) -> Option<(&DockerExecutor, &str)> {
        let first = self.extra_hosts.get(&(runner.file, name.to_ascii_lowercase()))?;
        let docker = self.runners.get(*first)?.docker_executor()?;
        Some((docker, docker.extra_host(name)?))
    }
}

/// The first runner of each file that has a name in its `extra_hosts`.
pub(super) fn extra_hosts(runners: &[Runner]) -> HashMap<(FileId, String), usize> {
    let mut first = HashMap::new();
    for (index, runner) in runners.iter().enumerate() {
        let entries = runner.docker_executor().map(|docker| docker.extra_hosts.values());
        for host in entries
            .into_iter()
            .flatten()
            .filter_map(|entry| ExtraHost::parse(entry))
        {
            first
                .entry((runner.file, host.name.to_ascii_lowercase()))
                .or_insert(index);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_taken_out_of_urls() {
        assert_eq!(host_of("https://u:p@git.lan:8443/x"), "git.lan");
        assert_eq!(host_of("git.lan:5050"), "git.lan");
    }
}
