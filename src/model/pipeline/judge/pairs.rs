//! Keys that have to fit each other: `dependencies` and `needs`, an environment and the job that stops it.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/entry/job.rb`, `lib/gitlab/ci/yaml_processor.rb`.

use super::logic::{Node, items, need};
use super::{Judge, Kind, Sort, is_blank, shown, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

impl<'a> Judge<'_, 'a> {
    /// That a job takes files of no job that it does not wait for.
    pub(super) fn left_out(&mut self, job: &Node<'_, 'a>) {
        let (Some(dependencies), Some(needs)) = (job.map.get("dependencies"), job.map.get("needs")) else {
            return;
        };
        let needs: Option<Vec<&str>> = items(needs).into_iter().map(|item| Some(need(item)?.0)).collect();
        let Some(needs) = needs.filter(|needs| !needs.is_empty()) else {
            return;
        };
        for link in items(dependencies) {
            let missing = text(link).filter(|name| !needs.contains(name) && !name.contains('$'));
            if let Some(name) = missing {
                let message = format!(
                    "`{}` depends on `{}`, which its `needs` leave out",
                    shown(job.key),
                    name.escape_debug()
                );
                if let Some(fault) = self.fault(Kind::Job, link, message) {
                    fault.help = Some("add it to `needs`, or take it out of `dependencies`".into());
                }
            }
        }
    }

    /// That the job which is to stop an environment does so.
    pub(super) fn stopped(&mut self, job: &Node<'_, 'a>) {
        let Some(environment) = closed(job.map, "environment") else {
            return;
        };
        let Some(link) = environment.get("on_stop") else { return };
        let Some(name) = text(link).filter(|name| !name.is_empty() && !name.contains('$')) else {
            return;
        };
        let (title, stops) = (shown(job.key).into_owned(), name.escape_debug());
        let Some(other) = self.top.get(name) else {
            // It may be one of those that `parallel` makes.
            if !name.contains([' ', ':', '/']) {
                let message = format!("`{stops}` is to stop the environment of `{title}` and does not exist");
                self.fault(Kind::Job, link, message);
            }
            return;
        };
        let Some(map) = other.part.map().filter(|map| !map.open && map.get("trigger").is_none()) else {
            return;
        };
        let lacks = match map.get("environment") {
            None => Some("has none"),
            Some(theirs) if theirs.part.is_null() => Some("has none"),
            Some(theirs) => misses(environment.get("name"), theirs),
        };
        if let Some(lacks) = lacks {
            let message = format!("`{stops}` is to stop the environment of `{title}` and {lacks}");
            let at = other.key.unwrap_or(other.part.span);
            if let Some(fault) = self.fault(Kind::Job, link, message) {
                fault.related.push((at, "this is that job".into()));
                fault.help = Some("give it `environment` with the same `name` and `action: stop`".into());
            }
        }
    }
}

/// What an environment lacks to stop the one of this name.
fn misses(name: Option<&Link<'_>>, theirs: &Link<'_>) -> Option<&'static str> {
    let (their_name, action) = match &theirs.part.shape {
        Shape::Map(map) if !map.open => (map.get("name"), map.get("action")),
        // A text is the name, and starts it.
        _ if sort(theirs) == Sort::Text => (Some(theirs), None),
        _ => return None,
    };
    let names = name.and_then(text).zip(their_name.and_then(text));
    let stops = match action {
        Some(action) if !is_blank(action) => text(action).map(|action| action == "stop"),
        _ => Some(false),
    };
    match (names, stops) {
        (Some((name, theirs)), _) if name != theirs => Some("has another one"),
        (_, Some(false)) => Some("has no `action: stop`"),
        _ => None,
    }
}

/// A mapping below this key to which nothing may be added.
fn closed<'l, 'a>(map: &'l Map<'a>, key: &str) -> Option<&'l Map<'a>> {
    map.get(key)?.part.map().filter(|map| !map.open)
}
