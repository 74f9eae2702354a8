//! What dockerd said of files together with flags.
//!
//! What is promised: the flags in a systemd unit or in the command of a service lead to findings on the keys that
//! dockerd names, and on no others.

use std::path::Path;

use runnerlint::diagnostic::{Consequence, Diagnostic};
use runnerlint::lint::lint;
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources, Step};

use super::folder;

/// A file, the flags it was tried with, and the keys that are in both.
struct Sample {
    name: String,
    text: Vec<u8>,
    flags: Vec<String>,
    keys: Vec<String>,
}

fn samples(folder: &Path) -> Vec<Sample> {
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let rows = manifest.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let with_flags = rows.filter(|fields| !fields[4].is_empty());
    let samples: Vec<Sample> = with_flags
        .map(|fields| Sample {
            name: fields[0].to_owned(),
            text: std::fs::read(folder.join(format!("{}.json", fields[0]))).unwrap(),
            flags: fields[4].split(' ').map(str::to_owned).collect(),
            keys: keys(fields[7]),
        })
        .collect();
    assert!(!samples.is_empty(), "no samples with flags in {}", folder.display());
    samples
}

/// The keys of `… in the configuration file: a: (from flag: …), b: (from flag: …)`.
fn keys(verdict: &str) -> Vec<String> {
    let parts = verdict.split(": (from flag: ");
    let mut keys: Vec<String> = parts.map(|part| part.rsplit(' ').next().unwrap().to_owned()).collect();
    keys.pop();
    keys.sort();
    keys
}

fn findings(files: &[(&str, Role, Vec<u8>)], rule: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::new();
    for (path, role, text) in files {
        sources.push(SourceFile::new(*path, *role, text.clone()));
    }
    let context = Context::default();
    let report = lint(&Workspace::parse(sources, &context), rules::ALL, &Settings::default());
    let found = report.open().map(|finding| finding.diagnostic.clone());
    found.filter(|found| found.rule == rule).collect()
}

#[test]
fn flags_of_a_unit_conflict_with_the_keys_that_dockerd_names() {
    let Some(folder) = folder("daemon-samples") else {
        return;
    };
    for sample in samples(&folder) {
        let unit = format!("[Service]\nExecStart=/usr/bin/dockerd {}\n", sample.flags.join(" "));
        let files = [
            ("daemon.json", Role::DaemonConfig, sample.text),
            ("docker.service", Role::SystemdUnit, unit.into_bytes()),
        ];
        let found = findings(&files, "daemon-hosts-systemd-conflict");
        assert!(found.iter().all(|found| found.consequence == Consequence::Refused));
        let mut keys: Vec<String> = found
            .iter()
            .map(|found| match found.place.address.last() {
                Some(Step::Key(key)) => key.to_string(),
                _ => String::new(),
            })
            .collect();
        keys.sort();
        assert_eq!(keys, sample.keys, "{}", sample.name);
    }
}

#[test]
fn flags_of_a_service_conflict_with_the_keys_that_dockerd_names() {
    let Some(folder) = folder("daemon-samples") else {
        return;
    };
    for sample in samples(&folder) {
        // The entrypoint of the image gives `--host` by itself, and with TLS what begins with `--tls`.
        let with_tls = sample.flags.iter().any(|flag| flag == "--tlsverify");
        let listens = sample.flags.iter().any(|flag| flag.starts_with("--host="));
        if !listens {
            continue;
        }
        let own = sample
            .flags
            .iter()
            .filter(|flag| !flag.starts_with("--host=") && !flag.starts_with("--tls") && !flag.starts_with("/certs/"));
        let words: Vec<String> = own.map(|flag| format!("{flag:?}")).collect();
        let folder = if with_tls { "/certs" } else { "" };
        let config = format!(
            "[[runners]]\n[runners.docker]\nprivileged = true\n\
             volumes = [\"/certs/client\", \"/etc/docker/daemon.json:/etc/docker/daemon.json\"]\n\
             [[runners.docker.services]]\nname = \"docker:29-dind\"\n\
             command = [{}]\nenvironment = [\"DOCKER_TLS_CERTDIR={folder}\"]\n",
            words.join(", ")
        );
        let config = config.replacen("[[runners]]\n", "[[runners]]\nexecutor = \"docker\"\n", 1);
        let files = [
            ("config.toml", Role::RunnerConfig, config.into_bytes()),
            ("daemon.json", Role::DaemonConfig, sample.text),
        ];
        let found = findings(&files, "dind-daemon-json-conflict");
        for key in &sample.keys {
            let named = |found: &&Diagnostic| found.message.contains(&format!("`{key}`"));
            assert!(found.iter().any(|found| named(&found)), "{}: {key}", sample.name);
        }
    }
}
