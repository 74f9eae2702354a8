//! Hardware addresses.

/// Whether Go's `net.ParseMAC` takes the text: `02:42:ac:11:00:02`, `02-42-…`, `0242.ac11.0002`.
///
/// Source: Go 1.24 `net/mac.go`, `ParseMAC`.
pub fn is_mac(text: &str) -> bool {
    let groups = |separator: char, digits: usize| -> Option<usize> {
        let groups: Vec<&str> = text.split(separator).collect();
        let is_group = |group: &&str| group.len() == digits && group.bytes().all(|byte| byte.is_ascii_hexdigit());
        groups.iter().all(is_group).then_some(groups.len() * digits / 2)
    };
    let bytes = groups(':', 2).or_else(|| groups('-', 2)).or_else(|| groups('.', 4));
    matches!(bytes, Some(6 | 8 | 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_as_go_tells_them() {
        for text in [
            "02:42:ac:11:00:02",
            "02-42-AC-11-00-02",
            "0242.ac11.0002",
            "02:00:5e:10:00:00:00:01",
        ] {
            assert!(is_mac(text), "{text}");
        }
        for text in [
            "",
            "0242ac110002",
            "02:42:ac:11:00",
            "02:42:ac:11:00:0g",
            "02:42-ac:11:00:02",
            "2:42:ac:11:0:2",
            "02:42:ac:11:00:02 ",
        ] {
            assert!(!is_mac(text), "{text}");
        }
    }
}
