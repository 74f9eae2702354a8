//! The address of GitLab, as GitLab Runner reads it.

/// The parts of an address that a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// Whether what is sent is encrypted.
    pub is_https: bool,
    /// The host, without its port; of an IPv6 address what is between the brackets.
    pub host: &'a str,
}

/// Why GitLab Runner cannot use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlFault {
    /// It does not begin with a scheme.
    NoScheme,
    /// Its scheme is not that of HTTP.
    OtherScheme,
    /// It names no host.
    NoHost,
    /// There is a blank around it, or in its host, or a control character.
    Blank,
    /// The port is no number.
    Port,
}

impl<'a> Url<'a> {
    /// Reads an address.
    ///
    /// Source: GitLab Runner `network/client.go`, `newClient`, 19.4; Go 1.24 `net/url/url.go`, `getScheme` and `parseHost`.
    pub fn parse(text: &'a str) -> Result<Url<'a>, UrlFault> {
        if text.trim() != text || text.contains(char::is_control) {
            return Err(UrlFault::Blank);
        }
        let (scheme, rest) = text.split_once(':').ok_or(UrlFault::NoScheme)?;
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            // In `localhost:8080` and `gitlab.example.com/x:y` the colon ends no scheme.
            return Err(match rest.starts_with("//") && is_scheme(scheme) {
                true => UrlFault::OtherScheme,
                false => UrlFault::NoScheme,
            });
        }
        let authority = rest.strip_prefix("//").ok_or(UrlFault::NoHost)?;
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        if host.contains(' ') {
            return Err(UrlFault::Blank);
        }
        let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, port)) => (address, port.strip_prefix(':').unwrap_or(port)),
            None => host.split_once(':').unwrap_or((host, "")),
        };
        if host.is_empty() {
            return Err(UrlFault::NoHost);
        }
        if !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(UrlFault::Port);
        }
        Ok(Url { is_https, host })
    }
}

/// Whether a text is the scheme of a URL: a letter, then letters, digits, `+`, `-` and `.`.
pub fn is_scheme(text: &str) -> bool {
    let letter = text.starts_with(|c: char| c.is_ascii_alphabetic());
    letter && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let host = |text| Url::parse(text).map(|url| (url.is_https, url.host));
        assert_eq!(host("https://gitlab.example.com"), Ok((true, "gitlab.example.com")));
        assert_eq!(host("HTTP://10.0.0.1:8080/gitlab/"), Ok((false, "10.0.0.1")));
        assert_eq!(host("https://me:pw@git.lan"), Ok((true, "git.lan")));
        assert_eq!(host("http://[fd00::1]:80"), Ok((false, "fd00::1")));
        assert_eq!(host("http://git.lan:"), Ok((false, "git.lan")));
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        for (text, fault) in [
            ("gitlab.example.com", UrlFault::NoScheme),
            ("localhost:8080", UrlFault::NoScheme),
            ("https//gitlab.example.com", UrlFault::NoScheme),
            ("[https://gitlab.example.com]", UrlFault::NoScheme),
            ("...", UrlFault::NoScheme),
            ("ftp://x", UrlFault::OtherScheme),
            ("ssh://git@gitlab.example.com", UrlFault::OtherScheme),
            ("https://", UrlFault::NoHost),
            ("https:/gitlab.example.com", UrlFault::NoHost),
            ("https://gitlab.example.com ", UrlFault::Blank),
            ("https://gitlab example.com/", UrlFault::Blank),
            ("https://gitlab.example.com:port/", UrlFault::Port),
        ] {
            assert_eq!(Url::parse(text), Err(fault), "{text}");
        }
    }
}
