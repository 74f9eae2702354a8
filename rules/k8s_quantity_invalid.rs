//! Amounts of CPU, memory and storage that Kubernetes cannot read, or reads as something else than was meant.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Amount, AmountSort, Resource};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Quantity, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-quantity-invalid",
    summary: "an amount of CPU, memory or storage is no Kubernetes quantity, or hardly the one that is meant",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored, Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_quantity_invalid.md"),
    check,
};

const MEBIBYTE: i128 = 1_048_576 * 1_000_000_000;
/// More processors than any node has.
const MANY_CPUS: i128 = 100_000 * 1_000_000_000;

fn check(cx: &mut Check<'_>) {
    let amounts: Vec<Amount<'_>> = cx.workspace.amounts().collect();
    for amount in &amounts {
        let text = amount.setting.value.as_str();
        match Quantity::parse(text) {
            None if has_placeholder(text) => {}
            // GitLab Runner takes a size of blanks for none.
            None if amount.sort == AmountSort::VolumeSize && text.trim_matches(' ').is_empty() => {}
            None => unreadable(cx, amount),
            Some(quantity) if quantity.is_negative() => negative(cx, amount),
            Some(quantity) => doubt(cx, amount, &quantity),
        }
    }
}

fn unreadable(cx: &mut Check<'_>, amount: &Amount<'_>) {
    let Amount { setting, resource, .. } = amount;
    let fix = meant(&setting.value, *resource).and_then(|(right, safety)| {
        let safety = match amount.sort {
            // What had no effect gets one.
            AmountSort::Allowed | AmountSort::VolumeSize => Safety::Unsafe,
            _ => safety,
        };
        Some(
            cx.set(&setting.place, right.as_str())?
                .fix(safety, format!("write {right:?}")),
        )
    });
    let message = format!("{:?} is no Kubernetes quantity", setting.value);
    let found = cx.report(&setting.place, message);
    match amount.sort {
        AmountSort::VolumeSize => {
            found.severity(Severity::Warning).consequence(Consequence::Ignored);
            found.note("GitLab Runner leaves the volume without a limit");
        }
        AmountSort::Allowed => {
            found.note("jobs that ask for another amount fail");
        }
        AmountSort::ClaimSize => {
            found.note("jobs that can be suspended fail");
        }
        AmountSort::Limit | AmountSort::Request => {}
    }
    match fix {
        Some(fix) => found.fix(Some(fix)),
        None => found.help(match resource {
            Resource::Cpu => "write \"2\" for two CPUs, \"500m\" or \"0.5\" for half a CPU",
            Resource::Memory | Resource::Storage => {
                "write a number and one of Ki, Mi, Gi (powers of 1024) or k, M, G (powers of 1000), without a blank"
            }
        }),
    };
}

/// The API server takes no amount below zero.
fn negative(cx: &mut Check<'_>, amount: &Amount<'_>) {
    if amount.sort == AmountSort::Allowed {
        return;
    }
    let message = format!("{:?} is less than nothing", amount.setting.value);
    let found = cx.report(&amount.setting.place, message);
    found.help("leave the key out to have no limit");
}

/// A quantity that Kubernetes can read, but that nobody wants.
fn doubt(cx: &mut Check<'_>, amount: &Amount<'_>, quantity: &Quantity<'_>) {
    let text = amount.setting.value.as_str();
    let Some(billionths) = quantity.billionths.filter(|billionths| *billionths > 0) else {
        return;
    };
    let limits = matches!(amount.sort, AmountSort::Limit | AmountSort::Allowed);
    let (message, right) = match (amount.resource, quantity.suffix) {
        (Resource::Cpu, _) if billionths >= MANY_CPUS && amount.sort != AmountSort::Allowed => {
            (format!("{text:?} is more CPUs than any node has"), None)
        }
        (Resource::Memory | Resource::Storage, "m") if billionths < MEBIBYTE => (
            format!("{text:?} is a number of thousandths of a byte"),
            Some(text.replace('m', "Mi")),
        ),
        (Resource::Memory, "") if billionths < MEBIBYTE && limits => (
            format!("{text:?} is a number of bytes, with which no container starts"),
            Some(format!("{text}Mi")),
        ),
        _ => return,
    };
    let consequence = match amount.sort {
        AmountSort::Limit => Consequence::JobFails,
        _ => Consequence::WrongResult,
    };
    let fix = right.and_then(|right| {
        let title = format!("write {right:?}");
        Some(cx.set(&amount.setting.place, right)?.fix(Safety::Unsafe, title))
    });
    let found = cx.report(&amount.setting.place, message);
    found.severity(Severity::Warning).consequence(consequence);
    if fix.is_none() {
        found.help("write \"500m\" for half a CPU");
    }
    found.fix(fix);
}

/// The quantity that another spelling surely means, or probably.
fn meant(text: &str, resource: Resource) -> Option<(String, Safety)> {
    let text: String = text.chars().filter(|c| *c != ' ').collect();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let (unit, safety) = match (resource, unit) {
        _ if !number.starts_with(|c: char| c.is_ascii_digit()) => return None,
        _ if Quantity::parse(&text).is_some() => (unit, Safety::Safe),
        (Resource::Cpu, "cpu" | "cpus" | "core" | "cores") => ("", Safety::Safe),
        (Resource::Cpu, _) => return None,
        // A lone "g" is Docker's GiB.
        (_, "g") => ("Gi", Safety::Safe),
        (_, "t") => ("Ti", Safety::Safe),
        // The others may mean powers of 1000 as well.
        (_, "K") => ("Ki", Safety::Unsafe),
        _ => match unit.to_ascii_lowercase().as_str() {
            "ki" | "kib" => ("Ki", Safety::Safe),
            "mi" | "mib" => ("Mi", Safety::Safe),
            "gi" | "gib" => ("Gi", Safety::Safe),
            "ti" | "tib" => ("Ti", Safety::Safe),
            "kb" => ("Ki", Safety::Unsafe),
            "mb" => ("Mi", Safety::Unsafe),
            "gb" => ("Gi", Safety::Unsafe),
            "tb" => ("Ti", Safety::Unsafe),
            _ => return None,
        },
    };
    let right = format!("{number}{unit}");
    Quantity::parse(&right).is_some().then_some((right, safety))
}
