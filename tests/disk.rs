//! What `--fix` does on real file systems that refuse, and when it is killed. Where the machine does not let a test
//! set the stage, the test says so and is skipped.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Instant;

use rustix::fs::{XattrFlags, getxattr, setxattr};
use rustix::io::Errno;
use tempfile::TempDir;

const TOKEN: &str = "glrt-canary-of-the-disk";
/// Has one unsafe fix, and a token that no message may show.
const BEFORE: &str = "chek_interval = 3\n[[runners]]\ntoken = \"glrt-canary-of-the-disk\"\n";
const BINARY: &str = env!("CARGO_BIN_EXE_runnerlint");
const FIX: [&str; 5] = ["--fix", "--unsafe-fixes", "--isolated", "--select", "unknown-key"];

fn after() -> String {
    BEFORE.replace("chek", "check")
}

/// A folder that everybody may enter, with a config.toml.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(config(&folder), BEFORE).unwrap();
    folder
}

fn config(folder: &TempDir) -> PathBuf {
    folder.path().join("config.toml")
}

fn fix(folder: &TempDir) -> Command {
    fix_file(folder, "config.toml")
}

fn fix_file(folder: &TempDir, name: &str) -> Command {
    let mut command = Command::new(BINARY);
    command.args(FIX).arg(name).current_dir(folder.path());
    command.env_clear().env("LC_ALL", "C.UTF-8").env("CI", "true");
    command
}

/// What a shell script prints that has mounts of its own: they end with it, however it ends. `fix` runs runnerlint.
fn with_mounts(folder: &TempDir, script: &str) -> Option<String> {
    let ways = [vec!["--mount"], vec!["--user", "--map-root-user", "--mount"]];
    let may_mount = |way: &&Vec<&str>| {
        let tried = Command::new("unshare")
            .args(way.iter())
            .args(["mount", "-t", "tmpfs", "none"])
            .arg(folder.path())
            .output();
        tried.is_ok_and(|output| output.status.success())
    };
    let Some(way) = ways.iter().find(may_mount) else {
        return skipped("this machine does not let us mount anything");
    };
    let fix = format!(
        "fix() {{ '{BINARY}' {} config.toml \"$@\"; echo \"exit $?\"; }}\n",
        FIX.join(" ")
    );
    let output = Command::new("unshare")
        .args(way)
        .args(["sh", "-c", &format!("exec 2>&1\n{fix}{script}")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match text.contains("cannot set the stage") {
        true => skipped(&text),
        false => Some(text),
    }
}

fn skipped<T>(why: &str) -> Option<T> {
    eprintln!("skipped: {why}");
    None
}

fn is_root() -> bool {
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|process| process.uid() == 0)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Checks that a run was refused for this reason, changed nothing, left nothing, and showed no secret.
fn assert_refused(folder: &TempDir, output: &Output, why: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(
        message.contains(why) && message.contains("nothing was written"),
        "{message}"
    );
    assert!(!message.contains(TOKEN), "{message}");
    assert_eq!(fs::read_to_string(config(folder)).unwrap(), BEFORE);
    assert_eq!(names(folder.path()), ["config.toml"]);
}

#[test]
fn a_full_file_system_leaves_the_file_as_it_was() {
    let folder = folder();
    let script = "mkdir small && mount -t tmpfs -o size=16k none small || echo cannot set the stage
        cp config.toml small && cd small
        head -c 100000 /dev/zero > fill 2>&-
        fix; fix --in-place; fix --backup
        ls -A; cat config.toml";
    let Some(text) = with_mounts(&folder, script) else {
        return;
    };
    assert_eq!(
        text.matches("no space is left on its file system; nothing was written")
            .count(),
        3,
        "{text}"
    );
    assert_eq!(text.matches("exit 3").count(), 3, "{text}");
    assert!(text.ends_with(&format!("config.toml\nfill\n{BEFORE}")), "{text}");
}

#[test]
fn a_read_only_file_system_is_named() {
    let folder = folder();
    let script = "mount --bind . . && mount -o remount,bind,ro . || echo cannot set the stage
        cd \"$PWD\"
        fix; fix --in-place
        ls -A; cat config.toml";
    let Some(text) = with_mounts(&folder, script) else {
        return;
    };
    assert_eq!(
        text.matches("read-only file system; nothing was written").count(),
        2,
        "{text}"
    );
    assert_eq!(text.matches("exit 3").count(), 2, "{text}");
    assert!(text.ends_with(&format!("config.toml\n{BEFORE}")), "{text}");
}

#[test]
fn a_mounted_file_is_overwritten_only_in_place() {
    let folder = folder();
    let script = "mkdir there && touch there/config.toml
        mount --bind config.toml there/config.toml || echo cannot set the stage
        cd there
        stat -c 'inode %i' config.toml
        fix; cat config.toml; fix --in-place
        stat -c 'inode %i' config.toml
        ls -A; cat ../config.toml";
    let Some(text) = with_mounts(&folder, script) else {
        return;
    };
    assert!(
        text.contains("is a mount point of its own") && text.contains("--in-place"),
        "{text}"
    );
    assert!(text.contains(&format!("exit 3\n{BEFORE}")), "{text}");
    assert!(text.contains("exit 0"), "{text}");
    let inodes: Vec<&str> = text.lines().filter(|line| line.starts_with("inode")).collect();
    assert!(inodes.len() == 2 && inodes[0] == inodes[1], "{text}");
    assert!(text.ends_with(&format!("config.toml\n{}", after())), "{text}");
}

#[test]
fn a_file_system_without_attributes_is_fine() {
    let folder = folder();
    let script = "mkdir ram && mount -t ramfs none ram || echo cannot set the stage
        cp config.toml ram && cd ram && fix; ls -A; cat config.toml";
    let Some(text) = with_mounts(&folder, script) else {
        return;
    };
    assert!(text.ends_with(&format!("exit 0\nconfig.toml\n{}", after())), "{text}");
}

#[test]
fn a_layered_file_system_gets_the_new_text_in_its_upper_layer() {
    let folder = folder();
    let script = "mkdir layers && mount -t tmpfs none layers && cd layers && mkdir lower upper work all
        cp ../config.toml lower
        mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none all || echo cannot set the stage
        cd all && fix; ls -A; cat ../lower/config.toml config.toml";
    let Some(text) = with_mounts(&folder, script) else {
        return;
    };
    assert!(
        text.ends_with(&format!("exit 0\nconfig.toml\n{BEFORE}{}", after())),
        "{text}"
    );
}

#[test]
fn a_limit_for_the_size_of_files_is_named() {
    let folder = folder();
    let script = format!(
        "trap '' XFSZ; ulimit -f 0; exec '{BINARY}' {} config.toml",
        FIX.join(" ")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_refused(&folder, &output, "limit for the size of files");
}

#[test]
fn a_run_that_the_limit_for_the_size_of_files_kills_leaves_the_file_as_it_was() {
    let folder = folder();
    let script = format!(
        "ulimit -c 0; ulimit -f 0; exec '{BINARY}' {} config.toml",
        FIX.join(" ")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), None);
    assert_eq!(fs::read_to_string(config(&folder)).unwrap(), BEFORE);
    let left = names(folder.path());
    assert!(
        left.len() == 2 && left[0].starts_with(".config.toml.runnerlint-"),
        "{left:?}"
    );
    assert_eq!(folder.path().join(&left[0]).metadata().unwrap().mode() & 0o7777, 0o600);
    assert_eq!(fix(&folder).output().unwrap().status.code(), Some(0));
    assert_eq!(names(folder.path()), ["config.toml"]);
}

/// Takes the mark away even if the test fails.
struct Immutable(PathBuf);

impl Immutable {
    fn mark(path: &Path) -> Option<Immutable> {
        let marked = Command::new("chattr").arg("+i").arg(path).output();
        match marked.is_ok_and(|output| output.status.success()) {
            true => Some(Immutable(path.to_owned())),
            false => skipped("chattr +i does not work here"),
        }
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        Command::new("chattr").arg("-i").arg(&self.0).output().unwrap();
    }
}

#[test]
fn an_immutable_file_or_folder_is_named() {
    let folder = folder();
    for path in [config(&folder), folder.path().to_owned()] {
        let Some(_mark) = Immutable::mark(&path) else { return };
        let why = format!("{} is marked as immutable", path.display());
        assert_refused(&folder, &fix(&folder).output().unwrap(), &why);
        assert_refused(&folder, &fix(&folder).arg("--in-place").output().unwrap(), &why);
    }
}

/// The command as a user who is not root, if we are.
fn as_nobody(command: &mut Command) -> Option<Output> {
    if is_root() {
        command.uid(65534).gid(65534);
    }
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => skipped(&format!("another user cannot run the program: {error}")),
    }
}

#[test]
fn a_folder_that_takes_no_files_of_this_user_is_named() {
    let folder = folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let output = as_nobody(&mut fix(&folder));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let Some(output) = output else { return };
    assert_refused(&folder, &output, "permission denied for the file or in its folder");
}

#[test]
fn the_file_of_another_user_is_not_taken_from_them() {
    let folder = folder();
    if !is_root() {
        return skipped("only root can make files of other users").unwrap_or_default();
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(config(&folder), fs::Permissions::from_mode(0o666)).unwrap();
    let Some(output) = as_nobody(&mut fix(&folder)) else {
        return;
    };
    assert_refused(&folder, &output, "its owner is number 0");
    let Some(output) = as_nobody(fix(&folder).arg("--in-place")) else {
        return;
    };
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(config(&folder)).unwrap(), after());
    assert_eq!(
        (config(&folder).metadata().unwrap().uid(), names(folder.path()).len()),
        (0, 1)
    );
}

/// An ACL that lets one more user read, as the kernel keeps it.
fn acl(user: u32) -> Vec<u8> {
    const NOBODY: u32 = u32::MAX;
    let entries: [(u16, u16, u32); 5] = [
        (1, 6, NOBODY),
        (2, 4, user),
        (4, 0, NOBODY),
        (16, 4, NOBODY),
        (32, 0, NOBODY),
    ];
    let mut bytes = 2u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(permissions.to_le_bytes());
        bytes.extend(id.to_le_bytes());
    }
    bytes
}

const ACL: &str = "system.posix_acl_access";

fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = vec![0; 4096];
    match getxattr(path, name, value.as_mut_slice()) {
        Ok(length) => Some(value[..length].to_vec()),
        Err(Errno::NODATA) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn acl_attributes_owner_and_mode_are_kept() {
    let folder = folder();
    let path = config(&folder);
    if is_root() {
        chown(&path, Some(998), Some(997)).unwrap();
    }
    let set = |name: &str, value: &[u8]| setxattr(&path, name, value, XattrFlags::empty());
    if set(ACL, &acl(1234)).is_err() || set("user.note", b"ours").is_err() {
        return skipped("this file system keeps no ACLs or attributes").unwrap_or_default();
    }
    let found = path.metadata().unwrap();
    for options in [vec![], vec!["--backup"], vec!["--in-place"]] {
        fs::write(&path, BEFORE).unwrap();
        assert_eq!(fix(&folder).args(&options).output().unwrap().status.code(), Some(0));
        assert_eq!(fs::read_to_string(&path).unwrap(), after());
        assert_eq!(attribute(&path, ACL), Some(acl(1234)), "{options:?}");
        assert_eq!(attribute(&path, "user.note").as_deref(), Some(&b"ours"[..]));
        let now = path.metadata().unwrap();
        assert_eq!(
            (now.mode(), now.uid(), now.gid()),
            (found.mode(), found.uid(), found.gid())
        );
    }
    let backup = folder.path().join("config.toml.runnerlint-backup");
    let copy = backup.metadata().unwrap();
    assert_eq!(
        (copy.mode() & 0o7777, copy.uid(), copy.gid()),
        (0o600, found.uid(), found.gid())
    );
    assert_eq!(attribute(&backup, ACL), None);
}

#[test]
fn nobody_gains_access_by_what_the_folder_gives_new_files() {
    let folder = folder();
    fs::set_permissions(config(&folder), fs::Permissions::from_mode(0o640)).unwrap();
    if setxattr(
        folder.path(),
        "system.posix_acl_default",
        &acl(1234),
        XattrFlags::empty(),
    )
    .is_err()
    {
        return skipped("this file system keeps no ACLs").unwrap_or_default();
    }
    assert_eq!(fix(&folder).arg("--backup").output().unwrap().status.code(), Some(0));
    assert_eq!(fs::read_to_string(config(&folder)).unwrap(), after());
    assert_eq!(attribute(&config(&folder), ACL), None);
    assert_eq!(config(&folder).metadata().unwrap().mode() & 0o7777, 0o640);
    let backup = folder.path().join("config.toml.runnerlint-backup");
    assert_eq!(backup.metadata().unwrap().mode() & 0o7777, 0o600);
}

#[test]
fn runs_that_write_to_one_folder_do_not_take_each_other_for_dead() {
    let folder = folder();
    let files = ["config.toml", "a.toml", "b.toml", "c.toml"];
    for _ in 0..10 {
        let runs = files.map(|name| {
            fs::write(folder.path().join(name), BEFORE).unwrap();
            fix_file(&folder, name).stdout(Stdio::null()).spawn().unwrap()
        });
        for mut run in runs {
            assert!(run.wait().unwrap().success());
        }
        let texts = files.map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
        assert!(texts.iter().all(|text| *text == after()), "{texts:?}");
    }
    assert_eq!(names(folder.path()), ["a.toml", "b.toml", "c.toml", "config.toml"]);
}

/// Kills runs at moments spread over the time that one takes, and looks at the files after each.
fn kill_runs(arguments: &[&str], look: impl Fn(&TempDir, &str)) {
    let folder = folder();
    let started = Instant::now();
    fix(&folder).args(arguments).output().unwrap();
    let whole = started.elapsed();
    let rounds = 60;
    for round in 0..rounds {
        fs::write(config(&folder), BEFORE).unwrap();
        let mut command = fix(&folder);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        sleep(whole * round / rounds);
        child.kill().unwrap();
        child.wait().unwrap();
        let text = fs::read_to_string(config(&folder)).unwrap();
        look(&folder, &text);
        for backup in names(folder.path()).iter().filter(|name| name.contains("-backup")) {
            fs::remove_file(folder.path().join(backup)).unwrap();
        }
    }
    fs::write(config(&folder), BEFORE).unwrap();
    assert!(fix(&folder).args(arguments).output().unwrap().status.success());
    assert_eq!(names(folder.path()), ["config.toml"]);
}

#[test]
fn a_killed_run_leaves_the_old_text_or_the_new_one() {
    kill_runs(&[], |_, text| assert!(text == BEFORE || text == after(), "{text}"));
}

#[test]
fn a_run_killed_in_place_leaves_a_whole_text_or_a_backup() {
    kill_runs(&["--in-place"], |folder, text| {
        let backup = fs::read_to_string(folder.path().join("config.toml.runnerlint-backup")).unwrap_or_default();
        assert!(text == BEFORE || text == after() || backup == BEFORE, "{text}");
    });
}
