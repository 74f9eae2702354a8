//! Logins to registries in scripts.

use std::ops::Range;

use super::script::{Command, commands};

/// A `docker login` with its password on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login<'s> {
    /// `docker`, `podman` and so on.
    pub tool: &'s str,
    /// The password's option, with the password.
    pub option: Range<usize>,
    /// The password as written, quotes included.
    pub password: &'s str,
    /// Whether it names a user.
    pub has_user: bool,
    /// Whether it is all that the script does, without redirections and substitutions.
    pub is_alone: bool,
}

const TOOLS: [&str; 4] = ["docker", "podman", "nerdctl", "skopeo"];

/// The logins of a script that have their password on the command line.
pub fn logins(script: &str) -> Vec<Login<'_>> {
    // Most scripts log nobody in, and taking them apart is slow.
    if !script.contains("login") {
        return Vec::new();
    }
    let commands = commands(script);
    let single = commands.len() == 1;
    commands
        .iter()
        .filter_map(|command| login(command, script, single))
        .collect()
}

fn login<'s>(command: &Command<'s>, script: &'s str, single: bool) -> Option<Login<'s>> {
    let words = &command.words;
    let at = words
        .iter()
        .position(|(_, word)| TOOLS.contains(&word.rsplit('/').next().unwrap_or(word)))?;
    // What is only printed logs nobody in.
    if words[..at].iter().any(|(_, word)| matches!(*word, "echo" | "printf")) {
        return None;
    }
    let mut rest = words[at + 1..].iter();
    rest.find(|(_, word)| !word.starts_with('-'))
        .filter(|(_, word)| *word == "login")?;
    let mut password: Option<(Range<usize>, &str)> = None;
    let mut has_user = false;
    while let Some((start, word)) = rest.next() {
        let end = start + word.len();
        if let Some(value) = option(word, ["--password", "-p"]) {
            let next = || rest.clone().next().map(|(at, word)| (*start..at + word.len(), *word));
            password = match value {
                Some(value) => Some((*start..end, value)),
                None => next(),
            };
        } else if option(word, ["--username", "-u"]).is_some() {
            has_user = true;
        }
    }
    let (option, password) = password.filter(|(_, password)| !password.is_empty())?;
    let plain = |(_, word): &(usize, &str)| !word.contains(['<', '>', '`', '\\']) && !word.contains("$(");
    let begins = script.trim_end();
    let is_alone = single
        && at == 0
        && words.get(1).is_some_and(|(_, word)| *word == "login")
        && words.iter().all(plain)
        && words.first().is_some_and(|(start, _)| *start == 0)
        && words
            .last()
            .is_some_and(|(start, word)| start + word.len() == begins.len())
        && !begins.contains('\n');
    Some(Login {
        tool: words[at].1,
        option,
        password,
        has_user,
        is_alone,
    })
}

/// The attached value, if any, of a word that is this option: `-pX`, `-p=X`, `--password=X`.
fn option<'s>(word: &'s str, [long, short]: [&str; 2]) -> Option<Option<&'s str>> {
    if let Some(rest) = word.strip_prefix(long) {
        return match rest.strip_prefix('=') {
            Some(value) => Some(Some(value)),
            None => rest.is_empty().then_some(None),
        };
    }
    let rest = word.strip_prefix(short)?;
    Some((!rest.is_empty()).then(|| rest.strip_prefix('=').unwrap_or(rest)))
}

impl Login<'_> {
    /// The start of the script, up to its bytes `..end`, with the password on standard input instead: the password is
    /// a variable, and the command is all there is.
    pub fn through_stdin(&self, script: &str) -> Option<(usize, String)> {
        if !self.is_alone || !self.has_user {
            return None;
        }
        let bare = self.password.trim_matches('"');
        let name = bare.strip_prefix('$')?;
        let name = name
            .strip_prefix('{')
            .map_or(Some(name), |name| name.strip_suffix('}'))?;
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let before = script.get(..self.option.start)?;
        // `echo` of dash would change a password with a backslash in it.
        let text = format!("printf '%s' \"{bare}\" | {before}--password-stdin");
        Some((self.option.end, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(script: &str) -> Option<String> {
        let logins = logins(script);
        let (end, text) = logins.first()?.through_stdin(script)?;
        Some(text + &script[end..])
    }

    #[test]
    fn a_simple_login_reads_its_password_from_standard_input() {
        let cases = [
            (
                r#"docker login -u "$U" -p "$P" $R"#,
                r#"printf '%s' "$P" | docker login -u "$U" --password-stdin $R"#,
            ),
            (
                "docker login -p ${P} --username me",
                "printf '%s' \"${P}\" | docker login --password-stdin --username me",
            ),
            (
                "podman login -u me -p$P",
                "printf '%s' \"$P\" | podman login -u me --password-stdin",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(rewritten(before).as_deref(), Some(after));
        }
    }

    #[test]
    fn a_login_that_is_only_printed_is_none() {
        assert!(logins("echo docker login -u u -p p").is_empty());
        assert_eq!(logins("echo now; docker login -u u -p p").len(), 1);
    }

    #[test]
    fn what_a_rewrite_could_change_is_left_alone() {
        for script in [
            "docker login -p $P",
            "docker login -u u -p secret",
            "docker login -u u -p $P > /dev/null",
            "docker login -u u -p $P && docker push x",
            "docker login -u u -p $P$Q",
            "sudo docker login -u u -p $P",
        ] {
            assert_eq!(logins(script).len(), 1, "{script}");
            assert_eq!(rewritten(script), None, "{script}");
        }
    }

    #[test]
    fn other_uses_of_the_option_are_no_login() {
        for script in [
            "docker run -p 80:80 login",
            "docker login -u u --password-stdin",
            "mysql -p $P",
            "echo docker; login -p x",
        ] {
            assert!(logins(script).is_empty(), "{script}");
        }
    }
}
