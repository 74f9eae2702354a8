//! What makes GitLab refuse a pipeline, found while it is resolved.

use crate::source::{Place, Span};

/// Something because of which GitLab makes no pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelineFault {
    /// What it is about.
    pub kind: PipelineFaultKind,
    /// Where it stands.
    pub place: Box<Place>,
    /// What is wrong, as a clause.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The one thing that can be meant instead.
    pub meant: Option<Box<Meant>>,
    /// Other places that belong to it, and what is to be seen there.
    pub related: Vec<(Span, String)>,
}

/// What a value surely stands for, although GitLab refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// A list of this string alone.
    List(String),
    /// The text that is written there, as a string.
    Text(String),
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PipelineFaultKind {
    /// The file as YAML: no mapping, values of classes that GitLab does not load.
    Yaml,
    /// `spec:` and `$[[ … ]]`.
    Input,
    /// `include:`.
    Include,
    /// `extends:`.
    Extends,
    /// `!reference`.
    Reference,
    /// Jobs and the keys of the top level that are not named below.
    Job,
    /// `image:`.
    Image,
    /// `services:`.
    Service,
    /// `pull_policy:`.
    PullPolicy,
    /// `variables:`.
    Variable,
}

impl PipelineFault {
    /// A fault with nothing but its message.
    pub(super) fn new(kind: PipelineFaultKind, place: Place, message: impl Into<String>) -> PipelineFault {
        PipelineFault {
            kind,
            place: Box::new(place),
            message: message.into(),
            help: None,
            meant: None,
            related: Vec::new(),
        }
    }

    /// The same with something to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> PipelineFault {
        self.help = Some(help.into());
        self
    }
}
