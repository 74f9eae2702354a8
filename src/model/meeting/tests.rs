use super::*;
use crate::model::Context;
use crate::source::{SourceFile, Sources};

const TWO_RUNNERS: &str = "[[runners]]\nname = \"a\"\nexecutor = \"docker\"\nenvironment = [\"DOCKER_TLS_CERTDIR=\"]\n\
                           [[runners]]\nname = \"b\"\nexecutor = \"kubernetes\"\n\
                           [[runners]]\nname = \"c\"\nexecutor = \"shell\"\n";

fn workspace(config: Option<&str>, pipeline: &str, jobs: &[(&str, &str)]) -> Workspace {
    let mut sources = Sources::new();
    if let Some(config) = config {
        let bytes = config.as_bytes().to_vec();
        sources.push(SourceFile::new("config.toml", Role::RunnerConfig, bytes));
    }
    let bytes = pipeline.as_bytes().to_vec();
    sources.push(SourceFile::new(".gitlab-ci.yml", Role::Pipeline, bytes));
    let context = Context {
        jobs: jobs
            .iter()
            .map(|(job, runner)| ((*job).to_owned(), vec![(*runner).to_owned()]))
            .collect(),
        ..Context::default()
    };
    Workspace::parse(sources, &context)
}

/// Those of the first job, and whether it has no others.
fn meetings(workspace: &Workspace) -> (Vec<Meeting<'_>>, bool) {
    let job = workspace.jobs().next().unwrap();
    let mut meetings = Vec::new();
    let unmapped = workspace.unmapped_candidates();
    let is_certain = workspace.meet(job, unmapped.as_ref(), |meeting| meetings.push(meeting));
    (meetings, is_certain)
}

fn names<T>(verdicts: &[Verdict<'_, T>]) -> Vec<(String, bool)> {
    let name = |verdict: &Verdict<'_, T>| (verdict.runner_titles().join(","), verdict.is_certain());
    verdicts.iter().map(name).collect()
}

#[test]
fn every_runner_of_containers_may_take_a_job() {
    let workspace = workspace(Some(TWO_RUNNERS), "job: {script: [x]}\n", &[]);
    let candidates = workspace.runners_for(workspace.jobs().next().unwrap());
    let titles: Vec<String> = candidates.runners.iter().map(|runner| runner.title()).collect();
    assert_eq!(titles, ["`a`", "`b`"]);
    assert!(!candidates.is_certain);
}

#[test]
fn a_mapping_decides_and_an_exact_name_goes_before_a_glob() {
    let jobs = [("j*", "a"), ("job", "c")];
    let workspace = workspace(Some(TWO_RUNNERS), "job: {script: [x]}\njoy: {script: [x]}\n", &jobs);
    let first = |index: usize| {
        let candidates = workspace.runners_for(workspace.jobs().nth(index).unwrap());
        assert!(candidates.is_certain);
        candidates.runners[0].title()
    };
    assert_eq!((first(0), first(1)), ("`c`".to_owned(), "`a`".to_owned()));
}

#[test]
fn what_only_one_of_several_runners_does_is_only_possible() {
    let workspace = workspace(Some(TWO_RUNNERS), "job: {script: [x]}\n", &[]);
    let on_docker = |meeting: Meeting<'_>| meeting.job.and(meeting.docker().map(|_| ()));
    let found = workspace.judge(on_docker, |()| ());
    assert!(found.is_empty(), "no [runners.docker], no Docker executor");
    let on_any = |meeting: Meeting<'_>| meeting.job.map(|_| ());
    assert_eq!(names(&workspace.judge(on_any, |()| ())), [("`a`,`b`".to_owned(), true)]);
    let on_a = |meeting: Meeting<'_>| {
        let is_a = meeting.runner.is_some_and(|runner| runner.title() == "`a`");
        (is_a && meeting.job.is_some()).then_some(())
    };
    assert_eq!(names(&workspace.judge(on_a, |()| ())), [("`a`".to_owned(), false)]);
}

#[test]
fn a_variable_comes_from_the_job_then_the_file_then_the_runner() {
    let pipeline = "variables: {A: file, B: file}\n\
                    job: {variables: {A: job}, script: [export C=1]}\n";
    let workspace = workspace(Some(TWO_RUNNERS), pipeline, &[("job", "a")]);
    let meeting = meetings(&workspace).0[0];
    let env = |name: &str| match meeting.env(name) {
        Known::Is(given) => given.value,
        Known::Unset => "unset".to_owned(),
        Known::Unknown => "unknown".to_owned(),
    };
    assert_eq!((env("A"), env("B")), ("job".to_owned(), "file".to_owned()));
    assert_eq!((env("C"), env("D")), ("unknown".to_owned(), "unset".to_owned()));
    assert_eq!(env("DOCKER_TLS_CERTDIR"), "");
}

#[test]
fn without_a_config_nothing_is_unset() {
    let workspace = workspace(None, "job: {script: [x]}\n", &[]);
    let (meetings, is_certain) = meetings(&workspace);
    assert!(is_certain && meetings.len() == 1);
    assert!(matches!(meetings[0].env("DOCKER_HOST"), Known::Unknown));
}
