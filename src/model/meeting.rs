//! Who meets whom: which runners may take which job, and what holds when one does.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::docker::DockerExecutor;
use super::pipeline::Job;
use super::runner::{Executor, Runner};
use super::setting::Known;
use super::variable::{Content, Variable};
use super::{Service, Workspace};
use crate::schema::Version;
use crate::source::{Place, Role};

/// The runners that may take a job.
#[derive(Debug)]
pub struct Candidates<'w> {
    /// The runners, in order.
    pub runners: Vec<&'w Runner>,
    /// Whether it is known that no other runner takes the job: the user said so, or there is only one.
    pub is_certain: bool,
}

/// A job on a runner, or one of both alone: a runner whatever its jobs are, a job of which no runner is at hand.
#[derive(Debug, Clone, Copy)]
pub struct Meeting<'w> {
    /// Everything else.
    pub workspace: &'w Workspace,
    /// The runner.
    pub runner: Option<&'w Runner>,
    /// The job.
    pub job: Option<&'w Job>,
}

/// What was found out about the meetings at one place.
#[derive(Debug)]
pub struct Verdict<'w, T> {
    /// The meeting that shows it best.
    pub meeting: Meeting<'w>,
    /// What was found.
    pub fault: T,
    /// All meetings at the place.
    pub meetings: Vec<Meeting<'w>>,
    /// Whether it will happen, or only may because another runner may take the job.
    pub likelihood: Likelihood,
}

/// Whether a fault of a meeting will show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// Only if a certain runner takes the job.
    Possible,
    /// Whichever runner takes the job.
    Certain,
}

/// The pull policies that jobs may ask for.
#[derive(Debug, Clone)]
pub struct PullPolicies<'w> {
    /// The policies; none if every one is refused.
    pub allowed: Vec<&'w str>,
    /// What allows them, or where it would stand.
    pub place: &'w Place,
}

/// A value that a variable has in a job or service.
#[derive(Debug, Clone)]
pub struct Given<'w> {
    /// The value.
    pub value: String,
    /// What defines it.
    pub place: &'w Place,
    /// Whether the job itself defines it.
    pub by_job: bool,
}

impl Workspace {
    /// The jobs of all pipelines that need a runner.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.pipelines
            .iter()
            .flat_map(|pipeline| &pipeline.jobs)
            .filter(|job| !job.is_trigger)
    }

    /// The runners that may take a job: those of the user's mapping, else those whose tags the user told and that fit,
    /// and all others that run jobs in containers.
    pub fn runners_for(&self, job: &Job) -> Candidates<'_> {
        self.own_candidates(job)
            .unwrap_or_else(|| self.candidates_in_containers())
    }

    /// The runners of a job of which the user said more than that they are there.
    fn own_candidates(&self, job: &Job) -> Option<Candidates<'_>> {
        if let Some(names) = self.mapped.get(&job.name) {
            let named = |runner: &&Runner| runner.name.as_ref().is_some_and(|name| names.contains(&name.value));
            return Some(Candidates {
                runners: self.registered().filter(named).collect(),
                is_certain: true,
            });
        }
        let tagged = || self.candidates(|runner| self.may_take(runner, job));
        (!self.context.runners.is_empty()).then(tagged)
    }

    fn candidates_in_containers(&self) -> Candidates<'_> {
        self.candidates(|runner| runner.executor.runs_containers())
    }

    fn candidates(&self, may_take: impl Fn(&Runner) -> bool) -> Candidates<'_> {
        let runners: Vec<&Runner> = self.registered().filter(|runner| may_take(runner)).collect();
        Candidates {
            is_certain: runners.len() == 1,
            runners,
        }
    }

    /// The runners of all jobs of which the user said nothing; `None` without a config.toml.
    fn unmapped_candidates(&self) -> Option<Candidates<'_>> {
        let has_config = self.documents_of(Role::RunnerConfig).next().is_some();
        has_config.then(|| self.candidates_in_containers())
    }

    /// What `judge` finds in all meetings, one verdict for each place that `place` gives.
    pub fn judge<'w, T, I: IntoIterator<Item = T>, K: Hash + Eq>(
        &'w self,
        judge: impl Fn(Meeting<'w>) -> I,
        place: impl Fn(&T) -> K,
    ) -> Vec<Verdict<'w, T>> {
        let mut verdicts = Verdicts {
            all: Vec::new(),
            at: HashMap::new(),
        };
        let unmapped = self.unmapped_candidates();
        let mut found: Vec<(Meeting<'w>, T)> = Vec::new();
        for job in self.jobs() {
            let mut all_fail = true;
            let is_certain = self.meet(job, unmapped.as_ref(), |meeting| {
                let before = found.len();
                found.extend(judge(meeting).into_iter().map(|fault| (meeting, fault)));
                all_fail &= found.len() > before;
            });
            let likelihood = if is_certain || all_fail {
                Likelihood::Certain
            } else {
                Likelihood::Possible
            };
            for (meeting, fault) in found.drain(..) {
                verdicts.add(place(&fault), meeting, fault, likelihood);
            }
        }
        for runner in self.registered() {
            let meeting = Meeting {
                workspace: self,
                runner: Some(runner),
                job: None,
            };
            for fault in judge(meeting) {
                verdicts.add(place(&fault), meeting, fault, Likelihood::Certain);
            }
        }
        verdicts.all
    }

    /// Lets a job meet its runners, which are `unmapped` unless the user says otherwise; without a config.toml every
    /// runner there is may take it. Gives whether it meets no others.
    fn meet<'w>(&'w self, job: &'w Job, unmapped: Option<&Candidates<'w>>, mut meet: impl FnMut(Meeting<'w>)) -> bool {
        let mut with = |runner: Option<&'w Runner>| {
            meet(Meeting {
                workspace: self,
                runner,
                job: Some(job),
            });
        };
        let Some(unmapped) = unmapped else {
            with(None);
            return true;
        };
        let own = self.own_candidates(job);
        let candidates = own.as_ref().unwrap_or(unmapped);
        candidates.runners.iter().for_each(|runner| with(Some(runner)));
        candidates.is_certain
    }

    /// The names of the runners that the user's mapping gives to each job that it has: an exact name goes before a
    /// glob.
    pub(super) fn mapped_jobs(&self) -> HashMap<String, Vec<String>> {
        let all = &self.context.jobs;
        let pattern = |pattern: &String| glob::Pattern::new(pattern).ok();
        let patterns: Vec<Option<glob::Pattern>> = all.iter().map(|(text, _)| pattern(text)).collect();
        let of_job = |job: &Job| {
            let exact = all.iter().find(|(pattern, _)| *pattern == job.name);
            let matches =
                |pattern: &Option<glob::Pattern>| pattern.as_ref().is_some_and(|glob| glob.matches(&job.name));
            let by_glob = || all.get(patterns.iter().position(matches)?);
            let (_, runners) = exact.or_else(by_glob)?;
            Some((job.name.clone(), runners.clone()))
        };
        self.jobs().filter_map(of_job).collect()
    }

    /// The runners of config.toml; those of templates are none yet.
    pub(super) fn registered(&self) -> impl Iterator<Item = &Runner> {
        let is_registered = |runner: &&Runner| self.sources.get(runner.file).role == Role::RunnerConfig;
        self.runners.iter().filter(is_registered)
    }
}

/// Verdicts in the making.
struct Verdicts<'w, T, K> {
    all: Vec<Verdict<'w, T>>,
    at: HashMap<K, usize>,
}

impl<'w, T, K: Hash + Eq> Verdicts<'w, T, K> {
    fn add(&mut self, place: K, meeting: Meeting<'w>, fault: T, likelihood: Likelihood) {
        let index = *self.at.entry(place).or_insert(self.all.len());
        match self.all.get_mut(index) {
            None => self.all.push(Verdict {
                meeting,
                fault,
                meetings: vec![meeting],
                likelihood,
            }),
            Some(verdict) => {
                verdict.meetings.push(meeting);
                if likelihood > verdict.likelihood {
                    (verdict.meeting, verdict.fault, verdict.likelihood) = (meeting, fault, likelihood);
                }
            }
        }
    }
}

impl Executor {
    /// Whether jobs run in containers of an image.
    pub fn runs_containers(&self) -> bool {
        self.is_docker() || *self == Executor::Kubernetes
    }
}

impl<T> Verdict<'_, T> {
    /// Whether it will happen whichever runner takes the job.
    pub fn is_certain(&self) -> bool {
        self.likelihood == Likelihood::Certain
    }

    /// The runners of its meetings, as messages call them.
    pub fn runner_titles(&self) -> Vec<String> {
        let mut titles: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for runner in self.meetings.iter().filter_map(|meeting| meeting.runner) {
            if !seen.insert(runner.span()) {
                continue;
            }
            let title = runner.title();
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }
}

impl<'w> Meeting<'w> {
    /// A runner, whatever its jobs are.
    pub fn without_job(workspace: &'w Workspace, runner: &'w Runner) -> Meeting<'w> {
        Meeting {
            workspace,
            runner: Some(runner),
            job: None,
        }
    }

    /// The runner's executor, if jobs run in Linux containers of Docker.
    pub fn docker(&self) -> Option<&'w DockerExecutor> {
        self.runner?.docker_linux()
    }

    /// The pull policies that the job may ask for. None of what it asks for is read by older releases: Docker executors
    /// do since 15.1, Kubernetes since 15.2.
    ///
    /// Source: GitLab Runner `common/config.go`, `GetAllowedPullPolicies` of both executors, 19.4.
    pub fn pull_policies(&self) -> Option<PullPolicies<'w>> {
        let runner = self.runner?;
        let since = match runner.executor {
            Executor::Kubernetes => Version::new(15, 2),
            _ => Version::new(15, 1),
        };
        if self.workspace.context.targets.runner.version < since {
            return None;
        }
        let (allowed, own, default) = match (runner.docker_executor(), runner.kubernetes_executor()) {
            (Some(docker), _) => (&docker.allowed_pull_policies, &docker.pull_policy, Some("always")),
            // The cluster's own policy has no name that a job could ask for.
            (_, Some(kubernetes)) => (&kubernetes.allowed_pull_policies, &kubernetes.pull_policy, None),
            (None, None) => return None,
        };
        let listed = [allowed, own].into_iter().find(|list| !list.items.is_empty());
        Some(PullPolicies {
            allowed: match listed {
                Some(list) => list.values().map(String::as_str).collect(),
                None => default.into_iter().collect(),
            },
            place: &listed.unwrap_or(allowed).place,
        })
    }

    /// Whether a login of the job's scripts can read its password from a pipe: the shell is a POSIX one, and the
    /// Docker client is of 17.07 or later.
    pub fn has_stdin_login(&self) -> bool {
        let image = self.job.map(|job| &job.image);
        if let Some(Known::Is(image)) = image {
            let image = &image.image.value;
            if image.docker_cli() {
                let old = |(major, minor): (u16, Option<u16>)| (major, minor.unwrap_or(u16::MAX)) < (17, 7);
                return !image.docker_version().is_some_and(old);
            }
        }
        let Some(runner) = self.runner else { return false };
        let shell = runner.shell.as_ref().map(|shell| shell.value.as_str());
        let linux = runner.docker_linux().is_some() || runner.kubernetes_executor().is_some();
        linux && matches!(shell, None | Some("sh" | "bash"))
    }

    /// The services of the runner, which start first.
    pub fn runner_services(&self) -> &'w [Service] {
        let docker = self.runner.and_then(Runner::docker_executor);
        let kubernetes = || self.runner.and_then(Runner::kubernetes_executor);
        docker
            .map(|docker| docker.services.as_slice())
            .or_else(|| kubernetes().map(|kubernetes| kubernetes.services.as_slice()))
            .unwrap_or_default()
    }

    /// The services of the job, as far as they are known.
    pub fn job_services(&self) -> &'w [Service] {
        self.job.map_or(&[], |job| &job.services)
    }

    /// What a variable is in the job's scripts. Values of the web interface are left out of account, which is why a
    /// variable is never unset as long as the runner is not known.
    pub fn env(&self, name: &str) -> Known<Given<'w>> {
        let Some(job) = self.job else { return Known::Unknown };
        let by_runner = self.runner.is_some_and(|runner| runner.assigns(name));
        if by_runner || job.assigns(name) {
            return Known::Unknown;
        }
        self.sent(name)
    }

    /// What a variable is in a service: its own, else what GitLab and the runner send. Scripts cannot change it.
    pub fn service_env(&self, service: &'w Service, name: &str) -> Known<Given<'w>> {
        match service.variables.iter().rev().find(|variable| variable.name == name) {
            Some(own) => given(own, false),
            None => self.sent(name),
        }
    }

    fn sent(&self, name: &str) -> Known<Given<'w>> {
        let Some(job) = self.job else { return Known::Unknown };
        if job.varying.iter().any(|varying| varying == name) {
            return Known::Unknown;
        }
        if let Some(variable) = job.variable(name) {
            let by_job = job.defines(name);
            let variable = &variable.value;
            let Content::Reference(text) = &variable.content else {
                return given(variable, by_job);
            };
            let place = &variable.place;
            let value = job.expanded(text);
            return value.map_or(Known::Unknown, |value| Known::Is(Given { value, place, by_job }));
        }
        if !job.variables_complete {
            return Known::Unknown;
        }
        match self.runner {
            Some(runner) => runner
                .variable(name)
                .map_or(Known::Unset, |variable| given(variable, false)),
            None => Known::Unknown,
        }
    }
}

fn given(variable: &Variable, by_job: bool) -> Known<Given<'_>> {
    match variable.known() {
        Known::Is(value) => Known::Is(Given {
            value,
            place: &variable.place,
            by_job,
        }),
        Known::Unset | Known::Unknown => Known::Unknown,
    }
}
