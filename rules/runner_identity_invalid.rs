//! Runners that GitLab cannot know: no address, no token, or one that is no runner's.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Registration, Token};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Url, UrlFault, is_stand_in, is_template};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "runner-identity-invalid",
    summary: "a runner has no address of GitLab or no token of its own, and takes no jobs",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("runner_identity_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for registration in cx.workspace.registrations() {
        url(cx, &registration);
        token(cx, &registration);
    }
}

fn url(cx: &mut Check<'_>, registration: &Registration<'_>) {
    let at = &registration.url_place;
    let example = "write the address of GitLab, like \"https://gitlab.example.com\"";
    let Some(url) = &registration.runner.url else {
        if registration.is_whole {
            cx.report(at, "this runner has no `url`").help(example);
        }
        return;
    };
    let text = url.value.as_str();
    if is_template(text) {
        return;
    }
    let stands_in = is_stand_in(text);
    let message = match Url::parse(text) {
        _ if text.is_empty() => "`url` is empty",
        _ if stands_in => "`url` is a placeholder and not an address",
        Err(UrlFault::NoScheme) => "`url` begins with neither `https://` nor `http://`",
        Err(UrlFault::OtherScheme) => "`url` has another scheme than `https://` and `http://`",
        Err(UrlFault::NoHost) => "`url` names no host",
        Err(UrlFault::Blank) => "there is a blank in `url`",
        Err(UrlFault::Port) => "the port in `url` is no number",
        Ok(_) => return,
    };
    let found = cx.report(at, message);
    found.help(example);
    // Without a real token in it the file is still to be filled in.
    if stands_in || !registration.is_whole {
        found.severity(Severity::Info);
    }
}

fn token(cx: &mut Check<'_>, registration: &Registration<'_>) {
    let at = &registration.token_place;
    let register = "`gitlab-runner register` writes the token; for a runner that GitLab has already, \
                    reset its token there and write the new one here";
    match registration.token {
        Token::Missing if registration.is_whole => {
            cx.report(at, "this runner has no `token`").help(register);
        }
        Token::Blank => {
            let found = cx.report(at, "`token` is empty");
            found.help(register);
            if !registration.is_whole {
                found.severity(Severity::Info);
            }
        }
        Token::StandIn => {
            let found = cx.report(at, "`token` is a placeholder and not a token");
            found.severity(Severity::Info).help(register);
        }
        Token::Other(what) => {
            let found = cx.report(at, format!("`token` is {what}, with which no runner gets jobs"));
            found.help(register);
        }
        Token::Missing | Token::Unknown | Token::Sound(_) => {}
    }
}
