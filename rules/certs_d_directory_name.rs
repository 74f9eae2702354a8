//! Folders of `certs.d` that no image's registry is looked up in.

use crate::diagnostic::{Consequence, Severity};
use crate::model::registry_match::host;
use crate::model::{CertificateHome, CertsFolder, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "certs-d-directory-name",
    summary: "a folder of certs.d is not named like the registry of an image",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::Certificate],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("certs_d_directory_name.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let folders = cx.workspace.certs_folders();
    for (registry, image) in used(cx.workspace) {
        if folders.iter().any(|folder| folder.serves(&registry)) {
            continue;
        }
        let near = folders
            .iter()
            .find(|folder| folder.host() == host(&registry) && !is_used(cx.workspace, folder));
        let Some((near, file)) = near.and_then(|folder| Some((folder, folder.files.first()?))) else {
            continue;
        };
        let message = format!("dockerd does not look into `{}` for images of `{registry}`", near.name);
        let found = cx.report(&file.place, message);
        found
            .note("the port is a part of the folder's name")
            .label(image, "an image of that registry");
        found.help(format!(
            "rename the folder: mv {} {registry}; dockerd needs no restart",
            near.name
        ));
    }
    for file in cx.workspace.certificate_files() {
        if let CertificateHome::Registry {
            folder,
            is_deeper: true,
        } = &file.home
        {
            let message = format!("this lies in a folder below `{folder}`, where dockerd does not look");
            let found = cx.report(&file.place, message);
            found.consequence(Consequence::Ignored);
            found.help("name one folder HOST:PORT, without `https://` and without a path, and put the file into it");
        }
    }
}

/// The registries of images, each once, with a place that names it.
fn used(workspace: &Workspace) -> Vec<(String, Span)> {
    let mut used: Vec<(String, Span)> = Vec::new();
    for image in workspace.image_settings() {
        if let Some(registry) = image
            .value
            .registry()
            .filter(|name| used.iter().all(|(other, _)| other != name))
        {
            used.push((registry.to_owned(), image.place.span));
        }
    }
    used
}

fn is_used(workspace: &Workspace, folder: &CertsFolder) -> bool {
    let images = workspace.images();
    images
        .into_iter()
        .filter_map(|image| image.registry())
        .any(|registry| folder.serves(registry))
}
