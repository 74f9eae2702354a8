//! The configurations of GitLab Runner that Helm values, Kubernetes objects and Compose files carry.

use std::collections::HashMap;

use super::Finder;
use crate::model::runner::Executor;
use crate::model::{Runner, RunnerTraits};
use crate::source::{Address, Role, Sources, Span, Step};
use crate::syntax::{Cursor, Document, Entry, Node};

/// How deep a configuration may lie: charts of charts nest values, and lists of objects begin with `items:`.
const REACH: usize = 16;

/// The key of the Helm chart, below `runners`, and the names of files by which ConfigMaps and charts mount configurations.
///
/// Source: `values.yaml` and `templates/configmap.yaml` of the Helm chart gitlab-runner.
const CONFIG: &str = "config";
const TEMPLATE: &str = "config.template.toml";

/// Gives the runners of charts the executor that the chart registers them with.
///
/// Source: `templates/_env_vars.tpl` of the Helm chart gitlab-runner: `default "kubernetes" .Values.runners.executor`.
pub(in crate::model) fn set_executors(sources: &Sources, documents: &[Document], runners: &mut [Runner]) {
    for runner in runners.iter_mut().filter(|runner| runner.executor == Executor::Missing) {
        if let Some(embedding) = sources.get(runner.file).embedding()
            && embedding.address.last_key() == Some(CONFIG)
            && let Some(runners) = embedding.address.parent()
            && let Some(host) = documents.get(embedding.file.index())
        {
            let at = embedding.lift(Span::new(runner.file, 0..0));
            let found = host.find(&runners.key("executor"), at);
            let name = found.and_then(|found| found.node.as_str());
            runner.executor = Executor::named(name.unwrap_or("kubernetes"));
        }
    }
}

impl Finder<'_> {
    /// What the documents of a YAML file carry.
    pub(super) fn carried(&mut self) {
        let roots = std::iter::once(&self.document.root).chain(&self.document.others);
        for root in roots {
            self.carried_below(&Cursor::new(root, self.document.base.clone()), REACH);
        }
    }

    fn carried_below(&mut self, at: &Cursor<'_>, reach: usize) {
        if reach == 0 {
            return;
        }
        for item in at.items() {
            self.carried_below(&item, reach - 1);
        }
        // Of a key that comes twice, the last one counts, and no address leads to the other.
        let last: HashMap<&str, u32> = at.node.entries().iter().map(last_place).collect();
        for (entry, value) in at.entries() {
            if last.get(&*entry.key.value) != Some(&entry.key.span.start) {
                continue;
            }
            match value.node.as_str().and_then(|text| carried(&value.address, text)) {
                Some(role) => self.embed(&value, 0, role),
                None if is_collection(value.node) => self.carried_below(&value, reach - 1),
                None => {}
            }
        }
    }
}

fn last_place(entry: &Entry) -> (&str, u32) {
    (&entry.key.value, entry.key.span.start)
}

fn is_collection(node: &Node) -> bool {
    node.is_mapping() || node.is_sequence()
}

/// What a string at an address is to a runner.
fn carried(address: &Address, text: &str) -> Option<Role> {
    let mut keys = address.upwards().map(|step| match step {
        Step::Key(key) => key.as_str(),
        Step::Index(_) | Step::Inside => "",
    });
    let key = keys.next()?;
    let (above, top) = (keys.next().unwrap_or_default(), keys.next().unwrap_or_default());
    let is_values = matches!(key, "values.yaml" | "values.yml") || key == "values" && above == "helm";
    if is_values {
        return text.contains("[[").then_some(Role::HelmValues);
    }
    let role = match key {
        CONFIG if above == "runners" => Role::RunnerTemplate,
        // `configs: {name: {content: …}}` of Compose.
        "content" if top == "configs" => Role::RunnerConfig,
        TEMPLATE => Role::RunnerTemplate,
        _ if key.ends_with(".toml") => Role::RunnerConfig,
        _ => return None,
    };
    let traits = RunnerTraits::of(text);
    // The operator of GitLab Runner takes `config.toml` of a ConfigMap for a template.
    let role = match key.ends_with(".toml") && traits.are_left_to_registration() {
        true => Role::RunnerTemplate,
        false => role,
    };
    (traits.runners && (traits.are_evident() || key == CONFIG || key == TEMPLATE)).then_some(role)
}
