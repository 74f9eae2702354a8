//! Sizes of shared memory that were surely not meant in bytes.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "shm-size-suspicious",
    summary: "shared memory is so small that programs in jobs crash",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["shm_size"],
    fix: None,
    since: "0.1.0",
    page: include_str!("shm_size_suspicious.md"),
    check,
};

/// Less shared memory than this is of no use.
const MEBIBYTE: i64 = 1 << 20;

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for docker in workspace.runners().iter().filter_map(|runner| runner.docker_linux()) {
        let table = workspace.table(&docker.place);
        let Some(size) = table.and_then(|table| table.number("shm_size")) else {
            continue;
        };
        if size.value < 0 {
            cx.report(&size.place, "`shm_size` is negative, which Docker refuses")
                .severity(Severity::Error)
                .consequence(Consequence::JobFails)
                .help("without the key it is 64 MiB");
        } else if (1..MEBIBYTE).contains(&size.value) {
            let bytes = if size.value == 1 { "byte" } else { "bytes" };
            cx.report(&size.place, format!("`shm_size` is {} {bytes}", size.value))
                .help(help(size.value));
        }
    }
}

fn help(size: i64) -> String {
    match size {
        64 => "64 MiB are 67108864 bytes, which is the default anyway".to_owned(),
        2..=4096 => format!("{size} MiB are {} bytes; without the key it is 64 MiB", size * MEBIBYTE),
        _ => "write it in bytes; without the key it is 64 MiB, which is 67108864".to_owned(),
    }
}
