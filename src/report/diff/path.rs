//! The names of files in the head lines of a patch.

/// The name after `---` or `+++`: with `-p1`, both tools drop `a/` or `b/`, and an absolute path is looked up from the
/// folder they are started in.
pub(super) fn header(prefix: char, path: &str) -> String {
    let mut path = path.trim_start_matches('/');
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    if path.contains(|c: char| c == '"' || c == '\\' || c.is_control()) {
        return format!("\"{prefix}/{}\"", quoted(path));
    }
    // Both tools read a name with blanks up to a tab.
    let end = if path.contains(char::is_whitespace) { "\t" } else { "" };
    format!("{prefix}/{path}{end}")
}

/// As git quotes names: like a string of C.
fn quoted(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                bytes.for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_and_quoted_where_they_must_be() {
        assert_eq!(
            header('a', "/etc/gitlab-runner/config.toml"),
            "a/etc/gitlab-runner/config.toml"
        );
        assert_eq!(header('b', ".//./x.toml"), "b/x.toml");
        assert_eq!(header('b', "my files/x.toml"), "b/my files/x.toml\t");
        assert_eq!(header('a', "x\"\n.toml"), "\"a/x\\\"\\012.toml\"");
    }
}
