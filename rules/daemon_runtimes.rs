//! Runtimes that dockerd cannot set up.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Runtime;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-runtimes",
    summary: "dockerd does not start because of a runtime",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_runtimes.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let runtimes = Runtime::all(&daemon);
        for runtime in &runtimes {
            if runtime.name == "runc" {
                reserved(cx, runtime, version);
            } else {
                of_runtime(cx, runtime);
            }
        }
        let Some(default) = daemon.text("default-runtime") else {
            continue;
        };
        let name = default.value.as_str();
        let is_defined = runtimes.iter().any(|runtime| runtime.name == name);
        if is_defined || is_built_in(name) || has_placeholder(name) {
            continue;
        }
        let found = cx.report(&default.place, format!("there is no runtime `{name}`"));
        match name {
            "nvidia" => found.help("`nvidia-ctk runtime configure --runtime=docker` defines it, or take the key out"),
            _ => found.help("define it in `runtimes` by the path of its program, or take the key out"),
        };
        found.note("unless dockerd is started with `--add-runtime`");
        if validates(version) {
            found.consequence(Consequence::Refused);
        }
    }
}

/// Whether `dockerd --validate` looks at the names of runtimes; other releases do when they start.
///
/// Source: moby `daemon/config/config.go`, `Validate`, 23.0, 24.0 and 25.0.
fn validates(version: Version) -> bool {
    version >= Version::new(23, 0) && version < Version::new(25, 0)
}

/// Whether a runtime of this name needs no definition: those of containerd are named after their programs.
///
/// Source: moby `daemon/runtime_unix.go`, `stockRuntimes` and `isPermissibleC8dRuntimeName`, 29.7.
fn is_built_in(name: &str) -> bool {
    let is_shim = name.split_once('.').is_some_and(|(prefix, _)| !prefix.is_empty()) && !name.contains('/');
    matches!(name, "" | "runc") || is_shim
}

fn reserved(cx: &mut Check<'_>, runtime: &Runtime, version: Version) {
    let is_own = runtime
        .path
        .as_ref()
        .is_some_and(|path| path.value.rsplit('/').next() == Some("runc"));
    let fix = cx.remove(&[&runtime.place]);
    let safety = match is_own && runtime.len == 1 {
        true => Safety::Safe,
        false => Safety::Unsafe,
    };
    let found = cx.report(
        &runtime.place,
        "the runtime `runc` is dockerd's own and cannot be defined",
    );
    found.fix(fix.map(|fix| fix.fix(safety, "remove the definition")));
    if validates(version) {
        found.consequence(Consequence::Refused);
    }
}

fn of_runtime(cx: &mut Check<'_>, runtime: &Runtime) {
    let name = runtime.name.escape_debug();
    match (&runtime.path, &runtime.kind) {
        (None, None) => {
            let message = format!("the runtime `{name}` has neither `path` nor `runtimeType`");
            let found = cx.report(&runtime.place, message);
            found.help("`path` is a program like runc, `runtimeType` the name of a shim of containerd");
        }
        (Some(path), Some(kind)) => {
            let message = format!("the runtime `{name}` has both `path` and `runtimeType`");
            let found = cx.report(&kind.place, message);
            found.label(path.place.span, "and this");
            found.help("take one of them out");
        }
        (Some(path), None) => {
            if let Some(options) = &runtime.options {
                let found = cx.report(options, "`options` are for a runtime with `runtimeType`");
                found.label(path.place.span, "this one has a path");
                found.help("give a program its arguments as `runtimeArgs`");
            }
        }
        (None, Some(kind)) => {
            if let Some(args) = &runtime.args {
                let found = cx.report(args, "`runtimeArgs` are for a runtime with `path`");
                found.label(kind.place.span, "this one is a shim of containerd");
                found.help("give a shim its settings as `options`");
            }
        }
    }
}
