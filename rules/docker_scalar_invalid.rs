//! Devices, limits and addresses that Docker does not take.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DockerExecutor, Runner};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{self, GpusFault, UlimitFault};
use crate::schema::{Form, Version};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "docker-scalar-invalid",
    summary: "Docker takes no device, limit or address of this form, and every container fails",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[
        "mac_address",
        "gpus",
        "service_gpus",
        "devices",
        "services_devices",
        "device_cgroup_rules",
        "ulimit",
        "log_options",
        "sysctls",
    ],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("docker_scalar_invalid.md"),
    check,
};

/// What is wrong at a place, and what is meant there.
struct Fault {
    place: Place,
    message: String,
    help: String,
    meant: Option<String>,
}

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for (runner, docker) in workspace.docker_executors() {
        let linux = runner.docker_linux();
        let of_linux = linux.into_iter().flat_map(|docker| {
            let rules = cgroup_rules(cx, docker);
            rules.into_iter().chain(sysctls(cx, runner, docker))
        });
        let mut faults = forms(cx, docker);
        faults.extend(limits(cx, runner, docker));
        faults.extend(log_options(cx, docker));
        faults.extend(of_linux);
        for fault in faults {
            let written = fault.meant.as_deref().and_then(|meant| cx.set(&fault.place, meant));
            let found = cx.report(&fault.place, fault.message);
            match (written, fault.meant) {
                (Some(written), Some(meant)) => {
                    found.fix(Some(written.fix(Safety::Safe, format!("write `{meant}`"))));
                }
                _ => {
                    found.help(fault.help);
                }
            }
        }
    }
}

fn fault(place: Place, message: impl Into<String>, help: &str) -> Fault {
    Fault {
        place,
        message: message.into(),
        help: help.to_owned(),
        meant: None,
    }
}

/// Hardware addresses, requests for GPUs, devices.
fn forms(cx: &Check<'_>, docker: &DockerExecutor) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Docker before 25 knows no such address, and GitLab Runner drops it with a warning.
    let daemon = cx.workspace.context.targets.docker;
    let takes_address = !daemon.given || daemon.version >= Version::new(25, 0);
    for value in cx.workspace.docker_values(docker) {
        let text = value
            .as_str()
            .filter(|text| !texts::has_placeholder(text))
            .unwrap_or_default();
        let shown = text.escape_debug();
        match value.key.form() {
            Form::Mac if takes_address && !text.is_empty() && !texts::is_mac(text) => faults.push(fault(
                value.place.clone(),
                format!("`{shown}` is no MAC address"),
                "write it like \"02:42:ac:11:00:02\"",
            )),
            Form::Gpus => faults.extend(texts::gpus_fault(text).map(|wrong| Fault {
                meant: texts::gpus_meant(text),
                ..fault(
                    value.place.clone(),
                    gpus_message(&wrong),
                    "write it like \"all\", \"2\" or '\"device=0,1\"'",
                )
            })),
            _ => {}
        }
        if value.key.name == "devices" {
            faults.extend(
                value
                    .texts()
                    .into_iter()
                    .filter_map(|(text, place)| device(text, place)),
            );
        }
    }
    let services = cx
        .workspace
        .table(&docker.place)
        .and_then(|table| table.table("services_devices"));
    for (_, images) in services.iter().flat_map(|table| table.cursor.entries()) {
        let devices = images
            .items()
            .filter_map(|item| device(item.node.as_str()?, item.place()));
        faults.extend(devices);
    }
    faults
}

fn device(text: &str, place: Place) -> Option<Fault> {
    let is_wrong = text.matches(':').count() > 2 && !texts::has_placeholder(text);
    let help = "write the device, its path in the container and its permissions, like \"/dev/fuse:/dev/fuse:rwm\"";
    is_wrong.then(|| fault(place, "a device has three parts at most", help))
}

fn gpus_message(fault: &GpusFault) -> String {
    match fault {
        GpusFault::Quotes => "the quotes in this request for GPUs do not enclose whole parts".to_owned(),
        GpusFault::Count(text) => format!("`{}` is no number of GPUs", text.escape_debug()),
        GpusFault::Key(key) => format!("`{}` is no part of a request for GPUs", key.escape_debug()),
        GpusFault::Twice(key) => format!("`{}` comes twice in this request for GPUs", key.escape_debug()),
        GpusFault::CountAndDevices => "this asks for devices and for a number of GPUs at once".to_owned(),
    }
}

fn limits(cx: &Check<'_>, runner: &Runner, docker: &DockerExecutor) -> Vec<Fault> {
    let table = cx.workspace.table(&docker.place);
    let entries = table.map(|table| table.map("ulimit")).unwrap_or_default();
    let is_linux = runner.docker_linux().is_some();
    let faults = entries.into_iter().filter_map(|(name, limits)| {
        let text = limits.value.as_str();
        let (message, help) = match texts::ulimit_fault(&name, text)? {
            _ if texts::has_placeholder(text) => return None,
            UlimitFault::Unreadable => (
                format!("`{}` is no limit", text.escape_debug()),
                "write the soft limit, or soft and hard like \"1024:2048\"; -1 is no limit",
            ),
            UlimitFault::Name if is_linux => (
                format!("the kernel has no limit `{}`", name.escape_debug()),
                "the names are those of `docker run --ulimit`, like nofile, nproc or memlock",
            ),
            UlimitFault::SoftAboveHard if is_linux => (
                "the soft limit is above the hard one".to_owned(),
                "the soft limit comes first; -1 is no limit",
            ),
            UlimitFault::Name | UlimitFault::SoftAboveHard => return None,
        };
        Some(Fault {
            meant: (text.trim() == "unlimited").then(|| "-1".to_owned()),
            ..fault(limits.place, message, help)
        })
    });
    faults.collect()
}

/// Source: GitLab Runner `common/config.go`, `GetLogConfig`, 19.4.
fn log_options(cx: &Check<'_>, docker: &DockerExecutor) -> Vec<Fault> {
    let options = cx
        .workspace
        .docker_values(docker)
        .into_iter()
        .find(|value| value.key.name == "log_options");
    let Some(table) = options.and_then(|options| cx.workspace.table(&options.place)) else {
        return Vec::new();
    };
    let others = table
        .cursor
        .entries()
        .filter(|(entry, _)| !matches!(entry.key.value.as_str(), "env" | "labels"));
    let faults = others.map(|(entry, value)| {
        fault(
            value.place(),
            format!("GitLab Runner takes no log option `{}`", entry.key.value.escape_debug()),
            "only env and labels can be set here; the others belong into \"log-opts\" of daemon.json",
        )
    });
    faults.collect()
}

/// A privileged container has all devices, so the rules are not read.
fn cgroup_rules(cx: &Check<'_>, docker: &DockerExecutor) -> Vec<Fault> {
    if docker.privileged.value {
        return Vec::new();
    }
    let values = cx.workspace.docker_values(docker);
    let rules = values.iter().filter(|value| value.key.name == "device_cgroup_rules");
    let wrong = rules
        .flat_map(|value| value.texts())
        .filter(|(text, _)| !texts::is_device_cgroup_rule(text) && !texts::has_placeholder(text));
    let faults = wrong.map(|(text, place)| {
        let message = format!("`{}` is no rule for devices", text.escape_debug());
        fault(
            place,
            message,
            "write type, numbers and permissions with single blanks, like \"c 189:* rwm\"",
        )
    });
    faults.collect()
}

/// Other runtimes than runc may give containers a kernel of their own.
fn sysctls(cx: &Check<'_>, runner: &Runner, docker: &DockerExecutor) -> Vec<Fault> {
    let is_default = docker.runtime.as_ref().is_none_or(|runtime| runtime.value == "runc");
    let mut daemons = cx.workspace.daemons();
    let has_other = daemons.any(|daemon| daemon.keys.iter().any(|key| key.name == "default-runtime"));
    if !is_default || has_other || runner.docker_linux().is_none() {
        return Vec::new();
    }
    let table = cx.workspace.table(&docker.place);
    let entries = table.map(|table| table.map("sysctls")).unwrap_or_default();
    let wrong = entries
        .into_iter()
        .filter(|(name, _)| texts::is_sysctl_of_machine(name));
    let faults = wrong.map(|(name, value)| {
        let message = format!("`{name}` belongs to the whole machine and can be set for no container");
        fault(value.place, message, "set it on the machine itself, in /etc/sysctl.d")
    });
    faults.collect()
}
