//! What comments cover, shown as the text they cover.

use super::*;
use crate::source::{FileId, Role};
use crate::syntax::parse;

fn read(role: Role, text: &str) -> (SourceFile, Document) {
    let file = SourceFile::new("x", role, text.into());
    let document = parse(FileId::new(0), &file);
    (file, document)
}

/// The lines that are covered by the only comment, without indentation, joined by `|`.
fn covered(role: Role, text: &str) -> String {
    let (file, document) = read(role, text);
    let found = suppressions(&document, &file);
    assert_eq!(found.len(), 1, "{:?}", malformed(&document, &file));
    let lines: Vec<&str> = text[found[0].covers.range()]
        .trim_end()
        .lines()
        .map(str::trim)
        .collect();
    lines.join("|")
}

fn toml(text: &str) -> String {
    covered(Role::RunnerConfig, text)
}

fn yaml(text: &str) -> String {
    covered(Role::Pipeline, text)
}

#[test]
fn a_comment_at_the_end_of_a_line_covers_what_begins_there() {
    assert_eq!(
        toml("a = 1\nb = 2 # runnerlint: allow(x) why\nc = 3\n"),
        "b = 2 # runnerlint: allow(x) why"
    );
    assert_eq!(
        toml("a = [ # runnerlint: allow(x)\n  1,\n]\nb = 1\n"),
        "a = [ # runnerlint: allow(x)|1,|]"
    );
    assert_eq!(
        toml("a = [\n  1, # runnerlint: allow(x)\n  2,\n]\n"),
        "1, # runnerlint: allow(x)"
    );
}

#[test]
fn a_comment_behind_a_closing_bracket_covers_the_entry() {
    assert_eq!(
        toml("z = 1\na = [\n  1,\n] # runnerlint: allow(x)\nb = 1\n"),
        "a = [|1,|] # runnerlint: allow(x)"
    );
}

#[test]
fn a_comment_on_a_line_of_its_own_covers_the_next_entry() {
    assert_eq!(
        toml("# runnerlint: allow(x)\n# and why\na = [\n 1 ]\nb = 2\n"),
        "a = [|1 ]"
    );
}

#[test]
fn a_comment_above_a_table_header_covers_the_tables_below_it() {
    let text = "# runnerlint: allow(x)\n[[runners]]\nname = \"a\"\n[runners.docker]\nimage = \"b\"\n[[runners]]\nname = \"c\"\n";
    assert_eq!(toml(text), "[[runners]]|name = \"a\"|[runners.docker]|image = \"b\"");
    let text = "[[runners]]\nname = \"a\"\n# runnerlint: allow(x)\n[runners.docker]\nimage = \"b\"\n[runners.cache]\nType = \"s3\"\n";
    assert_eq!(toml(text), "[runners.docker]|image = \"b\"");
}

#[test]
fn a_comment_at_the_end_of_a_table_header_covers_the_block() {
    let text = "[a] # runnerlint: allow(x)\nb = 1\n[c]\nd = 1\n";
    assert_eq!(toml(text), "[a] # runnerlint: allow(x)|b = 1");
}

#[test]
fn a_comment_above_a_job_covers_the_job() {
    let text = "# runnerlint: allow(x)\nbuild:\n  script:\n    - make\ntest:\n  script: make\n";
    assert_eq!(yaml(text), "build:|script:|- make");
}

#[test]
fn a_comment_above_an_element_covers_the_element() {
    let text = "services:\n  # runnerlint: allow(x)\n  - name: docker:dind\n    alias: docker\n  - redis\n";
    assert_eq!(yaml(text), "- name: docker:dind|alias: docker");
}

#[test]
fn allow_file_covers_the_file_from_the_top_only() {
    assert_eq!(
        toml("# hello\n# runnerlint: allow-file(x)\n\na = 1\n[b]\n"),
        "# hello|# runnerlint: allow-file(x)||a = 1|[b]"
    );
    let (file, document) = read(Role::RunnerConfig, "a = 1\n# runnerlint: allow-file(x)\n");
    assert!(suppressions(&document, &file).is_empty());
    assert!(malformed(&document, &file)[0].message.contains("top of the file"));
}

#[test]
fn a_comment_above_nothing_is_reported() {
    for text in [
        "a = 1\n# runnerlint: allow(x)\n\nb = 2\n",
        "a = 1\n# runnerlint: allow(x)",
    ] {
        let (file, document) = read(Role::RunnerConfig, text);
        assert!(suppressions(&document, &file).is_empty());
        let malformed = malformed(&document, &file);
        assert!(malformed[0].message.contains("covers nothing"));
        assert_eq!(&text[malformed[0].comment.range()], "# runnerlint: allow(x)");
    }
}

#[test]
fn a_comment_in_a_string_is_no_comment() {
    let (file, document) = read(Role::RunnerConfig, "a = \"# runnerlint: allow(x)\"\n");
    assert!(suppressions(&document, &file).is_empty() && malformed(&document, &file).is_empty());
}

#[test]
fn a_hundred_thousand_comments_take_no_time() {
    let (file, document) = read(Role::RunnerConfig, &"# runnerlint: allow(x)\n".repeat(100_000));
    assert_eq!(malformed(&document, &file).len(), 100_000);
}

#[test]
fn an_allow_entry_accepts_by_rule_file_and_identity() {
    let allow = Allow {
        rule: "x".into(),
        file: Some("etc/*/config.toml".into()),
        at: Some("runners[name=\"a\"].docker".into()),
        reason: None,
        until: None,
    };
    let path = Path::new("/etc/gitlab-runner/config.toml");
    let identity = "runners[name=\"a\"].docker.privileged";
    assert!(accepts(&allow, "x", path, identity));
    assert!(!accepts(&allow, "y", path, identity));
    assert!(!accepts(&allow, "x", Path::new("config.toml"), identity));
    assert!(!accepts(&allow, "x", path, "runners[name=\"a\"].docker_x"));
    let anywhere = Allow {
        file: None,
        at: None,
        ..allow
    };
    assert!(accepts(&anywhere, "x", path, "concurrent"));
}
