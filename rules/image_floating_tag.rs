//! Images of runners that change with time.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Profile, RunnerImage};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_reference;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "image-floating-tag",
    summary: "a runner names an image without saying which version",
    theme: Theme::Images,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("image_floating_tag.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    for named in cx.workspace.runner_images() {
        let image = &named.image.value;
        let is_fixed = image.digest.is_some() || image.tag.as_deref().is_some_and(|tag| tag != "latest");
        if is_fixed || image.text.contains('$') || !is_reference(&image.text) || is_local(&named) {
            continue;
        }
        let found = cx.report(&named.image.place, format!("`{}` names no version", image.text));
        found.note(match image.tag {
            Some(_) => "this is another image after each release",
            None => "without a tag this is `latest`, another image after each release",
        });
        found.help("write the tag of a version, or a digest");
        if strict {
            found.severity(Severity::Warning);
        }
    }
}

/// Whether images are never pulled, so that the tag is the admin's own.
fn is_local(named: &RunnerImage<'_>) -> bool {
    let docker = named.runner.docker_executor().map(|docker| &docker.pull_policy);
    let pods = named.runner.kubernetes_executor().map(|pods| &pods.pull_policy);
    let policies = docker.or(pods).map_or(&[][..], |policies| &policies.items);
    !policies.is_empty() && policies.iter().all(|policy| policy.value == "never")
}
