//! Patches are taken by the real `git apply` and `patch -p1`, and show no secret.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::source::Role;

const SECRET: &str = "Canary5ecret";

/// Files with these texts; the word `SECRET` stands for a secret.
fn run(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        let text = text.replace("SECRET", SECRET);
        let mut file = SourceFile::new(*path, Role::RunnerConfig, text.clone().into_bytes());
        let mark = file.bytes().len() - file.text().len();
        for (at, _) in text.match_indices(SECRET) {
            file.hide(at - mark..at - mark + SECRET.len());
        }
        sources.push(file);
    }
    sources
}

/// The patch, what was withheld, and the counts.
fn diff(before: &Sources, after: &Sources) -> (String, String, Outcome) {
    let (mut patch, mut withheld) = (Vec::new(), Vec::new());
    let outcome = write((before, after), &Base::default(), &mut patch, &mut withheld).unwrap();
    let texts = [patch, withheld].map(|bytes| String::from_utf8(bytes).unwrap());
    let [patch, withheld] = texts;
    assert!(!patch.contains(SECRET) && !withheld.contains(SECRET));
    (patch, withheld, outcome)
}

/// The files after `program` was given the patch; `None` if it refused.
fn applied(program: &str, arguments: &[&str], before: &Sources, patch: &str) -> Option<Vec<Vec<u8>>> {
    let folder = tempfile::tempdir().unwrap();
    let place = |file: &SourceFile| -> PathBuf {
        let path = file.path.strip_prefix("/").unwrap_or(&file.path);
        folder.path().join(path)
    };
    for (_, file) in before.iter() {
        fs::create_dir_all(place(file).parent().unwrap()).unwrap();
        fs::write(place(file), file.bytes()).unwrap();
    }
    let patch_file = folder.path().join("the.patch");
    fs::write(&patch_file, patch).unwrap();
    let status = Command::new(program)
        .args(arguments)
        .arg(&patch_file)
        .current_dir(folder.path())
        .env(
            "GIT_CEILING_DIRECTORIES",
            folder.path().parent().unwrap_or(Path::new("/")),
        )
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder.path())
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let texts = before.iter().map(|(_, file)| fs::read(place(file)).unwrap());
    status.success().then(|| texts.collect())
}

#[expect(clippy::print_stderr, reason = "a test that checks nothing says so")]
fn installed(program: &str) -> bool {
    let version = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    let there = version.is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: `{program}` is not installed");
    }
    there
}

/// Gives the patch to both tools, whose results must be `expected`.
fn assert_taken(before: &Sources, patch: &str, expected: &[Vec<u8>]) {
    if patch.is_empty() {
        let unchanged: Vec<Vec<u8>> = before.iter().map(|(_, file)| file.bytes().to_vec()).collect();
        assert_eq!(unchanged, expected);
        return;
    }
    let tools: [(&str, &[&str]); 2] = [("git", &["apply"]), ("patch", &["-p1", "--fuzz=0", "-i"])];
    for (program, arguments) in tools {
        if installed(program) {
            let result = applied(program, arguments, before, patch);
            assert_eq!(result.as_deref(), Some(expected), "{program}\n{patch}");
        }
    }
}

/// The whole difference is in the patch, and both tools take it.
fn assert_whole(before: &[(&str, &str)], after: &[(&str, &str)]) -> String {
    let (before, after) = (run(before), run(after));
    let (patch, withheld, outcome) = diff(&before, &after);
    assert_eq!((withheld.as_str(), outcome.withheld), ("", 0), "{patch}");
    let expected: Vec<Vec<u8>> = after.iter().map(|(_, file)| file.bytes().to_vec()).collect();
    assert_taken(&before, &patch, &expected);
    patch
}

#[test]
fn a_patch_has_three_lines_of_context() {
    let patch = assert_whole(
        &[("config.toml", "a\nb\nc\nd\ne\nf\ng\nh\n")],
        &[("config.toml", "a\nb\nc\nd\nE\nE2\nf\ng\nh\n")],
    );
    assert_eq!(
        patch,
        "--- a/config.toml\n+++ b/config.toml\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+E2\n f\n g\n h\n"
    );
}

#[test]
fn context_ends_below_a_token() {
    let patch = assert_whole(
        &[("config.toml", "a\ntoken = SECRET\nold\nb\nc\nd\n")],
        &[("config.toml", "a\ntoken = SECRET\nnew\nb\nc\nd\n")],
    );
    assert_eq!(
        patch,
        "--- a/config.toml\n+++ b/config.toml\n@@ -3,4 +3,4 @@\n-old\n+new\n b\n c\n d\n"
    );
}

#[test]
fn context_ends_above_a_token_and_is_as_short_before_the_change() {
    let patch = assert_whole(
        &[("config.toml", "a\nb\nc\nold\nd\ntoken = SECRET\ne\n")],
        &[("config.toml", "a\nb\nc\nnew\nd\ntoken = SECRET\ne\n")],
    );
    assert_eq!(
        patch,
        "--- a/config.toml\n+++ b/config.toml\n@@ -3,3 +3,3 @@\n c\n-old\n+new\n d\n"
    );
}

#[test]
fn a_change_between_two_tokens_needs_one_line_after_it() {
    assert_whole(
        &[("config.toml", "x = SECRET\nold\nb\ntoken = SECRET\n")],
        &[("config.toml", "x = SECRET\nnew\nb\ntoken = SECRET\n")],
    );
    let before = run(&[("config.toml", "x = SECRET\nold\ntoken = SECRET\n")]);
    let after = run(&[("config.toml", "x = SECRET\nnew\ntoken = SECRET\n")]);
    let (patch, withheld, outcome) = diff(&before, &after);
    assert_eq!(patch, "");
    assert_eq!(
        withheld,
        "# not applicable: holds a secret\n# --- a/config.toml\n# +++ b/config.toml\n# @@ -2 +2 @@\n# -old\n# +new\n"
    );
    let expected = Outcome {
        files: 1,
        hunks: 0,
        withheld: 1,
    };
    assert_eq!(outcome, expected);
}

#[test]
fn an_insertion_below_a_token_has_no_context_before_it() {
    let patch = assert_whole(
        &[("config.toml", "a\ntoken = SECRET\nb\nc\n")],
        &[("config.toml", "a\ntoken = SECRET\nnew\nb\nc\n")],
    );
    assert_eq!(
        patch,
        "--- a/config.toml\n+++ b/config.toml\n@@ -3,2 +3,3 @@\n+new\n b\n c\n"
    );
}

#[test]
fn an_insertion_above_a_token_is_withheld_because_git_would_put_it_at_the_end() {
    let before = run(&[("config.toml", "a\ntoken = SECRET\nb\n")]);
    let after = run(&[("config.toml", "a\nnew\ntoken = SECRET\nb\n")]);
    let (patch, withheld, _) = diff(&before, &after);
    assert_eq!(patch, "");
    assert!(withheld.ends_with("# @@ -1,0 +2 @@\n# +new\n"), "{withheld}");
}

#[test]
fn an_insertion_at_the_end_needs_no_context() {
    assert_whole(
        &[("config.toml", "a\ntoken = SECRET\n")],
        &[("config.toml", "a\ntoken = SECRET\nnew\n")],
    );
    let before = run(&[("config.toml", "token = SECRET\n")]);
    let after = run(&[("config.toml", "token = SECRET\nnew\n")]);
    assert_eq!(diff(&before, &after).2.withheld, 1);
}

#[test]
fn a_changed_secret_is_withheld_even_if_it_looks_the_same() {
    let before = run(&[("config.toml", "a\ntoken = SECRET\nb\nc\nold\nd\n")]);
    let mut after = Sources::new();
    let text = "a\ntoken = Another5cret\nb\nc\nnew\nd\n";
    let mut file = SourceFile::new("config.toml", Role::RunnerConfig, text.into());
    file.hide(10..22);
    after.push(file);
    let (patch, withheld, outcome) = diff(&before, &after);
    assert_eq!((outcome.hunks, outcome.withheld), (1, 1));
    assert!(withheld.ends_with("# @@ -2 +2 @@\n# -token = ************\n# +token = ************\n"));
    let expected = text.replace("Another5cret", SECRET);
    assert_taken(&before, &patch, &[expected.into()]);
}

#[test]
fn later_hunks_count_lines_without_what_was_withheld() {
    let before = run(&[("config.toml", "token = SECRET\na\nb\nc\nd\ne\nold\nf\ng\nh\ni\nj\n")]);
    let after = run(&[(
        "config.toml",
        "url\ntoken = SECRET\nmore = SECRET\na\nb\nc\nd\ne\nnew\nf\ng\nh\ni\nj\n",
    )]);
    let (patch, _, outcome) = diff(&before, &after);
    assert_eq!((outcome.hunks, outcome.withheld), (1, 2));
    assert!(patch.contains("@@ -4,7 +4,7 @@\n"), "{patch}");
    let expected = format!("token = {SECRET}\na\nb\nc\nd\ne\nnew\nf\ng\nh\ni\nj\n");
    assert_taken(&before, &patch, &[expected.into()]);
}

#[test]
fn line_ends_and_a_missing_last_one_are_kept() {
    assert_whole(
        &[("config.toml", "a\r\nb\r\nold\r\nc\r\n")],
        &[("config.toml", "a\r\nb\r\nnew\r\nc\r\n")],
    );
    let patch = assert_whole(
        &[("daemon.json", "{\n  \"a\": 1\n}")],
        &[("daemon.json", "{\n  \"a\": 2\n}")],
    );
    assert!(patch.ends_with("\n }\n\\ No newline at end of file\n"), "{patch}");
    assert_whole(&[("config.toml", "a\nb")], &[("config.toml", "a\nb\nc")]);
    assert_whole(&[("config.toml", "")], &[("config.toml", "a\n")]);
}

#[test]
fn a_byte_order_mark_is_part_of_the_first_line() {
    assert_whole(
        &[("config.toml", "\u{FEFF}a\nb\n")],
        &[("config.toml", "\u{FEFF}a\nB\n")],
    );
    assert_whole(
        &[("config.toml", "\u{FEFF}a\nb\n")],
        &[("config.toml", "\u{FEFF}A\nb\n")],
    );
}

#[test]
fn a_byte_order_mark_stays_if_lines_are_added_or_taken_away_behind_it() {
    assert_whole(
        &[("daemon.json", "\u{FEFF}# a\n{\n}\n")],
        &[("daemon.json", "\u{FEFF}{\n}\n")],
    );
    assert_whole(
        &[("config.toml", "\u{FEFF}a\nb\nc\n")],
        &[("config.toml", "\u{FEFF}new\na\nb\nC\n")],
    );
}

#[test]
fn several_hunks_of_several_files_are_one_patch() {
    let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n";
    let new = "1\nzwei\nzwei!\n3\n4\n5\n6\n7\n8\n9\n10\n11\n13\n";
    let patch = assert_whole(
        &[
            ("/etc/gitlab-runner/config.toml", old),
            ("same.toml", old),
            ("my \"x\" ü.yml", old),
        ],
        &[
            ("/etc/gitlab-runner/config.toml", new),
            ("same.toml", old),
            ("my \"x\" ü.yml", new),
        ],
    );
    assert_eq!(patch.matches("@@ -").count(), 4);
    assert!(patch.starts_with("--- a/etc/gitlab-runner/config.toml\n"));
}

#[test]
fn a_file_that_is_not_utf_8_is_withheld() {
    let one = |text: &str| {
        let mut sources = Sources::new();
        let bytes = crate::source::encode(text, Encoding::Utf16Le);
        sources.push(SourceFile::new("daemon.json", Role::DaemonConfig, bytes));
        sources
    };
    let (patch, withheld, _) = diff(&one("{\"a\": 1}"), &one("{\"a\": 2}"));
    assert_eq!(patch, "");
    assert_eq!(
        withheld,
        "# not applicable: not UTF-8\n# --- a/daemon.json\n# +++ b/daemon.json\n# @@ -1 +1 @@\n# -{\"a\": 1}\n# +{\"a\": 2}\n"
    );
}

#[test]
fn a_secret_that_ends_within_a_character_withholds_the_file() {
    let one = |text: &str| {
        let mut file = SourceFile::new("config.toml", Role::RunnerConfig, text.into());
        file.hide(4..6);
        let mut sources = Sources::new();
        sources.push(file);
        sources
    };
    let (patch, _, outcome) = diff(&one("k = xü\nold\na\nb\n"), &one("k = xü\nnew\na\nb\n"));
    assert_eq!((patch.as_str(), outcome.withheld), ("", 1));
}

#[test]
fn a_text_of_megabytes_whose_lines_all_change_is_compared_in_time() {
    let before = run(&[("config.toml", &"a = 1\n".repeat(200_000))]);
    let after = run(&[("config.toml", &"a  = 1\nb = 2\n".repeat(200_000))]);
    let (_, _, outcome) = diff(&before, &after);
    assert_eq!(outcome.hunks, 1);
    let lines = |word: &str| -> String { (0..50_000).map(|n| format!("a\n{word} = {n}\n")).collect() };
    let (before, after) = (run(&[("f", &lines("x"))]), run(&[("f", &lines("y"))]));
    assert_eq!(diff(&before, &after).2.withheld, 0);
}

/// The text after a patch of one file, by its line numbers alone; every line it names must be where it says.
fn by_line_numbers(text: &str, patch: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut out, mut at) = (String::new(), 0);
    for line in patch.split_inclusive('\n').skip(2) {
        let (sign, rest) = line.split_at(1);
        match sign {
            "@" => {
                let numbers: Vec<usize> = line[4..]
                    .split(' ')
                    .next()
                    .unwrap()
                    .split(',')
                    .map(|number| number.parse().unwrap())
                    .collect();
                let start = numbers[0] - usize::from(numbers.get(1) != Some(&0));
                out.extend(old[at..start].iter().copied());
                at = start;
            }
            "+" => out.push_str(rest),
            _ => {
                assert_eq!(old[at], rest);
                at += 1;
                if sign == " " {
                    out.push_str(rest);
                }
            }
        }
    }
    out.extend(old[at..].iter().copied());
    out
}

/// Lines of few kinds, so that git and patch are tempted to find a place elsewhere.
fn lines() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let line = prop_oneof![
        6 => Just(("a\n", "a\n")),
        4 => Just(("b\n", "b\n")),
        3 => Just(("t = SECRET\n", "t = SECRET\n")),
        2 => Just(("a\n", "c\n")),
        1 => Just(("a\n", "")),
        2 => Just(("", "b\n")),
        1 => Just(("a\n", "t = SECRET\n")),
    ];
    prop::collection::vec(line, 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn both_tools_put_every_hunk_where_its_line_numbers_say(lines in lines()) {
        let (before, after): (String, String) = lines.into_iter().unzip();
        let (before, after) = (run(&[("f", &before)]), run(&[("f", &after)]));
        let (patch, _, outcome) = diff(&before, &after);
        let text = before.iter().next().unwrap().1.text();
        let expected = by_line_numbers(text, &patch);
        if outcome.withheld == 0 {
            prop_assert_eq!(&expected, after.iter().next().unwrap().1.text());
        }
        assert_taken(&before, &patch, &[expected.into_bytes()]);
    }
}
