//! Fixing: no panic, what parsed still parses, comments stay, and there is nothing left to fix.

use runnerlint::diagnostic::Safety;
use runnerlint::fix::{Plan, plan};
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, SourceFile, Sources};
use runnerlint::syntax::{self, Document};

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
    let sound = before.documents().iter().all(Document::parses);
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
    if changed {
        let second = fixed(&first.after.bare(), &context, limit);
        let rules: Vec<&str> = second.fixed.iter().map(|finding| finding.diagnostic.rule).collect();
        assert!(rules.is_empty(), "fixed again: {rules:?}");
    }
}

fn fixed(sources: &Sources, context: &Context, limit: Safety) -> Plan {
    plan(sources, rules::ALL, &Settings::default(), context, limit)
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
