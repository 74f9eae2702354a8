//! How often machines of an autoscaler are used.

use super::Workspace;
use super::runner::{Executor, Runner};

impl Workspace {
    /// Whether every job of a runner gets a machine of its own, which is thrown away after it.
    ///
    /// Source: GitLab Runner `docs/security/_index.md`, and `max_use_count` and `MaxBuilds` in `common/config.go`, 19.4.
    pub fn machines_take_one_job(&self, runner: &Runner) -> bool {
        let (section, key) = match runner.executor {
            Executor::DockerAutoscaler => ("autoscaler", "max_use_count"),
            Executor::DockerMachine => ("machine", "MaxBuilds"),
            _ => return false,
        };
        let table = self.table(&runner.place).and_then(|table| table.table(section));
        table
            .and_then(|table| table.number(key))
            .is_some_and(|number| number.value == 1)
    }
}
