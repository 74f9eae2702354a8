//! Discovery and reading, on throw-away folders.

use std::fs;

use tempfile::TempDir;

use super::*;

const RUNNER: &str = "[[runners]]\n  token = \"x\"\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn loader(folder: &TempDir) -> Loader {
    Loader::new(Options {
        kind: None,
        files: Vec::new(),
        exclude: Vec::new(),
        project_root: Some(folder.path().to_owned()),
        whole_when_named: false,
        chosen: true,
        cwd: PathBuf::from("/elsewhere"),
    })
}

/// The files that were taken, relative to the folder.
fn taken(folder: &TempDir, loaded: &Loaded, origin: Origin) -> Vec<String> {
    let name = |path: &Path| path.strip_prefix(folder.path()).unwrap().display().to_string();
    let files = loaded.sources.iter().filter(|(_, file)| file.origin == origin);
    files.map(|(_, file)| name(&file.path)).collect()
}

fn only_error(loaded: Loaded) -> Cause {
    assert_eq!(loaded.errors.len(), 1, "{:?}", loaded.errors);
    assert!(loaded.sources.is_empty());
    loaded.errors[0].cause.clone()
}

#[test]
fn discovery_takes_what_is_ours_in_order_of_names() {
    let folder = folder(&[
        (".gitlab-ci.yml", "build: {}\n"),
        ("b/config.toml", RUNNER),
        ("a/daemon.json", "{}"),
        (".cargo/config.toml", "[build]\n"),
        ("package.json", "{\"name\": \"x\"}"),
        ("docs/page.yml", "x: 1\n"),
    ]);
    let mut loader = loader(&folder);
    loader.tree(folder.path(), Origin::Asked);
    let loaded = loader.finish();
    assert_eq!(
        taken(&folder, &loaded, Origin::Asked),
        [".gitlab-ci.yml", "a/daemon.json", "b/config.toml"]
    );
    assert_eq!(loaded.considered.len(), 6);
    assert!(loaded.errors.is_empty());
}

#[test]
fn of_pipelines_only_the_one_at_the_top_is_discovered() {
    let folder = folder(&[(".gitlab-ci.yml", "build: {}"), ("sub/.gitlab-ci.yml", "build: {}")]);
    let mut loader = loader(&folder);
    loader.tree(folder.path(), Origin::Asked);
    assert_eq!(taken(&folder, &loader.finish(), Origin::Asked), [".gitlab-ci.yml"]);
}

#[test]
fn folders_of_others_are_not_entered() {
    let folder = folder(&[
        ("node_modules/x/config.toml", RUNNER),
        ("target/config.toml", RUNNER),
        ("vendor/config.toml", RUNNER),
        (".git/config.toml", RUNNER),
        ("nested/.git", "gitdir: elsewhere"),
        ("nested/config.toml", RUNNER),
    ]);
    let mut loader = loader(&folder);
    loader.tree(folder.path(), Origin::Asked);
    assert!(loader.finish().sources.is_empty());
}

#[cfg(unix)]
#[test]
fn discovery_does_not_follow_links_and_says_so() {
    let folder = folder(&[("a/runner.txt", RUNNER)]);
    std::os::unix::fs::symlink("a/runner.txt", folder.path().join("config.toml")).unwrap();
    let mut loader = loader(&folder);
    loader.tree(folder.path(), Origin::Asked);
    let loaded = loader.finish();
    assert!(loaded.sources.is_empty());
    assert!(loaded.considered[0].recognised.why.contains("symbolic link"));
}

#[test]
fn a_file_is_taken_once_however_often_it_is_named() {
    let folder = folder(&[("config.toml", RUNNER)]);
    let mut loader = loader(&folder);
    loader.named(&folder.path().join("config.toml"));
    loader.named(&folder.path().join("./config.toml"));
    loader.named(folder.path());
    assert_eq!(loader.finish().sources.len(), 1);
}

#[test]
fn an_empty_config_toml_is_ours_only_if_it_was_named() {
    let folder = folder(&[("config.toml", "\n")]);
    let mut found = loader(&folder);
    found.tree(folder.path(), Origin::Asked);
    assert!(found.finish().sources.is_empty());
    let mut named = loader(&folder);
    named.named(&folder.path().join("config.toml"));
    assert_eq!(named.finish().sources.len(), 1);
}

#[test]
fn kind_says_what_named_files_are() {
    let folder = folder(&[("some.txt", "x"), ("other.txt", "y")]);
    let mut loader = loader(&folder);
    loader.options.kind = Some(Role::Pipeline);
    loader.named(&folder.path().join("some.txt"));
    let loaded = loader.finish();
    assert_eq!(loaded.sources.iter().next().unwrap().1.role, Role::Pipeline);
}

#[test]
fn a_named_file_that_is_not_ours_is_listed() {
    let folder = folder(&[("x.toml", "a = 1\n")]);
    let mut loader = loader(&folder);
    loader.named(&folder.path().join("x.toml"));
    assert_eq!(loader.finish().unrecognised().count(), 1);
}

#[test]
fn globs_of_the_settings_are_relative_to_the_project() {
    let folder = folder(&[
        ("ci/build.yml", "a: 1\n"),
        ("ci/deep/build.yml", "a: 1\n"),
        ("deploy/runner.conf", "concurrent = 1\n"),
        ("old/config.toml", RUNNER),
    ]);
    let mut loader = Loader::new(Options {
        files: vec![
            (Role::Pipeline, vec!["ci/*.yml".into()]),
            (Role::RunnerConfig, vec!["**/runner.conf".into()]),
        ],
        exclude: vec!["old/**".into()],
        ..loader(&folder).options
    });
    loader.tree(folder.path(), Origin::Asked);
    let found = loader.finish();
    assert_eq!(
        taken(&folder, &found, Origin::Asked),
        ["ci/build.yml", "deploy/runner.conf"]
    );
    assert!(
        found
            .considered
            .iter()
            .any(|file| file.recognised.why.contains("files.exclude"))
    );
}

#[test]
fn the_surroundings_of_a_named_file_are_context() {
    let folder = folder(&[
        (".gitlab-ci.yml", "build: {}\n"),
        ("deploy/runner/config.toml", RUNNER),
        ("deploy/runner/etc/daemon.json", "{}"),
        ("deploy/daemon.json", "{}"),
        ("deploy/sibling/config.toml", RUNNER),
    ]);
    let mut loader = loader(&folder);
    loader.named(&folder.path().join("deploy/runner/config.toml"));
    loader.surroundings();
    let loaded = loader.finish();
    assert_eq!(taken(&folder, &loaded, Origin::Asked), ["deploy/runner/config.toml"]);
    assert_eq!(
        taken(&folder, &loaded, Origin::Context),
        ["deploy/runner/etc/daemon.json", ".gitlab-ci.yml", "deploy/daemon.json"]
    );
}

#[test]
fn a_file_outside_of_a_project_has_no_surroundings() {
    let folder = folder(&[("config.toml", RUNNER), ("daemon.json", "{}")]);
    let mut loader = loader(&folder);
    loader.options.project_root = None;
    loader.named(&folder.path().join("config.toml"));
    loader.surroundings();
    assert_eq!(loader.finish().sources.len(), 1);
}

#[test]
fn a_host_is_read_where_its_programs_read() {
    let folder = folder(&[
        ("etc/gitlab-runner/config.toml", ""),
        ("etc/docker/daemon.json", "{}"),
        ("home/ci/.docker/config.json", "{}"),
        ("srv/config.toml", RUNNER),
    ]);
    let mut loader = loader(&folder);
    loader.host(folder.path(), None);
    let loaded = loader.finish();
    let expected = [
        "etc/gitlab-runner/config.toml",
        "etc/docker/daemon.json",
        "home/ci/.docker/config.json",
    ];
    assert_eq!(taken(&folder, &loaded, Origin::Asked), expected);
    assert!(loaded.errors.is_empty());
}

#[test]
fn the_units_of_a_host_are_context_of_its_daemon() {
    let units = [
        ("usr/lib/systemd/system/docker.service", "[Service]"),
        ("usr/lib/systemd/system/docker.service.d/20-b.conf", "[Service]"),
        ("etc/systemd/system/docker.service.d/20-b.conf", "[Service]"),
        ("etc/systemd/system/docker.service.d/10-a.conf", "[Service]"),
        ("etc/systemd/system/docker.service.d/10-a.conf.bak", "[Service]"),
    ];
    let folder = folder(&[units.as_slice(), &[("etc/docker/daemon.json", "{}")]].concat());
    let mut loader = loader(&folder);
    loader.host_units(folder.path());
    assert!(loader.loaded.sources.is_empty());
    loader.host(folder.path(), None);
    loader.host_units(folder.path());
    let loaded = loader.finish();
    let expected = [
        "usr/lib/systemd/system/docker.service",
        "etc/systemd/system/docker.service.d/10-a.conf",
        "etc/systemd/system/docker.service.d/20-b.conf",
    ];
    assert_eq!(taken(&folder, &loaded, Origin::Context), expected);
}

#[test]
fn what_cannot_be_read_is_an_error_that_names_the_reason() {
    let folder = folder(&[("config.toml/x", "")]);
    let mut missing = loader(&folder);
    missing.named(&folder.path().join("daemon.json"));
    assert_eq!(only_error(missing.finish()), Cause::Missing);
    let mut through_a_file = loader(&folder);
    through_a_file.named(&folder.path().join("config.toml/x/y"));
    assert_eq!(only_error(through_a_file.finish()), Cause::Missing);
    let mut no_file = loader(&folder);
    no_file.take(&folder.path().join("config.toml"), Origin::Asked, Named::Yes);
    assert_eq!(only_error(no_file.finish()), Cause::Folder);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_told_from_a_missing_file() {
    let folder = folder(&[]);
    let link = folder.path().join("config.toml");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    let mut loader = loader(&folder);
    loader.named(&link);
    assert_eq!(only_error(loader.finish()), Cause::DanglingLink);
}

#[cfg(unix)]
#[test]
fn a_socket_and_a_device_are_refused_without_opening_them() {
    let folder = folder(&[]);
    let socket = folder.path().join("config.toml");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let mut loader_of_socket = loader(&folder);
    loader_of_socket.named(&socket);
    assert_eq!(only_error(loader_of_socket.finish()), Cause::Special("a socket"));
    let mut loader_of_device = loader(&folder);
    loader_of_device.named(Path::new("/dev/zero"));
    assert_eq!(only_error(loader_of_device.finish()), Cause::Special("a device"));
}

#[cfg(unix)]
#[test]
fn a_fifo_that_nobody_writes_does_not_hang_the_run() {
    let folder = folder(&[]);
    let fifo = folder.path().join("config.toml");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of POSIX");
    let mut named = loader(&folder);
    named.named(&fifo);
    assert_eq!(only_error(named.finish()), Cause::Special("a FIFO"));
    let mut found = loader(&folder);
    found.tree(folder.path(), Origin::Asked);
    assert!(found.finish().errors.is_empty());
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let folder = folder(&[("config.toml", "")]);
    let path = folder.path().join("config.toml");
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(MAX_BYTES + 1)
        .unwrap();
    let mut loader = loader(&folder);
    loader.named(&path);
    assert_eq!(only_error(loader.finish()), Cause::TooLarge);
}

#[cfg(unix)]
#[test]
fn mode_and_owner_are_recorded() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("config.toml", RUNNER)]);
    let path = folder.path().join("config.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let mut loader = loader(&folder);
    loader.named(&path);
    let facts = loader.finish().sources.iter().next().unwrap().1.facts.unwrap();
    assert_eq!(facts.mode, 0o640);
}

#[test]
fn settings_are_searched_up_to_the_root_of_the_work_tree() {
    let tree = folder(&[
        (".runnerlint.toml", "outside"),
        ("repo/.git/HEAD", ""),
        ("repo/a/b/x", ""),
        ("etc/runnerlint.toml", "machine"),
    ]);
    let search = |from: &str| Search {
        from: Some(tree.path().join(from)),
        config: None,
        root: tree.path().to_owned(),
    };
    let text = |search: &Search| settings_file(search).unwrap().map(|(_, bytes)| bytes);
    assert_eq!(text(&search("repo/a/b")).unwrap(), b"machine");
    fs::write(tree.path().join("repo/.runnerlint.toml"), "repo").unwrap();
    assert_eq!(text(&search("repo/a/b")).unwrap(), b"repo");
    assert_eq!(text(&search("")).unwrap(), b"outside");
}

#[test]
fn the_common_folder_holds_all_paths() {
    let paths = [PathBuf::from("/p/a/b/x.toml"), PathBuf::from("/p/a/c/y.toml")];
    assert_eq!(common_folder(&paths), Some(PathBuf::from("/p/a")));
    assert_eq!(common_folder(&[]), None);
}

#[test]
fn context_that_cannot_be_read_is_no_error() {
    let folder = folder(&[("config.toml", RUNNER), ("daemon.json", "")]);
    let daemon = fs::File::options().write(true).open(folder.path().join("daemon.json"));
    daemon.unwrap().set_len(MAX_BYTES + 1).unwrap();
    let mut named = loader(&folder);
    named.named(&folder.path().join("config.toml"));
    named.surroundings();
    let loaded = named.finish();
    assert!(loaded.errors.is_empty() && loaded.sources.len() == 1);
    let mut found = loader(&folder);
    found.tree(folder.path(), Origin::Asked);
    assert_eq!(found.finish().errors.len(), 1);
}

/// The files that were read because a pipeline includes them.
fn included(folder: &TempDir, files: &[(&str, &str)]) -> Vec<String> {
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut loader = loader(folder);
    loader.named(&folder.path().join(".gitlab-ci.yml"));
    taken(folder, &loader.finish(), Origin::Included)
}

#[test]
fn local_includes_are_read_however_deep() {
    let folder = folder(&[]);
    let files = [
        (
            ".gitlab-ci.yml",
            "include: [ci/a.yml, 'more/**/*.yml', {local: /ci/b.yml}, {template: x.yml}]\n",
        ),
        ("ci/a.yml", "include: ci/deep/c.yml\n"),
        ("ci/b.yml", "b: {script: x}\n"),
        ("ci/deep/c.yml", "c: {script: x}\n"),
        ("ci/d.yml", "d: {script: x}\n"),
        ("more/e.yml", "e: {script: x}\n"),
        ("more/f/g.yml", "g: {script: x}\n"),
        ("more/h.md", "no pipeline\n"),
    ];
    let mut read = included(&folder, &files);
    read.sort();
    assert_eq!(
        read,
        ["ci/a.yml", "ci/b.yml", "ci/deep/c.yml", "more/e.yml", "more/f/g.yml"]
    );
}

#[test]
fn files_that_include_each_other_are_read_once() {
    let folder = folder(&[]);
    let files = [
        (".gitlab-ci.yml", "include: a.yml\njob: {script: x}\n"),
        ("a.yml", "include: b.yml\n"),
        ("b.yml", "include: ['*.yml', a.yml, .gitlab-ci.yml]\n"),
    ];
    assert_eq!(included(&folder, &files), ["a.yml", "b.yml"]);
}

#[test]
fn nothing_outside_of_the_project_is_included() {
    let outside = folder(&[("secret.yml", "a: 1\n")]);
    let folder = folder(&[("x/y.yml", "a: 1\n")]);
    let up = format!(
        "../{}/secret.yml",
        outside.path().file_name().unwrap().to_string_lossy()
    );
    let absolute = outside.path().join("secret.yml").display().to_string();
    let text =
        format!("include: ['{up}', '{absolute}', './x/y.yml', 'x/../x/y.yml', 'x//y.yml', '..', '*/../*.yml']\n");
    assert!(included(&folder, &[(".gitlab-ci.yml", &text)]).is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_not_included() {
    let outside = folder(&[("secret.yml", "a: 1\n")]);
    let folder = folder(&[("real/a.yml", "a: 1\n")]);
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    link(&outside.path().join("secret.yml"), "out.yml");
    link(outside.path(), "out");
    link(Path::new("real"), "inside");
    let text = "include: [out.yml, out/secret.yml, inside/a.yml, 'out/*.yml', '*.yml']\n";
    assert!(included(&folder, &[(".gitlab-ci.yml", text)]).is_empty());
}
