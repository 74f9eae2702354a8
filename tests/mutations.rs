//! What holds for files that are nearly right: sound ones, damaged at random. The same files come every time.
//!
//! `MUTATIONS` sets how many; each test takes a quarter of them.

// Clippy allows these in test functions only, not in what they share.
#![allow(clippy::unwrap_used, clippy::panic)]

use runnerlint::diagnostic::{Consequence, Safety};
use runnerlint::fix::plan;
use runnerlint::lint::{Report, lint};
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

/// Sound files, the first settings of which are those that people change most.
const DAEMONS: [&str; 6] = [
    r#"{
  "registry-mirrors": ["https://mirror.example.com"],
  "insecure-registries": ["registry.example.com:5000", "10.0.0.0/8"],
  "log-driver": "json-file",
  "log-opts": {"max-size": "10m", "max-file": "3"},
  "live-restore": true
}
"#,
    r#"{"default-address-pools": [{"base": "10.200.0.0/16", "size": 24}], "bip": "10.10.0.1/24", "mtu": 1450,
 "dns": ["192.0.2.53"], "icc": false, "userns-remap": "", "max-concurrent-downloads": 6}
"#,
    r#"{
	"runtimes": {"nvidia": {"path": "nvidia-container-runtime", "args": []}},
	"default-runtime": "nvidia",
	"default-ulimits": {"nofile": {"Name": "nofile", "Hard": 64000, "Soft": 64000}},
	"features": {"containerd-snapshotter": true},
	"exec-opts": ["native.cgroupdriver=systemd"],
	"min-api-version": "1.44"
}
"#,
    r#"{"debug": false, "hosts": ["unix:///var/run/docker.sock"], "data-root": "/srv/docker", "storage-driver": "overlay2",
"labels": ["ci=yes"], "proxies": {"http-proxy": "http://proxy.example.com:3128", "no-proxy": "localhost,.example.com"},
"builder": {"gc": {"enabled": true, "defaultKeepStorage": "20GB"}}, "log-level": "info", "experimental": false}
"#,
    r#"{
  "docker": {
    "insecure-registries": ["registry.example.com:5000"],
    "log-level": "info",
    "live-restore": true
  },
  "http-proxy": "http://proxy.example.com:3128",
  "no-proxy": "localhost"
}
"#,
    r#"{"proxies": {"default": {"httpProxy": "http://proxy.example.com:3128", "noProxy": "localhost"}},
 "docker": {"proxies": {"https-proxy": "http://proxy.example.com:3128"}, "mtu": 1450}, "https-proxy": ""}
"#,
];

/// What is put in or in place of something.
const PIECES: [&str; 24] = [
    "",
    "",
    "",
    "\"",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    "true",
    "null",
    "0",
    "-1",
    "\"x\"",
    "3.5",
    "// c\n",
    "'",
    " ",
    "\n",
    "http://",
    "\"hosts\": [], ",
    "\u{FEFF}",
    "_",
];

/// Numbers without order; the generator is SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

/// One to three stretches of a text taken out, doubled or replaced.
fn damaged(text: &str, numbers: &mut Numbers) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(chars.len());
        let length = numbers.below(8).min(chars.len() - at);
        let taken: String = chars[at..at + length].iter().collect();
        let piece = match numbers.below(4) {
            0 => taken.repeat(2),
            1 => taken.to_uppercase(),
            _ => PIECES[numbers.below(PIECES.len())].to_owned(),
        };
        chars.splice(at..at + length, piece.chars());
    }
    chars.into_iter().collect()
}

fn is_refused(report: &Report) -> bool {
    report
        .open()
        .any(|finding| finding.diagnostic.consequence == Consequence::Refused)
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.push(SourceFile::new("daemon.json", Role::DaemonConfig, text.into()));
    sources
}

/// What is left to report after fixing, the text then, and how many fixes were refused.
fn fixed(text: &str, limit: Safety) -> (Report, String, usize) {
    let plan = plan(
        &sources(text),
        rules::ALL,
        &Settings::default(),
        &Context::default(),
        limit,
    );
    let (_, after) = plan.after.iter().next().unwrap();
    (plan.remaining, after.text().to_owned(), plan.refused.len())
}

fn quarter(part: u64) {
    let all = std::env::var("MUTATIONS").map_or(10_000, |count| count.parse().unwrap());
    let mut numbers = Numbers(part << 32);
    let (mut accepted, mut changed) = (0, 0);
    for round in 0..all / 4 {
        let before = damaged(DAEMONS[round % DAEMONS.len()], &mut numbers);
        let workspace = Workspace::parse(sources(&before), &Context::default());
        let was_refused = is_refused(&lint(&workspace, rules::ALL, &Settings::default()));
        accepted += usize::from(!was_refused);
        for limit in [Safety::Safe, Safety::Unsafe] {
            let (after, text, refused) = fixed(&before, limit);
            changed += usize::from(text != before);
            assert!(was_refused || !is_refused(&after), "{before}\nbecomes\n{text}");
            assert_eq!(refused, 0, "a fix of {before} did not do what it meant to");
        }
    }
    assert!(accepted > 0 && changed > 0, "{accepted} accepted, {changed} changed");
}

#[test]
fn no_fix_makes_a_daemon_json_one_that_is_refused_1() {
    quarter(1);
}

#[test]
fn no_fix_makes_a_daemon_json_one_that_is_refused_2() {
    quarter(2);
}

#[test]
fn no_fix_makes_a_daemon_json_one_that_is_refused_3() {
    quarter(3);
}

#[test]
fn no_fix_makes_a_daemon_json_one_that_is_refused_4() {
    quarter(4);
}
