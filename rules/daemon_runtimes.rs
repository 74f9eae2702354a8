//! Runtimes that dockerd cannot set up.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;
use crate::syntax::{Cursor, Scalar};

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
        let runtimes = daemon.table("runtimes");
        let entries = runtimes.iter().flat_map(|runtimes| runtimes.cursor.entries());
        let entries: Vec<_> = entries
            .map(|(entry, value)| (entry.key.value.to_string(), value))
            .collect();
        for (name, value) in &entries {
            if name == "runc" {
                reserved(cx, value, version);
            } else {
                of_runtime(cx, name, value);
            }
        }
        let Some(default) = daemon.text("default-runtime") else {
            continue;
        };
        let name = default.value.as_str();
        let is_defined = entries.iter().any(|(defined, _)| defined == name);
        if is_defined || is_built_in(name) || has_placeholder(name) {
            continue;
        }
        let found = cx.report(&default.place, format!("there is no runtime `{name}`"));
        found.help(format!(
            "define it: \"runtimes\": {{\"{name}\": {{\"path\": \"/usr/bin/{name}\"}}}}"
        ));
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

fn reserved(cx: &mut Check<'_>, runtime: &Cursor<'_>, version: Version) {
    let place = runtime.place();
    let path = Table::new(runtime.clone()).and_then(|runtime| runtime.text("path"));
    let is_own = path.is_some_and(|path| path.value.rsplit('/').next() == Some("runc"));
    let fix = cx.remove(&[&place]);
    let safety = match is_own && runtime.node.entries().len() == 1 {
        true => Safety::Safe,
        false => Safety::Unsafe,
    };
    let found = cx.report(&place, "the runtime `runc` is dockerd's own and cannot be defined");
    found.fix(fix.map(|fix| fix.fix(safety, "remove the definition")));
    if validates(version) {
        found.consequence(Consequence::Refused);
    }
}

fn of_runtime(cx: &mut Check<'_>, name: &str, runtime: &Cursor<'_>) {
    let table = Table::new(runtime.clone());
    let of = |key: &str| table.as_ref()?.text(key).filter(|text| !text.value.is_empty());
    let (path, kind) = (of("path"), of("runtimeType"));
    let filled = |key: &str| {
        let value = table.as_ref()?.cursor.get_folded(key)?;
        let is_empty = value.node.entries().is_empty() && value.node.items().is_empty();
        (!is_empty).then(|| value.place())
    };
    match (path, kind) {
        // Anything else is of the wrong type.
        (None, None) if table.is_some() || runtime.node.as_scalar() == Some(&Scalar::Null) => {
            let found = cx.report(
                &runtime.place(),
                format!("the runtime `{name}` has neither `path` nor `runtimeType`"),
            );
            found.help("`path` is a program like runc, `runtimeType` the name of a shim of containerd");
        }
        (Some(path), Some(kind)) => {
            let found = cx.report(
                &kind.place,
                format!("the runtime `{name}` has both `path` and `runtimeType`"),
            );
            found.label(path.place.span, "and this");
            found.help("take one of them out");
        }
        (Some(path), None) => {
            if let Some(options) = filled("options") {
                let found = cx.report(&options, "`options` are for a runtime with `runtimeType`");
                found.label(path.place.span, "this one has a path");
                found.help("give a program its arguments as `runtimeArgs`");
            }
        }
        (None, Some(kind)) => {
            if let Some(args) = filled("runtimeArgs") {
                let found = cx.report(&args, "`runtimeArgs` are for a runtime with `path`");
                found.label(kind.place.span, "this one is a shim of containerd");
                found.help("give a shim its settings as `options`");
            }
        }
        (None, None) => {}
    }
}
