//! `parallel:`, in how many copies a job runs.

use super::{JobSort, Judge, Kind, Sort, shown, sort};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Jobs that `parallel` makes at most.
const MAX_PARALLEL: usize = 200;

impl<'a> Judge<'_, 'a> {
    pub(super) fn parallel(&mut self, link: &Link<'a>, sort_of_job: JobSort) {
        match (&link.part.shape, sort(link)) {
            (Shape::Map(_), _) => self.section("parallel", link, &["matrix"], |judge, map| match map.get("matrix") {
                None if !map.open => {
                    judge.fault(Kind::Job, link, format!("{} has no `matrix`", judge.title));
                }
                Some(matrix) if !matrix.part.is_null() => judge.matrix(matrix),
                _ => {}
            }),
            (_, Sort::Integer | Sort::Float) => {
                if sort_of_job == JobSort::Bridge {
                    let message = format!("{} has a number as `parallel`, but meets no runner", self.title);
                    self.fault(Kind::Job, link, message);
                } else {
                    self.whole_number("parallel", link, (1, 200));
                }
            }
            (_, Sort::Unknown) => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a number nor a mapping", self.what("parallel")),
                );
            }
        }
    }

    fn matrix(&mut self, link: &Link<'a>) {
        let Shape::List(rows) = &link.part.shape else {
            if sort(link) != Sort::Unknown {
                self.fault(Kind::Job, link, "a matrix is no list of mappings".into());
            }
            return;
        };
        let mut jobs = Some(0usize);
        for row in rows {
            match &row.part.shape {
                Shape::Map(map) if map.entries.is_empty() && !map.open => {
                    self.fault(Kind::Job, row, "a row of a matrix is empty".into());
                }
                Shape::Map(map) => {
                    let count = self.row(map);
                    jobs = jobs.zip(count).map(|(jobs, count)| jobs.saturating_add(count));
                }
                Shape::Unknown => jobs = None,
                _ => {
                    self.fault(Kind::Job, row, "a row of a matrix is no mapping".into());
                }
            }
        }
        if jobs.is_some_and(|jobs| jobs > MAX_PARALLEL) {
            let message = format!("a matrix makes more than {MAX_PARALLEL} jobs");
            self.fault(Kind::Job, link, message);
        }
    }

    /// A row of a matrix; how many jobs it makes, if that is known.
    fn row(&mut self, map: &Map<'a>) -> Option<usize> {
        let fits = |link: &Link<'a>| matches!(sort(link), Sort::Text | Sort::Symbol | Sort::Integer | Sort::Unknown);
        let mut jobs = (!map.open).then_some(1usize);
        for (key, link) in &map.entries {
            let odd = match &link.part.shape {
                Shape::List(items) => {
                    jobs = jobs.map(|jobs| jobs.saturating_mul(items.len()));
                    items.iter().find(|item| !fits(item))
                }
                Shape::Unknown => {
                    jobs = None;
                    None
                }
                _ => (!fits(link)).then_some(link),
            };
            if !key.is_alphanumeric() {
                let message = format!("variable `{}` of a matrix has a name that is no string", shown(key));
                self.fault_at_key(Kind::Variable, link, message);
            }
            if let Some(odd) = odd {
                let message = format!(
                    "variable `{}` of a matrix has a value that is neither string nor integer",
                    shown(key)
                );
                let quotes = matches!(sort(odd), Sort::Float | Sort::Bool);
                if let Some(fault) = self.fault(Kind::Variable, odd, message) {
                    fault.help = quotes.then(|| "put quotes around it".into());
                }
            }
        }
        jobs
    }
}
