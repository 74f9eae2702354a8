use super::*;

fn check(pattern: &str, matches: &[&str], misses: &[&str]) {
    for name in matches {
        assert!(glob_matches(pattern, name), "{pattern} matches {name}");
    }
    for name in misses {
        assert!(!glob_matches(pattern, name), "{pattern} misses {name}");
    }
}

#[test]
fn a_name_is_compared_as_it_is_written() {
    check(
        "ruby:3",
        &["ruby:3"],
        &["ruby", "ruby:3.3", "docker.io/library/ruby:3", "Ruby:3"],
    );
    check(
        "ruby:*",
        &["ruby:3", "ruby:"],
        &["ruby", "ruby@sha256:ab", "docker.io/library/ruby:3"],
    );
    check("ruby:?.?", &["ruby:3.3"], &["ruby:3", "ruby:3.10"]);
    check("!ruby", &["!ruby"], &["ruby", "alpine"]);
    check("", &[""], &["ruby"]);
}

#[test]
fn a_star_stops_at_a_slash() {
    check("*", &["alpine:3.18", ""], &["library/alpine", "a/b"]);
    check("*:*", &["alpine:3"], &["alpine", "library/alpine:3"]);
    check(
        "reg:5000/*:*",
        &["reg:5000/img:1"],
        &["reg:5000/img", "reg:5000/group/img:1"],
    );
    check("a*b*c", &["abc", "axbbxc"], &["ab/c", "axc"]);
}

#[test]
fn two_stars_cross_slashes_only_between_slashes() {
    check("**", &["", "alpine", "reg:5000/group/img:1"], &[]);
    check("reg/**", &["reg", "reg/", "reg/a", "reg/a/b:1"], &["registry/a"]);
    check("reg/**/*:*", &["reg/a:1", "reg/a/b:1"], &["reg/a", "reg/a/b"]);
    check("reg/**:*", &["reg/a:1"], &["reg/a/b:1"]);
    check("**:1", &["a:1"], &["a/b:1"]);
    check("reg**", &["registry"], &["reg/a"]);
    check("**/b/*", &["b/c", "a/b/c", "a/a/b/c"], &["b", "a/b/c/d"]);
}

#[test]
fn classes_hold_characters_and_ranges() {
    check("r[a-c]", &["ra", "rc"], &["rd", "r", "r-"]);
    check("r[^a-c]", &["rd", "r☺"], &["ra", "r"]);
    check("r[!a]", &["rb"], &["ra"]);
    check(r"r[\]-]", &["r]", "r-"], &["ra"]);
    check("r[a-]", &["ra", "r-"], &["rb"]);
    check("r[a-bx]", &["rx"], &["r-"]);
}

#[test]
fn braces_hold_alternatives() {
    check("{ruby,node}:3", &["ruby:3", "node:3"], &["ruby,node:3", "php:3"]);
    check("a{,/{b,c}}", &["a", "a/b", "a/c"], &["a/", "a/b/c"]);
    check(r"a{\,,b}", &["a,", "ab"], &["a"]);
    check("a/{**,}", &["a/b/c", "a/"], &["b/c"]);
    let many = "{a,b}".repeat(40);
    check(&many, &["a".repeat(40).as_str()], &["c"]);
}

#[test]
fn a_search_that_is_too_long_is_given_up() {
    let deep = "{".repeat(50_000) + &"}".repeat(50_000);
    check(&deep, &[], &["a"]);
    check(&"{a,a}".repeat(60), &[], &[("a".repeat(60) + "b").as_str()]);
}

#[test]
fn a_backslash_takes_the_next_character_as_it_is() {
    check(r"reg\.example/\*", &["reg.example/*"], &["reg.example/a"]);
}

#[test]
fn malformed_globs_match_nothing() {
    for pattern in [
        "ruby:[",
        "ruby:[]",
        "ruby:[^",
        r"ruby:\",
        "ruby:{a",
        "ruby}",
        r"ruby:[a\]",
    ] {
        assert!(!is_glob(pattern), "{pattern}");
        check(pattern, &[], &["ruby:", "ruby:a", "ruby", "ruby:["]);
    }
    check("{[,a}", &[], &["a"]);
    for pattern in ["", "a]", "[]a]", r"\[", "a{b,{c,d}}", "[{]", r"\{"] {
        assert_eq!(is_glob(pattern), pattern != "[]a]", "{pattern}");
    }
}
