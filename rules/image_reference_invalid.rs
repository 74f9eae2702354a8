//! Images of runners that are no references.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{ImagePart, RunnerImage, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{has_placeholder, is_reference};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "image-reference-invalid",
    summary: "a runner names an image that Docker cannot read",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("image_reference_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for named in cx.workspace.runner_images() {
        let text = &named.image.value.text;
        let is_unset = text.is_empty() && matches!(named.part, ImagePart::Job);
        if is_unset || is_reference(text) || is_placeholder(text) || is_misspelt(cx.workspace, &named) {
            continue;
        }
        let is_left_out = is_left_out(&named);
        let right = named.image.value.meant();
        let written = right.as_deref().and_then(|right| cx.set(&named.image.place, right));
        let found = match text.is_empty() {
            true => cx.report(&named.image.place, "this service names no image"),
            false => cx.report(&named.image.place, format!("`{text}` is no name of an image")),
        };
        if is_left_out {
            found.severity(Severity::Warning).consequence(Consequence::Ignored);
            found.note("GitLab Runner leaves the service out, and no message says so");
        } else if let Some(why) = named.image.value.fault() {
            found.note(why);
        }
        match (written, right) {
            (Some(written), Some(right)) => {
                let safety = if is_left_out { Safety::Unsafe } else { Safety::Safe };
                found.fix(Some(written.fix(safety, format!("write `{right}`"))));
            }
            _ => {
                found.help("write it like \"registry.example.com/group/image:tag\"");
            }
        }
    }
}

/// Whether jobs run without the service: on Docker it is started under its names, of which an unreadable image makes
/// none, and Kubernetes passes over services without a name.
///
/// Source: GitLab Runner `executors/docker/services.go`, `createFromServiceDefinition`, and
/// `executors/kubernetes/kubernetes.go`, `prepareOptions`, 19.4.
fn is_left_out(named: &RunnerImage<'_>) -> bool {
    let ImagePart::Service(service) = named.part else {
        return false;
    };
    match named.runner.executor.is_docker() {
        true => service.explicit_aliases().next().is_none(),
        false => named.image.value.text.is_empty(),
    }
}

/// Whether the name may stand under a key that GitLab Runner does not know, which unknown-key speaks of.
fn is_misspelt(workspace: &Workspace, named: &RunnerImage<'_>) -> bool {
    let table = &named.image.place.address;
    named.image.value.text.is_empty() && workspace.unknown_keys().any(|key| table.covers(&key.place.address))
}

/// What a template or the admin is still to replace, and what GitLab Runner expands.
fn is_placeholder(text: &str) -> bool {
    let has_letters = text.contains(|c: char| c.is_alphabetic());
    has_placeholder(text) || has_letters && !text.contains(|c: char| c.is_lowercase())
}
