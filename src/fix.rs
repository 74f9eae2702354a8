//! From findings to a plan: choosing fixes, applying them in memory, proving what they did. Nothing is written.

mod ask;
mod outline;
mod proof;
mod tree;

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Effect, Fix, Safety};
use crate::edit::{self, Edit};
use crate::lint::{Finding, Report, lint};
use crate::model::{Context, Workspace};
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::{FileId, Sources};

pub use ask::{Answer, Proposal, plan_with};
pub use outline::{Outline, OutlinedFile, OutlinedFix};

/// What fixing would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The texts as they were read, secrets marked.
    pub before: Sources,
    /// The texts with the fixes applied, secrets marked; same files in the same order, embedded texts may differ.
    pub after: Sources,
    /// The findings whose fixes were applied; their places are those of the round that fixed them.
    pub fixed: Vec<Finding>,
    /// The findings whose fixes did not do what they meant to; such a fix is a bug in its rule.
    pub refused: Vec<Refused>,
    /// What is left.
    pub remaining: Report,
}

impl Plan {
    /// The files that fixes change, with what it takes for that to become effective.
    pub fn effects(&self) -> BTreeMap<FileId, Effect> {
        let mut effects = BTreeMap::new();
        for fix in self.fixed.iter().filter_map(|finding| finding.diagnostic.fix.as_ref()) {
            for edit in &fix.edits {
                let effect = effects.entry(edit.span.file).or_insert(Effect::None);
                *effect = fix.effect.max(*effect);
            }
        }
        effects
    }
}

/// A fix that was dropped.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The finding.
    pub finding: Finding,
    /// Why, as a clause.
    pub why: String,
}

/// A state of the texts and what there is to say about it.
struct State {
    workspace: Workspace,
    report: Report,
    /// What is left to do in it.
    measure: proof::Measure,
}

impl State {
    /// Whether a fix changes only files that were asked for, and what they include.
    fn may_change(&self, fix: &Fix) -> bool {
        let mut files = fix.edits.iter().map(|edit| self.workspace.sources.get(edit.span.file));
        files.all(|file| file.origin.may_be_changed())
    }

    /// The plan that ends here.
    fn plan(self, before: Sources, fixed: Vec<Finding>, refused: Vec<Refused>) -> Plan {
        Plan {
            before,
            after: self.workspace.sources,
            fixed,
            refused,
            remaining: self.report,
        }
    }
}

/// What the texts are checked with.
struct Checks<'a> {
    rules: &'a [&'static Rule],
    settings: &'a Settings,
    context: &'a Context,
}

/// Rounds that may leave as much to report as before because of what they lay bare; two rules that feed each other with
/// ever new places would go on for ever.
const MAX_LAID_BARE: usize = 100;

/// Plans the fixes up to `limit`: each is applied only if it provably does what it says and leaves less to report.
pub fn plan(before: &Sources, rules: &[&'static Rule], settings: &Settings, context: &Context, limit: Safety) -> Plan {
    let checks = Checks {
        rules,
        settings,
        context,
    };
    let (before, mut state) = checks.begin(before);
    let (mut fixed, mut refused) = (Vec::new(), Vec::<Refused>::new());
    let mut given_up = HashSet::new();
    let mut laid_bare = 0;
    loop {
        let mut batch = choose(&state, limit, &given_up);
        if batch.is_empty() {
            break;
        }
        // A round leaves less to report, gives something up until one does, or is one of a few, so it ends.
        while !batch.is_empty() {
            match checks.advance(&state, &batch, laid_bare < MAX_LAID_BARE) {
                Ok(next) => {
                    if next.measure >= state.measure {
                        laid_bare += 1;
                        given_up.extend(batch.iter().map(key));
                    } else {
                        // What did not help before may help now.
                        refused.clear();
                        given_up.clear();
                    }
                    fixed.extend(batch);
                    state = next;
                    break;
                }
                Err(why) if batch.len() == 1 => {
                    let finding = batch.remove(0);
                    given_up.insert(key(&finding));
                    refused.push(Refused { finding, why });
                }
                // Safe fixes have more to prove than the others.
                Err(_) if batch.iter().any(is_safe) && !batch.iter().all(is_safe) => batch.retain(is_safe),
                Err(_) => batch.truncate(batch.len() / 2),
            }
        }
    }
    state.plan(before, fixed, refused)
}

/// The fixes to try together, in report order: allowed ones that do not conflict.
fn choose(state: &State, limit: Safety, given_up: &HashSet<String>) -> Vec<Finding> {
    let mut taken = Taken::default();
    let mut chosen = Vec::new();
    for finding in state.report.open() {
        let Some(fix) = &finding.diagnostic.fix else {
            continue;
        };
        let allowed = fix.safety <= limit && !given_up.contains(&key(finding));
        if allowed && state.may_change(fix) && !fix.edits.iter().any(|edit| taken.conflicts(edit)) {
            fix.edits.iter().for_each(|edit| taken.add(edit));
            chosen.push(finding.clone());
        }
    }
    chosen
}

fn is_safe(finding: &Finding) -> bool {
    let fix = finding.diagnostic.fix.as_ref();
    fix.is_some_and(|fix| fix.safety == Safety::Safe)
}

/// Edits that do not conflict, by where they begin.
#[derive(Default)]
struct Taken<'a> {
    edits: BTreeMap<(FileId, u32), Vec<&'a Edit>>,
    /// The length of the longest span, so that nothing that begins further ahead has to be looked at.
    longest: u32,
}

impl<'a> Taken<'a> {
    fn add(&mut self, edit: &'a Edit) {
        let span = edit.span;
        self.longest = self.longest.max(span.end - span.start);
        self.edits.entry((span.file, span.start)).or_default().push(edit);
    }

    fn conflicts(&self, edit: &Edit) -> bool {
        let span = edit.span;
        let first = span.start.saturating_sub(self.longest);
        let near = self.edits.range((span.file, first)..=(span.file, span.end));
        near.flat_map(|(_, edits)| edits).any(|other| edit.conflicts(other))
    }
}

/// What a fix is known by once it was given up.
fn key(finding: &Finding) -> String {
    let title = finding.diagnostic.fix.as_ref().map_or("", |fix| fix.title.as_str());
    format!("{} {title}", finding.fingerprint)
}

impl Checks<'_> {
    /// The texts as they are, secrets marked, and what there is to say about them.
    fn begin(&self, before: &Sources) -> (Sources, State) {
        let state = self.look(before.bare());
        (state.workspace.sources.clone(), state)
    }

    fn look(&self, sources: Sources) -> State {
        let workspace = Workspace::parse(sources, self.context);
        let report = lint(&workspace, self.rules, self.settings);
        State {
            measure: proof::measure(&workspace, &report, self.rules),
            workspace,
            report,
        }
    }

    /// The state after the fixes of `batch`, if that is proved to be what they mean. Unless they `may_lay_bare`, less
    /// is left to report.
    fn advance(&self, state: &State, batch: &[Finding], may_lay_bare: bool) -> Result<State, String> {
        let fixes: Vec<&Fix> = batch
            .iter()
            .filter_map(|finding| finding.diagnostic.fix.as_ref())
            .collect();
        let next = self.look(applied(&state.workspace.sources, &fixes));
        proof::prove(&state.workspace, &next.workspace, &fixes)?;
        if next.measure < state.measure || may_lay_bare && proof::lays_bare(state, &next, batch) {
            Ok(next)
        } else {
            Err("it does not leave less to report".to_owned())
        }
    }
}

/// The texts with the edits of the fixes.
fn applied(sources: &Sources, fixes: &[&Fix]) -> Sources {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        edits.entry(edit.span.file).or_default().push(edit);
    }
    let mut next = sources.bare();
    for (file, mut edits) in edits {
        let text = edit::apply(sources.get(file).text(), &mut edits);
        *next.get_mut(file) = next.get(file).with_text(text);
    }
    next
}
