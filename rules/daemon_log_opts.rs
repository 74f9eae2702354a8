//! Options that the log driver does not have, values it cannot use, and logs without an end.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Daemon, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::schema::log_driver::{self, Wanted};
use crate::schema::texts::{bytes, has_placeholder, similar, truth};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "daemon-log-opts",
    summary: "dockerd does not start, or containers do not, because of a log option",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::JobFails, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_log_opts.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (daemon, table) in cx.workspace.daemon_tables() {
        let driver = table.text("log-driver").filter(|driver| !driver.value.is_empty());
        let name = driver.as_ref().map_or("json-file", |driver| driver.value.as_str());
        let options = table.map("log-opts");
        if name == "none" {
            continue;
        }
        let known = log_driver::options(name);
        if let Some(known) = known {
            let keys = table.table("log-opts").map(|options| options.keys());
            for (option, place) in keys.unwrap_or_default() {
                unknown(cx, name, known, &option, &place);
            }
        }
        modes(cx, &options);
        match name {
            "json-file" | "local" => values(cx, name, &options),
            "gelf" | "awslogs" if !options.is_empty() => required(cx, daemon, name, &options),
            _ => {}
        }
        started(cx, name, &options);
        if name == "awslogs" {
            lines_of_awslogs(cx, &options);
        }
        let meant = |(option, _): &(String, _)| similar(known.unwrap_or_default(), option);
        if name == "json-file" && !options.iter().any(|option| meant(option) == Some("max-size")) {
            unbounded(cx, daemon, driver.as_ref());
        }
    }
}

type Options = [(String, Setting<String>)];

fn find<'o>(options: &'o Options, name: &str) -> Option<&'o Setting<String>> {
    let value = options.iter().rev().find(|(option, _)| option == name);
    value
        .map(|(_, value)| value)
        .filter(|value| !has_placeholder(&value.value))
}

fn has(options: &Options, name: &str) -> bool {
    options.iter().any(|(option, _)| option == name)
}

fn unknown(cx: &mut Check<'_>, driver: &str, known: &[&'static str], option: &str, place: &Place) {
    let version = cx.workspace.context.targets.docker.version;
    if let Some((since, instead)) = log_driver::removed_option(option).filter(|(since, _)| *since <= version) {
        let since = daemon::release(since);
        let message = format!("the log driver `{driver}` has no option `{option}` from Docker {since} on");
        cx.report(place, message).help(format!("the option is `{instead}`"));
        return;
    }
    if known.contains(&option) || log_driver::COMMON.contains(&option) || has_placeholder(option) {
        return;
    }
    let found = cx.report(place, format!("the log driver `{driver}` has no option `{option}`"));
    match similar(known, option) {
        Some(meant) => found.help(format!("did you mean `{meant}`?")),
        None if log_driver::ROTATION.contains(&option) => {
            found.help("files are rotated by `json-file` and `local` only; take the option out")
        }
        None => found.help("take the option out"),
    };
}

fn modes(cx: &mut Check<'_>, options: &Options) {
    let mode = find(options, "mode");
    if let Some(mode) = mode.filter(|mode| !matches!(mode.value.as_str(), "" | "blocking" | "non-blocking")) {
        let message = format!("`{}` is no mode of logging", mode.value.escape_debug());
        cx.report(&mode.place, message)
            .help("the modes are `blocking` and `non-blocking`");
    }
    let Some(buffer) = find(options, "max-buffer-size") else {
        return;
    };
    if has(options, "mode") && mode.is_none() {
        return;
    }
    if mode.is_none_or(|mode| mode.value != "non-blocking") {
        let found = cx.report(&buffer.place, "there is a buffer with `mode` `non-blocking` only");
        found.help("set \"mode\": \"non-blocking\"");
    } else if bytes(&buffer.value).is_none() {
        cx.report(&buffer.place, "this is no size").help("write it like `4m`");
    }
}

/// What `json-file` and `local` find out when a container starts.
///
/// Source: moby `daemon/logger/jsonfilelog/jsonfilelog.go`, `New`, and `daemon/logger/local/config.go`, 29.7.
fn values(cx: &mut Check<'_>, driver: &str, options: &Options) {
    let is_file = driver == "json-file";
    let mut fails = |at: &Setting<String>, message: &str, help: &str| {
        let found = cx.report(&at.place, message).help(help);
        found.consequence(Consequence::JobFails);
        found.note("dockerd starts, and no container does");
    };
    let size = find(options, "max-size");
    if let Some(size) = size {
        match bytes(&size.value) {
            None => fails(size, "`max-size` is no size", "write it like `10m`"),
            Some(0) if is_file => fails(size, "`max-size` is nothing", "write it like `10m`"),
            Some(_) => {}
        }
    }
    let files = find(options, "max-file");
    let count = files.map(|files| files.value.parse::<i64>());
    if let (Some(files), Some(count)) = (files, &count) {
        match count {
            Err(_) => fails(files, "`max-file` is no number", "write it like `3`"),
            Ok(count) if *count < i64::from(is_file) => fails(files, "`max-file` is too small", "write it like `3`"),
            Ok(_) => {}
        }
    }
    let Some(compress) = find(options, "compress") else {
        return;
    };
    let is_single = match (count, has(options, "max-file")) {
        (Some(Ok(count)), _) => count <= 1,
        (_, is_set) => is_file && !is_set,
    };
    match truth(&compress.value) {
        None => fails(
            compress,
            "`compress` is neither `true` nor `false`",
            "write \"true\" or \"false\"",
        ),
        Some(true) if is_single || is_file && !has(options, "max-size") => fails(
            compress,
            "there is nothing to compress, because old logs are not kept",
            "set `max-size`, and `max-file` to 2 or more",
        ),
        Some(_) => {}
    }
}

fn required(cx: &mut Check<'_>, daemon: &Daemon, driver: &str, options: &Options) {
    let option = match driver {
        "gelf" => "gelf-address",
        _ => "awslogs-group",
    };
    let empty = options.iter().find(|(name, _)| name == option);
    if empty.is_some_and(|(_, value)| !value.value.is_empty()) {
        return;
    }
    let key = daemon.key("log-opts").map(|key| key.place.clone());
    let Some(place) = empty.map(|(_, value)| value.place.clone()).or(key) else {
        return;
    };
    cx.report(&place, format!("the log driver `{driver}` needs `{option}`"));
}

/// What dockerd finds out when it starts.
fn started(cx: &mut Check<'_>, driver: &str, options: &Options) {
    let version = cx.workspace.context.targets.docker.version;
    for (option, value) in options {
        let counts = find(options, option).is_some_and(|last| std::ptr::eq(last, value));
        let wanted = log_driver::wanted(driver, option, &value.value, version);
        let Some(wanted) = wanted.filter(|_| counts) else {
            continue;
        };
        let help = match wanted {
            Wanted::Flag => "write \"true\" or \"false\"".to_owned(),
            Wanted::Size => "write it like `8m`".to_owned(),
            Wanted::Duration => "write it like `1s` or `500ms`".to_owned(),
            Wanted::Interval => "write a duration from `100ms` to `10s`, or `0`".to_owned(),
            Wanted::Count => "write a number from 0 on".to_owned(),
            Wanted::Positive => "write a number from 1 on".to_owned(),
            Wanted::Level => "write a number from -1 to 9".to_owned(),
            Wanted::Word([word]) => format!("it can be `{word}` only"),
            Wanted::Word(words) => format!("it can be one of `{}`", words.join("`, `")),
            Wanted::Facility => {
                "a facility is a word such as `daemon` or `local0`, or a number from 0 to 23".to_owned()
            }
            Wanted::FluentdAddress => "write HOST:PORT, or unix:///PATH".to_owned(),
            Wanted::GelfAddress => "write udp:// or tcp://, the host and its port".to_owned(),
        };
        let message = format!("the log driver `{driver}` does not take this as `{option}`");
        cx.report(&value.place, message).help(help);
    }
}

/// Source: moby `daemon/logger/awslogs/cloudwatchlogs.go`, `ValidateLogOpt`, 23.0 to 29.7.
fn lines_of_awslogs(cx: &mut Check<'_>, options: &Options) {
    let of = |name: &str| options.iter().rev().find(|(option, _)| option == name);
    let (dates, pattern) = (of("awslogs-datetime-format"), of("awslogs-multiline-pattern"));
    let format = of("awslogs-format").filter(|(_, format)| format.value == "json/emf");
    let (Some((first, _)), Some((second, value))) = (format.or(dates), pattern.or(dates)) else {
        return;
    };
    if first != second {
        let message = format!("`{second}` and `{first}` exclude each other");
        cx.report(&value.place, message).help("take one of the two out");
    }
}

/// Only where somebody thought of logging; the containers of jobs are thrown away, and their logs with them.
fn unbounded(cx: &mut Check<'_>, daemon: &Daemon, driver: Option<&Setting<String>>) {
    let key = daemon.key("log-opts").map(|key| key.place.clone());
    let Some(place) = key.or(driver.map(|driver| driver.place.clone())) else {
        return;
    };
    let found = cx.report(&place, "logs of containers grow without end");
    found.severity(Severity::Info).consequence(Consequence::Advice);
    found.help("add \"max-size\": \"10m\" and \"max-file\": \"3\" to `log-opts`");
}
