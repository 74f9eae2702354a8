//! Who is called what: each original has one pseudonym, in all files of a run.

use std::collections::{HashMap, HashSet};

use super::words::{FOREIGN, LONGEST_NUMBER, is_harmless};

/// What is numbered apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A word of anything.
    Word,
    /// The name of a machine or domain.
    Host,
    /// The name of a runner.
    Runner,
    /// A bucket, container or storage account.
    Bucket,
    /// A person or account.
    User,
    /// A password, token or key.
    Secret,
    /// A long number.
    Number,
    /// An IPv4 address.
    V4,
    /// An IPv6 address.
    V6,
    /// A hardware address.
    Mac,
    /// The digest of an image.
    Digest,
}

/// The pseudonyms of a run.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Kind, Numbers>,
    /// Names that were found where only hosts stand, in lower case: they are hosts everywhere.
    pub(super) hosts: HashSet<String>,
    /// Names that were found where only runners, buckets or users stand.
    pub(super) told: HashMap<String, Kind>,
    /// The words of the names of rules.
    pub(super) rules: HashSet<String>,
}

#[derive(Debug, Default)]
struct Numbers {
    of: HashMap<String, usize>,
    /// Numbers of pseudonyms that the files hold already.
    taken: HashSet<usize>,
    last: usize,
}

impl Names {
    /// Gives all numbers back; what was learnt about names is kept.
    pub(super) fn restart(&mut self) {
        for numbers in self.numbers.values_mut() {
            numbers.of.clear();
            numbers.last = 0;
        }
    }

    /// The number of an original of a kind: the next free one if it has none yet.
    pub(super) fn number(&mut self, kind: Kind, original: &str) -> usize {
        let numbers = self.numbers.entry(kind).or_default();
        if let Some(number) = numbers.of.get(original) {
            return *number;
        }
        numbers.last += 1;
        while numbers.taken.contains(&numbers.last) {
            numbers.last += 1;
        }
        numbers.of.insert(original.to_owned(), numbers.last);
        numbers.last
    }

    /// Keeps a number from being given to something else, because what stands there is a pseudonym already.
    pub(super) fn take(&mut self, kind: Kind, number: usize) {
        self.numbers.entry(kind).or_default().taken.insert(number);
    }

    /// A runner, bucket or user by a name like `runner-1`.
    pub(super) fn told(&mut self, kind: Kind, original: &str) -> String {
        let title = match kind {
            Kind::Runner => "runner",
            Kind::Bucket => "bucket",
            _ => "user",
        };
        let own = original.strip_prefix(title).and_then(|rest| rest.strip_prefix('-'));
        if let Some(number) = own.and_then(|number| number.parse().ok()) {
            self.take(kind, number);
            return original.to_owned();
        }
        self.told.insert(original.to_owned(), kind);
        format!("{title}-{}", self.number(kind, original))
    }

    /// A word by one like `name1`, in its case. One that says secret goes on saying so, because what it names is masked for it.
    pub(super) fn word(&mut self, original: &str) -> String {
        let lower = original.to_lowercase();
        let number = self.number(Kind::Word, &lower);
        let title = TITLES.iter().find(|title| lower.contains(*title)).unwrap_or(&"name");
        if !original.is_ascii() {
            return format!("{FOREIGN}{number}");
        }
        let first = original.chars().next().unwrap_or_default();
        let title = match () {
            () if original.chars().count() > 1 && !original.contains(char::is_lowercase) && first.is_alphabetic() => {
                title.to_uppercase()
            }
            () if first.is_uppercase() => title[..1].to_uppercase() + &title[1..],
            () => (*title).to_owned(),
        };
        format!("{title}{number}")
    }

    /// Whether a word may stay; one that is a pseudonym keeps its number.
    pub(super) fn keeps(&mut self, word: &str) -> bool {
        let lower = word.to_ascii_lowercase();
        let number = TITLES
            .iter()
            .chain(&["name", FOREIGN])
            .find_map(|title| lower.strip_prefix(title));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            self.take(Kind::Word, number);
        }
        is_harmless(word)
    }

    /// A long number by another one of as many digits.
    pub(super) fn digits(&mut self, original: &str) -> String {
        let number = self.number(Kind::Number, original).to_string();
        let width = original.len().max(LONGEST_NUMBER + 1) - 1;
        format!("1{number:0>width$}")
    }
}

/// What makes the name of a variable say that its value is secret; the model compares with the same words.
const TITLES: [&str; 5] = ["password", "passwd", "secret", "token", "credential"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_has_the_same_name_and_another_has_another() {
        let mut names = Names::default();
        assert_eq!(names.told(Kind::Runner, "blue"), "runner-1");
        assert_eq!(names.told(Kind::Runner, "green"), "runner-2");
        assert_eq!(names.told(Kind::Runner, "blue"), "runner-1");
        assert_eq!(names.told(Kind::User, "blue"), "user-1");
    }

    #[test]
    fn what_is_a_pseudonym_already_stays_and_is_given_to_nothing_else() {
        let mut names = Names::default();
        assert_eq!(names.told(Kind::Runner, "runner-1"), "runner-1");
        assert_eq!(names.told(Kind::Runner, "blue"), "runner-2");
        assert!(names.keeps("Name1"));
        assert_eq!(names.word("acme"), "name2");
    }

    #[test]
    fn a_word_keeps_its_case_and_what_it_says_of_secrets() {
        let mut names = Names::default();
        assert_eq!(names.word("ACME"), "NAME1");
        assert_eq!(names.word("Acme"), "Name1");
        assert_eq!(names.word("acmetoken"), "token2");
        assert_eq!(names.digits("123456789012"), "100000000001");
    }
}
