//! The verbs that give a job's variables other values.

use super::{Amendment, Check};
use crate::edit::Literal;
use crate::model::{Given, Job};
use crate::source::Place;

impl Check<'_> {
    /// Another value for a variable of these jobs: where one of them defines it, else in each of them, because other
    /// jobs may need the one they share.
    pub fn set_variable(&self, name: &str, uses: &[(&Job, &Given<'_>)], value: &str) -> Option<Amendment> {
        if let Some((_, own)) = uses.iter().find(|(_, given)| given.by_job) {
            return self.set(own.place, value);
        }
        let mut places: Vec<Place> = Vec::new();
        for (job, _) in uses {
            let place = job.override_of(name)?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let mut sets = places.iter().map(|place| self.set(place, value));
        let first = sets.next()??;
        sets.try_fold(first, |all, next| Some(all.and(next?)))
    }

    /// Variables of the job itself: in the table that is there, or in a new one.
    pub fn define(&self, job: &Job, wanted: Vec<(&str, String)>) -> Option<Amendment> {
        let places: Option<Vec<Place>> = wanted.iter().map(|(name, _)| job.override_of(name)).collect();
        let places = places?;
        let first = places.first()?;
        let home = Place {
            span: first.span,
            address: first.address.parent()?,
        };
        if self.workspace.table(&home).is_none() {
            let table = wanted
                .into_iter()
                .map(|(name, value)| (name.to_owned(), Literal::from(value)));
            return self.set(&home, Literal::Table(table.collect()));
        }
        let mut sets = places.iter().zip(&wanted);
        let mut sets = sets.by_ref().map(|(place, (_, value))| self.set(place, value.as_str()));
        let first = sets.next()??;
        sets.try_fold(first, |all, next| Some(all.and(next?)))
    }
}
