//! Findings on what makes GitLab refuse a pipeline.

use super::Check;
use crate::diagnostic::{Consequence, Diagnostic, Safety};
use crate::edit::Literal;
use crate::model::{Meant, PipelineFault, PipelineFaultKind};

impl<'a> Check<'a> {
    /// What GitLab refuses pipelines for, of one kind; a place that several pipelines share comes once.
    pub fn refusals(&self, kind: PipelineFaultKind) -> Vec<&'a PipelineFault> {
        let pipelines = self.workspace.pipelines().iter();
        let faults = pipelines.flat_map(|pipeline| &pipeline.faults);
        let mut found: Vec<&PipelineFault> = Vec::new();
        for fault in faults.filter(|fault| fault.kind == kind) {
            if !found.iter().any(|other| other.place.span == fault.place.span) {
                found.push(fault);
            }
        }
        found
    }

    /// Reports why GitLab makes no pipeline.
    pub fn refuse(&mut self, fault: &PipelineFault) -> &mut Diagnostic {
        let file = fault.place.span.file;
        let entries = self.workspace.pipelines().iter();
        let entries: Vec<_> = entries.filter_map(|pipeline| pipeline.included_by(file)).collect();
        let fix = match fault.meant.as_deref() {
            Some(Meant::List(text)) => {
                let list = self.set(&fault.place, Literal::List(vec![text.as_str().into()]));
                list.map(|list| list.fix(Safety::Safe, "make it a list"))
            }
            Some(Meant::Text(text)) => {
                let quoted = self.set(&fault.place, text.as_str());
                quoted.map(|quoted| quoted.fix(Safety::Safe, "put quotes around it"))
            }
            None => None,
        };
        let found = self.report(&fault.place, fault.message.as_str());
        found.consequence(Consequence::Refused);
        for (span, text) in &fault.related {
            found.label(*span, text.as_str());
        }
        for entry in entries {
            found.label(entry, "this includes it");
        }
        match (&fault.help, fix) {
            (_, Some(fix)) => found.fix = Some(fix),
            (Some(help), None) => drop(found.help(help.as_str())),
            (None, None) => {}
        }
        found
    }
}
