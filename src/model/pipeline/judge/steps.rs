//! `run:`, the steps of a job.
//!
//! Source: GitLab `app/validators/json_schemas/run_steps.json`, as far as it has been the same in all releases: every
//! step has a name, and one of a script and a function. What else it may have differs.

use super::{Judge, Kind, Sort, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Keys that lead to a function.
const FUNCTIONS: [&str; 3] = ["step", "func", "action"];

impl<'a> Judge<'_, 'a> {
    /// `run`: a list of steps.
    pub(super) fn steps(&mut self, key: &str, link: &Link<'a>) {
        let is_step = |item: &Link<'a>| matches!(sort(item), Sort::Map | Sort::Unknown);
        let items = match &link.part.shape {
            Shape::List(items) if items.iter().all(is_step) => items,
            Shape::Unknown => return,
            _ => {
                self.fault(Kind::Job, link, format!("{} is no list of mappings", self.what(key)));
                return;
            }
        };
        let owner = self.title.clone();
        self.title = format!("a step of {owner}");
        for item in items {
            if let Some(map) = item.part.map().filter(|map| !map.open) {
                self.step(item, map);
            }
        }
        self.title = owner;
    }

    fn step(&mut self, link: &Link<'a>, map: &Map<'a>) {
        match map.get("name") {
            None => {
                self.fault(Kind::Job, link, format!("{} has no `name`", self.title));
            }
            Some(name) => self.step_name(name),
        }
        let function = FUNCTIONS.iter().find(|key| map.get(key).is_some());
        match (map.get("script"), function) {
            (None, None) => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} has neither `script` nor `step`", self.title),
                );
            }
            (Some(_), Some(function)) => self.exclusive(Kind::Job, map, ["script", function]),
            (Some(script), None) => {
                if self.sorts(Kind::Job, "script", script, (&[Sort::Text, Sort::Symbol], "string"))
                    && text(script) == Some("")
                {
                    self.fault(Kind::Job, script, format!("{} is empty", self.what("script")));
                }
            }
            (None, Some(_)) => {}
        }
    }

    fn step_name(&mut self, link: &Link<'a>) {
        if !self.sorts(Kind::Job, "name", link, (&[Sort::Text, Sort::Symbol], "string")) {
            return;
        }
        let sound = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name =
            |name: &str| name.chars().all(sound) && name.starts_with(|c: char| sound(c) && !c.is_ascii_digit());
        // A name over several lines is not worth the doubt about `$`.
        let is_wrong = |name: &str| !name.contains('\n') && !is_name(name);
        if text(link).is_some_and(is_wrong) {
            let message = format!("{} has signs other than letters, digits and `_`", self.what("name"));
            self.fault(Kind::Job, link, message);
        }
    }
}
