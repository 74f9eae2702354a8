//! Services of config.toml that are names instead of tables.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::Actual;
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "services-string-array",
    summary: "GitLab Runner refuses services that are names only",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["services"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("services_string_array.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for services in cx.workspace.service_names() {
        let Actual::Texts(names) = &services.value else {
            continue;
        };
        let named = names.iter().enumerate().map(|(index, name)| {
            let place = Place {
                span: services.place.span,
                address: services.place.address.index(index),
            };
            cx.set(&place, Literal::Table(vec![("name".to_owned(), name.as_str().into())]))
        });
        let images = names.iter().all(|name| is_image(name));
        let named = named.reduce(|all, next| Some(all?.and(next?))).flatten();
        let found = cx.report(&services.place, "the services are strings and have to be tables");
        if services.tolerated {
            found.severity(Severity::Info).consequence(Consequence::Advice);
            found.help("GitLab Runner 13.0 and later refuses the file");
        }
        match named.filter(|_| images) {
            Some(named) => {
                found.fix(Some(named.fix(Safety::Safe, "give each service a table with its name")));
            }
            None => {
                found.help("write each of them like { name = \"postgres:16\" }");
            }
        }
    }
}

/// Whether a text is an image, and not a table in quotes.
fn is_image(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['{', '[']) && !text.contains([' ', ',', ';', '\'', '"', '='])
}
