//! What the journal promises, whenever a run is killed.

use std::os::unix::fs::PermissionsExt;

use super::*;

fn run(stamp: &str) -> Run {
    Run::new(stamp.into(), vec!["config.toml: x  [y]".into()], Vec::new())
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path().join("state/runnerlint"));
    (folder, journal)
}

#[test]
fn a_run_is_kept_for_its_user_alone_and_found_again() {
    let (folder, journal) = journal();
    assert_eq!(journal.runs().unwrap().0, []);
    let kept = journal.keep(run("20261122T071500Z")).unwrap();
    assert_eq!(journal.run(&kept.id).unwrap(), Some(kept));
    assert_eq!(journal.run("../x").unwrap(), None);
    let mode = |path: &str| folder.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("state/runnerlint"), 0o700);
    assert_eq!(mode("state/runnerlint/20261122T071500Z.json"), 0o600);
}

#[test]
fn runs_of_one_second_have_their_own_ids_and_the_newest_comes_first() {
    let (_folder, journal) = journal();
    for _ in 0..11 {
        journal.keep(run("20261122T071500Z")).unwrap();
    }
    journal.keep(run("20261122T071459Z")).unwrap();
    let ids: Vec<String> = journal.runs().unwrap().0.into_iter().map(|run| run.id).collect();
    assert_eq!(ids.first().unwrap(), "20261122T071500Z-11");
    assert_eq!(ids.last().unwrap(), "20261122T071459Z");
    assert_eq!(ids.len(), 12);
}

#[test]
fn a_run_is_closed_or_forgotten() {
    let (_folder, journal) = journal();
    let (a, b) = (journal.keep(run("1")).unwrap(), journal.keep(run("2")).unwrap());
    journal.close(&a).unwrap();
    journal.forget(&b.id);
    let (runs, _) = journal.runs().unwrap();
    assert!(runs.len() == 1 && runs[0].taken_back);
}

#[test]
fn only_so_many_runs_are_kept() {
    let (_folder, journal) = journal();
    for at in 0..MAX_RUNS + 5 {
        journal.keep(run(&format!("{at:04}"))).unwrap();
    }
    let (runs, _) = journal.runs().unwrap();
    assert_eq!(runs.len(), MAX_RUNS);
    assert_eq!(runs.last().unwrap().id, "0005");
}

#[test]
fn a_damaged_run_is_said() {
    let (folder, journal) = journal();
    let kept = journal.keep(run("1")).unwrap();
    let path = folder.path().join("state/runnerlint/1.json");
    fs::write(&path, "{}").unwrap();
    let error = journal.run(&kept.id).unwrap_err();
    assert!(error.to_string().contains("1.json: is not a run"), "{error}");
}

#[test]
fn a_damaged_run_hides_no_other() {
    let (folder, journal) = journal();
    let kept = journal.keep(run("1")).unwrap();
    fs::write(folder.path().join("state/runnerlint/2.json"), "").unwrap();
    let (runs, damaged) = journal.runs().unwrap();
    assert_eq!(runs, [kept]);
    assert!(damaged.len() == 1 && damaged[0].path.ends_with("2.json"));
}

#[test]
fn what_killed_runs_were_writing_is_no_run_and_is_swept_one_day() {
    let (folder, journal) = journal();
    journal.keep(run("1")).unwrap();
    let folder = folder.path().join("state/runnerlint");
    let (young, old) = (folder.join("2.7.new"), folder.join("3.8.new"));
    fs::write(&young, "{").unwrap();
    fs::write(&old, "").unwrap();
    let long_ago = UNIX_EPOCH + Duration::from_secs(7200);
    fs::File::options()
        .write(true)
        .open(&old)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let (runs, damaged) = journal.runs().unwrap();
    assert!(runs.len() == 1 && damaged.is_empty());
    let kept = journal.keep(run("4")).unwrap();
    journal.close(&kept).unwrap();
    assert!(young.exists() && !old.exists());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "two runs and the young file");
}

#[test]
fn a_run_takes_no_name_of_another_even_where_files_cannot_have_two_names() {
    let folder = tempfile::tempdir().unwrap();
    let (new, path) = (folder.path().join("1.new"), folder.path().join("1.json"));
    fs::create_dir(&path).unwrap();
    fs::write(&new, "").unwrap();
    assert_eq!(put(&new, &path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
}

#[test]
fn the_folder_is_that_of_the_user() {
    let folder = journal_folder(Some("/s".into()), Some("/h".into()));
    assert_eq!(folder, Some(PathBuf::from("/s/runnerlint")));
}
