//! Reading images, services, variables and scripts out of resolved values.

use super::super::image::{ExecutorOptions, Image, JobImage, OptionValue};
use super::super::service::Service;
use super::super::setting::{Known, List, Setting};
use super::super::variable::Variable;
use super::key::Key;
use super::resolved::Tree;
use super::scalar;
use super::tree::{Link, Shape};
use crate::schema::texts::{Chronic, chronic_duration};
use crate::syntax::Scalar;

/// What reading values needs to know.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub tree: Tree<'a>,
}

/// A list and whether all of it is known.
#[derive(Debug, Clone)]
pub(super) struct Read<T> {
    pub items: Vec<T>,
    pub complete: bool,
}

impl<T> Read<T> {
    /// Surely nothing.
    pub(super) fn none() -> Read<T> {
        Read {
            items: Vec::new(),
            complete: true,
        }
    }

    /// Whatever it is.
    pub(super) fn unknown() -> Read<T> {
        Read {
            items: Vec::new(),
            complete: false,
        }
    }
}

impl<'a> Reader<'a> {
    /// A string; other scalars are refused where GitLab wants one.
    pub(super) fn string(&self, link: &Link<'a>) -> Known<Setting<String>> {
        match link.part.shape {
            Shape::Scalar(Scalar::String(text)) => Known::Is(link.setting(text.clone())),
            _ => Known::Unknown,
        }
    }

    /// The seconds of a duration in words.
    pub(super) fn seconds(&self, link: &Link<'a>) -> Option<Setting<f64>> {
        let text = self.string(link).get().cloned()?;
        match chronic_duration(&text.value) {
            Chronic::Seconds(seconds) => Some(text.map(|_| seconds)),
            Chronic::Wrong | Chronic::Unsure => None,
        }
    }

    /// Whether `cache:` names files to keep; an empty one takes the default away.
    pub(super) fn names_files(&self, cache: &Link<'a>) -> bool {
        let (caches, _) = self.tree.flat(cache);
        caches.iter().any(|cache| {
            let has = |key: &str| matches!(self.tree.member(cache, key), Known::Is(_));
            cache.part.map().is_some() && (has("paths") || has("untracked"))
        })
    }

    /// A scalar as GitLab writes it into a variable.
    fn text(&self, link: &Link<'a>) -> Option<String> {
        match link.part.shape {
            Shape::Scalar(scalar) => scalar::text(scalar),
            _ => None,
        }
    }

    /// A string or a list of strings, spread out; `None` if a part of it is unknown.
    fn strings(&self, link: &Link<'a>) -> Option<List<String>> {
        let (items, complete) = self.tree.flat(link);
        let strings: Option<Vec<Setting<String>>> = items
            .iter()
            .map(|item| match self.string(item) {
                Known::Is(text) => Some(text),
                Known::Unset | Known::Unknown => None,
            })
            .collect();
        Some(List {
            items: strings.filter(|_| complete)?,
            place: link.part.place(),
            origin: link.origin(),
        })
    }

    fn known_strings(&self, link: Known<Link<'a>>) -> Known<List<String>> {
        match link {
            Known::Unset => Known::Unset,
            Known::Unknown => Known::Unknown,
            Known::Is(link) => self.strings(&link).map_or(Known::Unknown, Known::Is),
        }
    }

    /// `image:` of a job or a default.
    pub(super) fn image(&self, link: &Link<'a>) -> Known<JobImage> {
        if link.part.map().is_none() {
            let plain = |name: Setting<String>| JobImage {
                image: name.map(|text| Image::parse(&text)),
                entrypoint: Known::Unset,
                pull_policy: Known::Unset,
                options: Vec::new(),
            };
            return match self.string(link) {
                Known::Is(name) => Known::Is(plain(name)),
                Known::Unset | Known::Unknown => Known::Unknown,
            };
        }
        let name = match self.tree.get(link, "name") {
            Known::Is(name) => self.string(&name),
            Known::Unset | Known::Unknown => Known::Unknown,
        };
        match name {
            Known::Is(name) => Known::Is(JobImage {
                image: name.map(|text| Image::parse(&text)),
                entrypoint: self.known_strings(self.tree.get(link, "entrypoint")),
                pull_policy: self.known_strings(self.tree.get(link, "pull_policy")),
                options: options(link),
            }),
            Known::Unset | Known::Unknown => Known::Unknown,
        }
    }

    /// `services:`, nested lists spread out as GitLab does.
    pub(super) fn services(&self, link: &Link<'a>) -> Read<Service> {
        let (links, mut complete) = self.tree.flat(link);
        let mut items = Vec::with_capacity(links.len());
        for link in &links {
            match self.service(link) {
                Some(service) => items.push(service),
                None => complete = false,
            }
        }
        Read { items, complete }
    }

    fn service(&self, link: &Link<'a>) -> Option<Service> {
        let plain = |name: Setting<String>| Service {
            place: link.part.place(),
            image: name.map(|text| Image::parse(&text)),
            alias: None,
            command: None,
            entrypoint: None,
            variables: Vec::new(),
            names_variables: false,
            pull_policy: None,
            options: options(link),
        };
        if link.part.map().is_none() {
            return match self.string(link) {
                Known::Is(name) => Some(plain(name)),
                Known::Unset | Known::Unknown => None,
            };
        }
        let member = |key: &str| match self.tree.member(link, key) {
            Known::Unset => Ok(None),
            Known::Is(found) => Ok(Some(found)),
            Known::Unknown => Err(()),
        };
        // A service of which a part is unknown counts as unknown.
        let strings = |key: &str| match member(key).ok()? {
            Some(found) => self.strings(&found).map(Some),
            None => Some(None),
        };
        let Some(Known::Is(name)) = member("name").ok()?.map(|name| self.string(&name)) else {
            return None;
        };
        let alias = match member("alias").ok()?.map(|alias| self.string(&alias)) {
            Some(Known::Is(alias)) => Some(alias),
            Some(_) => return None,
            None => None,
        };
        let variables = match member("variables").ok()? {
            Some(found) => self.variables(&found),
            None => Read::none(),
        };
        if !variables.complete {
            return None;
        }
        Some(Service {
            alias,
            command: strings("command")?,
            entrypoint: strings("entrypoint")?,
            pull_policy: strings("pull_policy")?,
            variables: variables.items.into_iter().map(|variable| variable.value).collect(),
            names_variables: link
                .part
                .map()
                .is_some_and(|map| map.get("variables").is_some_and(|link| !link.part.is_null())),
            ..plain(name)
        })
    }

    /// `variables:` of a file, a job or a service: scalars, or mappings with `value:` and `expand:`.
    pub(super) fn variables(&self, link: &Link<'a>) -> Read<Setting<Variable>> {
        let (entries, mut complete) = self.tree.entries(link);
        let mut items = Vec::with_capacity(entries.len());
        for (name, link) in entries {
            let Some(variable) = self.variable(&name, &link) else {
                complete = false;
                continue;
            };
            items.push(variable);
        }
        Read { items, complete }
    }

    fn variable(&self, name: &Key<'a>, link: &Link<'a>) -> Option<Setting<Variable>> {
        let name = name.to_string();
        if link.part.map().is_none() {
            let unknown = || Variable::unknown(name.clone(), link.part.place());
            let variable = match self.text(link) {
                Some(text) => Variable::new(name.clone(), &text, link.part.place()),
                None if matches!(link.part.shape, Shape::List(_)) => return None,
                None => unknown(),
            };
            return Some(link.setting(variable));
        }
        let expand = match self.tree.get(link, "expand") {
            Known::Is(expand) => Some(!matches!(expand.part.shape, Shape::Scalar(Scalar::Bool(false)))),
            // An empty `expand` is not a true one.
            Known::Unset => link.part.map().and_then(|map| map.get("expand")).map(|_| false),
            Known::Unknown => None,
        };
        let (value, at) = match self.tree.get(link, "value") {
            Known::Is(value) => (self.text(&value), value),
            Known::Unset => (Some(String::new()), link.clone()),
            Known::Unknown => (None, link.clone()),
        };
        let place = at.part.place();
        let variable = match value {
            Some(text) if expand == Some(false) => Variable::raw(name, &text, place),
            Some(text) => Variable {
                expand,
                ..Variable::new(name, &text, place)
            },
            None => Variable::unknown(name, place),
        };
        Some(at.setting(variable))
    }

    /// `script:` and its like, or `tags:`: strings and whether these are all.
    pub(super) fn lines(&self, link: &Link<'a>) -> Read<Setting<String>> {
        let (links, mut complete) = self.tree.flat(link);
        let mut items = Vec::with_capacity(links.len());
        for link in &links {
            match self.string(link) {
                Known::Is(text) => items.push(text),
                Known::Unset | Known::Unknown => complete = false,
            }
        }
        Read { items, complete }
    }
}

/// `docker:` and `kubernetes:` of an image or a service.
fn options(link: &Link<'_>) -> Vec<ExecutorOptions> {
    let of = |executor: &'static str| {
        let map = link.part.map()?.get(executor)?.part.map()?;
        let options = map.entries.iter().filter_map(|(key, option)| {
            let value = match option.part.shape {
                Shape::Scalar(Scalar::String(text)) => OptionValue::Text(text.clone()),
                Shape::Scalar(Scalar::Integer(value)) => OptionValue::Number(*value),
                _ => return None,
            };
            Some((key.to_string(), option.clone().brought_by(link.via).setting(value)))
        });
        Some(ExecutorOptions {
            executor,
            options: options.collect(),
        })
    };
    ["docker", "kubernetes"].into_iter().filter_map(of).collect()
}
