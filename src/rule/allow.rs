//! Comments that accept findings, as rules about them see them.

use super::Check;
use crate::diagnostic::{Change, Diagnostic, Effect, Fix, Safety};
use crate::edit::Edit;
use crate::source::{Address, Place, Span};

/// A comment that is meant to accept findings, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The comment.
    pub comment: Span,
    /// What goes if the comment goes.
    pub whole: Span,
    /// What is wrong.
    pub fault: AllowFault,
}

/// What is wrong with a comment that is meant to accept findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowFault {
    /// It cannot be understood: why, as one clause.
    Malformed(String),
    /// It names a rule that there is not.
    Unknown {
        /// The name.
        name: String,
        /// The rule that was probably meant.
        meant: Option<&'static str>,
    },
    /// Its last day, as YYYY-MM-DD, is over.
    Over(String),
    /// It names rules that find nothing where it stands.
    Unused(Vec<&'static str>),
    /// It names rules that find something where it stands, and one that does not.
    PartlyUnused(&'static str),
}

impl Check<'_> {
    /// Reports a comment. It has no address, as it is no value.
    pub fn report_allow(&mut self, allow: &Allow, message: impl Into<String>) -> &mut Diagnostic {
        let place = Place {
            span: allow.comment,
            address: Address::root(),
        };
        self.report(&place, message)
    }

    /// Takes the comment away.
    pub fn drop_allow(&self, allow: &Allow, safety: Safety) -> Option<Fix> {
        let file = self.workspace.sources.get(allow.comment.file);
        file.undecodable.is_none().then(|| Fix {
            title: "take the comment away".to_owned(),
            safety,
            effect: Effect::None,
            edits: vec![Edit::new(allow.whole, "")],
            intent: vec![Change::DropComment(allow.comment)],
        })
    }
}
