//! References of images, as Docker and GitLab Runner read them.

/// Whether a text is a reference: `[registry[:port]/]path[:tag][@digest]`.
///
/// Source: github.com/distribution/reference 0.6 `regexp.go`, `ReferenceRegexp`.
pub fn is_reference(text: &str) -> bool {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let (folder, last) = match rest.rsplit_once('/') {
        Some((folder, last)) => (Some(folder), last),
        None => (None, rest),
    };
    let (last, tag) = match last.split_once(':') {
        Some((last, tag)) => (last, Some(tag)),
        None => (last, None),
    };
    folder.is_none_or(is_folder) && is_component(last) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest)
}

/// What stands before the last slash: a registry, folders, or both.
fn is_folder(text: &str) -> bool {
    let mut parts = text.split('/');
    let first = parts.next().unwrap_or_default();
    (is_component(first) || is_registry(first)) && parts.all(is_component)
}

/// Lower-case letters and digits, with one dot, one or two underscores, or dashes between them.
fn is_component(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = text.split(is_word).filter(|part| !part.is_empty());
    let is_separator = |part: &str| matches!(part, "." | "_" | "__") || part.bytes().all(|byte| byte == b'-');
    text.starts_with(is_word) && text.ends_with(is_word) && separators.into_iter().all(is_separator)
}

fn is_registry(text: &str) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((address, port)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let is_address = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        return is_address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let is_label = |label: &str| {
        let is_inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_tag(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(is_word) && text.len() <= 128 && text.chars().all(|c| is_word(c) || ".-".contains(c))
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else {
        return false;
    };
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_part)
        && digits.len() >= 32
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_as_docker_tells_them() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        for text in [
            "ruby",
            "ruby:3.3",
            "ruby:Latest_1-x",
            "docker.io/library/ruby",
            "REG.example.com:5000/group/a__b.c--d:1",
            "localhost/a",
            "[fd00::1]:5000/a",
            &format!("ruby@{digest}"),
            &format!("ruby:3@{digest}"),
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "",
            "Ruby:3.3",
            "reg.example.com/Group/a",
            "https://reg.example.com/a",
            "ruby:3.3 ",
            "ruby:",
            "ruby:-1",
            "ruby:a:b",
            "/ruby",
            "reg/",
            "a//b",
            "a..b",
            "a___b",
            "-a",
            "reg:port/a",
            "ruby@sha256:12",
            "ruby@",
        ] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
