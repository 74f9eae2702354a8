//! What accepts findings, as rules about it see it: comments, and entries of the settings.

use super::Check;
use crate::diagnostic::{Change, Diagnostic, Effect, Fix, Safety};
use crate::edit::Edit;
use crate::source::{Address, Origin, Place, Span};

/// What is meant to accept findings, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// Where it stands.
    pub home: AllowHome,
    /// What is wrong.
    pub fault: AllowFault,
}

/// Where something stands that is meant to accept findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowHome {
    /// In a comment.
    Comment(AllowComment),
    /// In an `[[allow]]` entry of the settings.
    Entry(AllowEntry),
}

/// A comment that is meant to accept findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowComment {
    /// The comment.
    pub comment: Span,
    /// The name that the fault is about, if it is about one.
    pub name: Option<Span>,
    /// What goes with what is wrong: the whole comment, or a name in it.
    pub cut: Span,
}

/// An `[[allow]]` entry of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowEntry {
    /// What goes if the entry goes.
    pub whole: Place,
    /// Its rule.
    pub rule: Place,
    /// Its last day.
    pub until: Option<Place>,
}

/// What is wrong with something that is meant to accept findings.
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
    /// It names rules that find nothing that it could accept.
    Unused(Vec<&'static str>),
}

impl Allow {
    /// Whether it is an entry of the settings.
    pub fn is_entry(&self) -> bool {
        matches!(self.home, AllowHome::Entry(_))
    }
}

impl Check<'_> {
    /// Reports a comment or a name in it, which have no address, as they are no values, or an entry of the settings.
    pub fn report_allow(&mut self, allow: &Allow, message: impl Into<String>) -> &mut Diagnostic {
        let place = match (&allow.home, &allow.fault) {
            (AllowHome::Comment(comment), _) => Place {
                span: comment.name.unwrap_or(comment.comment),
                address: Address::root(),
            },
            (AllowHome::Entry(entry), AllowFault::Over(_)) => entry.until.clone().unwrap_or_else(|| entry.rule.clone()),
            (AllowHome::Entry(entry), _) => entry.rule.clone(),
        };
        self.report(&place, message)
    }

    /// Takes the comment, the name in it, or the entry away.
    pub fn drop_allow(&self, allow: &Allow, safety: Safety) -> Option<Fix> {
        match &allow.home {
            AllowHome::Comment(home) if home.cut.contains(home.comment) || home.name.is_none() => {
                let intent = Change::DropComment(home.comment);
                self.fix_of_comment("take the comment away", (home.cut, ""), intent, safety)
            }
            AllowHome::Comment(home) => self.reword(home.cut, "", "take the name out of the comment", safety),
            AllowHome::Entry(entry) if self.is_asked(entry) => {
                let removed = self.remove(&[&entry.whole])?;
                Some(removed.fix(safety, "take the entry away"))
            }
            AllowHome::Entry(_) => None,
        }
    }

    /// Writes another name of a rule where there is a wrong one.
    pub fn rename_allowed(&self, allow: &Allow, name: &str) -> Option<Fix> {
        let title = format!("write `{name}`");
        match &allow.home {
            AllowHome::Comment(home) => self.reword(home.name?, name, &title, Safety::Unsafe),
            AllowHome::Entry(entry) if self.is_asked(entry) => {
                let set = self.set(&entry.rule, name)?;
                Some(set.fix(Safety::Unsafe, title))
            }
            AllowHome::Entry(_) => None,
        }
    }

    /// Settings that lie elsewhere, or that a run over some files only looks into, are not changed.
    fn is_asked(&self, entry: &AllowEntry) -> bool {
        self.workspace.sources.get(entry.rule.span.file).origin == Origin::Asked
    }

    fn reword(&self, span: Span, text: &str, title: &str, safety: Safety) -> Option<Fix> {
        let intent = Change::RewordComment {
            span,
            text: text.to_owned(),
        };
        self.fix_of_comment(title, (span, text), intent, safety)
    }

    fn fix_of_comment(&self, title: &str, edit: (Span, &str), intent: Change, safety: Safety) -> Option<Fix> {
        let (span, text) = edit;
        let sources = &self.workspace.sources;
        // A comment may be what keeps the rest of a broken text apart.
        if !self.workspace.document(span.file).parses() {
            return None;
        }
        let edit = Edit::new(span, text).lift(sources)?;
        sources.get(edit.span.file).undecodable.is_none().then(|| Fix {
            title: title.to_owned(),
            safety,
            effect: Effect::None,
            edits: vec![edit],
            intent: vec![intent],
        })
    }
}
