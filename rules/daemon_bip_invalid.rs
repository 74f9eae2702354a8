//! Addresses of the default bridge that it cannot have.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Cidr, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-bip-invalid",
    summary: "dockerd does not start because its bridge cannot have this address",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_bip_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        let uses_ipv6 = daemon.flag("ipv6").is_some_and(|ipv6| ipv6.value);
        for (key, is_v4, is_machine) in KEYS {
            let setting = daemon.text(key).filter(|setting| !setting.value.is_empty());
            let Some(setting) = setting.filter(|setting| !has_placeholder(&setting.value)) else {
                continue;
            };
            if is_machine {
                with_bridge(cx, &daemon, &setting, key);
            }
            // Without `ipv6` dockerd never looks at the settings for it.
            if is_v4 || uses_ipv6 {
                address(cx, &setting, is_v4, is_machine);
            }
        }
    }
}

/// The keys, whether they are for IPv4, and whether they name the address of the bridge itself. Of `fixed-cidr-v6`
/// dockerd looks at the form before it starts.
const KEYS: [(&str, bool, bool); 3] = [("bip", true, true), ("bip6", false, true), ("fixed-cidr", true, false)];

fn address(cx: &mut Check<'_>, setting: &Setting<String>, is_v4: bool, is_machine: bool) {
    let example = match (is_v4, is_machine) {
        (true, true) => "10.10.0.1/24",
        (true, false) => "10.10.0.128/25",
        (false, _) => "fd00::1/64",
    };
    let Some(cidr) = Cidr::parse(&setting.value) else {
        let found = cx.report(&setting.place, "this is no address with the length of its network");
        found.help(format!("write it like `{example}`"));
        return;
    };
    if is_v4 && !cidr.address.is_ipv4() {
        let found = cx.report(&setting.place, "an IPv6 address where dockerd wants one of IPv4");
        found.help(format!("write it like `{example}`"));
    } else if is_machine && cidr.is_no_machine() {
        let found = cx.report(
            &setting.place,
            "this is the address of the network and not one that the bridge can have",
        );
        found.help("`bip` is the address of the bridge itself, most often the first of the network: `10.10.0.1/24`");
    }
}

/// The bridge of somebody else has its address from them.
fn with_bridge(cx: &mut Check<'_>, daemon: &Table<'_>, setting: &Setting<String>, key: &str) {
    let Some(bridge) = daemon.text("bridge").filter(|bridge| !bridge.value.is_empty()) else {
        return;
    };
    let found = cx.report(&setting.place, format!("dockerd takes either `bridge` or `{key}`"));
    found.label(bridge.place.span, "the bridge is chosen here");
    found.help("give the bridge its address where it is made, or let dockerd make it");
}
