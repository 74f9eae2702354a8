//! Values of daemon.json of another type than dockerd decodes.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Actual;
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon::Shape;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-wrong-type",
    summary: "a value of daemon.json has the wrong type, and dockerd refuses the file",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_wrong_type.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for value in cx.workspace.daemons().flat_map(|daemon| &daemon.values.mismatches) {
        if !value.is_type {
            continue;
        }
        // TLS that is switched on asks for certificates, and without them the file is refused as before.
        let switches_tls = matches!(value.name.as_str(), "tls" | "tlsverify");
        let written = cx.retype_daemon(value).filter(|_| !switches_tls);
        let fix = written.map(|fix| fix.fix(Safety::Safe, "write it in the type that dockerd wants"));
        let wanted = wanted(value.expected);
        let message = format!("`{}` is {}, and dockerd wants {wanted}", value.name, value.actual);
        let found = cx.report(&value.place, message).fix(fix);
        match (value.expected, &value.value) {
            _ if switches_tls => {
                found.help("write true or false without quotes; with TLS on, dockerd needs `tlscert` and `tlskey`")
            }
            (Shape::Text, Actual::Texts(_)) if value.name.ends_with("no-proxy") => {
                found.help("write one string, with commas between the names")
            }
            (Shape::Integer, Actual::Scalar(_)) if value.actual == "a number" => {
                found.help("write it without a point and an exponent, and with no more than 64 bits")
            }
            _ => found,
        };
    }
}

fn wanted(shape: Shape) -> &'static str {
    match shape {
        Shape::Bool => "true or false",
        Shape::Integer => "an integer",
        Shape::List => "an array",
        Shape::Filter => "an array of strings",
        Shape::Map | Shape::Object | Shape::StrictObject => "an object",
        _ => "a string",
    }
}
