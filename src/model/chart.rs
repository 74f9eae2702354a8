//! Values of the Helm chart of GitLab Runner, as far as they concern the configuration that the chart carries.

use super::Workspace;
use crate::source::{Address, Place, Role, Span};
use crate::syntax::{Cursor, Document, Node, Scalar};

/// A value of the chart that it does not read any more.
#[derive(Debug)]
pub struct LostValue {
    /// The value's key.
    pub place: Place,
    /// Its name below `runners`: `builds.cpuLimit`.
    pub name: String,
    /// The table of `runners.config` that has the setting, and its key there.
    pub now: (&'static str, &'static str),
    /// Where `runners.config` has the setting already.
    pub set: Option<Span>,
}

/// A value that is for registering a runner, in a chart that has the token of one.
#[derive(Debug)]
pub struct ReservedValue {
    /// The value's key.
    pub place: Place,
    /// Its name below `runners`.
    pub name: &'static str,
    /// The token.
    pub token: Span,
}

const RUNNER: &str = "[[runners]]";
const KUBERNETES: &str = "[runners.kubernetes]";

/// What the chart read below `runners` until 0.52, and where its configuration has that now.
///
/// Source: `templates/_env_vars.tpl` of the Helm chart gitlab-runner, 0.52 and 0.53; its CHANGELOG, 0.53; GitLab issue 379064.
const LOST: [(&str, &str, &str); 26] = [
    ("cloneUrl", RUNNER, "clone_url"),
    ("requestConcurrency", RUNNER, "request_concurrency"),
    ("outputLimit", RUNNER, "output_limit"),
    ("image", KUBERNETES, "image"),
    ("privileged", KUBERNETES, "privileged"),
    ("namespace", KUBERNETES, "namespace"),
    ("pollTimeout", KUBERNETES, "poll_timeout"),
    ("imagePullPolicy", KUBERNETES, "pull_policy"),
    ("serviceAccountName", KUBERNETES, "service_account"),
    ("builds.cpuLimit", KUBERNETES, "cpu_limit"),
    (
        "builds.cpuLimitOverwriteMaxAllowed",
        KUBERNETES,
        "cpu_limit_overwrite_max_allowed",
    ),
    ("builds.memoryLimit", KUBERNETES, "memory_limit"),
    (
        "builds.memoryLimitOverwriteMaxAllowed",
        KUBERNETES,
        "memory_limit_overwrite_max_allowed",
    ),
    ("builds.cpuRequests", KUBERNETES, "cpu_request"),
    (
        "builds.cpuRequestsOverwriteMaxAllowed",
        KUBERNETES,
        "cpu_request_overwrite_max_allowed",
    ),
    ("builds.memoryRequests", KUBERNETES, "memory_request"),
    (
        "builds.memoryRequestsOverwriteMaxAllowed",
        KUBERNETES,
        "memory_request_overwrite_max_allowed",
    ),
    ("services.cpuLimit", KUBERNETES, "service_cpu_limit"),
    ("services.memoryLimit", KUBERNETES, "service_memory_limit"),
    ("services.cpuRequests", KUBERNETES, "service_cpu_request"),
    ("services.memoryRequests", KUBERNETES, "service_memory_request"),
    ("helpers.cpuLimit", KUBERNETES, "helper_cpu_limit"),
    ("helpers.memoryLimit", KUBERNETES, "helper_memory_limit"),
    ("helpers.cpuRequests", KUBERNETES, "helper_cpu_request"),
    ("helpers.memoryRequests", KUBERNETES, "helper_memory_request"),
    ("helpers.image", KUBERNETES, "helper_image"),
];

/// What is said of a runner when it is registered, and on the server when it has a token already.
///
/// Source: `templates/_env_vars.tpl` of the Helm chart gitlab-runner.
const RESERVED: [&str; 2] = ["tags", "locked"];

/// What the chart knows the token of a runner by.
///
/// Source: `templates/_helpers.tpl` of the Helm chart gitlab-runner, `isAuthToken`, which looks at `runnerToken` only where there is
/// no `runnerRegistrationToken`.
const TOKEN: &str = "glrt-";

impl Workspace {
    /// Values that the chart of GitLab Runner does not read any more.
    pub fn lost_values(&self) -> Vec<LostValue> {
        let lost = |(document, values): (&Document, Cursor<'_>)| {
            let runners = values.get("runners")?;
            // Without a configuration they may be for a chart of before 0.53.
            runners.get("config")?.node.as_str()?;
            let found = LOST.iter().filter_map(|(name, table, key)| {
                let place = key_place(&runners, name)?;
                Some(LostValue {
                    set: self.carried_setting(document, &runners.address.key("config"), (*table, *key)),
                    place,
                    name: (*name).to_owned(),
                    now: (*table, *key),
                })
            });
            Some(found.collect::<Vec<_>>())
        };
        self.charts().filter_map(lost).flatten().collect()
    }

    /// Values for registering a runner, where the chart has the token of one.
    pub fn reserved_values(&self) -> Vec<ReservedValue> {
        let reserved = |(_, values): (&Document, Cursor<'_>)| {
            let token = values.get("runnerToken")?;
            let is_token = token.node.as_str().is_some_and(|token| token.starts_with(TOKEN));
            if !is_token || values.node.get("runnerRegistrationToken").is_some() {
                return None;
            }
            let runners = values.get("runners")?;
            let found = RESERVED.iter().filter_map(|name| {
                Some(ReservedValue {
                    place: key_place(&runners, name)?,
                    name,
                    token: token.node.span,
                })
            });
            Some(found.collect::<Vec<_>>())
        };
        self.charts().filter_map(reserved).flatten().collect()
    }

    /// The mappings that are values of the chart: those with `runners` and something else that only it has.
    fn charts(&self) -> impl Iterator<Item = (&Document, Cursor<'_>)> {
        let documents = self
            .documents_of(Role::HelmValues)
            .chain(self.documents_of(Role::Manifest));
        documents.flat_map(|document| {
            let mut found = Vec::new();
            collect(&document.cursor(), REACH, &mut found);
            found.into_iter().map(move |values| (document, values))
        })
    }

    /// Where the configuration at an address sets a key of its first runner.
    fn carried_setting(&self, host: &Document, at: &Address, (table, key): (&str, &str)) -> Option<Span> {
        let is_it = |document: &&Document| {
            let embedding = self.sources.get(document.file).embedding();
            embedding.is_some_and(|embedding| embedding.file == host.file && embedding.address == *at)
        };
        let carried = self.documents().iter().find(is_it)?;
        let runner = carried.root.get("runners")?.items().first()?;
        let home = match table {
            RUNNER => runner,
            _ => runner.get("kubernetes")?,
        };
        home.entry(key).map(|entry| entry.key.span)
    }
}

/// How deep the values of the chart may lie in those of charts around it, or in an object.
const REACH: usize = 8;

fn collect<'a>(at: &Cursor<'a>, reach: usize, found: &mut Vec<Cursor<'a>>) {
    let is_chart = || {
        let own = ["gitlabUrl", "runnerToken", "runnerRegistrationToken"];
        let carries = |runners: &Node| runners.get("config").is_some();
        let runners = at.node.get("runners").filter(|runners| runners.is_mapping());
        runners.is_some_and(|runners| carries(runners) || own.iter().any(|key| at.node.get(key).is_some()))
    };
    if is_chart() {
        found.push(at.clone());
    } else if reach > 0 {
        let below = at
            .entries()
            .map(|(_, value)| value)
            .filter(|value| value.node.is_mapping());
        below.for_each(|value| collect(&value, reach - 1, found));
    }
}

/// The place of the key of a value, if it says anything: the chart takes `false`, `""` and what is empty for nothing.
fn key_place(runners: &Cursor<'_>, name: &str) -> Option<Place> {
    let (group, key) = match name.split_once('.') {
        Some((group, key)) => (runners.get(group)?, key),
        None => (runners.clone(), name),
    };
    let entry = group.node.entry(key)?;
    let says = match entry.node.as_scalar() {
        Some(Scalar::Null | Scalar::Bool(false)) => false,
        Some(Scalar::String(text)) => !text.is_empty(),
        Some(_) => true,
        None => !entry.node.items().is_empty() || !entry.node.entries().is_empty(),
    };
    says.then(|| Place {
        span: entry.key.span,
        address: group.address.key(key),
    })
}
