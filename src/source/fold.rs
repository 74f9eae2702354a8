//! Comparing keys as GitLab Runner does.

/// Whether Go's `strings.EqualFold` holds: equal under simple Unicode case folding.
pub fn equal_fold(a: &str, b: &str) -> bool {
    // Nearly all keys are ASCII, and most comparisons end at the first letter.
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(fold).eq(b.chars().map(fold))
}

/// The same text for all keys that are equal in this way.
pub fn folded(key: &str) -> String {
    key.chars().map(fold).collect()
}

fn fold(c: char) -> char {
    match c {
        // The two signs that fold to ASCII letters without being their upper or lower case.
        '\u{212A}' => 'k',
        '\u{017F}' => 's',
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fold_as_in_go() {
        assert!(equal_fold("IdleCount", "idlecount"));
        assert!(equal_fold("to\u{212A}en", "TOKEN"));
        assert!(!equal_fold("pull-policy", "pull_policy"));
        assert!(!equal_fold("İ", "i"));
        assert_eq!(folded("\u{17F}hm_SIZE"), "shm_size");
    }
}
