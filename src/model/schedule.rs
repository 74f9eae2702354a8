//! Tables of config.toml that hold at certain times: `periods` and `timezone`.

use super::Workspace;
use super::runner::{Executor, Runner};
use super::setting::{List, Setting, Table};
use crate::schema::Version;

/// A table with periods.
#[derive(Debug)]
pub struct Schedule<'a> {
    /// Which table it is.
    pub kind: ScheduleKind,
    /// The table.
    pub table: Table<'a>,
    /// `periods`.
    pub periods: List<String>,
    /// `timezone`, which is the machine's own if it is missing or empty.
    pub timezone: Option<Setting<String>>,
}

/// Which table with periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleKind {
    /// `[[runners.machine.autoscaling]]`, read when the file is loaded, whatever the executor.
    Machine,
    /// `[[runners.monitoring.job_queuing_durations]]`, read when the file is loaded.
    Monitoring,
    /// `[[runners.autoscaler.policy]]` of a runner with instances, read when the runner asks for its first job.
    Instances,
    /// `[[runners.kubernetes.autoscaler.policy]]` of a runner in pods, read when the runner asks for jobs.
    Pods,
}

impl ScheduleKind {
    /// The tables of this kind, and the release that brought them.
    ///
    /// Source: GitLab Runner `common/config.go` of every release from 10.0 to 19.4.
    fn path(self) -> ([&'static str; 3], Version) {
        match self {
            ScheduleKind::Machine => (["", "machine", "autoscaling"], Version::new(13, 0)),
            ScheduleKind::Monitoring => (["", "monitoring", "job_queuing_durations"], Version::new(16, 10)),
            ScheduleKind::Instances => (["", "autoscaler", "policy"], Version::new(15, 5)),
            ScheduleKind::Pods => (["kubernetes", "autoscaler", "policy"], Version::new(18, 11)),
        }
    }

    /// Whether an error in it makes GitLab Runner refuse the whole file.
    ///
    /// Source: GitLab Runner `common/config.go`, `RunnerConfig.loadConfig`, 19.4.
    pub fn is_loaded(self) -> bool {
        matches!(self, ScheduleKind::Machine | ScheduleKind::Monitoring)
    }

    fn applies_to(self, runner: &Runner) -> bool {
        match self {
            ScheduleKind::Instances => matches!(runner.executor, Executor::DockerAutoscaler | Executor::Instance),
            ScheduleKind::Pods => runner.executor == Executor::Kubernetes,
            ScheduleKind::Machine | ScheduleKind::Monitoring => true,
        }
    }
}

impl Workspace {
    /// The tables with periods that GitLab Runner of the target release reads.
    pub fn schedules(&self) -> Vec<Schedule<'_>> {
        let version = self.context.targets.runner.version;
        let kinds = [
            ScheduleKind::Machine,
            ScheduleKind::Monitoring,
            ScheduleKind::Instances,
            ScheduleKind::Pods,
        ];
        let mut found = Vec::new();
        for runner in self.runners() {
            let Some(table) = self.table(&runner.place) else {
                continue;
            };
            for kind in kinds.into_iter().filter(|kind| kind.applies_to(runner)) {
                let ([home, parent, list], since) = kind.path();
                let parent = match home {
                    _ if version < since => continue,
                    "" => table.table(parent),
                    home => table.table(home).and_then(|home| home.table(parent)),
                };
                let tables = parent.map(|parent| parent.tables(list)).unwrap_or_default();
                found.extend(tables.into_iter().map(|table| Schedule::read(kind, table)));
            }
        }
        found
    }
}

impl<'a> Schedule<'a> {
    fn read(kind: ScheduleKind, table: Table<'a>) -> Schedule<'a> {
        Schedule {
            kind,
            periods: table.texts("periods"),
            timezone: table.text("timezone"),
            table,
        }
    }

    /// The name of its key `periods`, as the manual writes it.
    pub fn periods_key(&self) -> &'static str {
        match self.kind {
            ScheduleKind::Machine => "Periods",
            _ => "periods",
        }
    }
}
