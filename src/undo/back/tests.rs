//! What taking back promises: the old bytes, or the old values where nobody has changed them since.

use super::*;
use crate::source::Role;
use crate::undo::values;

const BEFORE: &str = "\
concurrent = 4 # ours

[[runners]]
  name = \"a\"
  token = \"glrt-aaaaaaaaaaaaaaaaaaaa\"
  [runners.docker]
    pull_policy = \"allways\"
    volumes = [\"/cache\"]

[[runners]]
  name = \"b\"
  [runners.docker]
    privileged = true
";

const AFTER: &str = "\
concurrent = 4 # ours

[[runners]]
  name = \"a\"
  token = \"glrt-aaaaaaaaaaaaaaaaaaaa\"
  [runners.docker]
    pull_policy = \"always\"
    volumes = [\"/cache\", \"/certs/client\"]
    memory = \"1g\"

[[runners]]
  name = \"b\"
  [runners.docker]
";

/// As GitLab Runner writes it after it has rotated the token of `a`.
const ROTATED: &str = "\
concurrent = 4

[[runners]]
  name = \"b\"
  [runners.docker]

[[runners]]
  name = \"a\"
  token = \"glrt-bbbbbbbbbbbbbbbbbbbb\"
  [runners.docker]
    memory = \"1g\"
    pull_policy = \"always\"
    volumes = [\"/cache\", \"/certs/client\"]
";

fn file(text: &str) -> SourceFile {
    SourceFile::new("/etc/gitlab-runner/config.toml", Role::RunnerConfig, text.into())
}

fn record(before: &SourceFile, after: &SourceFile) -> Record {
    let (old, new) = (
        syntax::parse(FileId::new(0), before),
        syntax::parse(FileId::new(0), after),
    );
    Record {
        path: before.path.clone(),
        role: before.role.word().to_owned(),
        before: before.digest(),
        after: after.digest(),
        effect: "none".to_owned(),
        edits: pieces::reverse(before, after),
        values: values::differences((&old.root, before), (&new.root, after)),
        respelled: Vec::new(),
    }
}

fn taken(now: &str) -> Taken {
    take_back(&record(&file(BEFORE), &file(AFTER)), &file(now)).unwrap()
}

#[test]
fn what_was_written_becomes_what_was_there() {
    let taken = taken(AFTER);
    assert!(taken.exact && taken.left.is_empty());
    assert_eq!(taken.file.text(), BEFORE);
}

#[test]
fn nothing_is_to_be_done_where_the_old_bytes_stand() {
    let taken = taken(BEFORE);
    assert!(taken.exact);
    assert_eq!(taken.file.text(), BEFORE);
}

#[test]
fn a_record_survives_being_kept() {
    let record = record(&file(BEFORE), &file(AFTER));
    let kept = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&kept).unwrap(), record);
}

#[test]
fn after_a_rotated_token_each_value_is_put_back_by_its_address() {
    let taken = taken(ROTATED);
    assert_eq!(taken.left, []);
    assert_eq!(
        taken.reversed,
        [
            "runners[name=\"a\"].docker.pull_policy",
            "runners[name=\"a\"].docker.volumes[1]",
            "runners[name=\"a\"].docker.memory",
            "runners[name=\"b\"].docker.privileged",
        ]
    );
    let text = taken.file.text();
    assert!(text.contains("glrt-bbbbbbbbbbbbbbbbbbbb"), "{text}");
    let (now, before) = (file(text), file(BEFORE));
    let get = |file: &SourceFile, name: &str| {
        let document = syntax::parse(FileId::new(0), file);
        let runners = document.root.get("runners").unwrap().items().to_vec();
        let runner = runners
            .iter()
            .find(|runner| runner.get("name").unwrap().as_str() == Some(name));
        let mut docker: Vec<_> = runner.unwrap().get("docker").unwrap().entries().to_vec();
        docker.sort_by_key(|entry| entry.key.value.to_string());
        docker
            .iter()
            .map(|entry| (entry.key.value.to_string(), entry.node.literal()))
            .collect::<Vec<_>>()
    };
    assert_eq!(get(&now, "a"), get(&before, "a"));
    assert_eq!(get(&now, "b"), get(&before, "b"));
}

#[test]
fn what_somebody_has_changed_since_stays_and_is_named() {
    let taken = taken(&ROTATED.replace("\"1g\"", "\"2g\"").replace("\"always\"", "\"never\""));
    let left: Vec<_> = taken.left.iter().map(|left| left.address.as_str()).collect();
    assert_eq!(
        left,
        [
            "runners[name=\"a\"].docker.memory",
            "runners[name=\"a\"].docker.pull_policy"
        ]
    );
    assert!(taken.file.text().contains("memory = \"2g\""));
    assert_eq!(taken.reversed.len(), 2);
}

#[test]
fn a_runner_that_is_gone_or_has_a_double_is_left_alone() {
    let gone = taken(&ROTATED.replace("name = \"a\"", "name = \"c\""));
    assert_eq!(gone.left.len(), 3);
    assert!(gone.left.iter().all(|left| left.why == "it is gone"), "{:?}", gone.left);
    let double = taken(&ROTATED.replace("name = \"b\"", "name = \"a\""));
    assert_eq!(double.left.len(), 4);
    assert_eq!(double.file.text(), ROTATED.replace("name = \"b\"", "name = \"a\""));
}

#[test]
fn elements_come_and_go_at_the_end_of_a_list() {
    let (long, short) = (file("k = [1, 2, 3]\n"), file("k = [1, 2]\n"));
    let moved = |text: &str| file(&format!("# new\n{text}"));
    let taken = take_back(&record(&long, &short), &moved("k = [1, 2]\n")).unwrap();
    assert_eq!(taken.file.text(), "# new\nk = [1, 2, 3]\n");
    let taken = take_back(&record(&short, &long), &moved("k = [1, 2, 3]\n")).unwrap();
    assert_eq!(taken.file.text(), "# new\nk = [1, 2]\n");
    let taken = take_back(&record(&file("k = [1, 2]\n"), &file("k = [2]\n")), &moved("k = [2]\n")).unwrap();
    assert_eq!(taken.file.text(), "# new\nk = [1, 2]\n");
}

#[test]
fn a_file_that_cannot_be_read_any_more_is_not_touched() {
    let broken = format!("{ROTATED}[[runners\n");
    let taken = taken(&broken);
    assert_eq!(taken.file.text(), broken);
    assert!(taken.reversed.is_empty() && taken.left.len() == 4);
}

#[test]
fn a_secret_that_a_fix_took_away_is_not_kept_and_is_named() {
    let (mut before, after) = (file("a = 1\nk = \"s3cret\"\n"), file("a = 2\n"));
    before.hide(11..17);
    let record = record(&before, &after);
    assert!(!record.is_undoable());
    assert!(!serde_json::to_string(&record).unwrap().contains("s3cret"));
    let taken = take_back(&record, &after).unwrap();
    assert_eq!((taken.file.text(), taken.exact), ("a = 1\n", false));
    assert_eq!(taken.left[0].address, "k");
}

#[test]
fn a_key_that_is_masked_is_not_kept() {
    let (before, mut after) = (file("a = 1\n"), file("a = 1\ns3cret = 2\n"));
    after.hide(6..12);
    let record = record(&before, &after);
    assert!(!serde_json::to_string(&record).unwrap().contains("s3cret"));
    assert!(record.is_undoable());
    assert_eq!(take_back(&record, &after).unwrap().file.text(), "a = 1\n");
}

#[test]
fn a_record_with_other_edits_is_noticed() {
    let mut record = record(&file(BEFORE), &file(AFTER));
    record.edits = Some(Vec::new());
    assert_eq!(take_back(&record, &file(AFTER)).unwrap_err(), Untakable);
}
