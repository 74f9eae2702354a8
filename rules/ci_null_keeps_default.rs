//! Keys of jobs without a value that do not take the default away.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-null-keeps-default",
    summary: "a key of a job is left empty, and the job gets the default all the same",
    theme: Theme::Syntax,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_null_keeps_default.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for blank in cx.workspace.blank_keys() {
        let key = blank.key;
        let empty = cx.set(&blank.place, Literal::List(Vec::new()));
        let at = Place {
            span: blank.span,
            ..blank.place.clone()
        };
        let found = cx.report(
            &at,
            format!(
                "without a value `{key}` says nothing, and `{}` gets the default",
                blank.job
            ),
        );
        found.label(blank.default, "this default");
        match empty.filter(|_| key != "image") {
            Some(empty) => found.fix(Some(
                empty.fix(Safety::Unsafe, "write an empty list, which takes the default away"),
            )),
            None => found.help("take the key out; `inherit: {default: false}` takes defaults away"),
        };
    }
}
