//! `--interactive`: each fix with what it changes, and a question.

use std::io::{self, BufRead, Write};

use super::Failure;
use super::fix::Job;
use crate::diagnostic::Effect;
use crate::fix::{self, Answer, Plan, Proposal};
use crate::report::{Base, diff};
use crate::rules;

const HELP: &str = "\
y  apply this fix
n  leave it
a  apply this fix and all safe ones that follow, and leave the unsafe ones
q  leave this fix and all that follow; what was taken is applied
?  show this";

impl Job<'_> {
    /// The plan of the fixes that the user takes.
    pub(super) fn asked_plan(&self) -> Result<Plan, Failure> {
        if self.is_stdin() {
            return Err(Failure::Usage(
                "--interactive needs standard input for your answers".into(),
            ));
        }
        if !self.reports.is_for_people() {
            return Err(Failure::Usage(
                "--interactive prints for people: leave out --format".into(),
            ));
        }
        let mut asking = Asking {
            rest: None,
            failed: None,
        };
        let context = super::settings::context(self.settings);
        let plan = fix::plan_with(self.sources, rules::ALL, self.settings, &context, &mut |proposal| {
            asking.decide(proposal)
        });
        match asking.failed {
            Some(error) => Err(error.into()),
            None => Ok(plan),
        }
    }
}

/// A conversation.
struct Asking {
    /// What was decided on safe fixes that follow, if it was.
    rest: Option<Answer>,
    failed: Option<io::Error>,
}

impl Asking {
    fn decide(&mut self, proposal: &Proposal<'_>) -> Answer {
        match self.rest {
            Some(answer) if proposal.is_safe() => return answer,
            Some(_) => return Answer::Skip,
            None => {}
        }
        match self.ask(proposal) {
            Ok(answer) => answer,
            Err(error) => {
                self.failed = Some(error);
                Answer::Stop
            }
        }
    }

    fn ask(&mut self, proposal: &Proposal<'_>) -> io::Result<Answer> {
        let mut out = io::stdout().lock();
        present(proposal, &mut out)?;
        loop {
            write!(out, "apply? [y,n,a,q,?] ")?;
            out.flush()?;
            let mut line = String::new();
            // The end of the input is an answer, too: no more.
            if io::stdin().lock().read_line(&mut line)? == 0 {
                writeln!(out)?;
                return Ok(Answer::Stop);
            }
            match line.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" => return Ok(Answer::Apply),
                "n" | "no" => return Ok(Answer::Skip),
                "q" | "quit" => return Ok(Answer::Stop),
                "a" | "all" => {
                    self.rest = Some(Answer::Apply);
                    return Ok(Answer::Apply);
                }
                _ => writeln!(out, "{HELP}")?,
            }
        }
    }
}

fn present(proposal: &Proposal<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found = &proposal.finding.diagnostic;
    let file = proposal.before.get(found.place.span.file);
    let at = file.position(found.place.span.start);
    let (path, line, column) = (file.path.display(), at.line, at.column);
    let (severity, message, rule) = (found.severity.word(), &found.message, found.rule);
    writeln!(out, "{path}:{line}:{column}: {severity}: {message}  [{rule}]")?;
    let mut withheld = Vec::new();
    diff::write((proposal.before, proposal.after), &Base::default(), out, &mut withheld)?;
    out.write_all(&withheld)?;
    if let Some(fix) = &found.fix {
        writeln!(out, "{} fix: {}", fix.safety.word(), fix.title)?;
        if fix.effect != Effect::None {
            writeln!(out, "effect: {}", fix.effect.sentence(file.role))?;
        }
    }
    Ok(())
}
