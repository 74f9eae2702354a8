use super::*;
use crate::model::Context;
use crate::source::{SourceFile, Sources};

const CONFIG: &str = "[[runners]]\nname = \"a\"\nexecutor = \"docker\"\n\
                      [[runners]]\nname = \"b\"\nexecutor = \"kubernetes\"\n\
                      [[runners]]\nname = \"c\"\nexecutor = \"shell\"\n";

fn workspace(tags: &str, runners: &[(&str, &str, bool)]) -> Workspace {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(
        "config.toml",
        Role::RunnerConfig,
        CONFIG.as_bytes().to_vec(),
    ));
    let pipeline = format!("job: {{script: [x], tags: {tags}}}\n").into_bytes();
    sources.push(SourceFile::new(".gitlab-ci.yml", Role::Pipeline, pipeline));
    let known = |(name, tags, runs_untagged): &(&str, &str, bool)| ServerRunner {
        name: (*name).to_owned(),
        tags: ServerRunner::tags_of(tags).map(str::to_owned).collect(),
        runs_untagged: *runs_untagged,
    };
    let context = Context {
        runners: runners.iter().map(known).collect(),
        ..Context::default()
    };
    Workspace::parse(sources, &context)
}

fn candidates(tags: &str, runners: &[(&str, &str, bool)]) -> String {
    let workspace = workspace(tags, runners);
    let found = workspace.runners_for(workspace.jobs().next().unwrap());
    let mut titles: Vec<String> = found.runners.iter().map(|runner| runner.title()).collect();
    titles.extend(found.is_certain.then(|| "surely".to_owned()));
    titles.join(" ")
}

#[test]
fn a_runner_takes_a_job_if_it_has_all_its_tags() {
    assert_eq!(candidates("[x]", &[("a", "x, y", false)]), "`a` `b`");
    assert_eq!(candidates("[x, z]", &[("a", "x, y", false)]), "`b` surely");
    assert_eq!(candidates("[X]", &[("a", "x", false), ("b", "x", false)]), "");
    assert_eq!(
        candidates("['x, y']", &[("a", "x,y", false), ("b", "x", true)]),
        "`a` surely"
    );
}

#[test]
fn a_job_without_tags_needs_a_runner_that_runs_untagged_jobs() {
    assert_eq!(candidates("[]", &[("a", "x", false), ("b", "", true)]), "`b` surely");
    assert_eq!(candidates("[x]", &[("a", "", true), ("b", "x", true)]), "`b` surely");
}

#[test]
fn a_runner_without_containers_counts_once_its_tags_are_known() {
    assert_eq!(candidates("[x]", &[]), "`a` `b`");
    assert_eq!(candidates("[x]", &[("c", "x", false)]), "`a` `b` `c`");
}

#[test]
fn a_tag_with_a_variable_may_be_any() {
    assert_eq!(candidates("[$X]", &[("a", "x", false), ("b", "y", false)]), "`a` `b`");
    assert_eq!(
        candidates("[$X, y]", &[("a", "x", false), ("b", "y", false)]),
        "`b` surely"
    );
}

#[test]
fn a_job_is_untaken_only_if_all_runners_are_known() {
    let untaken = |runners: &[(&str, &str, bool)]| {
        let workspace = workspace("[x, z]", runners);
        let untaken = workspace.untaken_jobs();
        let tag = |untaken: &Untaken<'_>| untaken.unknown_tag.map(|tag| tag.value.clone());
        untaken.iter().map(tag).collect::<Vec<_>>()
    };
    let (a, b, c) = (("a", "x", false), ("b", "y", true), ("c", "z", false));
    assert_eq!(untaken(&[a, b]), []);
    assert_eq!(untaken(&[a, b, c]), [None]);
    assert_eq!(untaken(&[a, b, ("c", "y", false)]), [Some("z".to_owned())]);
    assert_eq!(untaken(&[a, b, ("c", "x,z", false)]), []);
}
