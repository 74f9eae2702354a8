//! YAML files that carry a configuration and cannot be read, or lose a part.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Fault;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "yaml-syntax-error",
    summary: "a YAML file that carries a configuration is no valid YAML, or loses a part of what it says",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::WrongResult, Consequence::Advice],
    needs: &[],
    uses: &[Role::HelmValues, Role::Manifest, Role::Compose],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("yaml_syntax_error.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for role in [Role::HelmValues, Role::Manifest, Role::Compose] {
        for (error, place) in cx.workspace.faults(role) {
            let message = error.message.as_str();
            match &error.fault {
                Fault::Duplicate { first } => {
                    let found = cx.report(&place, "this key was there before");
                    found.severity(Severity::Warning).consequence(Consequence::WrongResult);
                    found
                        .note("Helm takes this one")
                        .label(*first, "this one is lost, or the file is refused");
                }
                // What other programs read beyond libyaml is not for us to say.
                Fault::TextAfter | Fault::Libyaml => {}
                Fault::TooDeep => {
                    cx.report(&place, message).consequence(Consequence::Advice);
                }
                _ => {
                    let found = cx.report(&place, message);
                    found.help("nothing of this file reaches the runner until it is mended");
                }
            }
        }
    }
}
