//! Helper images of another release than GitLab Runner's.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{HelperImage, HelperTag};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "helper-image-version-skew",
    summary: "the helper image is of another release than GitLab Runner",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["helper_image"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("helper_image_version_skew.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.runner;
    let images: Vec<_> = cx.workspace.helper_images().collect();
    for helper in images {
        match helper.tag() {
            HelperTag::Release(version, at) if target.given && !is_same(version, target.version) => {
                skewed(cx, &helper, version, at);
            }
            HelperTag::Newest => {
                let message = "this helper image changes with every release, and GitLab Runner does not";
                let found = cx.report(&helper.image.place, message);
                found.severity(Severity::Info).consequence(Consequence::Advice);
                found.help("without `helper_image` it is the one of the same release");
            }
            HelperTag::Release(..) | HelperTag::Unknown => {}
        }
    }
}

fn is_same(helper: Version, runner: Version) -> bool {
    (helper.major, helper.minor) == (runner.major, runner.minor)
}

/// A copy of the image in a registry of one's own has to be of the new release first, so the fix is not safe.
fn skewed(cx: &mut Check<'_>, helper: &HelperImage<'_>, version: Version, at: (usize, usize)) {
    let image = &helper.image.value;
    let behind = image.name.len() + 1;
    let fix = cx.splice(
        &helper.image.place,
        behind + at.0..behind + at.1,
        "${CI_RUNNER_VERSION}",
    );
    let runner = cx.workspace.context.targets.runner.version;
    let message = format!("this helper image is of {version}, and GitLab Runner is {runner}");
    let found = cx.report(&helper.image.place, message);
    found.help("without `helper_image` it is the one of the same release");
    found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "follow GitLab Runner")));
}
