//! Docker client configurations that are no JSON: no credential in them is used.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Fault, JsonMistakeKind};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-config-invalid-json",
    summary: "registry credentials are no valid JSON, so none of them is used",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored, Consequence::Advice],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_config_invalid_json.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for mistake in cx.workspace.json_mistakes(Role::DockerAuth) {
        let title = match mistake.kind {
            // An empty file holds no credentials that could be lost.
            JsonMistakeKind::Empty => continue,
            JsonMistakeKind::Comment => "remove the comment",
            JsonMistakeKind::Unclosed => "add the closing brackets that are missing",
            _ => "write it as JSON wants it",
        };
        // A missing quote or comma may stand inside a secret, and only its owner knows where.
        let certain = !matches!(
            mistake.error.fault,
            Fault::UnquotedKey | Fault::MissingComma | Fault::SingleQuotes
        );
        let mend = cx.mend(mistake.error).filter(|_| certain);
        let fix = mend.map(|mend| mend.fix(Safety::Unsafe, title));
        let found = cx.report(&mistake.place, mistake.error.message.as_str()).fix(fix);
        match mistake.kind {
            JsonMistakeKind::TextAfter => found
                .severity(Severity::Info)
                .consequence(Consequence::Ignored)
                .help("GitLab Runner reads the first value only; other programs refuse it all"),
            JsonMistakeKind::TooDeep => found.consequence(Consequence::Advice),
            _ => found.note("GitLab Runner uses none of these credentials"),
        };
    }
}
