//! Helper images from Docker Hub.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "helper-image-docker-hub",
    summary: "the helper image comes from Docker Hub, which limits how often it is pulled",
    theme: Theme::Versions,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[Role::DaemonConfig],
    keys: &["helper_image"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("helper_image_docker_hub.md"),
    check,
};

/// The first release whose own helper image comes from GitLab's registry.
const FROM_GITLAB: Version = Version::new(15, 1);
const GITLAB: &str = "registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper";

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    // A mirror of Docker Hub is a good reason to stay there.
    let mirrored = cx
        .workspace
        .daemons()
        .any(|daemon| !daemon.registry_mirrors.items.is_empty());
    if version < FROM_GITLAB || mirrored {
        return;
    }
    let images: Vec<_> = cx.workspace.helper_images().collect();
    for helper in images {
        let name = helper.image.value.name.as_str();
        if !matches!(
            name.strip_prefix("docker.io/").unwrap_or(name),
            "gitlab/gitlab-runner-helper"
        ) {
            continue;
        }
        let fix = cx.splice(&helper.image.place, 0..name.len(), GITLAB);
        let found = cx.report(
            &helper.image.place,
            "this helper image is pulled from Docker Hub with its limits",
        );
        found.help("without `helper_image` it comes from GitLab's registry");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "pull it from GitLab's registry")));
    }
}
