//! Texts made to exhaust the program.

use std::time::{Duration, Instant};

use runnerlint::syntax::{Fault, MAX_DEPTH};

use crate::read;

/// Reads a text, walks its tree, and drops it.
fn exhausts_nothing(text: &str) -> Vec<Fault> {
    let start = Instant::now();
    let (_, document) = read(text);
    drop(document.root.literal());
    let faults = document.errors.iter().map(|error| error.fault.clone()).collect();
    drop(document);
    assert!(start.elapsed() < Duration::from_secs(20), "too slow");
    faults
}

#[test]
fn many_levels_end_in_one_error() {
    let deep = 100_000;
    for text in [
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a = {}", "{a=".repeat(deep)),
        format!("a = {}1{}", "{a=".repeat(deep), "}".repeat(deep)),
        format!("a = {}", "[{a=".repeat(deep)),
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]", "a.".repeat(deep)),
        format!("[[{}a]]", "a.".repeat(deep)),
        format!("a = {{ {}a = 1 }}", "a.".repeat(deep)),
    ] {
        assert_eq!(exhausts_nothing(&text), [Fault::TooDeep], "{}", &text[..20]);
    }
}

#[test]
fn headers_cannot_pile_up_levels() {
    let prefix = |levels: usize| vec!["a"; levels].join(".");
    let text = format!("[{}]\n{} = {{ {} = 1 }}\n", prefix(600), prefix(300), prefix(300));
    assert_eq!(exhausts_nothing(&text), [Fault::TooDeep]);
}

#[test]
fn levels_that_gitlab_runner_loads_are_read() {
    let levels = MAX_DEPTH - 2;
    let text = format!("a = {}{}\n", "[".repeat(levels), "]".repeat(levels));
    assert!(exhausts_nothing(&text).is_empty());
}

#[test]
fn deep_texts_are_edited_without_recursion() {
    let levels = MAX_DEPTH - 3;
    let key = vec!["b"; levels].join(".");
    for text in [
        format!("a = {}{}\n", "[".repeat(levels), "]".repeat(levels)),
        format!("a = {}{}\n", "{a=".repeat(levels), "1".to_owned() + &"}".repeat(levels)),
        format!("a.{key} = 1\n"),
        format!("a = 1\n[{key}]\n"),
    ] {
        let (file, document) = read(&text);
        assert!(document.errors.is_empty());
        let a = crate::find(&document, "a");
        assert!(
            document
                .insert(&file, crate::find(&document, ""), "new", &1.into())
                .is_some()
        );
        assert!(document.rename(&file, a, "new").is_some());
        assert!(document.remove(&file, &[a]).is_some());
    }
}

#[test]
fn big_texts_take_linear_time() {
    let many = 100_000;
    let keys: String = (0..many).map(|n| format!("key{n} = {n}\n")).collect();
    assert!(exhausts_nothing(&keys).is_empty());
    assert!(exhausts_nothing(&"[[x]]\na.b = 1\n".repeat(many / 2)).is_empty());
    let inline: Vec<String> = (0..many).map(|n| format!("k{n}=1")).collect();
    assert!(exhausts_nothing(&format!("a = {{{}}}", inline.join(","))).is_empty());
    assert!(exhausts_nothing(&format!("a = [{}]", "1,\n".repeat(many))).is_empty());
    assert!(exhausts_nothing(&format!("a = \"\"\"{}\"\"\"", "\\n".repeat(many))).is_empty());
}

#[test]
fn big_broken_texts_take_linear_time() {
    let many = 100_000;
    for line in [
        "a = [\n",
        "a = {\n",
        "a = \"x\n",
        "\"",
        "'",
        "[",
        "]",
        "a..b\n",
        "a b\n",
        "= ",
        "{",
        "\\",
        "a = '''\n",
        "\r",
    ] {
        let faults = exhausts_nothing(&line.repeat(many));
        assert!(!faults.is_empty(), "{line:?}");
    }
}
