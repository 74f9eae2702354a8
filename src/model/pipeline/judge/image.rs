//! `image:`, `services:` and their `pull_policy:`.

use super::values::{alone, is_stringlike};
use super::variables::NONE;
use super::{Judge, Kind, Sort, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Keys of `image:`.
const IMAGE_KEYS: [&str; 5] = ["name", "entrypoint", "pull_policy", "docker", "kubernetes"];

/// Keys of a service.
const SERVICE_KEYS: [&str; 8] = [
    "name",
    "entrypoint",
    "pull_policy",
    "docker",
    "kubernetes",
    "command",
    "alias",
    "variables",
];

/// The words for pull policies.
const POLICIES: [&str; 3] = ["always", "never", "if-not-present"];

/// Whether an image or a service is nothing but its name, as most are.
fn is_name(link: &Link<'_>) -> bool {
    sort(link) == Sort::Text && text(link).is_some_and(|text| !text.trim().is_empty())
}

impl<'a> Judge<'_, 'a> {
    pub(super) fn image(&mut self, link: &Link<'a>) {
        if is_name(link) {
            return;
        }
        let owner = std::mem::take(&mut self.title);
        self.title = format!("`image` of {owner}");
        self.imageable(Kind::Image, link, &IMAGE_KEYS);
        self.title = owner;
    }

    pub(super) fn services(&mut self, link: &Link<'a>) {
        let Shape::List(items) = &link.part.shape else {
            if sort(link) != Sort::Unknown {
                let message = format!("{} is no list", self.what("services"));
                let meant = alone("services", link);
                if let Some(fault) = self.fault(Kind::Service, link, message) {
                    fault.help = Some("write `- ` before each service".into());
                    fault.meant = meant;
                }
            }
            return;
        };
        let owner = std::mem::take(&mut self.title);
        for item in items.iter().filter(|item| !is_name(item)) {
            self.title = format!("a service of {owner}");
            self.service(item);
        }
        self.title = owner;
    }

    /// A service; lists in the list are spread out, and empty items dropped.
    fn service(&mut self, link: &Link<'a>) {
        if let Shape::List(items) = &link.part.shape {
            for item in items {
                self.service(item);
            }
            return;
        }
        if link.part.is_null() {
            return;
        }
        let before = self.faults.len();
        self.imageable(Kind::Service, link, &SERVICE_KEYS);
        let Some(map) = link.part.map() else { return };
        self.with(map, "alias", |judge, key, link| {
            judge.sorts(Kind::Service, key, link, (&[Sort::Text], "string"));
        });
        if self.faults.len() == before {
            self.with(map, "command", |judge, key, link| {
                judge.commands_of(Kind::Service, key, link)
            });
            self.with(map, "variables", |judge, _, link| judge.variables(link, &NONE));
        }
    }

    fn imageable(&mut self, kind: Kind, link: &Link<'a>, keys: &[&str]) {
        match &link.part.shape {
            Shape::Map(map) => self.image_map(kind, link, map, keys),
            Shape::Unknown => {}
            _ if sort(link) == Sort::Text => {
                if text(link).is_some_and(|text| text.trim().is_empty()) {
                    self.fault(kind, link, format!("{} is empty", self.title));
                }
            }
            _ => {
                let message = format!("{} is neither a string nor a mapping", self.title);
                let is_number = matches!(sort(link), Sort::Float | Sort::Integer | Sort::Bool);
                if let Some(fault) = self.fault(kind, link, message) {
                    fault.help = is_number.then(|| "put quotes around it".into());
                }
            }
        }
    }

    fn image_map(&mut self, kind: Kind, link: &Link<'a>, map: &Map<'a>, keys: &[&str]) {
        let before = self.faults.len();
        self.known_keys(kind, map, keys);
        match map.get("name") {
            None if map.open => {}
            None => {
                self.fault(kind, link, format!("{} has no `name`", self.title));
            }
            Some(name) => {
                if self.sorts(kind, "name", name, (&[Sort::Text], "string")) {
                    self.present(kind, "name", name);
                }
            }
        }
        self.with(map, "entrypoint", |judge, key, link| {
            judge.strings(kind, key, link);
        });
        self.with(map, "docker", |judge, key, link| {
            judge.options(kind, key, link, &["platform", "user"])
        });
        self.with(map, "kubernetes", |judge, key, link| {
            judge.options(kind, key, link, &["user"])
        });
        // Children are looked at only if their parent is sound.
        if self.faults.len() == before {
            self.with(map, "pull_policy", |judge, _, link| judge.pull_policy(link));
        }
    }

    /// `docker:` and `kubernetes:`.
    fn options(&mut self, kind: Kind, section: &str, link: &Link<'a>, keys: &[&str]) {
        let Some(map) = self.mapping(kind, Some(section), link) else {
            return;
        };
        let owner = self.title.clone();
        self.title = self.what(section);
        self.known_keys(kind, map, keys);
        for (key, link) in &map.entries {
            let longest = if key.as_str() == "platform" { 64 } else { 255 };
            let fits = match sort(link) {
                Sort::Unknown => true,
                Sort::Text | Sort::Symbol => {
                    text(link).is_some_and(|text| (1..=longest).contains(&text.chars().count()))
                }
                Sort::Integer => section == "kubernetes",
                _ => false,
            };
            if fits || !keys.contains(&key.as_str()) {
                continue;
            }
            let message = format!("{} is no string of 1 to {longest} characters", self.what(key.as_str()));
            let is_number = sort(link) == Sort::Integer;
            if let Some(fault) = self.fault(kind, link, message) {
                fault.help = is_number.then(|| "put quotes around it".into());
            }
        }
        self.title = owner;
    }

    fn pull_policy(&mut self, link: &Link<'a>) {
        let unknown = |item: &Link<'a>| {
            sort(item) != Sort::Unknown && (sort(item) != Sort::Text || !text(item).is_some_and(is_policy))
        };
        match &link.part.shape {
            Shape::List(items) if items.is_empty() => {
                let message = format!("{} is an empty list", self.what("pull_policy"));
                self.fault(Kind::PullPolicy, link, message);
            }
            Shape::List(items) => {
                for item in items.iter().filter(|item| unknown(item)) {
                    self.policy_word(item);
                }
            }
            _ if sort(link) == Sort::Symbol => {}
            _ if unknown(link) => self.policy_word(link),
            _ => {}
        }
    }

    fn policy_word(&mut self, link: &Link<'a>) {
        let message = match text(link) {
            Some(word) if is_stringlike(link) => format!("`{}` is no pull policy", word.escape_debug()),
            _ => format!("{} is no string", self.what("pull_policy")),
        };
        if let Some(fault) = self.fault(Kind::PullPolicy, link, message) {
            fault.help = Some("the policies are `always`, `if-not-present` and `never`".into());
        }
    }
}

fn is_policy(word: &str) -> bool {
    POLICIES.contains(&word)
}
