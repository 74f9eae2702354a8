//! The words of the tables of keys: whatever a table says is public.

const TABLES: [&str; 7] = [
    include_str!("runner-keys.tsv"),
    include_str!("runner-keys-removed.tsv"),
    include_str!("runner-elsewhere.tsv"),
    include_str!("runner-phantoms.tsv"),
    include_str!("daemon-keys.tsv"),
    include_str!("daemon-shapes.tsv"),
    include_str!("feature-flags.tsv"),
];

/// Every word of the tables of keys, as it is written there; most come several times.
pub fn vocabulary() -> impl Iterator<Item = &'static str> {
    let words = |table: &'static str| table.split(|c: char| !c.is_alphanumeric());
    TABLES.into_iter().flat_map(words).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keys_and_what_they_take_are_among_the_words() {
        for word in ["AccessKey", "docker", "CONCRETE", "runtimes"] {
            assert!(
                vocabulary().any(|known| known.eq_ignore_ascii_case(word)),
                "{word} is in no table"
            );
        }
    }
}
