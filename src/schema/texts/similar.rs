//! Words that are meant by misspelt ones.

/// The one of `known` that `word` surely means: the same letters with other case or signs between them, or, if that
/// is but one of them, a few other letters.
pub fn similar<'k>(known: &[&'k str], word: &str) -> Option<&'k str> {
    let letters = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "");
    let plain = letters(word);
    if let Some(same) = known.iter().find(|known| letters(known) == plain) {
        return Some(same);
    }
    let limit = if plain.chars().count() < 10 { 1 } else { 2 };
    let mut near = known
        .iter()
        .filter(|known| strsim::damerau_levenshtein(&letters(known), &plain) <= limit);
    near.next().filter(|_| near.next().is_none()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_words_are_seen_through() {
        let known = ["max-size", "max-file", "containerd-snapshotter", "buildkit"];
        for (word, meant) in [
            ("maxsize", "max-size"),
            ("Max_File", "max-file"),
            ("max-files", "max-file"),
            ("containerd-snapshoter", "containerd-snapshotter"),
            ("Buildkit", "buildkit"),
        ] {
            assert_eq!(similar(&known, word), Some(meant), "{word}");
        }
        assert_eq!(similar(&known, "rotate"), None);
        assert_eq!(similar(&["tags", "tagy"], "tagz"), None);
    }
}
