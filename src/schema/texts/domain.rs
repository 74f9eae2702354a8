//! Domains that name servers are asked for.

/// Whether dockerd takes a text for a domain to search in. A point alone stands for none.
///
/// Source: moby `daemon/pkg/opts/opts.go`, `ValidateDNSSearch` and its regular expressions, 23.0 to 29.7.
pub fn is_search_domain(text: &str) -> bool {
    let text = text.trim_matches(' ');
    if text == "." {
        return true;
    }
    let domain = text.trim_end_matches(|c: char| c.is_ascii_whitespace());
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    // The expression has `(:?` where `(?:` was meant, so that a colon may stand before each part.
    let label = |label: &str| {
        let label = label.trim_start_matches(':');
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !label.is_empty() && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    let has_letter = text.contains(|c: char| c.is_ascii_alphabetic());
    has_letter && domain.len() < 255 && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_have_a_letter_and_no_underscore() {
        for text in [".", "example.com", "example.com.", " lan ", "a-b.c", "x1"] {
            assert!(is_search_domain(text), "{text}");
        }
        for text in [
            "", "123456", "_x", "a_b.lan", "-a", "a-.b", "a..b", "a b", "*.lan", "http://x",
        ] {
            assert!(!is_search_domain(text), "{text}");
        }
    }
}
