//! What can be said of shell scripts without running them.

mod expansion;
mod here_document;

pub use expansion::expansions;

use here_document::HereDocument;

/// A simple command of a script: its words as written, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command<'s> {
    /// The words, each with the byte where it begins.
    pub words: Vec<(usize, &'s str)>,
}

impl<'s> Command<'s> {
    /// What it runs, quotes included: its words without assignments before them, `sudo` and `time`.
    pub(super) fn call(&self) -> Vec<&'s str> {
        let words = self.words.iter().map(|(_, word)| *word);
        let leads = |word: &&str| word.contains('=') || matches!(*word, "sudo" | "time");
        words.skip_while(leads).collect()
    }

    /// Whether it runs another script, or something else that is not at hand.
    pub fn runs_more(&self) -> bool {
        const SHELLS: [&str; 7] = ["sh", "bash", "source", ".", "eval", "make", "exec"];
        let runs = |program: &&str| SHELLS.contains(program) || program.contains('/');
        self.call().first().is_some_and(runs)
    }
}

/// The simple commands of a script, as far as they can be told apart without a shell. What stands inside quotes or
/// `$(…)` stays a part of its word; the bodies of here-documents are left out.
pub fn commands(script: &str) -> Vec<Command<'_>> {
    let mut commands = Vec::new();
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start: Option<usize> = None;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let mut depth = 0_usize;
    let mut comment = false;
    let mut documents: Vec<HereDocument> = Vec::new();
    let mut resumes = 0;
    for (at, c) in script.char_indices() {
        if at < resumes {
            continue;
        }
        if comment {
            comment = c != '\n';
            if comment {
                continue;
            }
        }
        if std::mem::take(&mut escaped) {
            continue;
        }
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                escaped = true;
                start.get_or_insert(at);
            }
            (Some(_), _) => {}
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) if depth > 0 => {}
            (None, '\'' | '"') => {
                quote = Some(c);
                start.get_or_insert(at);
            }
            (None, '#') if start.is_none() => comment = true,
            (None, c) if c.is_whitespace() || matches!(c, ';' | '|' | '&') => {
                words.extend(start.take().map(|start| (start, &script[start..at])));
                if c == '\n' || !c.is_whitespace() {
                    finish(&mut commands, &mut words);
                }
                if c == '\n' {
                    resumes = here_document::end(script, at + 1, &std::mem::take(&mut documents));
                }
            }
            (None, c) => {
                documents.extend((c == '<').then(|| HereDocument::opened(script, at)).flatten());
                start.get_or_insert(at);
            }
        }
    }
    words.extend(start.map(|start| (start, &script[start..])));
    finish(&mut commands, &mut words);
    commands
}

fn finish<'s>(commands: &mut Vec<Command<'s>>, words: &mut Vec<(usize, &'s str)>) {
    // A backslash before a line end only joins lines.
    words.retain(|(_, word)| !matches!(*word, "\\\n" | "\\\r\n"));
    if !words.is_empty() {
        commands.push(Command {
            words: std::mem::take(words),
        });
    }
}

/// Commands that give values to the variables they name, or take them away.
const DECLARE: [&str; 7] = ["export", "unset", "declare", "local", "readonly", "read", "eval"];

/// What stands between commands.
const BETWEEN: [char; 4] = [';', '&', '|', '\n'];

/// The identifiers that a script gives a value to or takes away: `NAME=`, `export NAME`, `unset NAME`.
pub(super) fn assigned(script: &str) -> impl Iterator<Item = &str> {
    let commands = script.split(BETWEEN).map(|command| {
        let verb = command.split_whitespace().next().unwrap_or_default();
        (command, verb)
    });
    // Most commands do nothing of the kind, and looking at each word is slow.
    let may_assign = |(command, verb): &(&str, &str)| command.contains(['=', ':']) || DECLARE.contains(verb);
    commands.filter(may_assign).flat_map(|(command, verb)| {
        let after_verb = command.len() - command.trim_start().len() + verb.len();
        identifiers(command)
            .filter(move |(at, name)| {
                let verb = if *at < after_verb { "" } else { verb };
                is_assigned(verb, &command[..*at], &command[at + name.len()..])
            })
            .map(|(_, name)| name)
    })
}

/// The same for one name, whatever it consists of.
pub(super) fn assigns(script: &str, name: &str) -> bool {
    script.match_indices(name).any(|(at, _)| {
        let (before, after) = (&script[..at], &script[at + name.len()..]);
        let command = before.trim_end_matches(QUOTES).rsplit(BETWEEN).next();
        let verb = command.and_then(|command| command.split_whitespace().next());
        !after.starts_with(is_of_name) && is_assigned(verb.unwrap_or_default(), before, after)
    })
}

/// Whether a name consists of what names of variables do in shells.
pub(super) fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| is_of_name(char::from(byte)))
}

const QUOTES: [char; 2] = ['"', '\''];

pub(super) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The identifiers in a text, each with the byte where it begins.
fn identifiers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    let words = text.split_inclusive(|c| !is_of_name(c)).map(move |word| {
        let start = end;
        end += word.len();
        (start, word.trim_end_matches(|c| !is_of_name(c)))
    });
    words.filter(|(_, word)| !word.is_empty())
}

/// Whether what stands between `before` and `after` in a command with this verb is a variable that it sets or takes
/// away.
fn is_assigned(verb: &str, before: &str, after: &str) -> bool {
    let before = before.trim_end_matches(QUOTES);
    if before.ends_with(is_of_name) || before.ends_with(['$', '{']) {
        return false;
    }
    let in_powershell = before.ends_with("env:");
    after.starts_with('=') || after.starts_with("+=") || DECLARE.contains(&verb) || in_powershell
}

/// Whether a script runs the Docker client or something that does.
pub(super) fn calls_docker(script: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '/' || c == '.';
    script.match_indices("docker").any(|(at, found)| {
        let before = &script[..at];
        let after = &script[at + found.len()..];
        let starts = !before.ends_with(is_word) && !before.ends_with('-');
        starts && (after.is_empty() || after.starts_with([' ', '\t', '\n']) || after.starts_with("-compose"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_apart_outside_of_quotes() {
        let words = |script: &str| -> Vec<Vec<String>> {
            let words = |command: &Command<'_>| command.words.iter().map(|(_, word)| (*word).to_owned()).collect();
            commands(script).iter().map(words).collect()
        };
        assert_eq!(words("a 'b; c' && d|e"), [vec!["a", "'b; c'"], vec!["d"], vec!["e"]]);
        assert_eq!(words("x $(a; b) # c\ny"), [vec!["x", "$(a; b)"], vec!["y"]]);
        assert_eq!(words("a \\\n  b"), [vec!["a", "b"]]);
        assert!(words("").is_empty());
    }

    #[test]
    fn bodies_of_here_documents_hold_no_commands() {
        let programs = |script: &str| -> Vec<String> {
            let first = |command: &Command<'_>| command.words.first().map(|(_, word)| (*word).to_owned());
            commands(script).iter().filter_map(first).collect()
        };
        assert_eq!(programs("ssh \"$U@$H\" << 'EOF'\nit's x\nEOF\ny"), ["ssh", "y"]);
        assert_eq!(programs("a <<-B | c # d\nx\n\tB\nEOF"), ["a", "c", "EOF"]);
        assert_eq!(programs("a <<B <<\\C\nx\nC\nB\ny\nC\nz"), ["a", "z"]);
        assert_eq!(programs("a <<B\r\nx\r\nB\r\nc"), ["a", "c"]);
        assert_eq!(programs("a <<EOF\nx\n  EOF\ny"), ["a"]);
        assert_eq!(programs("a <<< b\nc\necho '<<EOF'\nd"), ["a", "c", "echo", "d"]);
    }

    #[test]
    fn assignments_are_told_from_uses() {
        for script in [
            "export DOCKER_HOST=tcp://docker:2375",
            "unset DOCKER_HOST",
            "set -e\nDOCKER_HOST=x docker ps",
            "export A=1 DOCKER_HOST",
            "$env:DOCKER_HOST = 'x'",
        ] {
            assert!(assigns(script, "DOCKER_HOST"), "{script}");
            assert!(assigned(script).any(|name| name == "DOCKER_HOST"), "{script}");
        }
        for script in [
            "echo $DOCKER_HOST",
            "echo ${DOCKER_HOST}",
            "MY_DOCKER_HOST=1",
            "echo DOCKER_HOSTS=1",
        ] {
            assert!(!assigns(script, "DOCKER_HOST"), "{script}");
            assert!(!assigned(script).any(|name| name == "DOCKER_HOST"), "{script}");
        }
    }

    #[test]
    fn docker_as_a_command_is_told_from_its_name() {
        for script in ["docker build .", "cd x && docker-compose up", "exec docker"] {
            assert!(calls_docker(script), "{script}");
        }
        for script in [
            "cat /etc/docker/daemon.json",
            "ls docker/",
            "my-docker x",
            "apk add docker.io",
        ] {
            assert!(!calls_docker(script), "{script}");
        }
    }
}
