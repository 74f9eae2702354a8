//! Names that say that what they are given is secret.

/// Whether the name of a key or variable says that its value is secret.
pub fn names_secret(name: &str) -> bool {
    // Most names say nothing of the kind, and taking them apart is slow.
    let (always, perhaps) = match name.is_ascii() {
        true => hints(name),
        false => hints(&name.to_lowercase()),
    };
    if !always && !perhaps {
        return false;
    }
    let words = words(name);
    let Some(last) = words.last() else {
        return false;
    };
    if matches!(last.as_str(), "path" | "file") {
        return false;
    }
    let whole = ["auth", "apikey", "privatekey", "accesskey", "bearer"];
    always || words.iter().any(|word| whole.contains(&word.as_str())) || ends_as_secret(&words)
}

/// Whether it takes other words to say so: a bare `key` is none, `PWD` is a folder, and passes are counted.
fn ends_as_secret(words: &[String]) -> bool {
    let [before @ .., last] = words else {
        return false;
    };
    let behind = before.last().map_or("", String::as_str);
    match last.as_str() {
        "pass" => !matches!(
            behind,
            "first" | "second" | "one" | "two" | "single" | "multi" | "final"
        ),
        "authorization" => true,
        "pwd" => !matches!(behind, "" | "old"),
        "keys" => matches!(behind, "api" | "access" | "private"),
        _ => !before.is_empty() && words.iter().any(|word| word == "key"),
    }
}

/// Where the value begins in the name of a variable if the sign between them is wrong or was forgotten: `A_TOKEN:value`,
/// `A_TOKEN value`. A reference is no value.
pub fn value_in_name(name: &str) -> Option<usize> {
    let rest = name.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let value = rest.trim_start_matches([' ', '\t', ':', '=', '"', '\'']);
    let is_one = !rest.is_empty() && !value.is_empty() && !value.starts_with('$');
    (is_one && names_secret(&name[..name.len() - rest.len()])).then_some(name.len() - value.len())
}

/// Whether the keys below a key of a pipeline are names of variables.
pub fn holds_variables(key: &str) -> bool {
    matches!(key, "variables" | "matrix" | "inputs")
}

/// Whether a name holds a word that always says secret, and whether one that does so in some places.
fn hints(name: &str) -> (bool, bool) {
    let (mut always, mut perhaps) = (false, false);
    for (at, pair) in name.as_bytes().windows(2).enumerate() {
        let follows = |words: &[&str]| {
            words.iter().any(|word| {
                let here = name.as_bytes().get(at..at + word.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
            })
        };
        match [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()] {
            [b'p', b'a'] => {
                always |= follows(&["password", "passwd", "passphrase"]);
                perhaps |= follows(&["pass"]);
            }
            [b'p', b'w'] => perhaps |= follows(&["pwd"]),
            [b'b', b'e'] => perhaps |= follows(&["bearer"]),
            [b's', b'e'] => always |= follows(&["secret"]),
            [b't', b'o'] => always |= follows(&["token"]),
            [b'c', b'r'] => always |= follows(&["credential"]),
            [b'a', b'u'] => perhaps |= follows(&["auth"]),
            [b'k', b'e'] => perhaps |= follows(&["key"]),
            _ => {}
        }
    }
    (always, perhaps)
}

/// The words of a name: `S3_AccessKey` is s3, access, key.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let new = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if new && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_a_name_is_known_by_what_stands_before_it() {
        for (name, value) in [
            ("A_TOKEN:x", "x"),
            ("A_TOKEN x y", "x y"),
            ("A_TOKEN='x", "x"),
            ("A_TOKEN：x", "：x"),
        ] {
            let from = value_in_name(name);
            assert_eq!(from.and_then(|from| name.get(from..)), Some(value), "{name}");
        }
        for name in ["A_TOKEN", "A_TOKEN:", "A_TOKEN:$B", "A:B_TOKEN", ""] {
            assert_eq!(value_in_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_say_secret_are_known() {
        for name in [
            "DB_PASSWORD",
            "AccessKey",
            "api_key",
            "DOCKER_AUTH_CONFIG",
            "auth",
            "GITLAB_TOKEN",
            "secretKey",
            "DB_PASS",
            "pass",
            "MYSQL_PWD",
            "GPG_PASSPHRASE",
            "APIKEY",
            "privatekey",
            "BEARER",
            "authorization",
            "api_keys",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "key",
            "AUTHOR",
            "KEYCLOAK_URL",
            "tls-key-file",
            "TOKEN_PATH",
            "authorization-plugins",
            "monkey_x",
            "PWD",
            "OLDPWD",
            "OLD_PWD",
            "bypass",
            "COMPASS_URL",
            "passthrough",
            "first-pass",
            "pass_args",
            "cache_keys",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
