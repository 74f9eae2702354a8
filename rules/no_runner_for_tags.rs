//! Jobs that no runner takes, as far as the user told the tags of all.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{ServerRunner, Untaken};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::similar;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "no-runner-for-tags",
    summary: "no runner has the tags of a job, and the job waits for one that has",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("no_runner_for_tags.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let mut seen = HashSet::new();
    for untaken in cx.workspace.untaken_jobs() {
        let Untaken { job, unknown_tag } = &untaken;
        let tags = job.tags.get().map(Vec::as_slice).unwrap_or_default();
        let place = unknown_tag.or(tags.first()).map_or(&job.place, |tag| &tag.place);
        // What jobs inherit is said once.
        if !seen.insert(place.span) {
            continue;
        }
        let (message, help) = match unknown_tag {
            Some(tag) => {
                let known = cx.workspace.context.runners.iter().flat_map(|runner| &runner.tags);
                let known: Vec<&str> = known.map(String::as_str).collect();
                let near = ServerRunner::tags_of(&tag.value).find_map(|tag| similar(&known, tag));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                (format!("no runner has the tag `{}`", tag.value), help)
            }
            None if tags.is_empty() => {
                let help = "give it tags, or let a runner take untagged jobs";
                (
                    format!("no runner takes `{}`, which has no tags", job.name),
                    Some(help.to_owned()),
                )
            }
            None => {
                let help = "give them all to one runner in GitLab, and in .runnerlint.toml";
                (
                    format!("no runner has all tags of `{}`", job.name),
                    Some(help.to_owned()),
                )
            }
        };
        let help = help.unwrap_or_else(|| "give it to a runner in GitLab, and in .runnerlint.toml".to_owned());
        cx.report(place, message).help(help);
    }
}
