//! `needs:` and `trigger:`.

use super::{Judge, Kind, Sort, sort};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Child pipelines that one job may make of files.
const MAX_INCLUDES: usize = 3;

impl<'a> Judge<'_, 'a> {
    pub(super) fn needs(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::List(items) => items.iter().for_each(|item| self.need(item)),
            Shape::Map(map) if map.entries.is_empty() && !map.open => {
                self.fault(Kind::Job, link, format!("{} is empty", self.what("needs")));
            }
            Shape::Map(_) => self.need(link),
            Shape::Unknown => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a list nor a mapping", self.what("needs")),
                );
            }
        }
    }

    fn need(&mut self, link: &Link<'a>) {
        let map = match &link.part.shape {
            Shape::List(items) => return items.iter().for_each(|item| self.need(item)),
            Shape::Map(map) => map,
            _ if matches!(sort(link), Sort::Unknown | Sort::Null) => return,
            _ if sort(link) == Sort::Text => {
                self.present(Kind::Job, "needs", link);
                return;
            }
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("an item in {} is no name of a job", self.what("needs")),
                );
                return;
            }
        };
        let has = |key: &str| map.get(key).is_some();
        // Pipelines of other projects, and needs of a pipeline as a whole, are of the paid editions.
        if has("project") || has("ref") || has("pipeline") || map.open {
            return;
        }
        let owner = self.title.clone();
        self.title = format!("an item in {}", self.what("needs"));
        if !has("job") {
            self.fault(Kind::Job, link, format!("{} has no `job`", self.title));
        } else {
            self.known_keys(Kind::Job, map, &["job", "artifacts", "optional", "parallel"]);
            if let Some(job) = map.get("job")
                && self.present(Kind::Job, "job", job)
            {
                self.string("job", job);
            }
            self.with(map, "artifacts", |judge, key, link| judge.boolean(key, link));
            self.with(map, "optional", |judge, key, link| judge.boolean(key, link));
            self.with(map, "parallel", |judge, key, link| {
                if matches!(sort(link), Sort::Integer | Sort::Float) {
                    judge.fault(Kind::Job, link, format!("{} is a number", judge.what(key)));
                }
            });
        }
        self.title = owner;
    }

    pub(super) fn trigger(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::Map(map) => self.trigger_map(link, map),
            Shape::Unknown => {}
            _ if sort(link) == Sort::Text => {
                self.present(Kind::Job, "trigger", link);
            }
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a string nor a mapping", self.what("trigger")),
                );
            }
        }
    }

    fn trigger_map(&mut self, link: &Link<'a>, map: &Map<'a>) {
        let is_child = map.get("include").is_some();
        if map.open && !is_child {
            return;
        }
        let keys: &[&str] = match is_child {
            true => &["strategy", "include", "forward"],
            false => &["project", "branch", "strategy", "forward", "inputs"],
        };
        self.section("trigger", link, keys, |judge, map| {
            judge.with(map, "strategy", |judge, key, link| {
                judge.word(key, link, &["depend", "mirror"])
            });
            judge.with(map, "forward", |judge, key, link| {
                judge.section(key, link, &["yaml_variables", "pipeline_variables"], |judge, map| {
                    for key in ["yaml_variables", "pipeline_variables"] {
                        judge.with(map, key, |judge, key, link| judge.boolean(key, link));
                    }
                });
            });
            if is_child {
                judge.with(map, "include", |judge, key, link| match &link.part.shape {
                    Shape::List(items) if items.len() > MAX_INCLUDES => {
                        judge.fault(
                            Kind::Job,
                            link,
                            format!("{} has more than {MAX_INCLUDES} files", judge.what(key)),
                        );
                    }
                    Shape::List(_) | Shape::Unknown => {}
                    _ if sort(link) == Sort::Text => {}
                    _ => {
                        judge.fault(
                            Kind::Job,
                            link,
                            format!("{} is neither a list nor a string", judge.what(key)),
                        );
                    }
                });
                return;
            }
            match map.get("project") {
                Some(project) => {
                    if judge.present(Kind::Job, "project", project) {
                        judge.string("project", project);
                    }
                }
                None => {
                    let message = format!("{} has neither `project` nor `include`", judge.title);
                    judge.fault(Kind::Job, link, message);
                }
            }
            judge.with(map, "branch", |judge, key, link| judge.string(key, link));
            judge.with(map, "inputs", |judge, key, link| {
                judge.mapping(Kind::Job, Some(key), link);
            });
        });
    }
}
