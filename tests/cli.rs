//! What the program promises on the command line: arguments, exit codes, where output goes.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const CLEAN: &str = "concurrent = 4\n";
/// One warning of `unknown-key`, with an unsafe fix.
const ODD: &str = "concurrent = 4\nchek_interval = 3 # often\n";

/// A git work tree of its own.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path());
    command
        .env_clear()
        .env("HOME", folder.path().join("home"))
        .env("XDG_STATE_HOME", folder.path().join("home/state"))
        .env("LC_ALL", "C.UTF-8");
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn hook(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, arguments).env("PRE_COMMIT", "1").output().unwrap()
}

fn pipe(folder: &TempDir, arguments: &[&str], text: &str) -> Output {
    let mut command = command(folder, arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn a_clean_file_exits_with_0() {
    let folder = project(&[("config.toml", CLEAN)]);
    assert_eq!(code(&run(&folder, &["config.toml"])), 0);
    assert_eq!(code(&run(&folder, &["check", "config.toml"])), 0);
    assert_eq!(code(&run(&folder, &[])), 0);
}

#[test]
fn findings_exit_with_1_from_the_limit_on() {
    let folder = project(&[("config.toml", ODD)]);
    assert_eq!(code(&run(&folder, &["config.toml"])), 0, "a warning is below the limit");
    assert_eq!(code(&run(&folder, &["--fail-on", "warning", "config.toml"])), 1);
    assert_eq!(code(&run(&folder, &["--fail-on", "never", "config.toml"])), 0);
    assert_eq!(
        code(&run(&folder, &["--fail-on", "info", "--exit-zero", "config.toml"])),
        0
    );
}

#[test]
fn a_hook_fails_on_warnings_and_prints_lines() {
    let folder = project(&[("config.toml", ODD)]);
    let output = hook(&folder, &["config.toml"]);
    assert_eq!(code(&output), 1);
    assert!(
        out(&output).starts_with("config.toml:2:1: warning[unknown-key]"),
        "{}",
        out(&output)
    );
    assert_eq!(code(&hook(&folder, &["--fail-on", "error", "config.toml"])), 0);
}

#[test]
fn a_hook_passes_files_that_are_not_ours() {
    let folder = project(&[("x.toml", "a = 1\n")]);
    let output = hook(&folder, &["x.toml"]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
}

#[test]
fn a_part_of_a_pipeline_is_linted_where_the_pipeline_includes_it() {
    let part = ("ci/part.yml", "lint:\n  script: [make]\n  image: [a]\n");
    let folder = project(&[
        (".gitlab-ci.yml", "include: ci/part.yml\n"),
        part,
        ("ci/other.yml", "a: 1\n"),
    ]);
    for output in [
        run(&folder, &["ci/part.yml"]),
        hook(&folder, &["ci/part.yml", "ci/other.yml"]),
    ] {
        assert_eq!(code(&output), 1, "{}", err(&output));
        assert!(out(&output).contains("ci/part.yml:3:"), "{}", out(&output));
    }
    assert_eq!(code(&run(&folder, &["ci/other.yml"])), 4);
}

#[test]
fn a_usual_name_says_what_a_file_is_if_it_was_chosen_and_not_passed_by_a_hook() {
    let folder = project(&[("daemon.json", "{\"port\": 8080}\n"), ("config.toml", "")]);
    assert_eq!(code(&run(&folder, &["daemon.json"])), 1);
    let output = hook(&folder, &["daemon.json", "config.toml"]);
    assert_eq!(
        (code(&output), out(&output).as_str(), err(&output).as_str()),
        (0, "", "")
    );
}

#[test]
fn wrong_arguments_exit_with_2_and_say_why() {
    let folder = project(&[("config.toml", CLEAN)]);
    for (arguments, part) in [
        (vec!["--no-such-flag"], "--no-such-flag"),
        (vec!["--select", "unkown-key"], "did you mean `unknown-key`?"),
        (vec!["--runner-version", "latest"], "`latest` is no version"),
        (vec!["--format", "json", "-o", "human"], "one report only"),
        (vec!["--diff", "--format", "json"], "--diff prints no report"),
        (vec!["--diff", "-o", "sarif"], "--diff prints no report"),
        (
            vec!["--show-files", "--format", "json"],
            "--show-files prints no report",
        ),
        (vec!["--kind", "toml"], "runner-template"),
        (vec!["--stdin-filename", "config.toml"], "needs `-`"),
        (vec!["-", "config.toml"], "stands alone"),
        (vec!["explain", "unkown-key"], "did you mean `unknown-key`?"),
    ] {
        let output = run(&folder, &arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(part), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
fn what_cannot_be_read_exits_with_3_and_hides_nothing() {
    let folder = project(&[("config.toml", ODD)]);
    let output = run(&folder, &["--exit-zero", "gone.toml", "config.toml"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("gone.toml: no such file"), "{}", err(&output));
    assert!(out(&output).contains("chek_interval"), "the other file is still linted");
    assert_eq!(code(&run(&folder, &["--config", "gone.toml"])), 3);
    assert_eq!(code(&hook(&folder, &["gone.toml"])), 3);
}

#[cfg(unix)]
#[test]
fn a_root_that_is_not_there_exits_with_3_and_is_named() {
    let folder = project(&[("config.toml", CLEAN)]);
    for flag in ["--root", "--project-root"] {
        for (path, why) in [
            ("gone", "gone: no such file"),
            ("config.toml", "config.toml: not a folder"),
        ] {
            let output = run(&folder, &[flag, path]);
            assert_eq!(code(&output), 3, "{flag} {path}");
            assert!(err(&output).contains(why), "{}", err(&output));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_working_directory_that_is_gone_is_named_as_what_is_wrong() {
    let folder = project(&[("config.toml", CLEAN)]);
    let config = folder.path().join("config.toml");
    for arguments in [&[][..], &["fix", "CONFIG"], &["plan", "CONFIG"], &["jobs"]] {
        let gone = folder.path().join("gone");
        fs::create_dir(&gone).unwrap();
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "rmdir ../gone && exec \"$@\"",
            "sh",
            env!("CARGO_BIN_EXE_runnerlint"),
        ]);
        let paths = arguments.iter().map(|word| {
            if *word == "CONFIG" {
                config.as_os_str()
            } else {
                word.as_ref()
            }
        });
        let output = shell.args(paths).current_dir(&gone).env("CI", "true").output().unwrap();
        assert_eq!(code(&output), 3, "{arguments:?}: {}", err(&output));
        assert!(
            err(&output).contains("the working directory cannot be read"),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn a_fifo_does_not_hang_the_program() {
    let folder = project(&[]);
    let made = Command::new("mkfifo").arg(folder.path().join("config.toml")).status();
    assert!(made.unwrap().success());
    let output = run(&folder, &["config.toml"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("a FIFO"), "{}", err(&output));
}

#[test]
fn nothing_to_lint_exits_with_4() {
    let folder = project(&[("x.toml", "a = 1\n")]);
    let named = run(&folder, &["x.toml"]);
    assert_eq!(code(&named), 4);
    assert_eq!(err(&named).lines().count(), 1, "{}", err(&named));
    assert!(err(&named).contains("--kind"));
    assert_eq!(code(&run(&folder, &[])), 4);
}

#[test]
fn a_file_that_is_not_ours_does_not_keep_the_others_from_being_linted() {
    let folder = project(&[("x.toml", "a = 1\n"), ("config.toml", ODD)]);
    let output = run(&folder, &["x.toml", "config.toml"]);
    assert_eq!(code(&output), 4);
    assert!(out(&output).contains("chek_interval"));
    assert_eq!(
        code(&run(&folder, &["--fail-on", "warning", "x.toml", "config.toml"])),
        1
    );
}

#[test]
fn the_whole_work_tree_is_found_from_a_folder_in_it() {
    let folder = project(&[("runner/config.toml", ODD), ("docs/page.md", "")]);
    let mut command = command(&folder, &["--format", "concise"]);
    let output = command.current_dir(folder.path().join("docs")).output().unwrap();
    assert!(out(&output).contains("runner/config.toml:2:1: "), "{}", out(&output));
}

#[test]
fn findings_in_files_that_were_only_read_along_are_not_reported() {
    let folder = project(&[("config.toml", ODD), (".gitlab-ci.yml", "build:\n  script: make\n")]);
    let output = run(&folder, &["--format", "concise", ".gitlab-ci.yml"]);
    assert!(!out(&output).contains("config.toml"), "{}", out(&output));
}

#[test]
fn standard_input_is_a_file_of_the_given_name() {
    let folder = project(&[]);
    let named = pipe(
        &folder,
        &["-", "--stdin-filename", "etc/config.toml", "--format", "concise"],
        ODD,
    );
    assert!(out(&named).starts_with("etc/config.toml:2:1: "), "{}", err(&named));
    let kind = pipe(&folder, &["-", "--kind", "runner", "--format", "concise"], ODD);
    assert!(out(&kind).contains("[unknown-key]"), "{}", err(&kind));
    assert_eq!(code(&pipe(&folder, &["-"], "a = 1\n")), 4);
}

#[test]
fn a_host_is_read_from_its_root() {
    let folder = project(&[("host/etc/gitlab-runner/config.toml", ODD), ("config.toml", ODD)]);
    let output = run(&folder, &["--root", "host", "--format", "concise"]);
    assert!(
        out(&output).contains("host/etc/gitlab-runner/config.toml:2:1"),
        "{}",
        err(&output)
    );
    assert_eq!(out(&output).lines().count(), 1);
}

#[test]
fn a_folder_gives_the_same_findings_however_it_is_named() {
    let runner = "[[runners]]\n  executor = \"docker\"\n  [runners.docker]\n    privileged = true\n    volumes = [\"/certs/client\", \"/etc/docker/daemon.json:/etc/docker/daemon.json:ro\"]\n    [[runners.docker.services]]\n      name = \"docker:27-dind\"\n      command = [\"--registry-mirror=https://mirror.example.com\"]\n";
    let daemon = "{\"registry-mirrors\": [\"https://mirror.example.com\"]}\n";
    for [first, second] in [
        ["config.toml", "daemon.json"],
        ["etc/gitlab-runner/config.toml", "etc/docker/daemon.json"],
    ] {
        let (first, second) = (format!("machine/{first}"), format!("machine/{second}"));
        let folder = project(&[(&first, runner), (&second, daemon)]);
        let rule = ["--select", "dind-daemon-json-conflict", "--format", "concise"];
        let mut inside = command(&folder, &[&["check", "."], &rule[..]].concat());
        let inside = inside.current_dir(folder.path().join("machine")).output().unwrap();
        let outside = run(&folder, &[&["check", "machine"], &rule[..]].concat());
        let absolute = folder.path().join("machine");
        let absolute = run(&folder, &[&["check", absolute.to_str().unwrap()], &rule[..]].concat());
        for output in [inside, outside, absolute] {
            assert_eq!(
                (code(&output), out(&output).lines().count()),
                (1, 1),
                "{}",
                out(&output)
            );
        }
    }
}

#[test]
fn daemon_json_is_held_against_the_unit_of_its_host_or_the_named_one() {
    let unit = "[Service]\nExecStart=/usr/bin/dockerd -H fd://\n";
    let folder = project(&[
        ("host/etc/docker/daemon.json", "{\"hosts\": [\"fd://\"]}\n"),
        ("host/lib/systemd/system/docker.service", unit),
        ("other.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd\n"),
    ]);
    let rule = ["--select", "daemon-hosts-systemd-conflict", "--format", "concise"];
    let host = run(&folder, &[&["--root", "host"], &rule[..]].concat());
    assert_eq!(code(&host), 1, "{}", out(&host));
    let daemon = "host/etc/docker/daemon.json";
    let named = ["--systemd-unit", "host/lib/systemd/system/docker.service"];
    let file = run(&folder, &[&[daemon], &named[..], &rule[..]].concat());
    assert!(out(&file).contains(": error"), "{}", out(&file));
    let cleared = run(
        &folder,
        &[&[daemon], &named[..], &["--systemd-unit", "other.conf"], &rule[..]].concat(),
    );
    assert_eq!((code(&cleared), out(&cleared).as_str()), (0, ""));
    let missing = run(
        &folder,
        &[&[daemon, "--systemd-unit", "none.service"], &rule[..]].concat(),
    );
    assert_eq!(code(&missing), 3);
}

/// The certificate of an authority of our own, good until 2126.
const AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUZhY9n3E8l2FC/2oN9XyRgNfs26owCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjIwMjE5MThaGA8yMTI2MTAy
OTAyMTkxOFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABNneoy613qX43hMsQj3M/5f1C5teKwhf87CYgt+zX5t0mPQBEf4C
gz49cOygjZtzd+V74oIA8gWPyZqnuzr0C+ejUzBRMB0GA1UdDgQWBBQmmdj5WnKg
0gPj6DFiwn2UqHiE3zAfBgNVHSMEGDAWgBQmmdj5WnKg0gPj6DFiwn2UqHiE3zAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDDXoNYnCqxc1yXNmFy
VJ1Ahru2jr9lHOpc07ZnK87XbAIhALJENNHF3odrT9M88J8eQ1jcYE4TCzyNN0o0
F6lfYjJS
-----END CERTIFICATE-----
";

#[test]
fn certificates_of_a_copied_host_are_read_where_its_programs_read_them() {
    let config = "[[runners]]\nurl = \"https://gitlab.example.com:8443\"\n";
    let folder = project(&[
        ("host/etc/gitlab-runner/config.toml", config),
        ("host/etc/gitlab-runner/certs/gitlab.example.com:8443.crt", AUTHORITY),
        ("host/etc/docker/daemon.json", "{}\n"),
        ("host/etc/docker/certs.d/registry.example.com:5050/ca.cert", AUTHORITY),
        // No program reads certificates here.
        ("host/srv/docker/certs.d/registry.example.com/ca.cert", AUTHORITY),
    ]);
    let rules = ["--select", "runner-certs-filename,certs-d-file-extension"];
    let host = run(
        &folder,
        &[&["--root", "host", "--format", "concise"], &rules[..]].concat(),
    );
    let expected = "\
        host/etc/docker/certs.d/registry.example.com:5050/ca.cert:1:1: error[certs-d-file-extension] `ca.cert` needs \
        `ca.key` beside it; without, every pull from `registry.example.com:5050` fails\n\
        host/etc/gitlab-runner/certs/gitlab.example.com:8443.crt:1:1: warning[runner-certs-filename] GitLab Runner does \
        not look for `gitlab.example.com:8443.crt`, but for `gitlab.example.com.crt`\n";
    assert_eq!(out(&host), expected);
    // A config.toml that lies in a repository says nothing of the certificates of its machine.
    let file = run(
        &folder,
        &[&["host/etc/gitlab-runner/config.toml", "--isolated"], &rules[..]].concat(),
    );
    assert_eq!((code(&file), out(&file).contains("certs")), (0, false));
}

#[test]
fn names_of_a_copied_host_are_read_from_its_hosts_file() {
    let config = "[[runners]]\nexecutor = \"docker\"\n[runners.docker]\nextra_hosts = [\"db:db.lan\"]\n";
    let folder = project(&[
        ("host/etc/gitlab-runner/config.toml", config),
        ("host/etc/hosts", "10.0.0.5 db.lan\n"),
        ("other/etc/gitlab-runner/config.toml", config),
        ("hosts", "10.0.0.6 db.lan\n"),
    ]);
    let patch = |arguments: &[&str]| {
        let rule = ["--diff", "--unsafe-fixes", "--select", "extra-hosts-target-not-ip"];
        out(&run(&folder, &[arguments, &rule[..]].concat()))
    };
    assert!(patch(&["--root", "host"]).contains("+extra_hosts = [\"db:10.0.0.5\"]"));
    assert!(patch(&["--root", "host", "--hosts-file", "hosts"]).contains("+extra_hosts = [\"db:10.0.0.6\"]"));
    assert_eq!(patch(&["--root", "other"]), "");
    // What the machine at hand knows says nothing of the one that a file is for.
    assert_eq!(patch(&["host/etc/gitlab-runner/config.toml"]), "");
}

#[test]
fn files_are_explained_instead_of_linted() {
    let folder = project(&[("config.toml", ODD), (".cargo/config.toml", "[build]\n")]);
    let output = run(&folder, &["--show-files"]);
    let expected = ".cargo/config.toml: left: it has no runners and no setting of GitLab Runner\n\
                    config.toml: runner: it has a setting of GitLab Runner\n";
    assert_eq!((code(&output), out(&output).as_str()), (0, expected));
}

#[test]
fn settings_of_the_repository_count_unless_they_are_declined() {
    let settings = "fail-on = \"warning\"\n";
    let folder = project(&[
        ("a/config.toml", ODD),
        (".runnerlint.toml", settings),
        ("own.toml", "fail-on = \"never\"\n"),
    ]);
    assert_eq!(code(&run(&folder, &["a/config.toml"])), 1);
    assert_eq!(code(&run(&folder, &["a"])), 1);
    for declined in ["--isolated", "--no-repo-config"] {
        assert_eq!(code(&run(&folder, &[declined, "a/config.toml"])), 0, "{declined}");
    }
    assert_eq!(code(&run(&folder, &["--config", "own.toml", "a/config.toml"])), 0);
    assert_eq!(
        code(&run(&folder, &["--fail-on", "error", "a/config.toml"])),
        0,
        "flags win"
    );
}

#[test]
fn settings_of_the_user_count_where_the_repository_has_none() {
    let folder = project(&[
        ("config.toml", ODD),
        ("home/.config/runnerlint/config.toml", "fail-on = \"warning\"\n"),
    ]);
    assert_eq!(code(&run(&folder, &["config.toml"])), 1);
}

/// Of three entries one is over, one names no rule, and one accepts nothing in `config.toml`.
const ALLOWED: &str = "[[allow]]\nrule = \"unknown-key\"\nuntil = 2020-01-31\n\n[[allow]]\nrule = \"no-such\"\n\n\
                       [[allow]]\nrule = \"unknown-key\"\nfile = \"config.toml\"\n";

fn about_settings(folder: &TempDir, arguments: &[&str]) -> Vec<String> {
    let printed = out(&run(folder, &[&["--format", "concise"], arguments].concat()));
    let rule = |line: &str| {
        Some((
            line.split_once(": ")?.0.to_owned(),
            line.split(['[', ']']).nth(1)?.to_owned(),
        ))
    };
    let about = printed
        .lines()
        .filter_map(rule)
        .filter(|(path, _)| path.contains("runnerlint"));
    about.map(|(_, rule)| rule).collect()
}

#[test]
fn entries_that_accept_nothing_are_findings_in_the_settings() {
    let folder = project(&[
        ("config.toml", CLEAN),
        ("b/config.toml", CLEAN),
        (".runnerlint.toml", ALLOWED),
    ]);
    let all = ["expired-allow", "unknown-allow", "unused-allow"];
    assert_eq!(about_settings(&folder, &[]), all);
    assert_eq!(about_settings(&folder, &["."]), all);
    assert_eq!(about_settings(&folder, &[".runnerlint.toml"]), all);
    let json: serde_json::Value = serde_json::from_str(&out(&run(&folder, &["--format", "json"]))).unwrap();
    assert_eq!(json["files"][2]["role"], "settings");
    assert_eq!(json["findings"][0]["address"], "allow[0].until");
    assert_eq!(json["findings"][0]["fix"]["safety"], "safe");
    let sarif = out(&run(&folder, &["--format", "sarif"]));
    assert!(sarif.contains(".runnerlint.toml"), "{sarif}");
}

#[test]
fn a_run_over_some_files_calls_no_entry_unused_and_changes_no_settings() {
    let folder = project(&[
        ("config.toml", CLEAN),
        ("b/config.toml", CLEAN),
        (".runnerlint.toml", ALLOWED),
    ]);
    for arguments in [
        &["config.toml"][..],
        &["b"],
        &["b/config.toml", "--fix", "--unsafe-fixes"],
    ] {
        assert_eq!(
            about_settings(&folder, arguments),
            ["expired-allow", "unknown-allow"],
            "{arguments:?}"
        );
    }
    let settings = || fs::read_to_string(folder.path().join(".runnerlint.toml")).unwrap();
    assert_eq!(settings(), ALLOWED);
    assert_eq!(about_settings(&folder, &["--isolated"]), [""; 0]);
    assert_eq!(code(&run(&folder, &["--fix"])), 0);
    assert_eq!(settings(), ALLOWED.split_once("\n\n").unwrap().1);
    assert_eq!(code(&run(&folder, &["--fix", "--unsafe-fixes"])), 0);
    assert_eq!(settings(), "");
    assert_eq!(code(&run(&folder, &["undo", "--last"])), 0);
    assert_eq!(settings(), ALLOWED.split_once("\n\n").unwrap().1);
}

#[test]
fn an_entry_for_pipelines_is_called_unused_only_where_it_says_in_which() {
    let entry = "[[allow]]\nrule = \"ci-services-limit\"\n";
    let pipeline = "test: {script: x}\n";
    let folder = project(&[
        ("config.toml", CLEAN),
        (".gitlab-ci.yml", pipeline),
        (".runnerlint.toml", entry),
    ]);
    assert_eq!(about_settings(&folder, &[]), [""; 0]);
    let entry = format!("{entry}file = \".gitlab-ci.yml\"\n");
    fs::write(folder.path().join(".runnerlint.toml"), entry).unwrap();
    assert_eq!(about_settings(&folder, &[]), ["unused-allow"]);
}

#[test]
fn settings_of_the_user_are_told_of_and_never_changed() {
    let home = "home/.config/runnerlint/config.toml";
    let folder = project(&[("a/config.toml", CLEAN)]);
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(outside.path().join("runnerlint")).unwrap();
    let path = outside.path().join("runnerlint/config.toml");
    fs::write(&path, ALLOWED).unwrap();
    let mut command = command(&folder, &["--fix", "--unsafe-fixes", "--format", "concise"]);
    let output = command.env("XDG_CONFIG_HOME", outside.path()).output().unwrap();
    assert_eq!(out(&output).lines().count(), 2, "{}", out(&output));
    assert!(!out(&output).contains("unused-allow"));
    assert_eq!(fs::read_to_string(&path).unwrap(), ALLOWED);
    assert!(!folder.path().join(home).exists());
}

#[test]
fn settings_alone_are_nothing_to_lint() {
    let folder = project(&[(".runnerlint.toml", ALLOWED)]);
    assert_eq!(code(&run(&folder, &[])), 4);
    assert_eq!(code(&hook(&folder, &[".runnerlint.toml"])), 0);
}

#[test]
fn wrong_settings_exit_with_2_and_name_the_place() {
    let folder = project(&[
        ("config.toml", CLEAN),
        (".runnerlint.toml", "selct = []\nignore = [\"x\"]\n"),
    ]);
    let output = run(&folder, &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains(".runnerlint.toml:1:1: `selct` is not a setting; did you mean `select`?"));
    assert!(
        err(&output).contains(".runnerlint.toml:2:11: `x` is not a rule"),
        "{}",
        err(&output)
    );
}

#[test]
fn rules_are_chosen_by_flags() {
    let folder = project(&[
        ("config.toml", ODD),
        (".runnerlint.toml", "ignore = [\"unknown-key\"]\n"),
    ]);
    let lines = |arguments: &[&str]| {
        out(&run(&folder, &[&["--format", "concise"], arguments].concat()))
            .lines()
            .count()
    };
    assert_eq!(lines(&[]), 0);
    assert_eq!(lines(&["--extend-select", "unknown-key"]), 1);
    assert_eq!(lines(&["--select", "unknown-key"]), 1);
    assert_eq!(lines(&["--isolated", "--ignore", "unknown-key"]), 0);
}

#[test]
fn accepted_findings_do_not_count_and_comments_without_effect_are_named() {
    let allowed = ODD.replace("often", "runnerlint: allow(unknown-key) a fork knows it");
    let folder = project(&[("config.toml", &allowed)]);
    let strict = ["--fail-on", "info", "config.toml"];
    assert_eq!(code(&run(&folder, &strict)), 0);
    let distrusted = run(&folder, &[&["--no-repo-config"], &strict[..]].concat());
    assert_eq!(code(&distrusted), 1);
    let folder = project(&[("config.toml", &allowed.replace("unknown-key", ""))]);
    let output = run(&folder, &strict);
    assert_eq!(code(&output), 1);
    assert!(
        out(&output).contains("this accepts nothing: names no rule"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_baseline_accepts_what_is_there_and_nothing_new() {
    let folder = project(&[("etc/config.toml", ODD), ("docs/x", "")]);
    let strict = ["--fail-on", "info", "--baseline", ".runnerlint-baseline.json"];
    assert_eq!(code(&run(&folder, &strict)), 3, "there is none");
    let written = run(&folder, &["baseline", "write"]);
    assert_eq!(err(&written), ".runnerlint-baseline.json: 1 finding is accepted\n");
    assert_eq!(code(&run(&folder, &strict)), 0);
    let json = run(&folder, &[&strict[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(json["findings"][0]["suppressed"]["by"], "baseline");
    // Neither moved lines nor another working directory make a finding a new one.
    fs::write(folder.path().join("etc/config.toml"), format!("# moved\n{ODD}")).unwrap();
    let mut command = command(
        &folder,
        &["--fail-on", "info", "--baseline", "../.runnerlint-baseline.json"],
    );
    let elsewhere = command.current_dir(folder.path().join("docs")).output().unwrap();
    assert_eq!((code(&elsewhere), err(&elsewhere).as_str()), (0, ""));
    fs::write(folder.path().join("etc/config.toml"), format!("{ODD}unknown = 1\n")).unwrap();
    let new = run(&folder, &[&strict[..], &["--format", "concise"]].concat());
    assert_eq!((code(&new), out(&new).lines().count()), (1, 1));
    let shown = out(&run(&folder, &[&strict[..], &["--show-suppressed"]].concat()));
    assert!(shown.contains("suppressed by baseline"), "{shown}");
}

#[test]
fn a_baseline_is_pruned_of_what_is_gone_and_was_looked_for() {
    let folder = project(&[("a/config.toml", ODD), ("config.toml", ODD)]);
    run(&folder, &["baseline", "write", "--baseline", "b.json"]);
    let findings = || {
        let json: serde_json::Value = serde_json::from_str(&text(&folder, "b.json")).unwrap();
        json["findings"].as_array().unwrap().len()
    };
    assert_eq!(findings(), 2);
    fs::write(folder.path().join("config.toml"), CLEAN).unwrap();
    for other in [&["a/config.toml"][..], &["--ignore", "unknown-key"]] {
        run(
            &folder,
            &[&["baseline", "prune", "--baseline", "b.json"], other].concat(),
        );
        assert_eq!(findings(), 2, "{other:?}");
    }
    // What is found anew is not accepted by taking the old away.
    fs::write(folder.path().join("a/config.toml"), format!("{ODD}unknown = 1\n")).unwrap();
    let pruned = run(&folder, &["baseline", "prune", "--baseline", "b.json"]);
    assert_eq!(err(&pruned), "b.json: 1 finding was taken out\n");
    assert_eq!(findings(), 1);
    fs::write(folder.path().join("b.json"), "{\"version\": 1}").unwrap();
    assert_eq!(code(&run(&folder, &["--baseline", "b.json"])), 2);
}

#[test]
fn a_machine_format_has_standard_output_to_itself() {
    let folder = project(&[("config.toml", ODD)]);
    let output = run(&folder, &["--format", "json", "--statistics", "--fix", "config.toml"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(json["version"], 1);
    assert!(err(&output).contains("1 warning  unknown-key"), "{}", err(&output));
}

#[test]
fn a_patch_goes_with_formats_that_were_not_asked_for_or_are_its_own() {
    let folder = project(&[("config.toml", ODD)]);
    let patch = out(&run(&folder, &["--diff", "--unsafe-fixes"]));
    assert!(patch.starts_with("--- a/config.toml"), "{patch}");
    assert_eq!(out(&hook(&folder, &["--diff", "--unsafe-fixes"])), patch);
    for format in ["patch", "human"] {
        assert_eq!(
            out(&run(&folder, &["--diff", "--unsafe-fixes", "--format", format])),
            patch
        );
    }
}

#[test]
fn a_report_goes_to_a_file_beside_the_one_for_people() {
    let folder = project(&[("config.toml", ODD)]);
    let output = run(&folder, &["-o", "gitlab=quality.json", "-o", "concise=lines.txt"]);
    assert!(out(&output).contains("1 finding"), "{}", out(&output));
    let json: serde_json::Value = serde_json::from_str(&text(&folder, "quality.json")).unwrap();
    assert_eq!(json[0]["check_name"], "unknown-key");
    assert!(text(&folder, "lines.txt").starts_with("config.toml:2:1: "));
    assert_eq!(code(&run(&folder, &["-o", "json=no/such/folder.json"])), 3);
}

#[test]
fn no_output_replaces_what_the_run_reads_or_another_output() {
    let folder = project(&[
        ("config.toml", ODD),
        ("notes.txt", "mine\n"),
        (".runnerlint.toml", "fail-on = \"never\"\n"),
    ]);
    let link = |name: &str, of: &str| fs::hard_link(folder.path().join(of), folder.path().join(name)).unwrap();
    link("link.txt", "config.toml");
    for (arguments, part) in [
        (vec!["-o", "json=config.toml"], "would replace config.toml"),
        (
            vec!["-o", "json=./link.txt", "config.toml"],
            "would replace config.toml",
        ),
        (
            vec!["fix", "--unsafe-fixes", "-o", "json=config.toml", "config.toml"],
            "would replace config.toml",
        ),
        (vec!["--diff", "-o", "patch=config.toml"], "would replace config.toml"),
        (
            vec!["-o", "json=notes.txt", "notes.txt", "config.toml"],
            "would replace notes.txt",
        ),
        (vec!["-o", "json=.runnerlint.toml"], "would replace .runnerlint.toml"),
        (
            vec!["plan", "--output", "config.toml", "config.toml"],
            "would replace config.toml",
        ),
        (
            vec!["baseline", "write", "--baseline", "config.toml", "config.toml"],
            "would replace config.toml",
        ),
        (vec!["-o", "json=a", "-o", "sarif=./a"], "two outputs go to ./a"),
    ] {
        let output = run(&folder, &arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(part), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "");
    }
    assert_eq!(text(&folder, "config.toml"), ODD);
    assert_eq!(text(&folder, "notes.txt"), "mine\n");
    assert!(!folder.path().join("a").exists());
    for _ in 0..2 {
        assert_eq!(
            code(&run(&folder, &["-o", "json=a.json", "-o", "sarif=b.json"])),
            0,
            "a report may be written again"
        );
    }
}

#[cfg(unix)]
#[test]
fn reports_go_to_pipes_and_devices() {
    let folder = project(&[("config.toml", ODD)]);
    let output = run(
        &folder,
        &[
            "-q",
            "-o",
            "json=/dev/null",
            "-o",
            "sarif=/dev/null",
            "-o",
            "concise=/dev/stdout",
        ],
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        out(&output).contains("\nconfig.toml:2:1: ") || out(&output).starts_with("config.toml:2:1: "),
        "{}",
        out(&output)
    );
}

#[test]
fn a_page_and_the_table_of_rules_are_printed() {
    let folder = project(&[]);
    let page = run(&folder, &["explain", "unknown-key"]);
    assert!(code(&page) == 0 && out(&page).contains("unknown-key"), "{}", err(&page));
    let table = out(&run(&folder, &["rules"]));
    assert!(table.contains("unknown-key"), "{table}");
    let json: serde_json::Value = serde_json::from_str(&out(&run(&folder, &["rules", "--format", "json"]))).unwrap();
    assert!(
        json.as_array()
            .unwrap()
            .iter()
            .any(|rule| rule["name"] == "unknown-key")
    );
}

#[test]
fn nothing_is_written_without_being_asked_for() {
    let folder = project(&[("config.toml", ODD)]);
    for arguments in [
        &["--unsafe-fixes"][..],
        &["--fix"],
        &["--diff", "--unsafe-fixes"],
        &["fix", "--diff"],
    ] {
        run(&folder, arguments);
        assert_eq!(text(&folder, "config.toml"), ODD, "{arguments:?}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let many: String = (0..5000).map(|at| format!("unknown_{at} = 1\n")).collect();
    let folder = project(&[("config.toml", &format!("concurrent = 1\n{many}"))]);
    let mut command = command(&folder, &["--format", "concise", "--fail-on", "warning"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), err(&output).as_str()), (1, ""));
}

#[test]
fn a_token_is_in_no_output_of_any_command() {
    let token = "AbCdEfGhIjKlMnOpQrSt";
    let config = format!("[[runners]]\n  token = \"glrt-{token}\"\n  tokn = \"glrt-{token}\"\n  unknown = 1\n");
    let folder = project(&[("config.toml", &config)]);
    for arguments in [
        &["--format", "human"][..],
        &["--format", "concise"],
        &["--format", "json"],
        &["--format", "gitlab"],
        &["--format", "sarif"],
        &["--format", "junit"],
        &["--format", "github"],
        &["--format", "rdjson"],
        &["--format", "markdown"],
        &["--format", "patch"],
        &["--diff", "--unsafe-fixes"],
        &["--show-files"],
        &["--fix", "--unsafe-fixes", "--statistics", "-v"],
    ] {
        let output = run(&folder, arguments);
        assert!(
            !out(&output).contains(token) && !err(&output).contains(token),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_dash_is_standard_output() {
    let folder = project(&[("config.toml", ODD)]);
    let output = run(&folder, &["-o", "json=-"]);
    assert_eq!(out(&output), out(&run(&folder, &["--format", "json"])));
    let plan = run(&folder, &["plan", "--output", "-"]);
    assert!(out(&plan).starts_with('{'), "{}", err(&plan));
    assert!(!folder.path().join("-").exists());
}

#[test]
fn help_is_a_word_too() {
    let folder = project(&[]);
    for (word, flag) in [(&["help"][..], &["--help"][..]), (&["help", "fix"], &["fix", "--help"])] {
        let (word, flag) = (run(&folder, word), run(&folder, flag));
        assert_eq!((code(&word), out(&word)), (0, out(&flag)));
    }
}

#[test]
fn help_and_version_are_answers() {
    let folder = project(&[]);
    let help = run(&folder, &["--help"]);
    assert!(code(&help) == 0 && out(&help).contains("--unsafe-fixes"));
    assert!(out(&run(&folder, &["--version"])).starts_with("runnerlint "));
}

const PIPELINE: &str = "include: ci/base.yml\n\
    test:\n  extends: .base\n  tags: [linux]\n  script: make test\n  variables: {DB_PASSWORD: hunter2, A: 012}\n";

fn pipeline() -> TempDir {
    let base = ".base: {image: 'alpine:3.20', services: [{name: redis, alias: cache}]}\n";
    project(&[(".gitlab-ci.yml", PIPELINE), ("ci/base.yml", base)])
}

#[test]
fn jobs_are_printed_as_gitlab_resolves_them() {
    let folder = pipeline();
    let output = run(&folder, &["jobs", "--format", "json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let expected = serde_json::json!({
        "errors": [],
        "jobs": {"test": {
            "image": {"name": "alpine:3.20"},
            "services": [{"name": "redis", "alias": "cache"}],
            "tags": ["linux"],
            "variables": {"DB_PASSWORD": {"value": "*******"}, "A": {"value": "10"}},
        }},
    });
    assert_eq!(document, expected);
}

#[test]
fn jobs_are_printed_for_people_with_their_runners_and_what_breaks() {
    let folder = pipeline();
    let runner = "[[runners]]\n  name = \"docker-1\"\n  url = \"https://gitlab.example.com\"\n  token = \"x\"\n  executor = \"docker\"\n  \
                  [runners.docker]\n    image = \"alpine:3.20\"\n    allowed_images = [\"ruby:*\"]\n";
    fs::write(folder.path().join("config.toml"), runner).unwrap();
    let output = run(&folder, &["jobs", "--job", "test"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let printed = out(&output);
    for line in [
        "test  .gitlab-ci.yml:2:1",
        "  image     alpine:3.20",
        "  services  redis as cache",
        "  tags      linux",
        "docker-1",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    assert_eq!(out(&run(&folder, &["jobs", "--job", "test", "."])), printed);
    assert_eq!(code(&run(&folder, &["jobs", "--job", "nope"])), 2);
    for (tags, line) in [
        ("linux", "  runners   `docker-1`\n"),
        ("arm", "  runners   none at hand\n"),
    ] {
        let told = format!("runners.docker-1.tags = [\"{tags}\"]\n");
        fs::write(folder.path().join(".runnerlint.toml"), told).unwrap();
        let printed = out(&run(&folder, &["jobs", "--job", "test"]));
        assert!(printed.contains(line), "{printed}");
    }
}

#[test]
fn a_pipeline_that_gitlab_refuses_has_no_jobs() {
    let folder = project(&[(".gitlab-ci.yml", "test: {script: x, imgae: y}\n")]);
    let output = run(&folder, &["jobs", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let document: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let expected = serde_json::json!({
        "errors": [".gitlab-ci.yml:1:19: `test` has no key `imgae`"],
        "jobs": null,
    });
    assert_eq!(document, expected);
}

#[test]
fn a_missing_include_is_an_error_where_the_root_is_sure() {
    let folder = project(&[
        (".gitlab-ci.yml", "include: ci/gone.yml\ntest: {script: x}\n"),
        ("part.yml", "include: gone.yml\ntest: {script: x}\n"),
    ]);
    let output = run(&folder, &["--format", "concise", ".gitlab-ci.yml"]);
    assert!(out(&output).contains("error[ci-include-invalid]"), "{}", out(&output));
    let output = run(
        &folder,
        &["--isolated", "--format", "concise", "--kind", "pipeline", "part.yml"],
    );
    assert_eq!(out(&output), "");
    let output = run(
        &folder,
        &[
            "--isolated",
            "--format",
            "concise",
            "--kind",
            "pipeline",
            "--project-root",
            ".",
            "part.yml",
        ],
    );
    assert!(out(&output).contains("error[ci-include-invalid]"), "{}", out(&output));
}
