//! Problems found and the fixes offered for them.

use crate::edit::{Edit, Literal};
use crate::source::{Address, FileId, Place, Role, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

/// What applying a fix may cost the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// Jobs that worked keep working, and nothing is opened up.
    Safe,
    /// Behaviour or security posture changes.
    Unsafe,
}

/// What happens if nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// The real program refuses the whole file.
    Refused,
    /// The file loads, then the daemon or runner stops, or a runner is never polled.
    StartFails,
    /// Accepted, without effect.
    Ignored,
    /// Jobs meet an error.
    JobFails,
    /// Jobs run with something else than the author meant.
    WrongResult,
    /// A security risk.
    Risk,
    /// Could be better.
    Advice,
}

/// What it takes for a changed file to have an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Nothing: the next pipeline reads the file.
    None,
    /// A running GitLab Runner picks the file up within 3 s.
    RunnerHotReload,
    /// GitLab Runner has to be restarted.
    RunnerRestart,
    /// dockerd has to be reloaded (SIGHUP).
    DockerdReload,
    /// dockerd has to be restarted, which stops its containers.
    DockerdRestart,
}

impl Severity {
    /// The word in reports and settings.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Safety {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        }
    }
}

impl Consequence {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Consequence::Refused => "refused",
            Consequence::StartFails => "start-fails",
            Consequence::Ignored => "ignored",
            Consequence::JobFails => "job-fails",
            Consequence::WrongResult => "wrong-result",
            Consequence::Risk => "risk",
            Consequence::Advice => "advice",
        }
    }
}

impl Effect {
    /// All of them.
    pub const ALL: [Effect; 5] = [
        Effect::None,
        Effect::RunnerHotReload,
        Effect::RunnerRestart,
        Effect::DockerdReload,
        Effect::DockerdRestart,
    ];

    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Effect::None => "none",
            Effect::RunnerHotReload => "runner-hot-reload",
            Effect::RunnerRestart => "runner-restart",
            Effect::DockerdReload => "dockerd-reload",
            Effect::DockerdRestart => "dockerd-restart",
        }
    }

    /// What makes it effective on the host of the file, if it takes a command. runnerlint never runs it.
    pub fn command(self) -> Option<&'static str> {
        match self {
            Effect::None | Effect::RunnerHotReload => None,
            Effect::RunnerRestart => Some("gitlab-runner restart"),
            Effect::DockerdReload => Some("systemctl reload docker"),
            Effect::DockerdRestart => Some("systemctl restart docker"),
        }
    }

    /// What the admin has to do or know about a file of this role, as a sentence without its full stop.
    pub fn sentence(self, role: Role) -> &'static str {
        match self {
            Effect::None => match role {
                Role::HelmValues => "used from the next `helm upgrade` on",
                Role::Manifest => "used when the cluster gets it",
                Role::Compose => "used when its containers are made anew",
                Role::RunnerTemplate => "used by the next `gitlab-runner register`",
                _ => "used from the next pipeline on",
            },
            Effect::RunnerHotReload => "picked up by the running GitLab Runner within 3 s; running jobs keep going",
            Effect::RunnerRestart => "needs a restart of GitLab Runner",
            Effect::DockerdReload => "needs a reload of dockerd (SIGHUP); containers keep running",
            Effect::DockerdRestart => "needs a restart of dockerd, which stops its containers",
        }
    }
}

/// A second place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
}

/// What a fix means to change, in terms of values; the proof of a fix compares it with what changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The value at an address becomes this one, or is added.
    Set {
        /// The file and address.
        at: At,
        /// The value.
        value: Literal,
    },
    /// The entry or element goes.
    Remove(At),
    /// The entry moves, with its value.
    Move {
        /// Where it was.
        from: At,
        /// Where it will be.
        to: At,
    },
    /// Another spelling of the same value.
    Respell(At),
    /// The table at an address, or tables and lists of that name, become the elements of one list.
    Gather(At),
    /// Tables of that name at an address become one.
    Join(At),
    /// A comment goes.
    DropComment(Span),
    /// These bytes of a comment become this text.
    RewordComment {
        /// The bytes, which lie in one comment.
        span: Span,
        /// The text.
        text: String,
    },
}

/// An address in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file on the disk; an embedded text is reached by a step of the address.
    pub file: FileId,
    /// Which document of a YAML stream, from 0.
    pub document: usize,
    /// The address in it.
    pub address: Address,
}

/// A change that repairs a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, as an imperative clause.
    pub title: String,
    /// What it may cost.
    pub safety: Safety,
    /// What it takes to become effective.
    pub effect: Effect,
    /// The edits, of files on the disk.
    pub edits: Vec<Edit>,
    /// What the edits mean.
    pub intent: Vec<Change>,
}

/// A problem in the user's files.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What happens if nothing is done.
    pub consequence: Consequence,
    /// Where it is.
    pub place: Place,
    /// What it is, as one clause without a full stop.
    pub message: String,
    /// What is to be seen at the place itself.
    pub note: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to do, where no fix can do it.
    pub help: Option<String>,
    /// The best fix.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Sets the severity of this one finding.
    pub fn severity(&mut self, severity: Severity) -> &mut Diagnostic {
        self.severity = severity;
        self
    }

    /// Sets what happens if nothing is done.
    pub fn consequence(&mut self, consequence: Consequence) -> &mut Diagnostic {
        self.consequence = consequence;
        self
    }

    /// Says what is to be seen at the place itself.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Diagnostic {
        self.note = Some(text.into());
        self
    }

    /// Adds another place.
    pub fn label(&mut self, span: Span, text: impl Into<String>) -> &mut Diagnostic {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Offers a fix, if there is one.
    pub fn fix(&mut self, fix: Option<Fix>) -> &mut Diagnostic {
        self.fix = fix;
        self
    }
}
