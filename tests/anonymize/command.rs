//! The command: what it prints, what it says beside that, and how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use runnerlint::secret::Secret;
use runnerlint::source::Role;

use super::treated_one;

const CONFIG: &str = r#"concurrent = 4   # Ana asked for 4
[[runners]]
  name = "blue whale"
  url = 'https://git.acme.de:8443/'
  token = "glrt-AbCdEfGhIjKlMnOpQrSt"
  executor = "docker"
  environment = ["DB_PASSWORD=hunter2", "STAGE=prod", "HTTPS_PROXY=http://ana:pw@proxy.acme.de:3128"]
  [runners.docker]
    image = "reg.acme.de:5000/shop/app:27-dind"  # runnerlint: allow(image-floating-tag, until=2031-01-31) Ana knows
    extra_hosts = ["git.acme.de:93.184.216.34", "db:10.0.0.5"]
    volumes = ["/home/ana/cache:/cache", "/var/run/docker.sock:/var/run/docker.sock"]
  [runners.cache.s3]
    BucketName = "whales"
    AccessKey = "glrt-AbCdEfGhIjKlMnOpQrSt"
"#;

const ANONYMOUS: &str = r#"concurrent = 4   # xxx xxxxx xxx x
[[runners]]
  name = "runner-1"
  url = 'https://host-1.example.com:8443/'
  token = "glrt-xxxxxxxxxxxxxxxxxxx1"
  executor = "docker"
  environment = ["DB_PASSWORD=xxxxxx2", "STAGE=prod", "HTTPS_PROXY=http://user-1:xxxx3@host-2.example.com:3128"]
  [runners.docker]
    image = "host-3.example.com:5000/name1/app:27-dind"  # runnerlint: allow(image-floating-tag, until=2031-01-31) xxx xxxxx
    extra_hosts = ["host-1.example.com:192.0.2.1", "db:10.0.0.5"]
    volumes = ["/home/user-1/cache:/cache", "/var/run/docker.sock:/var/run/docker.sock"]
  [runners.cache.s3]
    BucketName = "bucket-1"
    AccessKey = "glrt-xxxxxxxxxxxxxxxxxxx1"
"#;

/// Standard output, standard error and the exit code.
fn run(folder: &Path, arguments: &[&str], input: &str) -> (String, String, Option<i32>) {
    fs::write(folder.join("input"), input).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_runnerlint"))
        .arg("anonymize")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::from(fs::File::open(folder.join("input")).unwrap()))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn structure_and_keywords_stay_and_names_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, CONFIG).unwrap();
    let (out, err, code) = run(folder.path(), &["config.toml"], "");
    assert_eq!((out.as_str(), err.as_str(), code), (ANONYMOUS, "", Some(0)));
    assert_eq!(fs::read_to_string(&path).unwrap(), CONFIG);
}

#[test]
fn standard_input_is_read_as_what_its_name_or_kind_says() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["-", "--kind", "runner"][..],
        &["-", "--stdin-filename", "config.toml"],
    ] {
        assert_eq!(run(folder.path(), arguments, CONFIG).0, ANONYMOUS);
    }
}

#[test]
fn the_files_of_a_folder_are_printed_however_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("runner")).unwrap();
    fs::write(folder.path().join("runner/config.toml"), CONFIG).unwrap();
    for name in [".", "runner", "./runner", "runner/../runner"] {
        let (out, err, code) = run(folder.path(), &[name], "");
        assert_eq!((out.as_str(), err.as_str(), code), (ANONYMOUS, "", Some(0)), "{name}");
    }
}

#[test]
fn it_is_said_that_nothing_has_a_name_to_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.crt"), "").unwrap();
    let (out, err, code) = run(folder.path(), &["ca.crt", "--kind", "certificate"], "");
    assert_eq!((out.as_str(), code), ("", Some(4)));
    assert!(err.contains("nothing to anonymize"), "{err}");
}

#[test]
fn what_has_one_name_in_several_files_has_one_pseudonym() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    let daemon =
        "{\"insecure-registries\": [\"reg.acme.de:5000\"], \"registry-mirrors\": [\"https://mirror.acme.de\"]}";
    fs::write(folder.path().join("daemon.json"), daemon).unwrap();
    let (out, _, code) = run(folder.path(), &["config.toml", "daemon.json"], "");
    let second = "==> 2: daemon.json <==\n{\"insecure-registries\": [\"host-3.example.com:5000\"], \"registry-mirrors\": [\"https://host-4.example.com\"]}\n";
    assert_eq!(out, format!("==> 1: config.toml <==\n{ANONYMOUS}{second}"));
    assert_eq!(code, Some(0));
}

#[test]
fn lines_that_cannot_be_read_are_starred_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = "concurrent = 4\n[[runners]]\n  name = \"blue\n  executor = \"docker\"\n";
    let (out, err, code) = run(folder.path(), &["-", "--kind", "runner"], text);
    assert_eq!(
        out,
        "concurrent = 4\n[[runners]]\n  name =******\n  executor = \"docker\"\n"
    );
    assert!(err.contains("1 line that cannot be read is starred"), "{err}");
    assert_eq!(code, Some(1));
}

#[test]
fn what_is_no_configuration_or_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "Ana's notes").unwrap();
    let (out, err, code) = run(folder.path(), &["notes.txt"], "");
    assert_eq!((out.as_str(), code), ("", Some(4)));
    assert!(err.contains("--kind"), "{err}");
    let (out, err, code) = run(folder.path(), &["gone.toml"], "");
    assert_eq!((out.as_str(), code), ("", Some(3)));
    assert!(err.contains("gone.toml"), "{err}");
    assert_eq!(run(folder.path(), &[], "").2, Some(2));
}

#[test]
fn credentials_of_registries_stay_valid_base64() {
    let auth = |user, password| Secret::docker_auth(user, &Secret::new(password));
    let encoded = |secret: &Secret| {
        let text = runnerlint::edit::Text::new().secret(secret.clone());
        let place = runnerlint::source::Span::new(runnerlint::source::FileId::new(0), 0..0);
        runnerlint::edit::apply("", &mut vec![&runnerlint::edit::Edit::new(place, text)])
    };
    let (one, other) = (encoded(&auth("ana", "hunter2")), encoded(&auth("ana", "hunter3")));
    let text = format!(
        "{{\"auths\": {{\"a\": {{\"auth\": \"{one}\"}}, \"b\": {{\"auth\": \"{other}\"}}, \"c\": {{\"auth\": \"{one}\"}}}}}}"
    );
    let (first, second) = (encoded(&auth("user-1", "xxxxxx1")), encoded(&auth("user-1", "xxxxxx2")));
    let new = format!(
        "{{\"auths\": {{\"a\": {{\"auth\": \"{first}\"}}, \"b\": {{\"auth\": \"{second}\"}}, \"c\": {{\"auth\": \"{first}\"}}}}}}"
    );
    assert_eq!(treated_one(Role::DockerAuth, &text), new);
}

#[test]
fn a_key_in_a_pem_block_is_crossed_out() {
    let text = "x:\n  variables:\n    SSH_KEY: |\n      -----BEGIN EC PRIVATE KEY-----\n      MHcCAQ+/==\n      -----END EC PRIVATE KEY-----\n";
    let new = text.replace("MHcCAQ", "xxxxxx");
    assert_eq!(treated_one(Role::Pipeline, text), new);
}
