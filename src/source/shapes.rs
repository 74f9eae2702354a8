//! The shapes by which secrets are known wherever they stand.

mod commands;
mod given;
mod names;
mod tokens;
mod urls;

use std::ops::Range;

pub use given::takes_secret;
pub use names::{holds_variables, names_secret, value_in_name};
pub use tokens::known_prefix;

/// The stretches of `text` that look like a secret wherever they stand: tokens with a known prefix (the prefix
/// itself is no secret), user info of URLs, the bodies of PEM blocks, passwords of logins, headers, registry credentials, and
/// what is given to variables and options whose names say secret.
pub fn token_shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    tokens::tokens(text, &mut found);
    urls::user_info(text, &mut found);
    urls::passwords_before_at(text, &mut found);
    tokens::pem_bodies(text, &mut found);
    commands::login_passwords(text, &mut found);
    commands::headers(text, &mut found);
    given::given(text, &mut found);
    tokens::json_credentials(text, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::mask::masked;

    fn shown(text: &str) -> String {
        masked(text, &token_shapes(text)).into_owned()
    }

    #[test]
    fn a_token_keeps_its_known_prefix_only() {
        assert_eq!(
            shown("use glrt-AbCdEfGhIjKlMnOpQrSt now"),
            "use glrt-******************** now"
        );
    }

    #[test]
    fn user_info_of_a_url_is_hidden_and_the_host_is_not() {
        assert_eq!(
            shown("https://ci:pw@git.example.com/x"),
            "https://*****@git.example.com/x"
        );
        assert_eq!(shown("https://git.example.com/a@b"), "https://git.example.com/a@b");
        assert_eq!(shown("a https:/pw@git.example.com"), "a https:/**@git.example.com");
        assert_eq!(shown("/a:/b@c:/d:rw"), "/a:/b@c:/d:rw");
        assert_eq!(shown("https//ci:pw@git.example.com"), "https//*****@git.example.com");
        assert_eq!(
            shown("docker:27-dind@sha256:ab me@example.com"),
            "docker:27-dind@sha256:ab me@example.com"
        );
    }

    #[test]
    fn the_body_of_a_pem_block_is_hidden() {
        let text = "-----BEGIN KEY-----\nAAAA\n-----END KEY-----";
        assert_eq!(shown(text), "-----BEGIN KEY-----\n****\n-----END KEY-----");
    }

    #[test]
    fn the_password_of_a_login_is_hidden_unless_it_is_a_variable() {
        let line = |line: &str| shown(&format!("- docker login {line}\n"));
        assert_eq!(line("-u me -p hunter2 r"), "- docker login -u me -p ******* r\n");
        assert_eq!(line("--password=\"a b\" r"), "- docker login --password=\"***\" r\n");
        assert_eq!(line("-p \"$P\" r"), "- docker login -p \"$P\" r\n");
        assert_eq!(
            line("-u me --password-stdin r"),
            "- docker login -u me --password-stdin r\n"
        );
        assert_eq!(shown("docker run -p 80:80"), "docker run -p 80:80");
    }

    #[test]
    fn the_token_of_a_header_is_hidden_unless_it_is_a_variable() {
        assert_eq!(
            shown("curl -H \"PRIVATE-TOKEN: abc\" x"),
            "curl -H \"PRIVATE-TOKEN: ***\" x"
        );
        assert_eq!(
            shown("-H 'Authorization: Bearer abc'"),
            "-H 'Authorization: **********'"
        );
        assert_eq!(shown("-H 'JOB-TOKEN: $CI_JOB_TOKEN'"), "-H 'JOB-TOKEN: $CI_JOB_TOKEN'");
        assert_eq!(
            shown("-H 'Authorization: Bearer $TOKEN'"),
            "-H 'Authorization: Bearer $TOKEN'"
        );
        assert_eq!(shown("-H JOB-TOKEN:abc $URL"), "-H JOB-TOKEN:********");
    }

    #[test]
    fn credentials_in_json_are_hidden_wherever_they_stand() {
        assert_eq!(shown(r#"X={"r": {"auth": "YTpi"}}"#), r#"X={"r": {"auth": "****"}}"#);
        assert_eq!(
            shown(r#"X={\"r\": {\"auth\": \"YTpi\"}}"#),
            r#"X={\"r\": {\"auth\": \"****\"}}"#
        );
    }

    #[test]
    fn what_is_given_to_a_name_that_says_secret_is_hidden() {
        for text in [
            "X_TOKEN=@ make",
            "-Dx.password=@",
            "[--api-token=\"@\"]",
            "deploy --password @ --user me",
            "deploy --password\t'@ @'",
            "deploy --token \\\n  @\n",
            "a\\n--token @",
            "\\nX_TOKEN=@\\n",
            "$env:X_TOKEN=\"@\"",
            "npm config set //r.example.com/:_authToken=@",
            "https://h.example.com/?a=b&private_token=@&c=d",
            "sshpass -p @ ssh me",
            "X_TOKEN=-@",
            "X_TOKEN=${A:-@}",
            "${X_TOKEN:-@}",
            "$env:X_TOKEN = \"@\"",
            "$password = '@ @'",
            "docker login -p ${A:-@} reg",
            "echo @ | docker login --password-stdin reg",
            "curl -u me:@ https://h.example.com",
            "curl -sS --user 'me:@' https://h.example.com",
            "curl -H \"X-Vault-Token: @\"",
            "gitlab-runner register -r @",
            "gpg --batch --passphrase @",
        ] {
            let shown = shown(&text.replace('@', "hush"));
            let stars = shown.chars().filter(|c| *c == '*').count();
            assert!(!shown.contains("hush") && stars >= 4, "{text}: {shown}");
        }
    }

    #[test]
    fn what_only_says_where_a_secret_comes_from_is_shown() {
        for text in [
            "X_TOKEN=$Y_TOKEN X_TOKEN=${Y} X_TOKEN=$(cat x) X_TOKEN=%Y%",
            "${X_TOKEN:-$Y}",
            "test $X_TOKEN == y && test $X_TOKEN=y && [[ $X_TOKEN!=y ]]",
            "deploy --password $P --password-stdin me --token-file x --token --user me",
            "deploy --password <password> --token {{ token }} --no-token=true",
            "printf token=%s",
            "token = 1",
            "docker run -u 1000:1000 x && curl -u $A:$B h && curl -u me h",
            "echo $P | docker login -u me --password-stdin",
            "$x = \"y\"; if ($token -eq $y) { }",
            "-H \"X-Vault-Token: $T\" -H \"Accept: a/b\"",
            "`--token`: the token of a runner",
            "X_TOKEN=~/token TOKEN_PATH=/a/b",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn names_that_begin_like_a_token_stay() {
        assert_eq!(shown("t1_runner glpat-short"), "t1_runner glpat-short");
    }
}
