use super::*;
use crate::model::variable::Content;
use crate::source::{Role, SourceFile};
use crate::syntax;

fn read(text: &str) -> Pipeline {
    read_as(".gitlab-ci.yml", text)
}

fn read_as(path: &str, text: &str) -> Pipeline {
    let mut sources = Sources::new();
    let id = sources.push(SourceFile::new(path, Role::Pipeline, text.as_bytes().to_vec()));
    let document = syntax::parse(id, sources.get(id));
    assert!(document.parses(), "{:?}", document.errors);
    read_all(&sources, &[&document]).remove(0)
}

fn image(pipeline: &Pipeline, job: &str) -> String {
    match &pipeline.job(job).unwrap().image {
        Known::Is(image) => image.image.value.text.clone(),
        Known::Unset => "unset".to_owned(),
        Known::Unknown => "unknown".to_owned(),
    }
}

fn value(pipeline: &Pipeline, job: &str, name: &str) -> String {
    match pipeline
        .job(job)
        .unwrap()
        .variable(name)
        .map(|found| &found.value.content)
    {
        Some(Content::Plain(text) | Content::Reference(text)) => text.clone(),
        Some(Content::Secret(_)) => "secret".to_owned(),
        Some(Content::Unknown) => "unknown".to_owned(),
        None => "unset".to_owned(),
    }
}

#[test]
fn a_merge_key_takes_effect_where_it_stands() {
    let pipeline = read(
        ".base: &base {image: base, script: [x]}\n\
         first: {<<: *base, image: own}\n\
         last: {image: own, <<: *base}\n",
    );
    assert_eq!(image(&pipeline, "first"), "own");
    assert_eq!(image(&pipeline, "last"), "base");
}

#[test]
fn extends_merges_mappings_and_replaces_lists() {
    let pipeline = read(
        ".a: {image: {name: a, entrypoint: [sh]}, variables: {A: 1, B: 2}, services: [one]}\n\
         job: {extends: .a, image: {name: b}, variables: {B: 012}, services: [two], script: [x]}\n",
    );
    let job = pipeline.job("job").unwrap();
    let Known::Is(image) = &job.image else {
        panic!("{:?}", job.image)
    };
    assert_eq!(image.image.value.text, "b");
    assert!(matches!(&image.entrypoint, Known::Is(list) if list.items.len() == 1));
    assert_eq!(value(&pipeline, "job", "A"), "1");
    assert_eq!(value(&pipeline, "job", "B"), "10");
    assert_eq!(job.services.len(), 1);
    assert!(job.variable("A").unwrap().is_inherited());
    assert!(!job.variable("B").unwrap().is_inherited());
}

#[test]
fn references_see_what_was_extended() {
    let pipeline = read(
        ".parent: {image: found}\n\
         .child: {extends: .parent, script: [a, b]}\n\
         job: {image: !reference [.child, image], script: [!reference [.child, script], c]}\n\
         lost: {image: !reference [.child, nothing], script: [x]}\n",
    );
    assert_eq!(image(&pipeline, "job"), "found");
    let lines: Vec<&str> = pipeline
        .job("job")
        .unwrap()
        .scripts
        .iter()
        .map(|script| script.text.value.as_str())
        .collect();
    assert_eq!(lines, ["a", "b", "c"]);
    assert_eq!(image(&pipeline, "lost"), "unknown");
}

#[test]
fn defaults_reach_jobs_that_inherit_them() {
    let pipeline = read(
        "default: {services: [docker:dind]}\nimage: top\nvariables: {A: a, B: b}\n\
         plain: {script: [x]}\n\
         none: {script: [x], inherit: {default: false, variables: [B]}}\n\
         empty: {script: [x], services: [], image: null}\n",
    );
    assert_eq!(image(&pipeline, "plain"), "top");
    assert_eq!(image(&pipeline, "none"), "unset");
    assert_eq!(image(&pipeline, "empty"), "top");
    assert_eq!(value(&pipeline, "none", "A"), "unset");
    assert_eq!(value(&pipeline, "none", "B"), "b");
    let services = |job: &str| pipeline.job(job).unwrap().services.len();
    assert_eq!((services("plain"), services("none"), services("empty")), (1, 0, 0));
}

#[test]
fn what_includes_may_bring_is_unknown() {
    let pipeline = read("include: {remote: 'https://x/y.yml'}\njob: {script: [x], variables: {A: 1}}\n");
    let job = pipeline.job("job").unwrap();
    assert_eq!(image(&pipeline, "job"), "unknown");
    assert!(!job.services_complete && !job.variables_complete);
    assert_eq!(value(&pipeline, "job", "A"), "1");
}

#[test]
fn what_a_job_takes_over_may_be_overridden_by_an_include_that_has_the_job_too() {
    let pipeline = read(
        "include: {remote: 'https://x/y.yml'}\n\
         variables: {A: 1}\n\
         .base: {image: base, variables: {B: 1}}\n\
         job: {extends: .base, script: [x], variables: {C: 1}}\n",
    );
    assert_eq!(image(&pipeline, "job"), "unknown");
    let values = ["A", "B", "C"].map(|name| value(&pipeline, "job", name));
    assert_eq!(values, ["unknown", "unknown", "1"]);
}

#[test]
fn a_base_that_is_not_there_makes_only_its_job_unknown() {
    let pipeline = read("a: {extends: .gone, script: [x], variables: {A: 1}}\nb: {script: [x]}\n");
    assert_eq!(image(&pipeline, "a"), "unknown");
    assert_eq!(value(&pipeline, "a", "A"), "1");
    assert!(!pipeline.job("a").unwrap().variables_complete);
    assert_eq!(image(&pipeline, "b"), "unset");
}

#[test]
fn inputs_have_their_defaults_in_a_pipeline_and_are_unknown_in_a_part_of_one() {
    let text = "spec: {inputs: {v: {default: x}}}\n---\njob: {image: 'app:$[[ inputs.v ]]', script: [x]}\n";
    let pipeline = read(text);
    assert_eq!(image(&pipeline, "job"), "app:x");
    assert!(pipeline.job("job").unwrap().override_of("A").is_none());
    assert_eq!(image(&read_as("part.yml", text), "job"), "unknown");
}

#[test]
fn an_input_of_a_template_may_be_of_any_type() {
    let values = [
        "allow_failure",
        "when",
        "rules",
        "dependencies",
        "timeout",
        "parallel",
        "extends",
        "needs",
    ];
    for key in values {
        let text = format!("spec: {{inputs: {{v: null}}}}\n---\njob: {{script: [x], {key}: '$[[ inputs.v ]]'}}\n");
        let pipeline = read_as("part.yml", &text);
        assert!(pipeline.faults.is_empty(), "{:?}", pipeline.faults);
    }
    let plain = read_as("part.yml", "job: {script: [x], allow_failure: '$[[ inputs.v ]]'}\n");
    assert_eq!(plain.faults.len(), 1, "without a header it is a text");
}

#[test]
fn a_variable_is_overridden_in_the_job_only_where_that_undoes_nothing() {
    let pipeline = read(
        ".vars: &vars {A: 1}\n.base: &base {variables: {A: 1}}\n\
         own: {script: [x], variables: {A: 1}}\n\
         bare: {script: [x]}\n\
         alias: {script: [x], variables: *vars}\n\
         merged: {<<: *base, script: [x]}\n",
    );
    let home = |job: &str| {
        let place = pipeline.job(job).unwrap().override_of("A");
        place.map(|place| place.address.to_string())
    };
    assert_eq!(home("own").as_deref(), Some("own.variables.A"));
    assert_eq!(home("bare").as_deref(), Some("bare.variables.A"));
    assert_eq!(home("alias"), None);
    assert_eq!(home("merged"), None);
}

#[test]
fn variables_that_rules_or_a_matrix_set_vary() {
    let pipeline = read(
        "workflow: {rules: [{variables: {A: 1}}]}\n\
         job:\n  script: [x]\n  parallel: {matrix: [{B: [1, 2]}]}\n  rules: [{if: $X, variables: {C: 1}}]\n",
    );
    assert_eq!(pipeline.job("job").unwrap().varying, ["A", "C", "B"]);
}

#[test]
fn hostile_texts_are_read_in_bounds() {
    let mut chain = String::from("a0: &a0 {x: 1}\n");
    let mut laughs = String::from("l0: &l0 [x]\n");
    let mut bases = String::from(".b0: {script: [x]}\n");
    for i in 1..20_000 {
        chain += &format!("a{i}: &a{i} {{x: *a{}}}\n", i - 1);
    }
    for i in 1..40 {
        let alias = format!("*l{}", i - 1);
        laughs += &format!("l{i}: &l{i} [{alias}, {alias}, {alias}, {alias}]\n");
    }
    laughs += "job: {script: *l39, services: *l39}\n";
    for i in 1..3_000 {
        bases += &format!("j{i}: {{extends: [j{}, .b0]}}\n", i - 1);
    }
    let circle = "a: {extends: b, script: [x]}\nb: {extends: a, script: [!reference [b, script]]}\n";
    let within = "a: &a {script: [x], variables: {A: *a}}\n";
    for text in [&chain, &laughs, &bases, circle, within] {
        read(text);
    }
    assert!(!read(&laughs).job("job").unwrap().scripts_complete);
}
