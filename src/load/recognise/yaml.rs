//! YAML files that carry a configuration of GitLab Runner in a string.

use super::{Recognised, left, taken};
use crate::source::Role;

/// Keys at the top that only values for the chart of GitLab Runner have.
const CHART: [&str; 3] = ["gitlabUrl", "runnerRegistrationToken", "runnerToken"];

/// What a YAML text is. It is found line by line, so that broken files are known, too.
pub(super) fn recognised(text: &str) -> Recognised {
    let top = |key: &str| has_top(text, key);
    let carries = text.contains("[[runners") || text.contains("[[ runners");
    let is_chart = top("runners") && CHART.iter().any(|key| top(key));
    if !carries && !is_chart {
        return left(
            "it carries no configuration of GitLab Runner, and a pipeline is known by its name, `files.pipeline` or `--kind`",
        );
    }
    if is_template(text) {
        return left("it is a template of YAML, which no one can read before it is filled in");
    }
    if top("apiVersion") && top("kind") {
        taken(
            Role::Manifest,
            "it is a Kubernetes object that carries a configuration of GitLab Runner",
        )
    } else if top("configs") && text.contains("content:") {
        taken(
            Role::Compose,
            "it is a Compose file that carries a configuration of GitLab Runner",
        )
    } else if is_chart || text.lines().any(|line| line.trim_start().starts_with("config:")) {
        taken(Role::HelmValues, "it has values for the Helm chart of GitLab Runner")
    } else {
        left("it mentions runners, but not where a configuration of GitLab Runner is carried")
    }
}

/// Whether a line begins with this key.
fn has_top(text: &str, key: &str) -> bool {
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    text.lines().any(is_it)
}

/// Whether a line of the YAML itself, and not of a `|` in it, is a mark of a template, or has one for a value that YAML cannot
/// take for a mapping.
fn is_template(text: &str) -> bool {
    // How far the key is indented whose `|` goes on.
    let mut block: Option<usize> = None;
    text.lines().any(|line| {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || block.is_some_and(|key| indent > key) {
            return false;
        }
        let item = content.trim_start_matches("- ");
        block = begins_block(item).then(|| match item.starts_with(['|', '>']) {
            true => indent,
            false => line.len() - item.len(),
        });
        let value = item.split_once(": ").map_or("", |(_, value)| value.trim_start());
        let starts = |text: &str, marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
        starts(item, &["{{", "{%", "{#", "<%", "%{"])
            || !item.starts_with('#') && starts(value, &["{{-", "{{\"", "{{ \"", "{%", "<%"])
    })
}

/// Whether a line ends with the header of a block scalar: `|`, `>-`, `|2 # why`.
fn begins_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default();
    let last = line.split_whitespace().next_back().unwrap_or_default();
    let signs = last.strip_prefix(['|', '>']);
    signs.is_some_and(|signs| signs.chars().all(|c| matches!(c, '+' | '-' | '0'..='9')))
}
