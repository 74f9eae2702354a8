//! The jobs of a pipeline for people.

use std::io::{self, Write};

use super::Resolved;
use crate::diagnostic::Severity;
use crate::lint::{Finding, Report};
use crate::model::{Job, Known, Plain, Service};
use crate::source::redacted;

/// Writes the jobs, or why there are none.
pub(super) fn write(
    resolved: &Resolved<'_>,
    errors: &[String],
    report: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !errors.is_empty() {
        writeln!(out, "GitLab makes no pipeline of this:")?;
        return errors.iter().try_for_each(|error| writeln!(out, "  {error}"));
    }
    let jobs = resolved.pipeline.iter().flat_map(|pipeline| &pipeline.jobs);
    let mut first = true;
    for job in jobs.filter(|job| job.names().iter().any(|name| resolved.shows(&job.name, name))) {
        if !std::mem::take(&mut first) {
            writeln!(out)?;
        }
        one(resolved, job, report, out)?;
    }
    Ok(())
}

fn one(resolved: &Resolved<'_>, job: &Job, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}  {}", redacted(&job.name), resolved.place(job.place.span))?;
    let mut line = |key: &str, text: &str| writeln!(out, "  {key:<9} {}", redacted(text));
    if let Known::Is(copies) = &job.copies {
        line("copies", &copies.len().to_string())?;
    }
    if job.is_trigger {
        return line("triggers", &triggered(job));
    }
    match &job.image {
        Known::Is(image) => line("image", &image.image.value.text)?,
        Known::Unset => line("image", "that of the runner")?,
        Known::Unknown => line("image", "unknown")?,
    }
    let mut services: Vec<String> = job.services.iter().map(service).collect();
    if !job.services_complete {
        services.push("perhaps others".into());
    }
    if !services.is_empty() {
        line("services", &services.join(", "))?;
    }
    match &job.tags {
        Known::Is(tags) if tags.is_empty() => {}
        Known::Is(tags) => {
            let tags: Vec<&str> = tags.iter().map(|tag| tag.value.as_str()).collect();
            line("tags", &tags.join(", "))?;
        }
        Known::Unset => {}
        Known::Unknown => line("tags", "unknown")?,
    }
    let candidates = resolved.workspace.runners_for(job);
    if !candidates.runners.is_empty() {
        let titles: Vec<String> = candidates.runners.iter().map(|runner| runner.title()).collect();
        line("runners", &titles.join(", "))?;
    } else if !resolved.workspace.context.runners.is_empty() {
        line("runners", "none at hand")?;
    }
    for finding in report.open().filter(|finding| concerns(finding, job)) {
        let found = &finding.diagnostic;
        let at = resolved.place(found.place.span);
        line("error", &format!("{} [{}] {at}", found.message, found.rule))?;
    }
    Ok(())
}

/// Whether a finding is an error that names the job, or lies in it.
fn concerns(finding: &Finding, job: &Job) -> bool {
    let found = &finding.diagnostic;
    let inside = found.place.span.file == job.place.span.file && job.place.address.covers(&found.place.address);
    found.severity == Severity::Error && (inside || found.message.contains(&format!("`{}`", job.name)))
}

fn service(service: &Service) -> String {
    let name = &service.image.value.text;
    match &service.alias {
        Some(alias) => format!("{name} as {}", alias.value),
        None => name.clone(),
    }
}

fn triggered(job: &Job) -> String {
    let Some(Plain::Map(entries)) = &job.trigger else {
        return "another pipeline".into();
    };
    let project = entries.iter().find(|(key, _)| key == "project");
    match project {
        Some((_, Plain::Text(project))) => project.clone(),
        _ => "a child pipeline".into(),
    }
}
