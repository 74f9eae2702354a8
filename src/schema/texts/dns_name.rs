//! Names of hosts, as Kubernetes wants them.

/// Whether a text is a DNS subdomain: labels of lower-case letters, digits and inner dashes, with dots between.
///
/// Source: k8s.io/apimachinery `pkg/util/validation/validation.go`, `IsDNS1123Subdomain`.
pub fn is_dns_subdomain(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_label = |label: &str| {
        label.starts_with(is_word) && label.ends_with(is_word) && label.chars().all(|c| is_word(c) || c == '-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subdomains_are_told_as_kubernetes_tells_them() {
        for text in ["db", "db-1.example", "1"] {
            assert!(is_dns_subdomain(text), "{text}");
        }
        for text in ["", "my_db", "DB", "-db", "db-", "a..b", "db."] {
            assert!(!is_dns_subdomain(text), "{text}");
        }
    }
}
