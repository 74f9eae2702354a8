//! Runs every page of `rules/` and `tests/rules/`, and keeps the lists of rules.
//!
//! `BLESS=1 cargo test --test rules` writes what it would otherwise complain about.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    unreachable_pub
)]

mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use pages::{Case, Page, Promise};
use runnerlint::diagnostic::Safety;
use runnerlint::fix::plan;
use runnerlint::lint::{Report, lint};
use runnerlint::model::{CertificateHome, Context, Workspace};
use runnerlint::report::{View, human};
use runnerlint::rule::{Rule, Theme};
use runnerlint::rules;
use runnerlint::schema::Targets;
use runnerlint::settings::{self, Settings};
use runnerlint::source::{Facts, Project, ProjectFile, Role, SourceFile, Sources};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// When the files of all cases were read: the first second of 2027.
const READ: u64 = 1_798_761_600;

/// Whether to write what differs.
fn bless() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Compares a file with what it ought to be, or makes it that.
fn keep(path: &Path, wanted: &str) -> Result<(), String> {
    let found = fs::read_to_string(path).unwrap_or_default();
    if found == wanted {
        return Ok(());
    }
    if bless() {
        return fs::write(path, wanted).map_err(|error| format!("{}: {error}", path.display()));
    }
    let diff = similar::TextDiff::from_lines(found.as_str(), wanted);
    let diff = diff.unified_diff().context_radius(2).to_string();
    Err(format!(
        "{} is not what it ought to be; BLESS=1 writes it:\n{diff}",
        path.display()
    ))
}

fn file_name(rule: &str) -> String {
    rule.replace('-', "_")
}

/// The rules by their files, whatever the lists say.
fn names() -> Vec<String> {
    let files = fs::read_dir(root().join("rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let rules = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut names: Vec<String> = rules
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name != "mod");
    names.sort();
    names
}

fn status(rule: &Rule) -> String {
    let consequences: Vec<&str> = rule.consequences.iter().map(|consequence| consequence.word()).collect();
    let fix = rule
        .fix
        .map_or("no fix".to_owned(), |safety| format!("{} fix", safety.word()));
    let needs: Vec<&str> = rule.needs.iter().map(|role| role.usual_name()).collect();
    let either: Vec<&str> = rule.uses.iter().map(|role| role.usual_name()).collect();
    let needs = if needs.is_empty() {
        either.join(" or ")
    } else {
        needs.join(" and ")
    };
    let (severity, consequences, needs) = (rule.severity.word(), consequences.join(" or "), needs);
    format!(
        "> {severity} · {consequences} · {fix} · needs {needs} · since {}",
        rule.since
    )
}

/// The settings, context and files of a case.
struct Run {
    sources: Sources,
    settings: Settings,
    context: Context,
}

fn run_of(case: &Case) -> Run {
    let mut sources = Sources::new();
    let base = Settings {
        today: Some("2027-01-01".to_owned()),
        ..Settings::default()
    };
    let mut settings = base.clone();
    let mut hosts_file = Vec::new();
    for (path, text) in &case.files {
        let name = path.file_name().unwrap().to_string_lossy();
        let role = match name.as_ref() {
            "config.toml" => Role::RunnerConfig,
            "config.template.toml" => Role::RunnerTemplate,
            ".gitlab-ci.yml" => Role::Pipeline,
            "values.yaml" => Role::HelmValues,
            "daemon.json" => Role::DaemonConfig,
            "config.json" => Role::DockerAuth,
            "docker.service" | "override.conf" => Role::SystemdUnit,
            "hosts" => {
                for line in text.lines() {
                    let mut words = line.split_whitespace();
                    let address = words.next().unwrap().to_owned();
                    hosts_file.extend(words.map(|name| (name.to_owned(), address.clone())));
                }
                continue;
            }
            ".runnerlint.toml" => {
                let file = SourceFile::new(path.clone(), Role::Settings, text.clone().into_bytes());
                let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
                settings = settings::read(&file, base.clone(), &names).unwrap();
                Role::Settings
            }
            part if part.ends_with(".yml") => Role::Pipeline,
            _ if CertificateHome::of(path) != CertificateHome::Other => Role::Certificate,
            other => panic!("what is {other}?"),
        };
        let mut file = SourceFile::new(path.clone(), role, text.clone().into_bytes());
        file.facts = Some(Facts {
            mode: case.mode(path),
            uid: 0,
            gid: 0,
            read: READ,
        });
        sources.push(file);
    }
    place_includes(&mut sources, case);
    Run {
        sources,
        context: Context {
            targets: settings.targets,
            profile: settings.profile,
            jobs: settings.jobs.clone(),
            runners: settings.runners.clone(),
            hosts_file,
            hosts: settings.hosts.clone(),
        },
        settings,
    }
}

/// The files of a case are all there are in their project.
fn place_includes(sources: &mut Sources, case: &Case) {
    let mut project = Project::default();
    project.is_sure = true;
    for (id, file) in sources.iter().filter(|(_, file)| file.role == Role::Pipeline) {
        let path = file.path.display().to_string();
        if path == ".gitlab-ci.yml" {
            project.is_pipeline(id);
        }
        project.place(id, path);
    }
    let between = |c: char| c.is_whitespace() || "\"'[]{},".contains(c);
    for location in case.files.iter().flat_map(|(_, text)| text.split(between)) {
        if location.ends_with(".yml") {
            let path = PathBuf::from(location.trim_start_matches('/'));
            let found = sources.by_path(&path).map(|file| ProjectFile {
                path: path.display().to_string(),
                file: Some(file),
            });
            project.find(path.display().to_string(), found.into_iter().collect());
        }
    }
    sources.project = project;
}

fn printed(sources: &Sources, report: &Report, rule: &'static Rule, targets: &Targets) -> String {
    let rules = [rule];
    let view = View {
        sources,
        report,
        rules: &rules,
        targets,
    };
    let mut out = Vec::new();
    human::write(&view, &human::Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A rule about what accepts findings needs others that find something.
fn rules_for(rule: &'static Rule) -> Vec<&'static Rule> {
    let finds = |other: &&&'static Rule| {
        rule.theme == Theme::Acceptance && matches!(other.name, "unknown-key" | "wrong-toml-type")
    };
    rules::ALL.iter().filter(finds).copied().chain([rule]).collect()
}

fn only(rule: &Rule, mut report: Report) -> Report {
    report.findings.retain(|finding| finding.diagnostic.rule == rule.name);
    report
}

/// Runs the cases of a page with its own rule alone; gives what the wrong ones print.
fn run_page(path: &Path, page: &Page, rule: &'static Rule) -> Result<Vec<(usize, String)>, String> {
    let at = |case: &Case| format!("{}:{}", path.display(), case.line);
    let fixed: Vec<&Case> = page
        .cases
        .iter()
        .filter(|case| case.promise == Promise::Fixed)
        .collect();
    let mut fixed = fixed.into_iter();
    let mut outputs = Vec::new();
    for (index, case) in page.cases.iter().enumerate() {
        let run = run_of(case);
        let workspace = Workspace::parse(run.sources.clone(), &run.context);
        let report = only(rule, lint(&workspace, &rules_for(rule), &run.settings));
        let text = printed(&workspace.sources, &report, rule, &run.context.targets);
        match case.promise {
            Promise::Fixed => continue,
            Promise::Right if report.findings.is_empty() => continue,
            Promise::Right => return Err(format!("{} is right, but:\n{text}", at(case))),
            Promise::Wrong if report.findings.is_empty() => return Err(format!("{} raises nothing", at(case))),
            Promise::Wrong => outputs.push((index, text)),
        }
        if report.findings.iter().all(|finding| finding.diagnostic.fix.is_none()) {
            continue;
        }
        let wanted = fixed
            .next()
            .ok_or_else(|| format!("{} has a fix, but there is no fixed case for it", at(case)))?;
        let plan = plan(
            &run.sources,
            &rules_for(rule),
            &run.settings,
            &run.context,
            Safety::Unsafe,
        );
        if let Some(refused) = plan.refused.first() {
            return Err(format!("{}: the fix was refused: {}", at(case), refused.why));
        }
        for (name, text) in &wanted.files {
            let file = plan
                .after
                .by_path(name)
                .ok_or_else(|| format!("{}: no {}", at(wanted), name.display()))?;
            let found = plan.after.get(file).text();
            if found != text {
                let diff = similar::TextDiff::from_lines(text.as_str(), found);
                return Err(format!(
                    "{}: the fix gives something else:\n{}",
                    at(wanted),
                    diff.unified_diff()
                ));
            }
        }
        let left = plan
            .remaining
            .open()
            .filter(|finding| finding.diagnostic.fix.is_some())
            .count();
        if left > 0 {
            return Err(format!(
                "{}: {left} findings with fixes are left after the fix",
                at(wanted)
            ));
        }
    }
    match fixed.next() {
        Some(case) => Err(format!("{} belongs to no wrong case with a fix", at(case))),
        None => Ok(outputs),
    }
}

fn check_page(path: &Path, rule: &'static Rule, status: &str) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let page = pages::parse(&text);
    let outputs = run_page(path, &page, rule)?;
    keep(path, &page.rewritten(&outputs, status))
}

fn fail_on(failures: Vec<String>) {
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_page_is_true() {
    let checked = rules::ALL.iter().map(|rule| {
        let path = root().join("rules").join(format!("{}.md", file_name(rule.name)));
        check_page(&path, rule, &status(rule))
    });
    fail_on(checked.filter_map(Result::err).collect());
}

#[test]
fn every_edge_case_is_true() {
    let mut failures = Vec::new();
    let folder = root().join("tests/rules");
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().replace('_', "-");
        match rules::ALL.iter().find(|rule| rule.name == stem) {
            Some(rule) => failures.extend(check_page(&path, rule, "> edge cases and regressions").err()),
            None => failures.push(format!("{} is about no rule", path.display())),
        }
    }
    fail_on(failures);
}

#[test]
fn every_page_has_its_parts() {
    let mut failures = Vec::new();
    for rule in rules::ALL {
        let mut wanted = vec![
            "# ".to_owned() + rule.name,
            "## Wrong".into(),
            "## Right".into(),
            "## References".into(),
        ];
        wanted.push("## When to allow it".into());
        if rule.fix.is_some() {
            wanted.push("## Fixed".into());
        }
        for part in wanted
            .iter()
            .filter(|part| !rule.page.lines().any(|line| line.starts_with(part.as_str())))
        {
            failures.push(format!("{} has no `{part}`", rule.name));
        }
    }
    fail_on(failures);
}

#[test]
fn the_lists_name_every_rule() {
    let names = names();
    let mods: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let all: String = names.iter().map(|name| format!("    &{name}::RULE,\n")).collect();
    let list = format!(
        "//! What is known about runners: one rule per file, with its page beside it. A test writes these lists.\n\n\
         use crate::rule::Rule;\n\n{mods}\n\
         /// All rules, by name.\n\
         #[rustfmt::skip]\n\
         pub static ALL: &[&Rule] = &[\n{all}];\n"
    );
    let rows = rules::ALL.iter().map(|rule| {
        let fix = rule.fix.map_or("", Safety::word);
        let (name, file, severity) = (rule.name, file_name(rule.name), rule.severity.word());
        format!("| [{name}]({file}.md) | {severity} | {fix} | {} |\n", rule.summary)
    });
    let index = format!(
        "# Rules\n\nOne pair of files per rule: what it checks and its page. `runnerlint explain RULE` prints a page.\n\n\
         | rule | severity | fix | finds |\n|---|---|---|---|\n{}",
        rows.collect::<String>()
    );
    let rules = root().join("rules");
    fail_on(
        [
            keep(&rules.join("mod.rs"), &list),
            keep(&rules.join("README.md"), &index),
        ]
        .into_iter()
        .filter_map(Result::err)
        .collect(),
    );
}

#[test]
fn findings_keep_to_what_their_rule_declares() {
    let mut failures = Vec::new();
    for rule in rules::ALL {
        for case in pages::parse(rule.page)
            .cases
            .iter()
            .filter(|case| case.promise == Promise::Wrong)
        {
            let run = run_of(case);
            let workspace = Workspace::parse(run.sources, &run.context);
            for finding in only(rule, lint(&workspace, &rules_for(rule), &run.settings)).findings {
                let found = finding.diagnostic;
                if !rule.consequences.contains(&found.consequence) {
                    failures.push(format!("{} does not declare {}", rule.name, found.consequence.word()));
                }
                if found.fix.is_some_and(|fix| {
                    rule.fix
                        .is_none_or(|declared| fix.safety < declared && declared == Safety::Unsafe)
                }) {
                    failures.push(format!("{} offers a safer fix than it declares", rule.name));
                }
            }
        }
    }
    fail_on(failures);
}

#[test]
fn the_keys_that_rules_look_for_are_keys_of_config_toml() {
    let known = runnerlint::schema::runner::root().all();
    for rule in rules::ALL {
        for key in rule.keys {
            assert!(known.iter().any(|known| known.name == *key), "{}: {key}", rule.name);
        }
    }
}
