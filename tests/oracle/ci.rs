//! What GitLab made of generated pipelines.
//!
//! What is promised: whatever the model says it knows of a job is what GitLab makes of it. What it calls unknown is
//! counted, and left out.

use std::collections::BTreeMap;

use runnerlint::model::{Content, Job, JobImage, Known, List, Pipeline, Section, Service, Variable};
use runnerlint::schema::Targets;
use runnerlint::source::Role;
use serde_json::{Map, Value, json};

use super::{folder, verdicts, workspace};

/// The job of the file that a job of GitLab's answer was made of: `parallel:` adds ` 1/2` or `: [x, y]` to its name.
fn origin<'p>(pipeline: &'p Pipeline, name: &str) -> Option<&'p Job> {
    let matrix = || name.rsplit_once(": [").map(|(name, _)| name);
    let number = || name.rsplit_once(' ').map(|(name, _)| name);
    [Some(name), matrix(), number()]
        .into_iter()
        .flatten()
        .find_map(|name| pipeline.job(name))
}

/// Whether the name of a job depends on an input.
fn has_inputs(pipeline: &Pipeline) -> bool {
    pipeline.jobs.iter().any(|job| job.name.contains("$[["))
}

fn strings(list: &List<String>) -> Value {
    json!(list.values().collect::<Vec<_>>())
}

/// The value; `None` for a secret or an unknown one.
fn text(variable: &Variable) -> Option<&str> {
    match &variable.content {
        Content::Plain(text) | Content::Reference(text) => Some(text),
        Content::Secret(_) | Content::Unknown => None,
    }
}

fn image(image: &JobImage) -> Option<Value> {
    let mut map = Map::new();
    map.insert("name".into(), json!(image.image.value.text));
    for (key, list) in [("entrypoint", &image.entrypoint), ("pull_policy", &image.pull_policy)] {
        match list {
            Known::Is(list) => drop(map.insert(key.into(), strings(list))),
            Known::Unset => {}
            Known::Unknown => return None,
        }
    }
    Some(map.into())
}

fn service(service: &Service) -> Option<Value> {
    let mut map = Map::new();
    map.insert("name".into(), json!(service.image.value.text));
    if let Some(alias) = &service.alias {
        map.insert("alias".into(), json!(alias.value));
    }
    for (key, list) in [
        ("command", &service.command),
        ("entrypoint", &service.entrypoint),
        ("pull_policy", &service.pull_policy),
    ] {
        if let Some(list) = list {
            map.insert(key.into(), strings(list));
        }
    }
    let mut variables = Map::new();
    for variable in &service.variables {
        variables.insert(variable.name.clone(), json!(text(variable)?));
    }
    if !variables.is_empty() {
        map.insert("variables".into(), variables.into());
    }
    Some(map.into())
}

/// An answer of GitLab's without what the model does not look at, and without empty variables of services.
fn trimmed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let looked_at = |(key, value): &(&String, &Value)| {
                let empty = value.as_object().is_some_and(Map::is_empty);
                *key != "executor_opts" && !(*key == "variables" && empty)
            };
            let pairs = map.iter().filter(looked_at);
            pairs.map(|(key, value)| (key.clone(), trimmed(value))).collect()
        }
        Value::Array(items) => items.iter().map(trimmed).collect(),
        other => other.clone(),
    }
}

/// What was compared.
#[derive(Default)]
struct Tally {
    known: BTreeMap<&'static str, usize>,
    unknown: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, place: &str, field: &'static str, ours: Option<Value>, theirs: Option<&Value>) {
        let Some(ours) = ours else {
            *self.unknown.entry(field).or_default() += 1;
            return;
        };
        *self.known.entry(field).or_default() += 1;
        let theirs = theirs.map_or(Value::Null, trimmed);
        let none = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if ours != theirs && !(none(&ours) && none(&theirs)) {
            self.wrong
                .push(format!("{place}: {field}\n  is {theirs}\n  not {ours}"));
        }
    }

    fn job(&mut self, place: &str, job: &Job, theirs: &Value) {
        let known_image = match &job.image {
            Known::Is(known) => image(known),
            Known::Unset => Some(Value::Null),
            Known::Unknown => None,
        };
        self.compare(place, "image", known_image, theirs.get("image"));
        let services: Option<Value> = job.services.iter().map(service).collect();
        let services = services.filter(|_| job.services_complete);
        self.compare(place, "services", services, theirs.get("services"));
        let tags = match &job.tags {
            Known::Is(tags) => Some(tags.iter().map(|tag| json!(tag.value)).collect()),
            Known::Unset => Some(Value::Null),
            Known::Unknown => None,
        };
        self.compare(place, "tags", tags, theirs.get("tags"));
        for (field, section) in [("before_script", Section::Before), ("script", Section::Main)] {
            let of_section = job.scripts.iter().filter(|script| script.section == section);
            let lines: Value = of_section.map(|script| json!(script.text.value)).collect();
            // A section that an include may add is not said to be empty.
            let may_be_included = !job.variables_complete && lines == json!([]);
            let lines = Some(lines).filter(|_| job.scripts_complete && !may_be_included);
            self.compare(place, field, lines, theirs.get(field));
        }
        self.variables(place, job, &theirs["variables"]);
    }

    fn variables(&mut self, place: &str, job: &Job, theirs: &Value) {
        for variable in job.variables.iter().map(|variable| &variable.value) {
            let name = &variable.name;
            let place = format!("{place}: {name}");
            let ours = text(variable).filter(|_| !job.varying.contains(name));
            self.compare(
                &place,
                "variable",
                ours.map(|text| json!(text)),
                theirs[name].get("value"),
            );
        }
        let mut names: Vec<&String> = job.variables.iter().map(|variable| &variable.value.name).collect();
        names.retain(|name| !job.varying.contains(name));
        names.sort();
        let set_by_job = |name: &&String| !job.varying.contains(name);
        let theirs: Vec<&String> = theirs.as_object().unwrap().keys().filter(set_by_job).collect();
        let names = Some(json!(names)).filter(|_| job.variables_complete);
        self.compare(place, "names of variables", names, Some(&json!(theirs)));
    }
}

#[test]
fn what_is_known_of_jobs_is_what_gitlab_makes_of_them() {
    let Some(folder) = folder("ci") else { return };
    let mut tally = Tally::default();
    for verdict in verdicts(&folder) {
        let Some(jobs) = verdict["jobs"].as_object() else {
            continue;
        };
        let file = folder.join(verdict["file"].as_str().unwrap());
        let workspace = workspace(&file, Role::Pipeline, Targets::NEWEST);
        let Some(pipeline) = workspace.pipelines().first() else {
            panic!("{} was not read", file.display());
        };
        for (name, theirs) in jobs.iter().filter(|(_, job)| job.get("trigger").is_none()) {
            match origin(pipeline, name) {
                Some(job) => tally.job(&format!("{} {name}", verdict["id"]), job, theirs),
                None if pipeline.is_open || has_inputs(pipeline) => {}
                None => tally.wrong.push(format!("{}: no job {name}", verdict["id"])),
            }
        }
    }
    eprintln!("known: {:?}\nunknown: {:?}", tally.known, tally.unknown);
    assert!(
        tally.wrong.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        tally.wrong.join("\n")
    );
}
