//! Comparing keys as GitLab Runner does.

/// Whether Go's `strings.EqualFold` holds: equal under simple Unicode case folding.
#[inline]
pub fn equal_fold(a: &str, b: &str) -> bool {
    // Nearly all keys are ASCII, and most comparisons end at the first letter.
    match (a.as_bytes(), b.as_bytes()) {
        ([x, ..], [y, ..]) if x.is_ascii() && y.is_ascii() && !x.eq_ignore_ascii_case(y) => false,
        _ => equal_to_the_end(a, b),
    }
}

fn equal_to_the_end(a: &str, b: &str) -> bool {
    for (at, (x, y)) in a.bytes().zip(b.bytes()).enumerate() {
        if !x.is_ascii() || !y.is_ascii() {
            return equal_chars(&a[at..], &b[at..]);
        }
        if !x.eq_ignore_ascii_case(&y) {
            return false;
        }
    }
    a.len() == b.len()
}

fn equal_chars(a: &str, b: &str) -> bool {
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
        assert!(equal_fold("\u{212A}ey", "key"));
        assert!(equal_fold("", "") && !equal_fold("", "k") && !equal_fold("keys", "key"));
        assert_eq!(folded("\u{17F}hm_SIZE"), "shm_size");
    }
}
