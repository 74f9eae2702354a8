//! Keys of daemon.json that come twice in one object.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-duplicate-key",
    summary: "a key of daemon.json comes twice",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_duplicate_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let pairs: Vec<_> = cx.workspace.repeated_members(Role::DaemonConfig).collect();
    for pair in &pairs {
        let name = pair.later.address.last_key().unwrap_or_default();
        // Objects of the top level are read one into the other.
        let is_joined = pair.disjoint && pair.later.address.len() == 1;
        // Between two that are equal a third one may say something else.
        let is_alone = pairs.iter().filter(|other| other.first == pair.first).count() == 1;
        let removed = cx.remove(&[&pair.later]).filter(|_| pair.equal && is_alone);
        let safety = if pair.holds_secret {
            Safety::Unsafe
        } else {
            Safety::Safe
        };
        let message = match (pair.equal, is_joined) {
            (true, _) => format!("`{name}` comes twice and says the same"),
            (false, true) => format!("`{name}` comes twice, and dockerd puts both together"),
            (false, false) => format!("`{name}` comes twice, and the last one counts"),
        };
        let found = cx.report(&pair.later, message);
        found.label(pair.first.span, "it is here already");
        if pair.equal || is_joined {
            found.severity(Severity::Info).consequence(Consequence::Advice);
        }
        match removed {
            Some(removed) => found.fix(Some(removed.fix(safety, "remove the second one"))),
            None => found.help("keep one of them, with all that both are to say"),
        };
    }
}
