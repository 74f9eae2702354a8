//! What GitLab checks between jobs: stages, and that what they need exists and comes before them.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/yaml_processor.rb`, `lib/gitlab/ci/config/stages.rb`.

use std::collections::HashMap;

use super::{JobSort, Judge, Kind, is_job_key, job_sort, shown, text};
use crate::model::pipeline::key::Key;
use crate::model::pipeline::matrix::copies;
use crate::model::pipeline::tree::{Link, Map, Shape};

/// The stages of a pipeline that names none.
const USUAL: [&str; 3] = ["build", "test", "deploy"];

/// The stage of a job that names none.
const USUAL_STAGE: &str = "test";

/// A job for these checks.
pub(super) struct Node<'l, 'a> {
    pub(super) key: &'l Key<'a>,
    link: &'l Link<'a>,
    pub(super) map: &'l Map<'a>,
    stage: Option<usize>,
    /// The names it has after `parallel`; those without are their own.
    copies: Vec<String>,
}

impl<'a> Judge<'_, 'a> {
    pub(super) fn logic(&mut self) {
        let top = self.top;
        let stages = stages(top);
        let mut jobs: Vec<Node<'_, 'a>> = Vec::new();
        let before = self.faults.len();
        for (key, link) in top.entries.iter().filter(|(key, link)| is_job_key(key, link)) {
            let (Some(map), JobSort::Job | JobSort::Bridge) = (link.part.map(), job_sort(key, link, self.extent))
            else {
                continue;
            };
            let stage = map.get("stage").filter(|stage| !stage.part.is_null());
            let name = match stage {
                Some(stage) => text(stage),
                None => Some(USUAL_STAGE),
            };
            let at = name
                .zip(stages.as_ref())
                .map(|(name, stages)| stages.iter().position(|stage| stage == name));
            if at == Some(None) {
                let name = name.unwrap_or_default().escape_debug().to_string();
                let message = format!("`{}` is in stage `{name}`, which is none of the pipeline's", shown(key));
                let at = stage.unwrap_or(link);
                let reported = match stage {
                    Some(_) => self.fault(Kind::Job, at, message),
                    None => self.fault_at_key(Kind::Job, at, message),
                };
                let listed = stages.iter().flatten().cloned().collect::<Vec<_>>().join(", ");
                if let Some(fault) = reported {
                    fault.help = Some(format!("the stages are {listed}"));
                }
            }
            let parallel = map.get("parallel").map(copies);
            jobs.push(Node {
                key,
                link,
                map,
                stage: at.flatten(),
                copies: match parallel {
                    Some(Some(copies)) => copies.iter().map(|copy| copy.name(key.as_str())).collect(),
                    _ => vec![key.to_string()],
                },
            });
        }
        if self.faults.len() == before {
            self.needs_of(&jobs);
        }
        if self.faults.len() == before {
            for job in &jobs {
                self.left_out(job);
                self.stopped(job);
            }
        }
    }

    fn needs_of(&mut self, jobs: &[Node<'_, 'a>]) {
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (at, job) in jobs.iter().enumerate() {
            by_name.insert(job.key.as_str(), at);
            by_name.extend(job.copies.iter().map(|name| (name.as_str(), at)));
        }
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
        for (at, job) in jobs.iter().enumerate() {
            let rules = job.map.get("rules").map(items).unwrap_or_default();
            let of_rules = rules.iter().filter_map(|rule| rule.part.map()?.get("needs"));
            let own = job.map.get("needs");
            for needs in own.into_iter().chain(of_rules) {
                self.twice(job, needs);
                for (name, link, optional) in items(needs).into_iter().filter_map(need) {
                    let found = self.before(job, jobs, &by_name, (name, link, "needs", optional));
                    if let (Some(found), true) = (found, own.is_some_and(|own| std::ptr::eq(own, needs))) {
                        edges.get_mut(at).into_iter().for_each(|edges| edges.push(found));
                    }
                }
            }
            let dependencies = job.map.get("dependencies").map(items).unwrap_or_default();
            for link in dependencies {
                if let Some(name) = text(link) {
                    self.before(job, jobs, &by_name, (name, link, "depends on", false));
                }
            }
        }
        self.circles(jobs, &edges);
    }

    /// That no job is needed twice.
    fn twice(&mut self, job: &Node<'_, 'a>, needs: &Link<'a>) {
        let mut names: Vec<&str> = Vec::new();
        for (name, link, _) in items(needs).into_iter().filter_map(need) {
            if names.contains(&name) {
                let message = format!("`{}` needs `{}` twice", shown(job.key), name.escape_debug());
                self.fault(Kind::Job, link, message);
            }
            names.push(name);
        }
    }

    /// The job of a name, which exists and is in the same or an earlier stage.
    fn before(
        &mut self,
        job: &Node<'_, 'a>,
        jobs: &[Node<'_, 'a>],
        by_name: &HashMap<&str, usize>,
        (name, link, verb, optional): (&str, &Link<'a>, &str, bool),
    ) -> Option<usize> {
        // A name with an expression of a matrix depends on the copy of the job.
        if name.contains("$[[") {
            return None;
        }
        let title = shown(job.key);
        let Some(found) = by_name.get(name).copied() else {
            if !optional {
                let message = format!("`{title}` {verb} `{}`, which does not exist", name.escape_debug());
                let names: Vec<&str> = jobs.iter().map(|job| job.key.as_str()).collect();
                let near = crate::schema::texts::similar(&names, name).map(|near| format!("did you mean `{near}`?"));
                if let Some(fault) = self.fault(Kind::Job, link, message) {
                    fault.help = near;
                }
            }
            return None;
        };
        let other = jobs.get(found)?;
        if other.stage > job.stage {
            let message = format!("`{title}` {verb} `{}`, which is in a later stage", name.escape_debug());
            let at = other.link.key.unwrap_or(other.link.part.span);
            if let Some(fault) = self.fault(Kind::Job, link, message) {
                fault.related.push((at, "this job comes later".into()));
            }
        }
        Some(found)
    }

    /// Jobs that need each other.
    fn circles(&mut self, jobs: &[Node<'_, 'a>], edges: &[Vec<usize>]) {
        let mut waits: Vec<usize> = edges.iter().map(Vec::len).collect();
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
        for (at, needs) in edges.iter().enumerate() {
            for need in needs {
                needed_by.get_mut(*need).into_iter().for_each(|list| list.push(at));
            }
        }
        let mut ready: Vec<usize> = (0..jobs.len()).filter(|at| waits.get(*at) == Some(&0)).collect();
        while let Some(at) = ready.pop() {
            for next in needed_by.get(at).into_iter().flatten() {
                if let Some(left) = waits.get_mut(*next) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push(*next);
                    }
                }
            }
        }
        let stuck = waits.iter().position(|left| *left > 0);
        if let Some(needs) = stuck.and_then(|at| jobs.get(at)).and_then(|job| job.map.get("needs")) {
            self.fault(Kind::Job, needs, "jobs need each other in a circle".into());
        }
    }
}

/// The stages with the two that are always there; `None` if they are not to be known.
fn stages(top: &Map<'_>) -> Option<Vec<String>> {
    let Some(link) = top.get("stages").filter(|stages| !stages.part.is_null()) else {
        return Some(wrapped(USUAL.map(str::to_owned).to_vec()));
    };
    let mut stages = Vec::new();
    match &link.part.shape {
        // An empty list stays empty.
        Shape::List(items) if items.is_empty() => Some(stages),
        Shape::List(_) => flatten(link, &mut stages).then(|| wrapped(stages)),
        _ => None,
    }
}

fn wrapped(stages: Vec<String>) -> Vec<String> {
    let inner = stages.into_iter().filter(|stage| stage != ".pre" && stage != ".post");
    std::iter::once(".pre".to_owned())
        .chain(inner)
        .chain([".post".to_owned()])
        .collect()
}

fn flatten(link: &Link<'_>, stages: &mut Vec<String>) -> bool {
    match &link.part.shape {
        Shape::List(items) => items.iter().all(|item| flatten(item, stages)),
        _ => match text(link) {
            Some(text) => {
                stages.push(text.to_owned());
                true
            }
            None => false,
        },
    }
}

/// The items of a list with the lists in it spread out; of anything else itself.
pub(super) fn items<'l, 'a>(link: &'l Link<'a>) -> Vec<&'l Link<'a>> {
    match &link.part.shape {
        Shape::List(list) => list.iter().flat_map(items).collect(),
        _ => vec![link],
    }
}

/// The job of the same pipeline that a need names, and whether it may be missing.
pub(super) fn need<'l, 'a>(link: &'l Link<'a>) -> Option<(&'l str, &'l Link<'a>, bool)> {
    let Some(map) = link.part.map() else {
        return Some((text(link)?, link, false));
    };
    let elsewhere = ["project", "ref", "pipeline"].iter().any(|key| map.get(key).is_some());
    let narrowed = map.get("parallel").is_some();
    let job = map.get("job").filter(|_| !elsewhere && !narrowed)?;
    let optional = map
        .get("optional")
        .is_some_and(|optional| !matches!(optional.part.shape, Shape::Scalar(crate::syntax::Scalar::Bool(false))));
    Some((text(job)?, job, optional))
}
