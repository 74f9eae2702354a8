//! Affinity rules with which Kubernetes makes no pod.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-affinity-invalid",
    summary: "an affinity rule has a wrong operator, weight or topology, and Kubernetes makes no pod with it",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_affinity_invalid.md"),
    check,
};

/// What labels of pods can be asked.
const OF_PODS: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist"];
/// What labels of nodes can be asked.
const OF_NODES: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"];
const REQUIRED: &str = "required_during_scheduling_ignored_during_execution";
const PREFERRED: &str = "preferred_during_scheduling_ignored_during_execution";

/// A fault, and the word that is meant, if it is clear.
struct Fault {
    place: Place,
    message: String,
    help: String,
    meant: Option<&'static str>,
}

fn check(cx: &mut Check<'_>) {
    let mut faults: Vec<Fault> = Vec::new();
    for (_, kubernetes) in cx.workspace.kubernetes_tables() {
        let Some(affinity) = kubernetes.table("affinity") else {
            continue;
        };
        if let Some(nodes) = affinity.table("node_affinity") {
            node_rules(&nodes, &mut faults);
        }
        for key in ["pod_affinity", "pod_anti_affinity"] {
            if let Some(pods) = affinity.table(key) {
                pod_rules(&pods, &mut faults);
            }
        }
    }
    for fault in faults {
        let fix = fault.meant.and_then(|word| {
            let title = format!("write {word:?}");
            Some(cx.set(&fault.place, word)?.fix(Safety::Safe, title))
        });
        let found = cx.report(&fault.place, fault.message);
        match fix {
            Some(fix) => found.fix(Some(fix)),
            None => found.help(fault.help),
        };
    }
}

fn node_rules(nodes: &Table<'_>, faults: &mut Vec<Fault>) {
    let required = nodes.table(REQUIRED);
    for term in required
        .iter()
        .flat_map(|required| required.tables("node_selector_terms"))
    {
        expressions(&term, OF_NODES, faults);
    }
    for preferred in nodes.tables(PREFERRED) {
        faults.extend(weight(&preferred));
        if let Some(term) = preferred.table("preference") {
            expressions(&term, OF_NODES, faults);
        }
    }
}

fn pod_rules(pods: &Table<'_>, faults: &mut Vec<Fault>) {
    for term in pods.tables(REQUIRED) {
        pod_term(&term, faults);
    }
    for preferred in pods.tables(PREFERRED) {
        faults.extend(weight(&preferred));
        if let Some(term) = preferred.table("pod_affinity_term") {
            pod_term(&term, faults);
        }
    }
}

fn pod_term(term: &Table<'_>, faults: &mut Vec<Fault>) {
    for selector in ["label_selector", "namespace_selector"] {
        if let Some(selector) = term.table(selector) {
            expressions(&selector, OF_PODS, faults);
        }
    }
    if term.text("topology_key").is_none_or(|key| key.value.is_empty()) {
        faults.push(Fault {
            place: term.place(),
            message: "this rule has no `topology_key`".to_owned(),
            help: "`topology_key` is the label of nodes that says what is near, such as \"kubernetes.io/hostname\""
                .to_owned(),
            meant: None,
        });
    }
}

/// The operators of a term's expressions.
fn expressions(term: &Table<'_>, known: &[&'static str], faults: &mut Vec<Fault>) {
    let help = format!("the operators are {}", known.join(", "));
    for expression in ["match_expressions", "match_fields"]
        .iter()
        .flat_map(|key| term.tables(key))
    {
        match expression.text("operator") {
            None => faults.push(Fault {
                place: expression.place(),
                message: "this expression has no `operator`".to_owned(),
                help: help.clone(),
                meant: None,
            }),
            Some(word) if known.contains(&word.value.as_str()) || word.value.contains('$') => {}
            Some(word) => faults.push(Fault {
                meant: known
                    .iter()
                    .copied()
                    .find(|known| known.eq_ignore_ascii_case(&word.value)),
                place: word.place,
                message: format!("there is no operator {:?} here", word.value),
                help: help.clone(),
            }),
        }
    }
}

fn weight(preferred: &Table<'_>) -> Option<Fault> {
    let weight = preferred.number("weight");
    if weight.as_ref().is_some_and(|weight| (1..=100).contains(&weight.value)) {
        return None;
    }
    Some(Fault {
        message: match &weight {
            Some(weight) => format!("{} is no weight", weight.value),
            None => "this preference has no `weight`".to_owned(),
        },
        place: weight.map_or_else(|| preferred.place(), |weight| weight.place),
        help: "weights go from 1 to 100".to_owned(),
        meant: None,
    })
}
