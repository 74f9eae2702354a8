//! `rules:`, `only:`, `except:` and `workflow:`.

use super::values::alone;
use super::variables::NONE;
use super::{Judge, Kind, Sort, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Levels of lists in lists of rules.
const LEVELS: usize = 10;

/// What rules may say.
pub(super) struct RuleWords {
    keys: &'static [&'static str],
    when: &'static [&'static str],
}

/// In a job.
pub(super) const OF_JOB: RuleWords = RuleWords {
    keys: &[
        "if",
        "changes",
        "exists",
        "when",
        "start_in",
        "allow_failure",
        "variables",
        "needs",
        "interruptible",
    ],
    when: &["on_success", "on_failure", "always", "never", "manual", "delayed"],
};

/// In the workflow.
const OF_WORKFLOW: RuleWords = RuleWords {
    keys: &[
        "if",
        "changes",
        "exists",
        "when",
        "start_in",
        "allow_failure",
        "variables",
        "needs",
        "auto_cancel",
    ],
    when: &["always", "never"],
};

impl<'a> Judge<'_, 'a> {
    pub(super) fn workflow(&mut self, link: &Link<'a>) {
        self.title = "the pipeline".into();
        self.section("workflow", link, &["rules", "name", "auto_cancel"], |judge, map| {
            judge.with(map, "rules", |judge, _, link| judge.rules(link, &OF_WORKFLOW));
            judge.with(map, "auto_cancel", |judge, key, link| {
                judge.section(key, link, &["on_new_commit", "on_job_failure"], |judge, map| {
                    let new_commit = ["conservative", "interruptible", "none"];
                    judge.with(map, "on_new_commit", |judge, key, link| {
                        judge.word(key, link, &new_commit)
                    });
                    judge.with(map, "on_job_failure", |judge, key, link| {
                        judge.word(key, link, &["none", "all"]);
                    });
                });
            });
        });
    }

    /// `rules` of a job as a list of mappings and lists of them.
    pub(super) fn rule_list(&mut self, key: &str, link: &Link<'a>) {
        if sort(link) == Sort::Unknown {
            return;
        }
        let Shape::List(_) = &link.part.shape else {
            self.fault(Kind::Job, link, format!("{} is no list", self.what(key)));
            return;
        };
        if let Some(odd) = odd_rule(link, LEVELS) {
            self.fault(Kind::Job, odd, format!("an item in {} is no mapping", self.what(key)));
        }
    }

    pub(super) fn rules(&mut self, link: &Link<'a>, words: &RuleWords) {
        if sort(link) == Sort::Unknown || !self.present(Kind::Job, "rules", link) {
            return;
        }
        let Shape::List(items) = &link.part.shape else {
            self.fault(Kind::Job, link, format!("{} is no list", self.what("rules")));
            return;
        };
        let owner = self.title.clone();
        self.title = format!("a rule of {owner}");
        items.iter().for_each(|item| self.rule(item, words));
        self.title = owner;
    }

    fn rule(&mut self, link: &Link<'a>, words: &RuleWords) {
        let map = match &link.part.shape {
            Shape::List(items) => return items.iter().for_each(|item| self.rule(item, words)),
            Shape::Map(map) => map,
            Shape::Unknown => return,
            _ if link.part.is_null() => return,
            _ => {
                self.fault(Kind::Job, link, format!("{} is no mapping", self.title));
                return;
            }
        };
        if map.entries.is_empty() && !map.open {
            self.fault(Kind::Job, link, format!("{} is empty", self.title));
        }
        self.known_keys(Kind::Job, map, words.keys);
        self.with(map, "when", |judge, key, link| judge.word(key, link, words.when));
        self.with(map, "if", |judge, key, link| judge.condition(key, link));
        self.with(map, "allow_failure", |judge, key, link| judge.boolean(key, link));
        self.with(map, "interruptible", |judge, key, link| judge.boolean(key, link));
        self.delay(map, link);
        self.with(map, "variables", |judge, _, link| judge.variables(link, &NONE));
        self.with(map, "needs", |judge, _, link| judge.needs(link));
        self.with(map, "changes", |judge, key, link| {
            judge.paths(key, link, &["paths", "compare_to"])
        });
        self.with(map, "exists", |judge, key, link| {
            if sort(link) != Sort::Text {
                judge.paths(key, link, &["paths", "project", "ref"]);
            }
        });
    }

    fn delay(&mut self, map: &Map<'a>, link: &Link<'a>) {
        let delayed = map.get("when").and_then(text) == Some("delayed");
        match map.get("start_in") {
            Some(start) if delayed => self.duration("start_in", start, Some((604_800.0, "a week"))),
            Some(start) if !map.open => {
                let message = format!("{} has `start_in` without `when: delayed`", self.title);
                self.fault_at_key(Kind::Job, start, message);
            }
            None if delayed && !map.open => {
                self.fault(Kind::Job, link, format!("{} is delayed without `start_in`", self.title));
            }
            _ => {}
        }
    }

    /// `changes` and `exists`.
    fn paths(&mut self, key: &str, link: &Link<'a>, keys: &[&str]) {
        match &link.part.shape {
            Shape::List(items) if items.len() > 50 => {
                self.fault(Kind::Job, link, format!("{} has more than 50 entries", self.what(key)));
            }
            Shape::List(_) => {
                self.strings(Kind::Job, key, link);
            }
            Shape::Map(map) if !map.entries.is_empty() => self.section(key, link, keys, |judge, map| {
                judge.with(map, "paths", |judge, key, link| {
                    judge.strings(Kind::Job, key, link);
                });
                if map.get("paths").is_none() && !map.open {
                    judge.fault(Kind::Job, link, format!("{} has no `paths`", judge.title));
                }
            }),
            Shape::Map(_) | Shape::Unknown => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a list nor a mapping", self.what(key)),
                );
            }
        }
    }

    /// `only` and `except`.
    pub(super) fn policy(&mut self, key: &str, link: &Link<'a>) {
        match &link.part.shape {
            Shape::List(_) => {
                let all_text = |items: &Vec<Link<'a>>| {
                    items
                        .iter()
                        .all(|item| matches!(sort(item), Sort::Text | Sort::Unknown))
                };
                if let Shape::List(items) = &link.part.shape
                    && !all_text(items)
                {
                    self.fault(Kind::Job, link, format!("{} is no list of strings", self.what(key)));
                }
                self.refs(key, link);
            }
            Shape::Map(map) => {
                if map.entries.is_empty() && !map.open {
                    self.fault(Kind::Job, link, format!("{} is empty", self.what(key)));
                }
                self.section(
                    key,
                    link,
                    &["refs", "kubernetes", "variables", "changes"],
                    |judge, map| {
                        for key in ["refs", "changes"] {
                            judge.with(map, key, |judge, key, link| {
                                judge.strings(Kind::Job, key, link);
                            });
                        }
                        judge.with(map, "refs", |judge, key, link| judge.refs(key, link));
                        judge.with(map, "variables", |judge, key, link| judge.conditions(key, link));
                        judge.with(map, "kubernetes", |judge, key, link| judge.word(key, link, &["active"]));
                    },
                );
            }
            Shape::Unknown => {}
            _ => {
                let message = format!("{} is neither a list nor a mapping", self.what(key));
                let is_text = sort(link) == Sort::Text;
                let meant = alone(key, link);
                if let Some(fault) = self.fault(Kind::Job, link, message) {
                    fault.help = is_text.then(|| "put it in a list".into());
                    fault.meant = meant;
                }
            }
        }
    }
}

/// The first item of a nested list that is no mapping.
fn odd_rule<'l, 'a>(link: &'l Link<'a>, levels: usize) -> Option<&'l Link<'a>> {
    match &link.part.shape {
        Shape::Map(_) | Shape::Unknown => None,
        Shape::List(items) if levels > 0 => items.iter().find_map(|item| odd_rule(item, levels - 1)),
        _ => Some(link),
    }
}
