//! What jobs keep and publish: caches, environments, releases, pages.

use super::{Judge, Kind, Sort, sort, text};
use crate::model::pipeline::tree::{Link, Shape};
use crate::syntax::Scalar;

/// Caches of a job.
const MAX_CACHES: usize = 4;

/// Files that make the key of a cache.
const MAX_KEY_FILES: usize = 2;

impl<'a> Judge<'_, 'a> {
    pub(super) fn caches(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::List(items) if items.len() > MAX_CACHES => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} has more than {MAX_CACHES} caches", self.title),
                );
            }
            Shape::List(items) => items.iter().for_each(|item| self.cache(item)),
            _ => self.cache(link),
        }
    }

    fn cache(&mut self, link: &Link<'a>) {
        if let Shape::List(items) = &link.part.shape {
            items.iter().for_each(|item| self.cache(item));
            return;
        }
        if link.part.is_null() {
            return;
        }
        let keys = [
            "key",
            "untracked",
            "paths",
            "when",
            "policy",
            "unprotect",
            "fallback_keys",
        ];
        self.section("cache", link, &keys, |judge, map| {
            judge.with(map, "untracked", |judge, key, link| judge.boolean(key, link));
            judge.with(map, "unprotect", |judge, key, link| judge.boolean(key, link));
            judge.with(map, "paths", |judge, key, link| {
                judge.strings(Kind::Job, key, link);
            });
            judge.with(map, "fallback_keys", |judge, key, link| {
                let many = matches!(&link.part.shape, Shape::List(items) if items.len() > 5);
                if judge.strings(Kind::Job, key, link) && many {
                    judge.fault(Kind::Job, link, "a cache has more than five `fallback_keys`".into());
                }
            });
            judge.with(map, "when", |judge, key, link| {
                judge.word(key, link, &["on_success", "on_failure", "always"])
            });
            judge.with(map, "policy", |judge, key, link| {
                let known = |text: &str| text.contains('$') || text.contains("push") || text.contains("pull");
                if judge.sorts(Kind::Job, key, link, (&[Sort::Text], "string"))
                    && text(link).is_some_and(|text| !text.trim().is_empty() && !known(text))
                {
                    let message = format!("{} is none of pull-push, push, pull", judge.what(key));
                    judge.fault(Kind::Job, link, message);
                }
            });
            judge.with(map, "key", |judge, _, link| judge.cache_key(link));
        });
    }

    fn cache_key(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::Map(map) => {
                self.known_in("key", map, &["files", "files_commits", "prefix"]);
                for key in ["files", "files_commits"] {
                    self.with(map, key, |judge, key, link| {
                        let many = matches!(&link.part.shape, Shape::List(items) if items.len() > MAX_KEY_FILES);
                        if judge.strings(Kind::Job, key, link) && many {
                            let message = format!("{} has more than {MAX_KEY_FILES} files", judge.what(key));
                            judge.fault(Kind::Job, link, message);
                        }
                    });
                }
            }
            Shape::Scalar(Scalar::String(text)) => {
                let unescaped = text
                    .replace("%2F", "/")
                    .replace("%2f", "/")
                    .replace("%2E", ".")
                    .replace("%2e", ".");
                if unescaped.contains('/') || matches!(unescaped.as_str(), "." | "..") {
                    let message = format!("{} holds a `/`, or is `.` or `..`", self.what("key"));
                    self.fault(Kind::Job, link, message);
                }
            }
            Shape::Unknown => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a string nor a mapping", self.what("key")),
                );
            }
        }
    }

    pub(super) fn environment(&mut self, link: &Link<'a>) {
        if matches!(sort(link), Sort::Text) {
            self.present(Kind::Job, "environment", link);
            return;
        }
        let keys = [
            "name",
            "url",
            "action",
            "on_stop",
            "auto_stop_in",
            "kubernetes",
            "deployment_tier",
        ];
        self.section("environment", link, &keys, |judge, map| {
            match map.get("name") {
                Some(name) => {
                    if judge.present(Kind::Job, "name", name) {
                        judge.string("name", name);
                    }
                }
                None if map.open => {}
                None => {
                    judge.fault(Kind::Job, link, format!("{} has no `name`", judge.title));
                }
            }
            for key in ["url", "deployment_tier", "on_stop", "auto_stop_in"] {
                judge.with(map, key, |judge, key, link| judge.string(key, link));
            }
            judge.with(map, "action", |judge, key, link| {
                judge.word(key, link, &["start", "stop", "prepare", "verify", "access"]);
            });
            judge.with(map, "kubernetes", |judge, key, link| {
                judge.mapping(Kind::Job, Some(key), link);
            });
        });
    }

    pub(super) fn release(&mut self, link: &Link<'a>) {
        let keys = [
            "tag_name",
            "tag_message",
            "name",
            "description",
            "ref",
            "released_at",
            "milestones",
            "assets",
        ];
        self.section("release", link, &keys, |judge, map| {
            for key in ["tag_name", "description"] {
                match map.get(key) {
                    Some(value) => {
                        if judge.present(Kind::Job, key, value) {
                            judge.string(key, value);
                        }
                    }
                    None if map.open => {}
                    None => {
                        judge.fault(Kind::Job, link, format!("{} has no `{key}`", judge.title));
                    }
                }
            }
            // All forms of ISO 8601 begin with a digit or a sign.
            let no_time = |text: &str| text.trim_start().starts_with(char::is_alphabetic);
            judge.with(map, "released_at", |judge, key, link| {
                if text(link).is_some_and(no_time) {
                    judge.fault(Kind::Job, link, format!("{} is no date of ISO 8601", judge.what(key)));
                }
            });
        });
    }

    pub(super) fn pages(&mut self, link: &Link<'a>) {
        if sort(link) != Sort::Bool {
            self.section("pages", link, &["path_prefix", "expire_in", "publish"], |judge, map| {
                judge.with(map, "path_prefix", |judge, key, link| judge.string(key, link));
                judge.with(map, "publish", |judge, key, link| judge.string(key, link));
            });
        }
    }
}
