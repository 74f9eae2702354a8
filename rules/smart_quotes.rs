//! Characters in config.toml that only look like those of TOML.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::TomlFault;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "smart-quotes",
    summary: "quotation marks or blanks of typesetting keep GitLab Runner from reading config.toml",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("smart_quotes.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let faults = cx.workspace.toml_faults();
    for in_file in faults.chunk_by(|a, b| a.place.span.file == b.place.span.file) {
        // With other mistakes around, what these stand for is a guess.
        let alone = in_file.iter().all(TomlFault::is_look_alike);
        for fault in in_file.iter().filter(|fault| fault.is_look_alike()) {
            let mend = fault.error.filter(|_| alone).and_then(|error| cx.mend(error));
            let found = cx.report(&fault.place, fault.message.as_str());
            match mend {
                Some(mend) => found.fix(Some(mend.fix(Safety::Safe, "write it as TOML has it"))),
                None => found.help("type it again, on a keyboard: `\"`, `'`, `=`, a blank"),
            };
        }
    }
}
