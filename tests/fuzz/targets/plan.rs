//! Fixing: no panic, what parsed still parses, comments stay, there is nothing left to fix, findings are about parts of
//! the text, and the way back leads to the old bytes.

use std::path::Path;

use runnerlint::diagnostic::Safety;
use runnerlint::fix::{Plan, plan};
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, SourceFile, Sources, Span};
use runnerlint::syntax::{self, Document};
use runnerlint::undo;

use super::installation::{context, sources};

pub(crate) fn run(bytes: &[u8]) {
    let Some((header, texts)) = bytes.split_first() else {
        return;
    };
    let (sources, context) = (sources(texts), context(*header));
    let limit = match header & 1 {
        0 => Safety::Safe,
        _ => Safety::Unsafe,
    };
    let first = fixed(&sources, &context, limit);
    let before = Workspace::parse(sources.bare(), &context);
    let after = Workspace::parse(first.after.bare(), &context);
    // What a broken text says is a guess, and a fix of it may turn out not to be one. That something is left to report
    // after a fix may be the fault of what it brought to light.
    let is_read = |document: &Document| document.parses() && document.unread.is_empty();
    let sound = before.documents().iter().all(is_read);
    let wrong = first
        .refused
        .iter()
        .find(|refused| !refused.why.contains("less to report"));
    if let Some(refused) = wrong.filter(|_| sound) {
        panic!(
            "a fix of {} was refused: {}",
            refused.finding.diagnostic.rule, refused.why
        );
    }
    let mut changed = false;
    for (id, old) in first.before.hosts() {
        let new = first.after.get(id);
        if old.bytes() == new.bytes() {
            continue;
        }
        changed = true;
        assert!(old.undecodable.is_none(), "a file that is no text was changed");
        assert!(
            after.document(id).parses() || !before.document(id).parses(),
            "it parsed before\n{}",
            new.text()
        );
        assert!(
            syntax::second_opinion(new) || !syntax::second_opinion(old),
            "another parser took it before\n{}",
            new.text()
        );
        assert!(
            limit == Safety::Unsafe || comments(old) == comments(new),
            "comments differ\n{}",
            new.text()
        );
    }
    assert_eq!(changed, !first.fixed.is_empty());
    findings_lie_in_the_texts(&first);
    if changed {
        // A text that cannot be read is a secret as a whole, and none is kept.
        the_way_back_leads_to_the_old_bytes(&first, sound && limit == Safety::Safe);
        let second = fixed(&first.after.bare(), &context, limit);
        let rules: Vec<&str> = second.fixed.iter().map(|finding| finding.diagnostic.rule).collect();
        assert!(rules.is_empty(), "fixed again: {rules:?}");
    }
}

fn fixed(sources: &Sources, context: &Context, limit: Safety) -> Plan {
    plan(sources, rules::ALL, &Settings::default(), context, limit)
}

fn findings_lie_in_the_texts(plan: &Plan) {
    let inside = |span: Span| {
        let text = plan.after.get(span.file).text();
        assert!(text.get(span.range()).is_some(), "{span:?} is no part of its text");
    };
    for finding in plan.remaining.findings.iter().map(|finding| &finding.diagnostic) {
        inside(finding.place.span);
        finding.related.iter().for_each(|label| inside(label.span));
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| inside(edit.span));
    }
}

fn the_way_back_leads_to_the_old_bytes(plan: &Plan, always: bool) {
    let records = undo::records(plan, Path::to_owned);
    let pairs = plan.before.hosts().zip(plan.after.hosts());
    let mut changed = pairs.filter(|((_, old), (_, new))| old.bytes() != new.bytes());
    for record in records {
        let ((_, old), (_, new)) = changed.next().expect("there is a record for each changed file");
        assert!(!always || record.is_undoable(), "a safe fix stays");
        let taken = undo::take_back(&record, new).expect("it is what was written");
        assert!(
            !record.is_undoable() || taken.file.bytes() == old.bytes(),
            "other bytes came back\n{}",
            taken.file.text()
        );
    }
    assert!(changed.next().is_none(), "there is no way back");
}

fn comments(file: &SourceFile) -> Vec<String> {
    let document = syntax::parse(FileId::new(0), file);
    let texts = document
        .comments
        .iter()
        .map(|span| file.text()[span.range()].to_owned());
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts
}
