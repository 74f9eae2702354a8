//! Values of variables that stand without quotes and become something else.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::RetypedKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-variable-retyped",
    summary: "a variable has another value in jobs than is written, because it stands without quotes",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_variable_retyped.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for value in cx.workspace.retyped_values() {
        let why = match value.kind {
            RetypedKind::Truth => "without quotes this is a truth value",
            RetypedKind::Time => "without quotes these are hours, minutes and seconds, counted in seconds",
            RetypedKind::Base => "without quotes this is a number in another base than ten",
            RetypedKind::Fraction => "without quotes this is a number with a fraction",
            RetypedKind::Number => "without quotes this is a number",
        };
        let quoted = cx.set(value.place, value.written.as_str());
        let found = cx.report(
            value.place,
            format!(
                "jobs get `{}` as `{}`, not as `{}`",
                value.name, value.read, value.written
            ),
        );
        found.note(why);
        found.help("put it in quotes, or write what jobs get");
        found.fix(quoted.map(|quoted| quoted.fix(Safety::Unsafe, "put it in quotes")));
        if value.kind == RetypedKind::Truth {
            found.severity(Severity::Info);
        }
    }
}
