//! Variables with which a job changes its pod, and which its runner does not let it change.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Known, Meeting, Setting, Table, Variable};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::Quantity;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-overwrite-not-allowed",
    summary: "a job changes settings of its pod by a variable, and its runner does not allow that",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_overwrite_not_allowed.md"),
    check,
};

/// Variables and prefixes of variables, and the keys that allow them.
///
/// Source: GitLab Runner `executors/kubernetes/overwrites.go`, 19.4.
const ALLOWED_BY: [(&str, &str); 7] = [
    ("KUBERNETES_NAMESPACE_OVERWRITE", "namespace_overwrite_allowed"),
    (
        "KUBERNETES_SERVICE_ACCOUNT_OVERWRITE",
        "service_account_overwrite_allowed",
    ),
    ("KUBERNETES_BEARER_TOKEN", "bearer_token_overwrite_allowed"),
    ("KUBERNETES_POD_LABELS_", "pod_labels_overwrite_allowed"),
    ("KUBERNETES_POD_ANNOTATIONS_", "pod_annotations_overwrite_allowed"),
    ("KUBERNETES_NODE_SELECTOR_", "node_selector_overwrite_allowed"),
    ("KUBERNETES_NODE_TOLERATIONS_", "node_tolerations_overwrite_allowed"),
];

struct Fault<'w> {
    variable: &'w Variable,
    key: String,
    pods: &'w Place,
    /// The value, and the most that is allowed.
    over: Option<(String, Setting<String>)>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(refused, |fault| fault.variable.place.span) {
        let Fault {
            variable,
            key,
            pods,
            over,
        } = &verdict.fault;
        let name = &variable.name;
        match over {
            None => {
                let found = cx.report(&variable.place, format!("`{name}` has no effect on this runner"));
                found.label(pods.span, format!("`{key}` is not set here"));
                found.help(format!("set `{key}` to let jobs choose, or leave the variable out"));
                weigh(found, &verdict);
            }
            Some((value, most)) => {
                let message = format!(
                    "`{name}` asks for {value}, and the runner allows {} at most",
                    most.value
                );
                let found = cx.report(&variable.place, message);
                found.severity(Severity::Error).consequence(Consequence::JobFails);
                found.label(most.place.span, "more is not allowed here");
                weigh(found, &verdict);
            }
        }
    }
}

fn refused(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let (Some(job), Some(pods)) = (meeting.job, meeting.kubernetes()) else {
        return Vec::new();
    };
    let Some(table) = meeting.workspace.table(&pods.place) else {
        return Vec::new();
    };
    let variables = job.variables.iter().map(|variable| &variable.value);
    let kubernetes = variables.filter(|variable| variable.name.starts_with("KUBERNETES_"));
    let faults = kubernetes.filter_map(|variable| {
        let key = allowed_by(&variable.name)?;
        let fault = |over| Fault {
            variable,
            key: key.clone(),
            pods: &pods.place,
            over,
        };
        let is_empty = matches!(variable.known(), Known::Is(text) if text.is_empty());
        match (is_allowed(&table, &key), key.ends_with("_max_allowed")) {
            _ if is_empty => None,
            (false, _) => Some(fault(None)),
            (true, true) => {
                let most = table.text(&key)?;
                let Known::Is(value) = variable.known() else {
                    return None;
                };
                let exceeds = Quantity::parse(&value)?.exceeds(&Quantity::parse(&most.value)?);
                exceeds.then(|| fault(Some((value.clone(), most))))
            }
            (true, false) => None,
        }
    });
    faults.collect()
}

/// The key that lets jobs set a variable.
fn allowed_by(variable: &str) -> Option<String> {
    let listed = ALLOWED_BY.iter().find(|(name, _)| match name.strip_suffix('_') {
        Some(_) => variable.starts_with(name),
        None => variable == *name,
    });
    if let Some((_, key)) = listed {
        return Some((*key).to_owned());
    }
    let rest = variable.strip_prefix("KUBERNETES_")?;
    let (pod, rest_of_pod) = (rest.strip_prefix("POD_"), ["SERVICE_", "HELPER_"]);
    let bare = pod.or_else(|| rest_of_pod.iter().find_map(|prefix| rest.strip_prefix(prefix)));
    let (resource, kind) = bare.unwrap_or(rest).rsplit_once('_')?;
    let known = matches!(resource, "CPU" | "MEMORY") || resource == "EPHEMERAL_STORAGE" && pod.is_none();
    (known && matches!(kind, "LIMIT" | "REQUEST")).then(|| format!("{}_overwrite_max_allowed", rest.to_lowercase()))
}

/// Whether a key is written and lets jobs choose. What is of another type than it has to be is not judged.
fn is_allowed(table: &Table<'_>, key: &str) -> bool {
    match (table.text(key), table.flag(key)) {
        (Some(text), _) => !text.value.is_empty(),
        (None, Some(flag)) => flag.value,
        (None, None) => table.cursor.get_folded(key).is_some(),
    }
}
