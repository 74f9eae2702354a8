//! The amounts of CPU, memory and storage that `[runners.kubernetes]` asks for and allows.

use super::setting::Setting;
use super::{Runner, Workspace};
use crate::schema::runner::{self, Key};

/// A setting that is a Kubernetes quantity.
#[derive(Debug, Clone)]
pub struct Amount<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// The key.
    pub key: &'static Key,
    /// The quantity, as written.
    pub setting: Setting<String>,
    /// Of what it is.
    pub resource: Resource,
    /// What it says.
    pub sort: AmountSort,
}

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Processors.
    Cpu,
    /// Bytes of memory.
    Memory,
    /// Bytes of storage.
    Storage,
}

/// What an amount says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountSort {
    /// What containers may use.
    Limit,
    /// What is set aside for containers.
    Request,
    /// What jobs may ask for.
    Allowed,
    /// The most that an `empty_dir` holds.
    VolumeSize,
    /// The size of the claim of suspended jobs.
    ClaimSize,
}

impl Workspace {
    /// The quantities of Kubernetes executors that the targeted release reads; empty ones are as good as none.
    pub fn amounts(&self) -> impl Iterator<Item = Amount<'_>> {
        let version = self.context.targets.runner.version;
        let all = self.kubernetes_tables();
        let all = all.flat_map(|(runner, table)| {
            let own = quantities("runners[].kubernetes").map(|key| (table.text(key.name), key));
            let own: Vec<_> = own.collect();
            let volumes = table.table("volumes").map(|volumes| volumes.tables("empty_dir"));
            let sizes: Vec<_> = quantities("runners[].kubernetes.volumes.empty_dir[]")
                .flat_map(|key| {
                    let texts = volumes.iter().flatten().map(|volume| volume.text(key.name));
                    texts.map(move |text| (text, key))
                })
                .collect();
            own.into_iter()
                .chain(sizes)
                .filter_map(move |(setting, key)| Some(Amount::new(runner, key, setting?)))
        });
        all.filter(move |amount| amount.key.since <= version && !amount.setting.value.is_empty())
    }
}

impl<'w> Amount<'w> {
    fn new(runner: &'w Runner, key: &'static Key, setting: Setting<String>) -> Amount<'w> {
        let resource = if key.name.contains("cpu_") {
            Resource::Cpu
        } else if key.name.contains("memory_") {
            Resource::Memory
        } else {
            Resource::Storage
        };
        let sort = match key.name {
            "size_limit" => AmountSort::VolumeSize,
            "suspend_pvc_size" => AmountSort::ClaimSize,
            name if name.ends_with("_overwrite_max_allowed") => AmountSort::Allowed,
            name if name.ends_with("_request") => AmountSort::Request,
            _ => AmountSort::Limit,
        };
        Amount {
            runner,
            key,
            setting,
            resource,
            sort,
        }
    }
}

/// The keys of a table whose values are quantities.
fn quantities(table: &str) -> impl Iterator<Item = &'static Key> {
    let keys = runner::root().at(table).map(|table| table.keys.as_slice());
    let keys = keys.unwrap_or_default().iter();
    keys.filter(|key| key.values == "Kubernetes quantity")
}
