//! How many jobs run at once: `concurrent` of a config.toml, and the limits of its runners.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Workspace;
use super::registration::Token;
use super::runner::{Executor, Runner};
use super::setting::{Setting, Table};
use crate::secret::Secret;

/// The jobs that a config.toml lets run at once.
#[derive(Debug)]
pub struct Capacity<'a> {
    /// The top-level table.
    pub config: Table<'a>,
    /// `concurrent`, if it is written; else it is 1.
    pub concurrent: Option<Setting<i64>>,
    /// The runners with the key `token`, in order. A fragment without tokens says nothing about the whole.
    pub runners: Vec<Limits<'a>>,
}

/// The limits of a runner.
#[derive(Debug)]
pub struct Limits<'a> {
    /// The runner.
    pub runner: &'a Runner,
    /// Its table.
    pub table: Table<'a>,
}

/// The autoscaler of a runner whose jobs run on instances.
#[derive(Debug)]
pub struct Instances<'a> {
    /// The limits of the runner.
    pub limits: &'a Limits<'a>,
    /// `[runners.autoscaler]`.
    pub table: Table<'a>,
    /// How many jobs all instances take at once, if that is limited, and where the number of instances stands.
    pub most: Option<Setting<i64>>,
}

impl Workspace {
    /// What each config.toml lets run at once.
    pub fn capacities(&self) -> Vec<Capacity<'_>> {
        let of_config = |config: Table<'_>| {
            let file = config.place().span.file;
            (config.number("concurrent"), file)
        };
        self.configs()
            .map(|config| {
                let (concurrent, file) = of_config(config.clone());
                let runners = self.runners().iter().filter(|runner| runner.file == file);
                Capacity {
                    config,
                    concurrent,
                    runners: runners.filter_map(|runner| self.limits(runner)).collect(),
                }
            })
            .collect()
    }

    fn limits<'a>(&'a self, runner: &'a Runner) -> Option<Limits<'a>> {
        if runner.token.value == Token::Missing {
            return None;
        }
        let table = self.table(&runner.place)?;
        Some(Limits { runner, table })
    }
}

impl Capacity<'_> {
    /// How many jobs the limits of all runners together let run at once, if each has one. Runners with one token are counted
    /// together, each against its own limit.
    ///
    /// Source: GitLab Runner `commands/builds_helper.go`, `acquireBuild`, 19.4.
    pub fn limits(&self) -> Option<i64> {
        let mut highest: HashMap<&Secret, i64, RandomState> = HashMap::default();
        let mut sum: i64 = 0;
        for limits in &self.runners {
            let limit = limits.limit()?.value;
            let mut alone = 0;
            let highest = match &limits.runner.token.value {
                Token::Sound(token) => highest.entry(token).or_default(),
                _ => &mut alone,
            };
            sum = sum.saturating_add((limit - *highest).max(0));
            *highest = limit.max(*highest);
        }
        (!self.runners.is_empty()).then_some(sum)
    }

    /// How many jobs run at once. A file that sets nothing at its top is taken for a fragment, of which this is
    /// unknown.
    ///
    /// Source: GitLab Runner `common/config.go`, `NewConfig`, 19.4.
    pub fn jobs(&self) -> Option<i64> {
        let mut keys = self.config.cursor.entries().map(|(entry, _)| &entry.key.value);
        let is_whole = keys.any(|key| !key.eq_ignore_ascii_case("runners"));
        let default = is_whole.then_some(1);
        self.concurrent.as_ref().map_or(default, |written| Some(written.value))
    }
}

impl Limits<'_> {
    /// `limit`, if it is one: 0 is none.
    pub fn limit(&self) -> Option<Setting<i64>> {
        self.table.number("limit").filter(|limit| limit.value > 0)
    }

    /// `request_concurrency`, if it is written.
    pub fn requests(&self) -> Option<Setting<i64>> {
        self.table.number("request_concurrency")
    }

    /// How many requests for jobs it makes at once at most.
    ///
    /// Source: GitLab Runner `common/config.go`, `GetRequestConcurrency`, 19.4.
    pub fn request_concurrency(&self) -> i64 {
        self.requests().map_or(1, |requests| requests.value.max(1))
    }

    /// Its autoscaler, if its jobs run on instances.
    pub fn instances(&self) -> Option<Instances<'_>> {
        let used = matches!(self.runner.executor, Executor::DockerAutoscaler | Executor::Instance);
        let table = self.table.table("autoscaler").filter(|_| used)?;
        let capacity = table
            .number("capacity_per_instance")
            .filter(|capacity| capacity.value > 0);
        let count = table.number("max_instances").filter(|count| count.value > 0);
        let most = count
            .zip(capacity)
            .map(|(count, capacity)| count.map(|count| count.saturating_mul(capacity.value)));
        Some(Instances {
            limits: self,
            table,
            most,
        })
    }
}
