//! What linting promises whatever the rules are: acceptance, fingerprints, order, skipping.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use runnerlint::lint::{Report, lint};
use runnerlint::model::{Context, Profile, Workspace};
use runnerlint::rules;
use runnerlint::settings::{Allow, Comments, Settings};
use runnerlint::source::{Role, SourceFile, Sources};

fn report(text: &str, settings: &Settings) -> Report {
    let mut sources = Sources::new();
    sources.push(SourceFile::new("config.toml", Role::RunnerConfig, text.into()));
    let context = Context {
        targets: settings.targets,
        ..Context::default()
    };
    let workspace = Workspace::parse(sources, &context);
    lint(&workspace, rules::ALL, settings)
}

fn only(rule: &str) -> Settings {
    Settings {
        select: vec![rule.to_owned()],
        today: Some("2026-06-01".to_owned()),
        ..Settings::default()
    }
}

fn open(report: &Report) -> usize {
    report.open().count()
}

#[test]
fn a_comment_accepts_what_it_names_and_where_it_stands() {
    let text = "nonsense = 1 # runnerlint: allow(unknown-key) read by a script\nnonsense_too = 2\n";
    let report = report(text, &only("unknown-key"));
    assert_eq!((open(&report), report.findings.len()), (1, 2));
    let suppression = report.findings[0].suppressed.clone().unwrap();
    assert_eq!(
        (suppression.by, suppression.reason.as_deref()),
        ("comment", Some("read by a script"))
    );
}

#[test]
fn a_comment_does_not_accept_another_rule_and_not_after_its_day() {
    let other = report(
        "nonsense = 1 # runnerlint: allow(pull-policy-missing) x\n",
        &only("unknown-key"),
    );
    assert_eq!(open(&other), 1);
    let over = report(
        "nonsense = 1 # runnerlint: allow(unknown-key, until=2026-05-31) x\n",
        &only("unknown-key"),
    );
    assert_eq!(open(&over), 1);
    let today = report(
        "nonsense = 1 # runnerlint: allow(unknown-key, until=2026-06-01) x\n",
        &only("unknown-key"),
    );
    assert_eq!(open(&today), 0);
}

#[test]
fn comments_of_an_untrusted_repository_accept_nothing() {
    let settings = Settings {
        comments: Comments::Ignored,
        ..only("unknown-key")
    };
    assert_eq!(
        open(&report("nonsense = 1 # runnerlint: allow(unknown-key) x\n", &settings)),
        1
    );
}

fn about_allows(text: &str) -> Vec<String> {
    let rules = ["unknown-key", "unused-allow", "expired-allow", "unknown-allow"];
    let settings = Settings {
        select: rules.map(str::to_owned).to_vec(),
        ..only("")
    };
    let report = report(text, &settings);
    let lines = report
        .open()
        .map(|finding| format!("{}: {}", finding.diagnostic.rule, finding.diagnostic.message));
    lines.collect()
}

#[test]
fn of_several_rules_in_a_comment_each_is_judged() {
    let text = "nonsense = 1 # runnerlint: allow(unknown-key, wrong-toml-type, unknwon-key) x\n";
    assert_eq!(
        about_allows(text),
        ["unknown-allow: there is no rule `unknwon-key` to allow"]
    );
    let text = "nonsense = 1 # runnerlint: allow(unknown-key, unused-allow) x\n";
    assert_eq!(
        about_allows(text),
        [""; 0],
        "it is not known what rules about comments would find"
    );
    let text = "concurrent = 1 # runnerlint: allow(unknown-key, unused-allow) x\n";
    assert_eq!(about_allows(text), [""; 0], "that is accepted, too");
}

#[test]
fn a_comment_is_not_called_unused_where_rules_are_silent() {
    let unused = "concurrent = 1 # runnerlint: allow(unknown-key) x\n";
    assert_eq!(
        about_allows(unused),
        ["unused-allow: nothing is found here by `unknown-key`"]
    );
    assert_eq!(about_allows(&format!("{unused}[broken\n")), [""; 0]);
    assert_eq!(about_allows(&format!("{unused}check_interval = \"3\"\n")), [""; 0]);
    // This rule is not selected, and that one looks at pipelines as well.
    for rule in ["wrong-toml-type", "ci-services-limit"] {
        assert_eq!(about_allows(&unused.replace("unknown-key", rule)), [""; 0]);
    }
}

#[test]
fn an_entry_of_the_settings_that_is_over_accepts_nothing() {
    let allow = Allow {
        rule: "unknown-key".to_owned(),
        file: None,
        at: None,
        reason: None,
        until: Some("2026-05-31".to_owned()),
    };
    let settings = Settings {
        allow: vec![allow],
        ..only("unknown-key")
    };
    assert_eq!(open(&report("nonsense = 1\n", &settings)), 1);
}

#[test]
fn an_entry_of_the_settings_accepts_by_identity() {
    let settings = Settings {
        allow: vec![Allow {
            rule: "unknown-key".to_owned(),
            file: None,
            at: Some("runners[name=\"b\"].nonsense".to_owned()),
            reason: Some("known".to_owned()),
            until: None,
        }],
        ..only("unknown-key")
    };
    let text = "[[runners]]\nname = \"a\"\nnonsense = 1\n[[runners]]\nname = \"b\"\nnonsense = 1\n";
    let report = report(text, &settings);
    assert_eq!(open(&report), 1);
    assert_eq!(report.findings[1].suppressed.as_ref().unwrap().by, "settings");
}

#[test]
fn a_fingerprint_survives_moved_lines_and_other_runners() {
    let before = report("[[runners]]\nname = \"a\"\nnonsense = 1\n", &only("unknown-key"));
    let after = "# moved\n[[runners]]\nname = \"b\"\n[[runners]]\nname = \"a\"\nnonsense = 1\n";
    let after = report(after, &only("unknown-key"));
    assert_eq!(before.findings[0].fingerprint, after.findings[0].fingerprint);
    assert_eq!(before.findings[0].fingerprint.len(), 32);
}

#[test]
fn equal_findings_have_fingerprints_of_their_own() {
    let report = report(
        "[[runners]]\nnonsense = 1\n[[runners]]\nnonsense = 1\n",
        &only("unknown-key"),
    );
    assert_ne!(report.findings[0].fingerprint, report.findings[1].fingerprint);
}

#[test]
fn what_a_template_does_not_say_may_be_said_when_it_is_registered() {
    let text = "[[runners]]\nexecutor = \"docker\"\ntls-cert-file = \"/etc/x.crt\"\n[runners.docker]\nimage = \"alpine:3.22\"\n\
                volumes = [\"/srv/data:/data\"]\ntls_verify = true\n";
    let found = |role: Role, text: &str| -> Vec<&str> {
        let mut sources = Sources::new();
        sources.push(SourceFile::new("config.template.toml", role, text.into()));
        let context = Context {
            targets: Settings::default().targets,
            profile: Profile::Hardened,
            ..Context::default()
        };
        let workspace = Workspace::parse(sources, &context);
        let report = lint(&workspace, rules::ALL, &Settings::default());
        report.findings.iter().map(|found| found.diagnostic.rule).collect()
    };
    assert_eq!(found(Role::RunnerTemplate, text), [""; 0]);
    assert!(found(Role::RunnerConfig, text).contains(&"pull-policy-missing"));
    let typo = text.replace("image", "imgae");
    assert_eq!(found(Role::RunnerTemplate, &typo), ["unknown-key"]);
    let whole = text.replace(
        "[[runners]]\n",
        "[[runners]]\nurl = \"https://gitlab.example.com\"\ntoken = \"$TOKEN\"\n",
    );
    assert!(found(Role::RunnerTemplate, &whole).contains(&"volume-cache-missing"));
}
