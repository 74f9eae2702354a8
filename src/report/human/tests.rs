//! What people see, whole.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Fix, Label};
use crate::edit::{Edit, Text};
use crate::report::sample::{Sample, text};
use crate::secret::Secret;
use crate::source::Span;

fn shown(sample: &Sample, options: &Options) -> String {
    text(|out| write(&sample.view(), options, out))
}

/// One file with one warning at `place`, without the head line, the help and the counts.
fn frames(text: &str, place: &str) -> String {
    let mut sample = Sample::default();
    let file = sample.file("config.toml", Role::RunnerConfig, text, &[]);
    sample.warn(file, place, "wrong").note("here");
    body(&shown(&sample, &Options::default()))
}

fn body(report: &str) -> String {
    let report = report.split_once('\n').unwrap().1;
    report.split_once("  help ").unwrap().0.to_owned()
}

#[test]
fn a_finding_across_two_files_reads_as_one_report() {
    let expected = r#"
error: `build` cannot reach its Docker daemon over TLS  [dind-missing-certs-volume]  safe fix
   ╭─[config.toml:3:13]
 3 │   volumes = ["/cache"]
   ·             ─────┬────
   ·                  ╰── "/certs/client" is not mounted here
   ╰────
   ╭─[.gitlab-ci.yml:3:7]
 3 │     - docker:27-dind
   ·       ───────┬──────
   ·              ╰── this service writes its client certificates to /certs/client
   ╰────
  fix     3 │ -  volumes = ["/cache"]
            │ +  volumes = ["/cache", "/certs/client"]
  effect  config.toml: picked up by the running GitLab Runner within 3 s; running jobs keep going
  help    runnerlint explain dind-missing-certs-volume

warning: `pull-policy` is not a key of [runners.docker]  [unknown-key]  unsafe fix
   ╭─[config.toml:4:3]
 4 │   pull-policy = "always"
   ·   ───────────
   ╰────
  fix     rename the key
          2 │ -  token = "glrt-*******************"
            │ +  token = "glrt-***"
          4 │ -  pull-policy = "always"
            │ +  pull_policy = "always"
  effect  config.toml: picked up by the running GitLab Runner within 3 s; running jobs keep going
  help    did you mean `pull_policy`?
          runnerlint explain unknown-key

2 findings: 1 error, 1 warning · 1 safe fix (--fix), 1 unsafe (--unsafe-fixes) · 1 suppressed
"#;
    assert_eq!(shown(&Sample::two_files(), &Options::default()), expected[1..]);
}

#[test]
fn accepted_findings_and_rules_that_could_not_run_are_shown_on_request() {
    let options = Options {
        show_suppressed: true,
        verbose: true,
        ..Options::default()
    };
    let report = shown(&Sample::two_files(), &options);
    let rest = report.split_once("explain unknown-key\n\n").unwrap().1;
    let expected = r#"
warning: every job controls the host  [unknown-key]  suppressed by comment: a runner of our own
   ╭─[config.toml:5:3]
 5 │   privileged = true
   ·   ─────────────────
   ╰────
  help    runnerlint explain unknown-key

skipped: dind-daemon-json-conflict (there is no daemon.json)

2 findings: 1 error, 1 warning · 1 safe fix (--fix), 1 unsafe (--unsafe-fixes) · 1 suppressed
"#;
    assert_eq!(rest, &expected[1..]);
}

#[test]
fn without_unicode_frames_are_ascii() {
    let options = Options {
        unicode: false,
        ..Options::default()
    };
    let report = shown(&Sample::two_files(), &options);
    assert!(report.is_ascii(), "{report}");
    assert!(report.contains("   ,-[config.toml:3:13]\n 3 |   volumes"), "{report}");
    assert!(report.ends_with("1 warning; 1 safe fix (--fix), 1 unsafe (--unsafe-fixes); 1 suppressed\n"));
}

#[test]
fn colours_are_all_switched_off_again() {
    let options = Options {
        color: true,
        ..Options::default()
    };
    let report = shown(&Sample::two_files(), &options);
    assert!(report.starts_with("\x1b[1;31merror\x1b[0m: \x1b[1m`build`"), "{report}");
    assert_eq!(report.matches("\x1b[").count(), 2 * report.matches("\x1b[0m").count());
    assert!(!shown(&Sample::two_files(), &Options::default()).contains('\x1b'));
}

#[test]
fn no_finding_is_one_line() {
    assert_eq!(shown(&Sample::default(), &Options::default()), "no findings\n");
}

#[test]
fn wide_characters_and_tabs_keep_marks_in_line_and_columns_count_characters() {
    let expected = r#"
   ╭─[config.toml:2:13]
 2 │ 镜像 =  "日本" # x
   ·                  ┬
   ·                  ╰── here
   ╰────
"#;
    assert_eq!(frames("a\n镜像 =\t\"日本\" # x\r\nb\n", "x"), expected[1..]);
}

#[test]
fn a_stretch_of_several_lines_is_framed_and_a_tall_one_is_shown_by_its_first() {
    let expected = r#"
   ╭─[config.toml:1:5]
 1 │ ╭─▶ a = [
 2 │ │     1,
 3 │ ├─▶ ]
   · ╰──── here
   ╰────
"#;
    assert_eq!(frames("a = [\n  1,\n]\n", "[\n  1,\n]"), expected[1..]);
    let tall = "[\n1,\n1,\n1,\n1,\n1,\n1,\n]";
    let expected = r#"
   ╭─[config.toml:1:5]
 1 │ a = [
   ·     ┬
   ·     ╰── here
   ╰────
"#;
    assert_eq!(frames(&format!("a = {tall}\n"), tall), expected[1..]);
}

#[test]
fn an_empty_stretch_is_pointed_at() {
    let expected = r#"
   ╭─[config.toml:2:1]
 2 │ 
   · ▲
   · ╰── here
   ╰────
"#;
    let mut sample = Sample::default();
    let file = sample.file("config.toml", Role::RunnerConfig, "a = 1\n", &[]);
    let found = sample.warn(file, "a", "wrong").note("here");
    found.place.span = Span::new(file, 6..6);
    assert_eq!(body(&shown(&sample, &Options::default())), expected[1..]);
}

#[test]
fn near_places_share_a_frame_and_the_main_one_names_it() {
    let mut sample = Sample::default();
    let file = sample.file("config.toml", Role::RunnerConfig, "a\nb\nc\n\n\n\nd\n", &[]);
    let (first, far) = (sample.span(file, "a"), sample.span(file, "d"));
    let found = sample.warn(file, "c", "wrong");
    found.label(far, "far").label(first, "near");
    let expected = r#"
   ╭─[config.toml:3:1]
 1 │ a
   · ┬
   · ╰── near
 2 │ b
 3 │ c
   · ─
   ╰────
   ╭─[config.toml:7:1]
 7 │ d
   · ┬
   · ╰── far
   ╰────
"#;
    assert_eq!(body(&shown(&sample, &Options::default())), expected[1..]);
}

#[test]
fn a_line_of_megabytes_is_cut_around_every_place() {
    let mut sample = Sample::default();
    let line: String = (0..200_000)
        .map(|number| format!("\"key-of-many-letters-{number:06}\": \"日本\", "))
        .collect();
    let file = sample.file("daemon.json", Role::DaemonConfig, &format!("{{{line}}}"), &[]);
    for number in (0..200_000).step_by(2_000) {
        let key = sample.span(file, &format!("key-of-many-letters-{number:06}"));
        sample.warn(file, "key", "wrong").note("here").place.span = key;
        let fix = Fix {
            title: "rename".into(),
            safety: Safety::Safe,
            effect: Effect::DockerdReload,
            edits: vec![Edit::new(key, "b")],
            intent: Vec::new(),
        };
        sample.report.findings.last_mut().unwrap().diagnostic.fix = Some(fix);
    }
    let report = shown(&sample, &Options::default());
    let widest = report.lines().map(crate::report::shown::width).max().unwrap();
    assert!(widest < 200, "{widest}");
    let expected = r#"
warning: wrong  [unknown-key]  safe fix
   ╭─[daemon.json:1:72003]
 1 │ …any-letters-001999": "日本", "key-of-many-letters-002000": "日本", "key-of-many-letters-00…
   ·                                ─────────────┬────────────
   ·                                             ╰── here
   ╰────
  fix     1 │ -…letters-001998": "日本", "key-of-many-letters-001999": "日本", "key-of-many-letters-002000": "日本", "key-of-many-letters-002001": "日本", "key-of-many-le…
            │ +…letters-001998": "日本", "key-of-many-letters-001999": "日本", "b": "日本", "key-of-many-letters-002001": "日本", "key-of-many-le…
  effect  daemon.json: needs a reload of dockerd (SIGHUP); containers keep running
  help    runnerlint explain unknown-key
"#;
    let second = report.split("\n\n").nth(1).unwrap();
    assert_eq!(second, expected.trim());
}

#[test]
fn what_a_terminal_would_obey_is_shown_as_a_sign() {
    let mut sample = Sample::default();
    let file = sample.file(
        "config\x1b[2J.toml",
        Role::RunnerConfig,
        "a = \"\x1b]0;x\x07\rb\"\n",
        &[],
    );
    sample.warn(file, "a", "no \x1b[31mred").help("\x1b[32m");
    let report = shown(&sample, &Options::default());
    assert!(!report.contains(['\x1b', '\r', '\x07']), "{report}");
    assert!(report.contains(" 1 │ a = \"␛]0;x␇␍b\"\n"), "{report}");
}

#[test]
fn only_help_is_wrapped() {
    let mut sample = Sample::default();
    let file = sample.file("config.toml", Role::RunnerConfig, "a\n", &[]);
    let message = "a message that is longer than the terminal is wide stays on one line";
    sample
        .warn(file, "a", message)
        .help("a help that is longer than the terminal is wide");
    let options = Options {
        width: 40,
        ..Options::default()
    };
    let report = shown(&sample, &options);
    assert!(report.starts_with(&format!("warning: {message}  [unknown-key]\n")));
    let help = "  help    a help that is longer than the\n          terminal is wide\n          runnerlint explain";
    assert!(report.contains(help), "{report}");
}

#[test]
fn lines_that_come_and_go_whole_leave_their_neighbours_out() {
    let mut sample = Sample::default();
    let file = sample.file("config.toml", Role::RunnerConfig, "a\nb\nc\nd\n", &[]);
    let other = sample.file("daemon.json", Role::DaemonConfig, "{}", &[]);
    let edit = |file, range, text: &str| Edit::new(Span::new(file, range), text);
    sample.warn(file, "a", "wrong").fix(Some(Fix {
        title: "do it".into(),
        safety: Safety::Safe,
        effect: Effect::DockerdRestart,
        edits: vec![
            edit(other, 1..1, "\n  \"x\": 1\n"),
            edit(file, 7..7, "\n  e"),
            edit(file, 2..4, ""),
            edit(file, 4..4, "C\n"),
        ],
        intent: Vec::new(),
    }));
    let report = shown(&sample, &Options::default());
    let fix = report
        .split_once("   ╰────\n")
        .unwrap()
        .1
        .split_once("  help")
        .unwrap()
        .0;
    let expected = r#"
  fix     config.toml
          2 │ -b
          3 │ +C
          5 │ +  e
          daemon.json
          1 │ -{}
            │ +{
            │ +  "x": 1
            │ +}
  effect  daemon.json: needs a restart of dockerd, which stops its containers
"#;
    assert_eq!(fix, &expected[1..]);
}

#[test]
fn a_fix_that_repeats_a_secret_shows_stars() {
    let mut sample = Sample::default();
    let file = sample.file(
        "config.toml",
        Role::RunnerConfig,
        "p = \"Canary5ecret\"\n",
        &["Canary5ecret"],
    );
    sample.warn(file, "p", "wrong").fix(Some(Fix {
        title: "move it".into(),
        safety: Safety::Unsafe,
        effect: Effect::None,
        edits: vec![Edit::new(Span::new(file, 0..18), "q = \"Canary5ecret\"")],
        intent: Vec::new(),
    }));
    let report = shown(&sample, &Options::default());
    assert!(
        report.contains("1 │ -p = \"************\"\n            │ +***\n"),
        "{report}"
    );
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z =\"]{1,6}",
        Just("日本\t".into()),
        Just("\r\n".into()),
        Just("\n".into()),
        Just("Canary5ecret".into()),
        Just("\x1b\u{7f}é".into())
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces: Vec<String>| pieces.concat())
}

proptest! {
    #[test]
    fn any_place_in_any_text_is_drawn_and_no_secret_is_shown(
        text in any_text(),
        places in prop::collection::vec((0..200_usize, 0..40_usize, 0..2_usize), 1..6),
        width in 0..120_usize,
    ) {
        let mut sample = Sample::default();
        let files: Vec<_> = ["a.toml", "b.toml"].map(|path| {
            sample.file(path, Role::RunnerConfig, &text, &["Canary5ecret"])
        }).into();
        let boundary = |byte: usize| (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let spans: Vec<Span> = places
            .iter()
            .map(|(start, length, file)| Span::new(files[*file], boundary(*start)..boundary(start + length)))
            .collect();
        let labels = spans[1..].iter().map(|span| Label { span: *span, text: "there".into() });
        let found = sample.warn(files[0], "", "wrong");
        found.place.span = spans[0];
        found.related = labels.collect();
        let mut edits: Vec<Edit> = Vec::new();
        for span in &spans {
            let edit = Edit::new(*span, Text::new().plain("x\n").secret(Secret::new("Canary5ecret")));
            if !edits.iter().any(|other| other.conflicts(&edit)) {
                edits.push(edit);
            }
        }
        found.fix(Some(Fix { title: "t".into(), safety: Safety::Safe, effect: Effect::None, edits, intent: Vec::new() }));
        let options = Options { width, ..Options::default() };
        let view = sample.view();
        let reports = [
            shown(&sample, &options),
            crate::report::sample::text(|out| crate::report::concise::write(&view, out)),
            crate::report::sample::text(|out| crate::report::json::write(&view, out)),
            crate::report::sample::text(|out| crate::report::gitlab::write(&view, &Default::default(), out)),
        ];
        for report in reports {
            prop_assert!(!report.contains("Canary5ecret"), "{}", report);
            prop_assert!(!report.contains('\x1b'));
        }
    }
}
