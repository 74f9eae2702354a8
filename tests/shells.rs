//! What the program tells shells and the manual about itself: every command and every flag that `--help` names.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use regex_lite::Regex;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// A command of the program, as `config show`, and its flags.
#[derive(Debug)]
struct Known {
    path: Vec<String>,
    flags: Vec<String>,
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).env_clear().output().unwrap()
}

fn answer(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The command at `path` and all below it, as their help describes them.
fn known(path: &[String]) -> Vec<Known> {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = answer(&arguments);
    let flag = Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z-]+)").unwrap();
    let flags = flag.captures_iter(&help).map(|found| found[1].to_owned()).collect();
    let mut all = vec![Known {
        path: path.to_vec(),
        flags,
    }];
    let below = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    for line in below.lines().take_while(|line| !line.is_empty()) {
        let name = line.split_whitespace().next().unwrap().to_owned();
        all.extend(known(&[path, &[name]].concat()));
    }
    all
}

fn program() -> Vec<Known> {
    let all = known(&[]);
    let has = |path: &[&str], flag: &str| {
        all.iter()
            .any(|known| known.path == path && known.flags.iter().any(|known| known == flag))
    };
    assert!(has(&[], "--fix") && has(&["jobs"], "--job") && has(&["config", "show"], "--select"));
    all
}

/// What another program says of a text, if it is installed here.
fn asked(program: &str, arguments: &[&str], text: &str) -> Option<Output> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: {program} is not installed");
            return None;
        }
        child => child.unwrap(),
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

#[track_caller]
fn assert_silent(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");
}

#[test]
fn shells_understand_their_scripts() {
    for shell in ["bash", "fish", "zsh"] {
        let script = answer(&["completions", shell]);
        if let Some(output) = asked(shell, &["-n"], &script) {
            assert_silent(&output);
        }
    }
}

#[test]
fn every_script_names_every_command_and_flag() {
    let program = program();
    for shell in SHELLS {
        let script = answer(&["completions", shell]);
        // Fish has the dashes in a flag of its own: `-l fix`.
        let words = script.split(|c: char| !c.is_alphanumeric() && c != '-');
        let words: HashSet<&str> = words.map(|word| word.trim_matches('-')).collect();
        for Known { path, flags } in &program {
            for word in flags.iter().chain(path.last()) {
                assert!(words.contains(word.trim_start_matches('-')), "{shell}: {path:?} {word}");
            }
        }
    }
}

/// What bash offers after these words for the beginning of another one.
fn offered(completions: &str, words: &[&str], beginning: &str) -> Option<Vec<String>> {
    let line = [&["runnerlint"], words, &[beginning]].concat();
    let quoted: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "{completions}\nCOMP_WORDS=({}) COMP_CWORD={}\n_runnerlint runnerlint '{beginning}' '{}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted.join(" "),
        line.len() - 1,
        line[line.len() - 2],
    );
    let output = asked("bash", &["--norc", "--noprofile", "-s"], &script)?;
    assert_silent(&output);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut offered: Vec<String> = text.lines().map(str::to_owned).collect();
    offered.sort();
    Some(offered)
}

#[test]
fn bash_offers_the_flags_that_the_help_of_a_command_names() {
    let script = answer(&["completions", "bash"]);
    for Known { path, mut flags } in program() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        flags.sort();
        if let Some(offered) = offered(&script, &path, "--") {
            assert_eq!(offered, flags, "{path:?}");
        }
    }
}

#[test]
fn bash_offers_words_for_what_takes_words() {
    let script = answer(&["completions", "bash"]);
    for (words, beginning, wanted) in [
        (&["explain"][..], "dind-missing-c", "dind-missing-certs-volume"),
        (&["check", "--fail-on"], "w", "warning"),
        (&["--profile"], "h", "hardened"),
        (&["plan", "--kind"], "dae", "daemon"),
        (&["config", "show", "--format"], "sar", "sarif"),
        (&["completions"], "z", "zsh"),
    ] {
        if let Some(offered) = offered(&script, words, beginning) {
            assert_eq!(offered, [wanted], "{words:?}");
        }
    }
}

#[test]
fn a_reader_of_a_script_may_have_seen_enough() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_silent(&output);
}

/// The text of a page without what makes it bold or italic.
fn plain(page: &str) -> String {
    ["\\fB", "\\fI", "\\fR"]
        .iter()
        .fold(page.replace("\\-", "-"), |text, font| text.replace(font, ""))
}

#[test]
fn every_command_has_a_page_that_names_its_flags() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share/man/man1");
    answer(&["man", "--dir", pages.to_str().unwrap()]);
    let all = program();
    assert_eq!(fs::read_dir(&pages).unwrap().count(), all.len());
    for Known { path, flags } in all {
        let name = [&["runnerlint".to_owned()][..], &path].concat().join("-");
        let page = fs::read_to_string(pages.join(format!("{name}.1"))).unwrap();
        let title = format!(".TH {name} 1 \"\" \"runnerlint {}\"\n", env!("CARGO_PKG_VERSION"));
        assert!(page.starts_with(&title), "no day, then the version: {page}");
        for flag in flags {
            assert!(plain(&page).contains(&flag), "{name}: {flag}");
        }
        if let Some(output) = asked("groff", &["-man", "-ww", "-Tutf8"], &page) {
            assert_silent(&output);
        }
    }
    assert_eq!(
        answer(&["man"]),
        fs::read_to_string(pages.join("runnerlint.1")).unwrap()
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let output = run(&["man", "--dir", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("file"));
}

#[test]
fn the_manual_says_of_exit_codes_what_the_readme_says() {
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let page = plain(&answer(&["man"]));
    let row = Regex::new(r"(?m)^\| (\d) \| (.*) \|$").unwrap();
    let rows: Vec<_> = row.captures_iter(&readme).collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let entry = format!(".TP\n.B {}\n{}\n", &row[1], row[2].replace('`', ""));
        assert!(page.contains(&entry), "{entry}");
    }
}
