//! The jobs of a pipeline as JSON.

use serde_json::{Map, Value, json};

use super::Resolved;
use crate::model::{
    Content, ExecutorOptions, Job, JobCopy, JobImage, Known, List, OptionValue, Plain, Service, Variable,
};
use crate::source::{Place, redacted, redacted_name, takes_secret};

/// The document: `errors`, and `jobs` by name, which is null if there are errors.
pub(super) fn document(resolved: &Resolved<'_>, errors: &[String]) -> Value {
    let mut jobs = Map::new();
    for job in resolved.pipeline.iter().flat_map(|pipeline| &pipeline.jobs) {
        let copies: Vec<Option<&JobCopy>> = match &job.copies {
            Known::Is(copies) => copies.iter().map(Some).collect(),
            Known::Unset | Known::Unknown => vec![None],
        };
        for copy in copies {
            let name = copy.map_or_else(|| job.name.clone(), |copy| copy.name(&job.name));
            if resolved.shows(&job.name, &name) {
                jobs.insert(title(job, copy, &jobs), job_value(job, copy));
            }
        }
    }
    let jobs = if errors.is_empty() {
        Value::Object(jobs)
    } else {
        Value::Null
    };
    json!({ "errors": errors, "jobs": jobs })
}

/// The name of a copy of a job without secrets in it; what is the same then is numbered.
fn title(job: &Job, copy: Option<&JobCopy>, taken: &Map<String, Value>) -> String {
    let masked = |(name, value, place): &(String, String, Place)| {
        let variable = Variable::raw(name.as_str(), value, place.clone());
        let value = match variable.content {
            Content::Secret(secret) => secret.masked(),
            _ => shown(value),
        };
        (name.clone(), value, place.clone())
    };
    let base = shown(&job.name);
    let name = match copy {
        Some(JobCopy::Row { variables }) => {
            let variables = variables.iter().map(masked).collect();
            JobCopy::Row { variables }.name(&base)
        }
        Some(copy) => copy.name(&base),
        None => base,
    };
    let is_masked = copy.is_some_and(|copy| copy.name(&job.name) != name);
    // Of two copies with one name GitLab makes one.
    if !is_masked {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| !taken.contains_key(name)).unwrap_or(name)
}

/// A job. What files bring that are not at hand is listed under `unknown`.
fn job_value(job: &Job, copy: Option<&JobCopy>) -> Value {
    let mut map = Map::new();
    let mut unknown: Vec<&str> = Vec::new();
    match &job.trigger {
        Some(trigger) => drop(map.insert("trigger".into(), plain(trigger))),
        None => of_runner(job, &mut map, &mut unknown),
    }
    let mut variables = Map::new();
    for variable in job.variables.iter().map(|variable| &variable.value) {
        variables.insert(redacted_name(&variable.name).into_owned(), variable_value(variable));
    }
    if let Some(JobCopy::Row { variables: row }) = copy {
        for (name, value, place) in row {
            let variable = Variable::new(name.as_str(), value, place.clone());
            variables.insert(redacted_name(name).into_owned(), variable_value(&variable));
        }
    }
    if !job.variables_complete {
        unknown.push("variables");
    }
    map.insert("variables".into(), variables.into());
    if job.copies == Known::Unknown {
        unknown.push("parallel");
    }
    if !unknown.is_empty() {
        map.insert("unknown".into(), json!(unknown));
    }
    map.into()
}

fn of_runner(job: &Job, map: &mut Map<String, Value>, unknown: &mut Vec<&str>) {
    match &job.image {
        Known::Is(image) => drop(map.insert("image".into(), image_value(image))),
        Known::Unset => {}
        Known::Unknown => unknown.push("image"),
    }
    if job.names_services {
        map.insert("services".into(), job.services.iter().map(service_value).collect());
    }
    if !job.services_complete {
        unknown.push("services");
    }
    match &job.tags {
        Known::Is(tags) => {
            let tags: Vec<String> = tags.iter().map(|tag| shown(&tag.value)).collect();
            map.insert("tags".into(), json!(tags));
        }
        Known::Unset => {}
        Known::Unknown => unknown.push("tags"),
    }
}

fn image_value(image: &JobImage) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), json!(shown(&image.image.value.text)));
    for (key, list) in [("entrypoint", &image.entrypoint), ("pull_policy", &image.pull_policy)] {
        if let Known::Is(list) = list {
            map.insert(key.into(), strings(list));
        }
    }
    options(&image.options, &mut map);
    map.into()
}

fn service_value(service: &Service) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), json!(shown(&service.image.value.text)));
    if let Some(alias) = &service.alias {
        map.insert("alias".into(), json!(shown(&alias.value)));
    }
    let lists = [
        ("entrypoint", &service.entrypoint),
        ("command", &service.command),
        ("pull_policy", &service.pull_policy),
    ];
    for (key, list) in lists {
        if let Some(list) = list {
            map.insert(key.into(), strings(list));
        }
    }
    options(&service.options, &mut map);
    if service.names_variables {
        let variables = service.variables.iter();
        let variables = variables.map(|variable| (redacted_name(&variable.name).into_owned(), text(variable)));
        map.insert("variables".into(), Value::Object(variables.collect()));
    }
    map.into()
}

fn options(sections: &[ExecutorOptions], map: &mut Map<String, Value>) {
    let section = |section: &ExecutorOptions| {
        let options = section.options.iter().map(|(name, value)| {
            let value = match &value.value {
                OptionValue::Text(text) => json!(shown(text)),
                OptionValue::Number(number) => json!(number),
            };
            (shown(name), value)
        });
        (section.executor.to_owned(), Value::Object(options.collect()))
    };
    if !sections.is_empty() {
        map.insert(
            "executor_opts".into(),
            Value::Object(sections.iter().map(section).collect()),
        );
    }
}

fn variable_value(variable: &Variable) -> Value {
    let mut map = Map::new();
    map.insert("value".into(), text(variable));
    if let Some(expand) = variable.expand {
        map.insert("raw".into(), json!(!expand));
    }
    map.into()
}

/// The value of a variable; null if it is not in the files.
fn text(variable: &Variable) -> Value {
    match &variable.content {
        Content::Plain(text) | Content::Reference(text) => json!(shown(text)),
        Content::Secret(secret) => json!(secret.masked()),
        Content::Unknown => Value::Null,
    }
}

/// Texts in order; what follows `--password` is secret.
fn strings(list: &List<String>) -> Value {
    let texts: Vec<&str> = list.values().map(String::as_str).collect();
    let all = texts.iter().enumerate().map(|(at, text)| {
        let option = at.checked_sub(1).and_then(|before| texts.get(before));
        match option.is_some_and(|option| takes_secret(option)) && !text.starts_with(['$', '-']) {
            true => "*".repeat(text.chars().count()),
            false => shown(text),
        }
    });
    all.map(Value::from).collect()
}

fn plain(value: &Plain) -> Value {
    match value {
        Plain::Null => Value::Null,
        Plain::Bool(value) => json!(value),
        Plain::Integer(value) => json!(value),
        Plain::Float(value) => json!(value),
        Plain::Text(text) => json!(shown(text)),
        Plain::List(items) => items.iter().map(plain).collect(),
        Plain::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (redacted_name(key).into_owned(), plain(value)));
            Value::Object(entries.collect())
        }
    }
}

/// A text with what looks like a secret masked.
fn shown(text: &str) -> String {
    redacted(text).into_owned()
}
