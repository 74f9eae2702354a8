//! Secrets in config.toml, in every place of the schema.

use runnerlint::schema::runner::{Key, Kind, Secrecy, root};
use runnerlint::source::Role;

use super::{Canaries, Leaks};

/// What a key is given; `None` leaves it out.
type ValueOf<'a> = &'a mut dyn FnMut(&Key) -> Option<String>;

/// A config.toml with all tables of the schema.
fn config(value_of: ValueOf<'_>) -> String {
    let mut out = String::new();
    table(root(), "", value_of, &mut out);
    out
}

fn table(key: &Key, path: &str, value_of: ValueOf<'_>, out: &mut String) {
    let is_table = |key: &&Key| matches!(key.kind, Kind::Table | Kind::Tables);
    for child in key.keys.iter().filter(|child| !is_table(child)) {
        let value = match child.path {
            "runners[].executor" => Some("\"docker\"".into()),
            _ => value_of(child),
        };
        if let Some(value) = value {
            *out += &format!("{} = {value}\n", child.name);
        }
    }
    for child in key.keys.iter().filter(is_table) {
        let path = format!("{path}{}", child.name);
        *out += &match child.kind {
            Kind::Tables => format!("[[{path}]]\n"),
            _ => format!("[{path}]\n"),
        };
        table(child, &format!("{path}."), value_of, out);
    }
}

/// A value of the type that a key has, with this text in it.
fn of_kind(kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::String | Kind::Any | Kind::StringOrList => Some(format!("\"{text}\"")),
        Kind::List(inner) => Some(format!("[{}]", of_kind(inner, text)?)),
        Kind::Map(inner) => Some(format!("{{ a = {} }}", of_kind(inner, text)?)),
        _ => None,
    }
}

/// A config.toml with every secret of the schema, each written as `write` says.
fn secrets(write: impl Fn(&str) -> String) -> String {
    let mut canaries = Canaries::new();
    config(&mut |key| match (key.secrecy, &key.kind) {
        (Secrecy::Secret, _) => Some(write(&canaries.plain())),
        (Secrecy::Maybe, Kind::List(_)) => {
            let (one, two) = (canaries.plain(), canaries.plain());
            Some(format!("[\"A=b\", \"MY_TOKEN={one}\", 'DB_PASSWORD={two}']"))
        }
        (Secrecy::Maybe, _) => Some(format!("{{ a = \"b\", api_key = {} }}", write(&canaries.plain()))),
        _ => None,
    })
}

const NAME: &str = "config.toml";

fn silent(leaks: &mut Leaks, text: &str, about: &str) {
    leaks.look(&[(NAME, Role::RunnerConfig, text)], about);
    leaks.look(&[("template.toml", Role::RunnerTemplate, text)], about);
}

#[test]
fn secrets_of_the_schema_are_never_shown() {
    let mut leaks = Leaks::new();
    let text = secrets(|secret| format!("\"{secret}\""));
    assert!(text.matches(super::CANARY).count() > 15, "{text}");
    silent(&mut leaks, &text, "as they should be");
    leaks.none();
}

#[test]
fn secrets_in_every_spelling_are_never_shown() {
    let mut leaks = Leaks::new();
    let spellings: [fn(&str) -> String; 9] = [
        |secret| format!("'{secret}'"),
        |secret| format!("\"\"\"{secret}\"\"\""),
        |secret| format!("'''\n{secret}'''"),
        |secret| format!("[\"{secret}\"]"),
        |secret| format!("[[\"{secret}\"], '{secret}']"),
        |secret| format!("{{ a = \"{secret}\" }}"),
        |secret| format!("{{ a.b = [ {{ c = '{secret}' }} ] }}"),
        |secret| secret.to_owned(),
        |secret| format!("\"{secret}"),
    ];
    for (at, spelling) in spellings.into_iter().enumerate() {
        silent(&mut leaks, &secrets(spelling), &format!("spelling {at}"));
    }
    leaks.none();
}

#[test]
fn secrets_below_damaged_keys_are_never_shown() {
    let mut leaks = Leaks::new();
    let text = secrets(|secret| format!("\"{secret}\""));
    let lines = |change: &dyn Fn(&str, &str) -> String| {
        let changed = text.lines().map(|line| match line.split_once(" = ") {
            Some((key, value)) if line.contains(super::CANARY) => change(key, value),
            _ => line.to_owned(),
        });
        changed.map(|line| line + "\n").collect::<String>()
    };
    silent(
        &mut leaks,
        &lines(&|key, value| format!("{key} = {value}\n{key} = {value}")),
        "twice",
    );
    silent(
        &mut leaks,
        &lines(&|key, value| format!("# {key} = {value}")),
        "commented out",
    );
    silent(
        &mut leaks,
        &lines(&|key, value| format!("{} = {value}", key.to_uppercase())),
        "upper case",
    );
    silent(
        &mut leaks,
        &lines(&|key, value| format!("\"{key}\" = {value}")),
        "quoted",
    );
    silent(&mut leaks, &lines(&|key, value| format!("{key}: {value}")), "a colon");
    silent(&mut leaks, &lines(&|key, value| format!("{key} {value}")), "no sign");
    silent(
        &mut leaks,
        &lines(&|key, value| format!("{key} = {value} {value}")),
        "two values",
    );
    silent(
        &mut leaks,
        &lines(&|key, value| format!("{key} = {} # {key}: {value}", "\"\"")),
        "in a comment behind it",
    );
    silent(&mut leaks, &text.replace("[[runners]]", "[runners]"), "one bracket");
    silent(&mut leaks, &text.replace("[runners.", "[runner."), "no such table");
    silent(&mut leaks, &text.replace('\n', "\r\n"), "other line ends");
    leaks.none();
}

#[test]
fn user_info_is_never_shown_whatever_the_key() {
    let mut leaks = Leaks::new();
    let mut canaries = Canaries::new();
    let text = config(&mut |key| of_kind(&key.kind, &canaries.url()));
    assert!(text.matches(super::CANARY).count() > 150, "{text}");
    silent(&mut leaks, &text, "URLs in all keys");
    let mut canaries = Canaries::new();
    let text = config(&mut |_| Some(format!("\"{}\"", canaries.url())));
    silent(&mut leaks, &text, "URLs in keys of all types");
    leaks.none();
}

#[test]
fn tokens_are_never_shown_whatever_the_key() {
    let mut leaks = Leaks::new();
    let mut canaries = Canaries::new();
    let text = config(&mut |key| of_kind(&key.kind, &canaries.token()));
    silent(&mut leaks, &text, "tokens in all keys");
    let mut canaries = Canaries::new();
    let text = config(&mut |_| Some(format!("[\"{}\", {{ {} = 1 }}]", canaries.token(), canaries.token())));
    silent(&mut leaks, &text, "tokens in wrong types");
    let mut canaries = Canaries::new();
    let text = config(&mut |key| of_kind(&key.kind, &format!("a,{}:b", canaries.token())));
    silent(&mut leaks, &text, "tokens between signs");
    leaks.none();
}

#[test]
fn a_config_that_ends_anywhere_shows_no_secret() {
    let mut leaks = Leaks::new();
    let text = secrets(|secret| format!("\"{secret}\""));
    leaks.look_when_cut(NAME, Role::RunnerConfig, &text);
    leaks.none();
}

#[test]
fn reasons_for_accepting_show_no_token() {
    let mut leaks = Leaks::new();
    let mut canaries = Canaries::new();
    let text = format!(
        "[[runners]]\n  executor = \"docker\"\n  [runners.docker]\n    privileged = true # runnerlint: allow(privileged-unrestricted) {}\n    # runnerlint: allow({}) x\n    imagee = 1\n",
        canaries.token(),
        canaries.token()
    );
    silent(&mut leaks, &text, "reasons");
    leaks.none();
}
