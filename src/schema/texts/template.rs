//! Texts that another program fills in before GitLab Runner sees them.

/// Whether a text has a variable or a mark of a template in it, so that nobody knows yet what it will be: `$URL`,
/// `{{ url }}`, `__URL__`, `@URL@`, `%URL%`.
pub fn is_template(text: &str) -> bool {
    // Most texts have no such sign at all.
    let is_sign = |byte| matches!(byte, b'$' | b'<' | b'{' | b'#' | b'%' | b'_' | b'@');
    if !text.bytes().any(is_sign) {
        return false;
    }
    let text = text.trim();
    let framed = |mark: &str| text.len() > 2 * mark.len() && text.starts_with(mark) && text.ends_with(mark);
    let holds = ["$", "{{", "<%", "#{", "%("].iter().any(|mark| text.contains(mark));
    holds || ["__", "@", "%", "#"].iter().any(|mark| framed(mark))
}

/// Whether a text only stands for what somebody has to write: `<url>`, `GITLAB_URL`, `...`, `the address of GitLab`.
pub fn is_stand_in(text: &str) -> bool {
    let text = text.trim();
    let word = |text: &str| text.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c == '-');
    let words = text.split_whitespace().count();
    !text.is_empty() && (text.contains(['<', '>']) || words > 2 || word(text) || !text.contains(char::is_alphanumeric))
}

/// Whether a text has a sign in it that variables, templates and the gaps of manuals have: `${SIZE}`, `{{ size }}`,
/// `<size>`, `%(size)s`, `@SIZE@`, `__SIZE__`. It is meant for values that never have such signs of their own.
pub fn has_placeholder(text: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b'$' | b'{' | b'}' | b'<' | b'>' | b'@');
    let framed = || ["__", "%("].iter().any(|mark| text.contains(mark)) || text.matches('%').count() > 1;
    text.bytes().any(is_sign) || text.bytes().any(|byte| matches!(byte, b'_' | b'%')) && framed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_sign_of_a_gap_is_one() {
        for text in [
            "${SIZE}",
            "{{ size }}",
            "<size>",
            "%(size)s",
            "@SIZE@",
            "%SIZE%",
            "__SIZE__",
        ] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in [
            "",
            "512m",
            "50%",
            "America/Port_of_Spain",
            "127.0.0.1:8093",
            "* 9-17 * * mon-fri",
        ] {
            assert!(!has_placeholder(text), "{text}");
        }
    }

    #[test]
    fn templates_are_told_from_values() {
        for text in [
            "$URL",
            "https://${HOST}/",
            "{{ url }}",
            "<%= url %>",
            "__URL__",
            "@URL@",
            "%URL%",
            "%(url)s",
        ] {
            assert!(is_template(text), "{text}");
        }
        for text in [
            "https://gitlab.example.com",
            "<URL>",
            "",
            "_",
            "@",
            "https://me@gitlab.example.com/a%20b",
        ] {
            assert!(!is_template(text), "{text}");
        }
    }

    #[test]
    fn words_of_manuals_are_told_from_values() {
        for text in [
            "<URL>",
            "http://<gitlab IP>/",
            "GITLAB_URL",
            "URL",
            "...",
            "the URL of your GitLab",
        ] {
            assert!(is_stand_in(text), "{text}");
        }
        for text in [
            "",
            "gitlab",
            "gitlab.example.com",
            "https://gitlab.example.com",
            "docker+machine",
            "A1",
        ] {
            assert!(!is_stand_in(text), "{text}");
        }
    }
}
