//! Search domains that are no domains.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{has_placeholder, is_search_domain};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-dns-search-invalid",
    summary: "an entry of `dns-search` is no domain",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_dns_search_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, table) in cx.workspace.daemon_tables() {
        for domain in table.texts("dns-search").items {
            let text = domain.value.as_str();
            if is_search_domain(text) || has_placeholder(text) {
                continue;
            }
            let message = match text {
                "" => "an empty search domain".to_owned(),
                _ => format!("`{}` is no domain", text.escape_debug()),
            };
            let found = cx.report(&domain.place, message);
            found.help("a domain has letters, digits, points and hyphens; write . to search in none");
        }
    }
}
