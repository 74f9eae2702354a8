//! Names of objects, as Kubernetes wants them.

/// Whether a text is a DNS subdomain of RFC 1123: small letters, digits, `-` and `.`, as names of objects are.
///
/// Source: k8s.io/apimachinery `pkg/util/validation/validation.go`, `IsDNS1123Subdomain`, v0.36.
pub fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_word)
}

/// Whether a text is the name of a label: at most 63 letters, digits, `-`, `_` and `.`, after a subdomain and `/` if
/// there is one.
///
/// Source: k8s.io/apimachinery `pkg/util/validation/validation.go`, `IsQualifiedName`, v0.36.
pub fn is_label_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((domain, name)) => is_dns_subdomain(domain) && is_name(name),
        None => is_name(text),
    }
}

/// Whether a text is the value of a label: nothing, or the name of one.
///
/// Source: k8s.io/apimachinery `pkg/util/validation/validation.go`, `IsValidLabelValue`, v0.36.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_name(text)
}

fn is_word(word: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !word.is_empty() && word.chars().all(inner) && !word.starts_with('-') && !word.ends_with('-')
}

fn is_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = |c: char| c.is_ascii_alphanumeric();
    name.len() <= 63 && name.chars().all(inner) && name.starts_with(end) && name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_objects_are_small_and_have_no_blanks() {
        for text in ["a", "0", "registry.example.com", "a--b", "x-1.y"] {
            assert!(is_dns_subdomain(text), "{text}");
        }
        for text in ["", "A", "a_b", "-a", "a-", "a..b", ".a", "a b", "a/b"] {
            assert!(!is_dns_subdomain(text), "{text}");
        }
    }

    #[test]
    fn labels_may_have_big_letters_and_a_domain() {
        for text in ["a", "A_b.c", "example.com/role", "kubernetes.io/arch"] {
            assert!(is_label_name(text), "{text}");
        }
        for text in ["", "/a", "a/", "a/b/c", "Example.com/a", "-a", "a:b", &"x".repeat(64)] {
            assert!(!is_label_name(text), "{text}");
        }
        assert!(is_label_value("") && is_label_value("v1.0") && !is_label_value("ci:NoSchedule"));
    }
}
