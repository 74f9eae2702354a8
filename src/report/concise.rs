//! One line per finding: `path:line:col: error[rule] message [*]`; the star says that a safe fix is there.

use std::io::{self, Write};

use super::View;
use super::shown::one_line;
use super::texts::shown_path;
use crate::diagnostic::Safety;

/// Writes the findings that were not accepted.
pub fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in view.report.open() {
        let found = &finding.diagnostic;
        let file = view.sources.get(found.place.span.file);
        let at = file.position(found.place.span.start);
        let fixable = found.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}{}",
            shown_path(file),
            at.line,
            at.column,
            found.severity.word(),
            found.rule,
            one_line(&found.message),
            if fixable { " [*]" } else { "" },
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{Sample, text};

    #[test]
    fn a_finding_is_one_line_and_a_star_says_it_can_be_fixed_safely() {
        let out = text(|out| write(&Sample::two_files().view(), out));
        assert_eq!(
            out,
            "config.toml:3:13: error[dind-missing-certs-volume] `build` cannot reach its Docker daemon over TLS [*]\n\
             config.toml:4:3: warning[unknown-key] `pull-policy` is not a key of [runners.docker]\n"
        );
    }
}
