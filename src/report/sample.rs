//! A small run for the tests of reports: two files, a secret, a finding across both, a second and an accepted one.

use std::io::{self, Write};

use super::View;
use crate::diagnostic::{Consequence, Diagnostic, Effect, Fix, Label, Safety, Severity};
use crate::edit::{Edit, Text};
use crate::lint::{FileState, Finding, Report, Skipped, Suppression};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Targets;
use crate::secret::Secret;
use crate::source::{Address, FileId, Place, Role, SourceFile, Sources, Span};

/// A run by hand.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) sources: Sources,
    pub(super) report: Report,
}

fn nothing(_: &mut Check<'_>) {}

/// A rule with a short page.
pub(super) static RULE: Rule = Rule {
    name: "dind-missing-certs-volume",
    summary: "jobs cannot reach their Docker daemon over TLS",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: "# dind-missing-certs-volume\n> error · job-fails\n\nEvery job **fails** on `docker info`, \
           see [the manual](https://example.com/dind).\n\n## Wrong\n\n```toml config.toml\n[[runners]]\n  x = 1\n```\n\n\
           - one\n- two\n",
    check: nothing,
};

const RULES: &[&Rule] = &[&RULE];

const CONFIG: &str = "[[runners]]\n  token = \"glrt-CanaryCanaryCanary1\"\n  volumes = [\"/cache\"]\n  \
                      pull-policy = \"always\"\n  privileged = true\n";
const PIPELINE: &str = "build:\n  services:\n    - docker:27-dind\n";

impl Sample {
    /// Adds a file; the stretches that read `secrets` are secret.
    pub(super) fn file(&mut self, path: &str, role: Role, text: &str, secrets: &[&str]) -> FileId {
        let mut file = SourceFile::new(path, role, text.as_bytes().to_vec());
        for secret in secrets {
            for (at, _) in text.match_indices(secret) {
                file.hide(at..at + secret.len());
            }
        }
        let file = self.sources.push(file);
        self.report.files.push(FileState { file, parsed: true });
        file
    }

    /// The stretch of a file that reads `text`.
    pub(super) fn span(&self, file: FileId, text: &str) -> Span {
        let start = self.sources.get(file).text().find(text).unwrap();
        Span::new(file, start..start + text.len())
    }

    /// Adds a warning of `unknown-key` at the stretch that reads `text`.
    pub(super) fn warn(&mut self, file: FileId, text: &str, message: &str) -> &mut Diagnostic {
        let found = Diagnostic {
            rule: "unknown-key",
            severity: Severity::Warning,
            consequence: Consequence::Ignored,
            place: Place {
                span: self.span(file, text),
                address: Address::root().key("runners").index(0).key("docker").key("pull-policy"),
            },
            message: message.into(),
            note: None,
            related: Vec::new(),
            help: None,
            fix: None,
        };
        self.report.findings.push(Finding {
            diagnostic: found,
            identity: "runners[0].docker.pull-policy".into(),
            fingerprint: format!("{:032x}", self.report.findings.len()),
            suppressed: None,
        });
        &mut self.report.findings.last_mut().unwrap().diagnostic
    }

    /// The view of it.
    pub(super) fn view(&self) -> View<'_> {
        View {
            sources: &self.sources,
            report: &self.report,
            rules: RULES,
            targets: &Targets::NEWEST,
        }
    }

    /// A finding across two files with a safe fix, one with an unsafe fix of a secret, an accepted one.
    pub(super) fn two_files() -> Sample {
        let mut sample = Sample::default();
        let config = sample.file("config.toml", Role::RunnerConfig, CONFIG, &["CanaryCanaryCanary1"]);
        let pipeline = sample.file(".gitlab-ci.yml", Role::Pipeline, PIPELINE, &[]);
        sample.tls(config, pipeline);
        let key = sample.span(config, "pull-policy");
        let token = sample.span(config, "glrt-CanaryCanaryCanary1");
        let secret = Text::new().plain("glrt-").secret(Secret::new("CanaryCanaryCanary2"));
        let found = sample.warn(config, "pull-policy", "`pull-policy` is not a key of [runners.docker]");
        found.help("did you mean `pull_policy`?").fix(Some(Fix {
            title: "rename the key".into(),
            safety: Safety::Unsafe,
            effect: Effect::RunnerHotReload,
            edits: vec![Edit::new(key, "pull_policy"), Edit::new(token, secret)],
            intent: Vec::new(),
        }));
        sample.warn(config, "privileged = true", "every job controls the host");
        sample.report.findings[2].suppressed = Some(Suppression {
            by: "comment",
            reason: Some("a runner of our own".into()),
            until: Some("2027-01-31".into()),
        });
        sample.report.skipped.push(Skipped {
            rule: "dind-daemon-json-conflict",
            needs: Role::DaemonConfig,
        });
        sample
    }

    fn tls(&mut self, config: FileId, pipeline: FileId) {
        let volumes = self.span(config, "[\"/cache\"]");
        let service = self.span(pipeline, "docker:27-dind");
        let inside = Span {
            start: volumes.end - 1,
            end: volumes.end - 1,
            ..volumes
        };
        let found = self.warn(
            config,
            "[\"/cache\"]",
            "`build` cannot reach its Docker daemon over TLS",
        );
        found.rule = RULE.name;
        found.consequence = Consequence::JobFails;
        found.place.address = Address::root().key("runners").index(0).key("volumes");
        found
            .severity(Severity::Error)
            .note("\"/certs/client\" is not mounted here");
        found.related.push(Label {
            span: service,
            text: "this service writes its client certificates to /certs/client".into(),
        });
        found.fix(Some(Fix {
            title: "mount /certs/client".into(),
            safety: Safety::Safe,
            effect: Effect::RunnerHotReload,
            edits: vec![Edit::new(inside, ", \"/certs/client\"")],
            intent: Vec::new(),
        }));
    }
}

/// What a writer wrote.
pub(super) fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
