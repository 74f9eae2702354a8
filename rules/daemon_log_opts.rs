//! Options that the log driver does not have, values it cannot use, and logs without an end.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Daemon, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::log_driver;
use crate::schema::texts::{bytes, has_placeholder, similar};
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
            "syslog" => syslog(cx, &options),
            _ => {}
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
    match bool_of(&compress.value) {
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

/// A truth value as Go's `strconv.ParseBool` reads it.
fn bool_of(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
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

/// Source: moby `daemon/logger/syslog/syslog.go`, `parseFacility` and `parseLogFormat`, 29.7.
fn syslog(cx: &mut Check<'_>, options: &Options) {
    let formats = ["", "rfc3164", "rfc5424", "rfc5424micro"];
    if let Some(format) = find(options, "syslog-format").filter(|format| !formats.contains(&format.value.as_str())) {
        let found = cx.report(&format.place, "this is no format of syslog");
        found.help("the formats are `rfc3164`, `rfc5424` and `rfc5424micro`");
    }
    let is_facility = |text: &str| {
        let is_number = text.parse::<i64>().is_ok_and(|number| (0..=23).contains(&number));
        text.is_empty() || is_number || log_driver::FACILITIES.contains(&text)
    };
    if let Some(facility) = find(options, "syslog-facility").filter(|facility| !is_facility(&facility.value)) {
        let found = cx.report(&facility.place, "this is no facility of syslog");
        found.help("a facility is a word such as `daemon` or `local0`, or a number from 0 to 23");
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
