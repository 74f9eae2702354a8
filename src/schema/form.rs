//! The form that the text of a key has to have, from the third column of `runner-keys.tsv`.

use super::runner::{Key, Kind};

/// The form of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// An amount of memory, as docker/go-units reads it.
    Memory,
    /// An amount of CPUs, as a rational number.
    Cpus,
    /// A list of CPUs or memory nodes.
    CpuList,
    /// A request for GPUs, as `docker run --gpus` takes it.
    Gpus,
    /// A hardware address.
    Mac,
    /// One of a few words.
    Words(Words),
    /// Anything, or nothing that is known here.
    Free,
}

/// The words that a text may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub words: Vec<&'static str>,
    /// Whether upper and lower case count.
    pub match_case: bool,
}

impl Key {
    /// The form that its text has to have.
    pub fn form(&self) -> Form {
        if self.kind != Kind::String {
            return Form::Free;
        }
        let (form, remark) = self.values.split_once(" (").unwrap_or((self.values, ""));
        match form {
            "docker/go-units size: <number>[k|m|g|t|p][i][b]" | "size as memory" => Form::Memory,
            "rational number as string" => Form::Cpus,
            "list of CPUs" => Form::CpuList,
            "docker --gpus syntax" => Form::Gpus,
            "MAC address" => Form::Mac,
            _ if form.contains('|') && !remark.contains("not checked") => Form::Words(Words {
                words: form.split('|').collect(),
                match_case: !remark.starts_with("case-insensitive"),
            }),
            _ => Form::Free,
        }
    }
}

impl Words {
    /// Whether a text is one of them.
    pub fn allow(&self, text: &str) -> bool {
        let same = |word: &&str| *word == text || !self.match_case && word.eq_ignore_ascii_case(text);
        self.words.iter().any(same)
    }

    /// The one that a text in other letters, or with one mistake in it, surely means.
    pub fn meant(&self, text: &str) -> Option<&'static str> {
        let text = text.trim().to_ascii_lowercase();
        // Another first letter makes another word, as in bash and dash.
        let close = |word: &&&'static str| {
            let same_start = word.chars().next() == text.chars().next();
            same_start && word.chars().count() > 3 && strsim::damerau_levenshtein(word, &text) == 1
        };
        let exact = self.words.iter().find(|word| **word == text).copied();
        let mut near = self.words.iter().filter(close).copied();
        let only = near.next().filter(|_| near.next().is_none());
        exact.or(only)
    }
}

#[cfg(test)]
mod tests {
    use super::super::runner::root;
    use super::*;

    fn form(path: &str) -> Form {
        root().at(path).map_or(Form::Free, Key::form)
    }

    #[test]
    fn keys_tell_the_form_of_their_text() {
        for (path, wanted) in [
            ("runners[].docker.memory", Form::Memory),
            ("runners[].docker.service_memory_swap", Form::Memory),
            ("runners[].docker.service_cpus", Form::Cpus),
            ("runners[].docker.service_cpuset_cpus", Form::CpuList),
            ("runners[].docker.service_gpus", Form::Gpus),
            ("runners[].docker.mac_address", Form::Mac),
            ("runners[].docker.image", Form::Free),
            ("runners[].docker.volumes", Form::Free),
        ] {
            assert_eq!(form(path), wanted, "{path}");
        }
    }

    #[test]
    fn words_are_those_of_the_table() {
        let words = |path: &str| match form(path) {
            Form::Words(words) => words,
            other => panic!("{path}: {other:?}"),
        };
        let shell = words("runners[].shell");
        assert_eq!(shell.words, ["bash", "sh", "pwsh", "powershell"]);
        assert!(!shell.allow("Bash") && shell.match_case);
        assert!(words("log_level").allow("WARNING"));
        assert!(!words("log_format").allow("JSON"));
        assert!(words("runners[].docker.isolation").allow("Process"));
    }

    #[test]
    fn a_word_with_one_mistake_is_understood() {
        let words = Words {
            words: vec!["error", "warn", "warning", "info", "debug", "sh"],
            match_case: true,
        };
        assert_eq!(words.meant("Info"), Some("info"));
        assert_eq!(words.meant("debgu"), Some("debug"));
        assert_eq!(words.meant("warn "), Some("warn"));
        for text in ["verbose", "ash", "", "s", "barn"] {
            assert_eq!(words.meant(text), None, "{text}");
        }
    }
}
