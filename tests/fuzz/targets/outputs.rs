//! Everything that can be printed about files, or is kept of a run.

use std::path::Path;

use runnerlint::diagnostic::Safety;
use runnerlint::fix::plan;
use runnerlint::lint::Report;
use runnerlint::model::{Context, Workspace};
use runnerlint::report::{Base, View, concise, diff, github, gitlab, human, json, junit, markdown, rdjson, sarif};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::Sources;
use runnerlint::undo;

/// All reports and patches, and what the journal keeps, as one text.
pub(crate) fn outputs(sources: &Sources, context: &Context, limit: Safety) -> String {
    let settings = Settings::default();
    let mut out = Vec::new();
    let plan = plan(sources, rules::ALL, &settings, context, limit);
    let (mut patch, mut withheld) = (Vec::new(), Vec::new());
    let written = diff::write((&plan.before, &plan.after), &Base::default(), &mut patch, &mut withheld);
    written.expect("memory takes everything");
    out.extend(patch);
    out.extend(withheld);
    let workspace = Workspace::parse(sources.bare(), context);
    let report = runnerlint::lint::lint(&workspace, rules::ALL, &settings);
    reported(&workspace.sources, &report, context, &mut out);
    reported(&plan.after, &plan.remaining, context, &mut out);
    for (_, file) in workspace.sources.iter().chain(plan.after.iter()) {
        out.extend(file.masked().as_bytes());
        out.push(b'\n');
    }
    let kept = serde_json::to_string(&undo::records(&plan, Path::to_owned));
    out.extend(kept.expect("records are JSON").as_bytes());
    out.push(b'\n');
    for refused in &plan.refused {
        out.extend(format!("{} {:?}\n", refused.why, refused.finding).as_bytes());
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn reported(sources: &Sources, report: &Report, context: &Context, out: &mut Vec<u8>) {
    let view = View {
        sources,
        report,
        rules: rules::ALL,
        targets: &context.targets,
    };
    let options = human::Options {
        show_suppressed: true,
        verbose: true,
        ..human::Options::default()
    };
    let written = human::write(&view, &options, out)
        .and_then(|()| concise::write(&view, out))
        .and_then(|()| json::write(&view, out))
        .and_then(|()| rdjson::write(&view, out));
    written.expect("memory takes everything");
    for write in [
        gitlab::write,
        sarif::write,
        junit::write,
        github::write,
        markdown::write,
    ] {
        write(&view, &Base::default(), out).expect("memory takes everything");
    }
}
