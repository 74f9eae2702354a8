//! What writing promises, whatever goes wrong.

mod faults;
mod faulty;
mod scene;

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};

use tempfile::TempDir;

use super::*;
use crate::source::{Origin, Role, Sources};
use faulty::Faulty;

const OLD: &str = "concurrent = 1\n";
const NEW: &str = "concurrent = 2\n";

fn folder(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        fs::write(folder.path().join(name), OLD).unwrap();
    }
    folder
}

/// A plan that turns the old text of these files into the new one.
fn plan(folder: &TempDir, names: &[&str]) -> Plan {
    let files = names.iter().map(|name| {
        let path = folder.path().join(name);
        SourceFile::new(path, Role::RunnerConfig, OLD.into())
    });
    plan_of(files.collect())
}

fn plan_of(files: Vec<SourceFile>) -> Plan {
    plan_to(files, |_| NEW.into())
}

fn plan_to(files: Vec<SourceFile>, new: impl Fn(&SourceFile) -> String) -> Plan {
    let mut before = Sources::new();
    let mut after = Sources::new();
    for file in files {
        after.push(file.with_text(new(&file)));
        before.push(file);
    }
    Plan {
        before,
        after,
        fixed: Vec::new(),
        refused: Vec::new(),
        remaining: Default::default(),
    }
}

fn write_plan(plan: &Plan) -> Result<Written, WriteError> {
    commit(plan, Options::default())
}

/// The folder's files and their texts.
fn content(folder: &TempDir) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    files.sort();
    files
}

fn pairs(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, text): &(&str, &str)| (name.to_string(), text.to_string());
    files.iter().map(own).collect()
}

#[test]
fn changed_files_are_written_and_nothing_else_is_left() {
    let folder = folder(&["config.toml", "other.toml"]);
    let written = write_plan(&plan(&folder, &["config.toml"])).unwrap();
    assert_eq!(written.paths, [folder.path().join("config.toml")]);
    assert_eq!(content(&folder), pairs(&[("config.toml", NEW), ("other.toml", OLD)]));
}

#[test]
fn a_plan_without_changes_touches_nothing() {
    let folder = folder(&["config.toml"]);
    let modified = folder
        .path()
        .join("config.toml")
        .metadata()
        .unwrap()
        .modified()
        .unwrap();
    let mut plan = plan(&folder, &["config.toml"]);
    plan.after = plan.before.clone();
    assert!(write_plan(&plan).unwrap().paths.is_empty());
    assert_eq!(
        folder
            .path()
            .join("config.toml")
            .metadata()
            .unwrap()
            .modified()
            .unwrap(),
        modified
    );
}

#[test]
fn the_mode_is_kept() {
    let folder = folder(&["config.toml"]);
    let path = folder.path().join("config.toml");
    for mode in [0o600, 0o640, 0o666, 0o400] {
        fs::write(&path, OLD).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        write_plan(&plan(&folder, &["config.toml"])).unwrap();
        assert_eq!(path.metadata().unwrap().mode() & 0o7777, mode);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn owner_and_group_are_kept() {
    let folder = folder(&["config.toml"]);
    let path = folder.path().join("config.toml");
    // Only root can give files away; for anyone else the owner is the same anyway.
    if chown(&path, Some(1234), Some(4321)).is_ok() {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o4640)).unwrap();
    }
    let before = path.metadata().unwrap();
    write_plan(&plan(&folder, &["config.toml"])).unwrap();
    let after = path.metadata().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), NEW);
    assert_eq!(
        (after.uid(), after.gid(), after.mode()),
        (before.uid(), before.gid(), before.mode())
    );
}

#[test]
fn nothing_is_written_if_a_file_changed_meanwhile() {
    let folder = folder(&["a.toml", "b.toml"]);
    let plan = plan(&folder, &["a.toml", "b.toml"]);
    fs::write(folder.path().join("b.toml"), "token = \"rotated\"\n").unwrap();
    let error = write_plan(&plan).unwrap_err();
    assert!(matches!(error.cause, Cause::Changed), "{error}");
    assert_eq!(
        content(&folder),
        pairs(&[("a.toml", OLD), ("b.toml", "token = \"rotated\"\n")])
    );
}

#[test]
fn files_that_were_written_are_put_back_if_a_later_one_fails() {
    let folder = folder(&["a.toml", "b.toml", "c.toml"]);
    let path = folder.path().join("a.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let modified = || path.metadata().unwrap().modified().unwrap();
    let before = modified();
    let disk = Faulty {
        busy: Some(folder.path().join("c.toml")),
        ..Faulty::default()
    };
    let error = commit_on(
        &disk,
        &plan(&folder, &["a.toml", "b.toml", "c.toml"]),
        Options::default(),
    );
    let error = error.unwrap_err();
    assert!(error.to_string().contains("bind mount"), "{error}");
    assert!(error.path.ends_with("c.toml"));
    assert_eq!(
        content(&folder),
        pairs(&[("a.toml", OLD), ("b.toml", OLD), ("c.toml", OLD)])
    );
    assert_eq!(path.metadata().unwrap().mode() & 0o7777, 0o640);
    assert!(modified() > before, "GitLab Runner reads only what is newer");
}

#[test]
fn all_files_but_those_that_somebody_changed_meanwhile_are_put_back() {
    let folder = folder(&["a.toml", "b.toml", "c.toml", "d.toml"]);
    let names = ["a.toml", "b.toml", "c.toml", "d.toml"];
    let rotated = faulty::ROTATED;
    let mut disk = Faulty {
        busy: Some(folder.path().join("d.toml")),
        victim: folder.path().join("b.toml"),
        ..Faulty::default()
    };
    commit_on(&disk, &plan(&folder, &names), Options::default()).unwrap_err();
    let steps = disk.steps.take();
    let last = steps.iter().position(|step| *step == "touch").unwrap() - 1;
    disk.faults.push((last, faulty::Fault::Replaced));
    let error = commit_on(&disk, &plan(&folder, &names), Options::default());
    let error = error.unwrap_err();
    let b = folder.path().join("b.toml");
    assert!(error.path.ends_with("d.toml"));
    assert!(
        matches!(&error.cause, Cause::HalfWritten { left, .. } if left.len() == 1 && left[0].0 == b),
        "{error}"
    );
    assert_eq!(
        content(&folder),
        pairs(&[("a.toml", OLD), ("b.toml", rotated), ("c.toml", OLD), ("d.toml", OLD)])
    );
}

#[test]
fn a_symbolic_link_stays_and_its_target_is_written() {
    let folder = folder(&["real.toml"]);
    symlink("real.toml", folder.path().join("config.toml")).unwrap();
    write_plan(&plan(&folder, &["config.toml"])).unwrap();
    assert!(folder.path().join("config.toml").is_symlink());
    assert!(!folder.path().join("real.toml").is_symlink());
    assert_eq!(content(&folder), pairs(&[("config.toml", NEW), ("real.toml", NEW)]));
}

#[test]
fn a_file_with_several_hard_links_is_refused() {
    let folder = folder(&["config.toml"]);
    fs::hard_link(folder.path().join("config.toml"), folder.path().join("same.toml")).unwrap();
    let error = write_plan(&plan(&folder, &["config.toml"])).unwrap_err();
    assert!(matches!(error.cause, Cause::HardLinks), "{error}");
    assert_eq!(content(&folder), pairs(&[("config.toml", OLD), ("same.toml", OLD)]));
}

#[test]
fn a_file_that_became_a_folder_is_refused() {
    let folder = folder(&["config.toml"]);
    let plan = plan(&folder, &["config.toml"]);
    fs::remove_file(folder.path().join("config.toml")).unwrap();
    fs::create_dir(folder.path().join("config.toml")).unwrap();
    let error = write_plan(&plan).unwrap_err();
    assert!(matches!(error.cause, Cause::Special), "{error}");
    assert_eq!(content(&folder), pairs(&[("config.toml", "")]));
}

#[test]
fn a_file_that_was_only_read_along_is_not_written() {
    let folder = folder(&["config.toml"]);
    let mut plan = plan(&folder, &["config.toml"]);
    let (id, _) = plan.before.hosts().next().unwrap();
    plan.before.get_mut(id).origin = Origin::Context;
    let error = write_plan(&plan).unwrap_err();
    assert!(matches!(error.cause, Cause::ContextOnly), "{error}");
    assert_eq!(content(&folder), pairs(&[("config.toml", OLD)]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_new_files_is_an_error_that_names_the_file() {
    // /proc takes no new files, not even from root.
    let bytes = fs::read("/proc/version").unwrap();
    let error = write_plan(&plan_of(vec![SourceFile::new(
        "/proc/version",
        Role::RunnerConfig,
        bytes,
    )]))
    .unwrap_err();
    assert!(matches!(error.cause, Cause::System(_)), "{error}");
    assert!(error.to_string().starts_with("/proc/version: "), "{error}");
}

#[test]
fn a_read_only_folder_is_refused_with_advice() {
    let folder = folder(&["config.toml"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Modes do not bind root.
    let binds = fs::write(folder.path().join("probe"), "").is_err();
    let result = write_plan(&plan(&folder, &["config.toml"]));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    match binds {
        true => assert!(result.unwrap_err().to_string().contains("permission denied")),
        false => assert_eq!(result.unwrap().paths.len(), 1),
    }
}
