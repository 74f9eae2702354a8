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
    if text.is_empty() {
        cx.report(at, "`url` is empty").help(example);
    } else if is_stand_in(text) {
        let found = cx.report(at, "`url` is a placeholder and not an address");
        found.severity(Severity::Info).help(example);
    } else if let Err(fault) = Url::parse(text) {
        let message = match fault {
            UrlFault::NoScheme => "`url` begins with neither `https://` nor `http://`",
            UrlFault::OtherScheme => "`url` has another scheme than `https://` and `http://`",
            UrlFault::NoHost => "`url` names no host",
            UrlFault::Blank => "there is a blank in `url`",
            UrlFault::Port => "the port in `url` is no number",
        };
        cx.report(at, message).help(example);
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
            cx.report(at, "`token` is empty").help(register);
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
