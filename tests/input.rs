//! Odd input: each gets a clear finding or error with its exit code, and nothing hangs or panics.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use runnerlint::lint::lint;
use runnerlint::model::{Context, Profile, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, Role, SourceFile, Sources};
use runnerlint::syntax::parse;

/// How long a run may take, in a build without optimisation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// Runs the program on a file of this kind and name, and kills it if it hangs.
fn run(folder: &Path, kind: &str, name: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(["check", "--isolated", "--format", "concise", "--kind", kind, name]);
    command
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = std::thread::spawn(move || {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        std::io::copy(&mut out, &mut stdout).unwrap();
        std::io::copy(&mut err, &mut stderr).unwrap();
        (stdout, stderr)
    });
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{name} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let (stdout, stderr) = reader.join().unwrap();
    Output { status, stdout, stderr }
}

/// The exit code and what was printed for a file with these bytes.
fn outcome(kind: &str, name: &str, bytes: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let output = run(folder.path(), kind, name);
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().expect("killed by a signal"), text)
}

#[test]
fn invalid_utf_8_is_an_error_at_the_first_bad_byte() {
    let (code, text) = outcome("runner", "config.toml", b"concurrent = 1\nlog_level = \"\xE9\"\n");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("config.toml:2:14: error[toml-syntax-error]"), "{text}");
}

#[test]
fn utf_16_is_read_where_dockerd_reads_it() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFEFF]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let (code, text) = outcome("daemon", "daemon.json", &utf16("{\"debug\": true}"));
    assert_eq!(code, 0, "{text}");
    let (code, text) = outcome("runner", "config.toml", &utf16("concurrent = 1\n"));
    assert_eq!(code, 1, "{text}");
}

#[test]
fn a_byte_order_mark_and_crlf_are_fine_in_config_toml() {
    let (code, text) = outcome(
        "runner",
        "config.toml",
        b"\xEF\xBB\xBFconcurrent = 1\r\nlog_level = \"info\"\r\n",
    );
    assert_eq!((code, text.as_str()), (0, ""));
}

#[test]
fn a_lone_carriage_return_and_nul_are_syntax_errors() {
    for bytes in [&b"concurrent = 1\rlog_level = \"info\"\n"[..], b"concurrent = 1\0\n"] {
        let (code, text) = outcome("runner", "config.toml", bytes);
        assert_eq!(code, 1, "{text}");
        assert!(
            text.contains("config.toml:1:1") && text.contains("error[toml-syntax-error]"),
            "{text}"
        );
    }
}

#[test]
fn an_empty_file_is_a_config_without_findings() {
    assert_eq!(outcome("runner", "config.toml", b""), (0, String::new()));
    assert_eq!(outcome("daemon", "daemon.json", b"").0, 0);
}

#[test]
fn ten_megabytes_are_read() {
    let toml = "[[runners]]\n  name = \"x\"\n  [runners.docker]\n    pull_policy = \"always\"\n".repeat(150_000);
    let json = format!("{{\"labels\": [{}\"a=b\"]}}", "\"a=b\", ".repeat(1_500_000));
    let yaml = "job:\n  script: make # always\n".repeat(400_000);
    for (kind, name, text) in [
        ("runner", "config.toml", toml),
        ("daemon", "daemon.json", json),
        ("pipeline", ".gitlab-ci.yml", yaml),
    ] {
        assert!(text.len() > 10_000_000);
        let (code, text) = outcome(kind, name, text.as_bytes());
        assert!(code <= 1, "{name}: {code} {}", text.lines().take(3).collect::<String>());
    }
}

#[test]
fn a_hundred_thousand_brackets_are_one_error_and_no_overflow() {
    let kinds = [
        ("runner", "config.toml", "a = "),
        ("daemon", "daemon.json", ""),
        ("pipeline", ".gitlab-ci.yml", "a: "),
    ];
    for (kind, name, start) in kinds {
        for bracket in ["[", "{\"a\":", "{a = ", "- ", "? "] {
            let text = start.to_owned() + &bracket.repeat(100_000);
            let (code, text) = outcome(kind, name, text.as_bytes());
            assert_eq!(
                code,
                1,
                "{name} {bracket}: {}",
                text.lines().take(3).collect::<String>()
            );
            assert!(text.lines().count() < 200, "{name} {bracket}");
        }
    }
}

#[test]
fn what_is_no_file_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let code = |name: &str| {
        let output = run(folder.path(), "runner", name);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    fs::create_dir(folder.path().join("folder")).unwrap();
    assert_eq!(code("folder").0, 4);
    let (missing, text) = code("missing.toml");
    assert_eq!(missing, 3);
    assert!(text.contains("missing.toml"), "{text}");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.toml")).unwrap();
        let (dangling, text) = code("dangling.toml");
        assert_eq!(dangling, 3);
        assert!(text.contains("link"), "{text}");
        let fifo = folder.path().join("fifo.toml");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let (fifo, text) = code("fifo.toml");
        assert_eq!(fifo, 3);
        assert!(text.contains("not a regular file"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, "concurrent = 1\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_ok() {
        return; // The superuser may read it all the same.
    }
    assert_eq!(run(folder.path(), "runner", "config.toml").status.code(), Some(3));
}

#[test]
fn a_changed_text_that_was_no_text_still_is_none() {
    let file = SourceFile::new("daemon.json", Role::DaemonConfig, b"{1,}\xFF".to_vec());
    for (text, is_text) in [("{1}\u{FFFD}", false), ("\u{FFFD}", false), ("{\u{e9}}", true)] {
        let changed = file.with_text(text.into());
        assert_eq!(changed.undecodable.is_none(), is_text);
        assert!(!parse(FileId::new(0), &changed).parses());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_as_a_unit_or_a_certificate(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80).boxed(),
            "(\\[Service\\]|\n|ExecStart=|Environment=\"|-----BEGIN |-----END |CERTIFICATE-----|[ -~]|\\\\\n|é|AAAA){0,30}"
                .prop_map(String::into_bytes)
                .boxed(),
        ]
    ) {
        for role in [Role::SystemdUnit, Role::Certificate] {
            let file = SourceFile::new("file", role, bytes.clone());
            let document = parse(FileId::new(0), &file);
            for entry in document.root.entries().iter().flat_map(|section| section.node.entries()) {
                prop_assert!(file.text().get(entry.whole.range()).is_some(), "{entry:?}");
                prop_assert!(file.text().get(entry.key.span.range()).is_some(), "{entry:?}");
            }
            for error in &document.errors {
                prop_assert!(file.text().get(error.span.range()).is_some(), "{error:?}");
            }
        }
    }
    #[test]
    fn any_bytes_are_linted_and_no_finding_points_beside_them(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..120).boxed(),
            "([a-z]{1,3}[:=] ?|\\[\\[?runners\\]?\\]\n|variables|image|script|\"|'|[\\[{}\\],#&*!|>-]|\n *|\t|é|\\PC){0,60}"
                .prop_map(String::into_bytes)
                .boxed(),
        ]
    ) {
        for role in Role::ALL {
            let mut sources = Sources::new();
            sources.push(SourceFile::new(role.usual_name(), role, bytes.clone()));
            let context = Context {
                profile: Profile::Hardened,
                ..Context::default()
            };
            let workspace = Workspace::parse(sources, &context);
            for finding in lint(&workspace, rules::ALL, &Settings::default()).findings {
                let found = finding.diagnostic;
                let spans = found.related.iter().map(|label| label.span);
                let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
                for span in spans.chain(edits).chain([found.place.span]) {
                    let text = workspace.sources.get(span.file).text();
                    prop_assert!(text.get(span.range()).is_some(), "{} at {span:?}", found.rule);
                }
            }
        }
    }
}
