//! `[runners.cache]`: where a runner keeps the caches of its jobs so that other machines find them.

use super::Workspace;
use super::runner::Runner;
use super::setting::{Setting, Table};
use crate::schema::Version;
use crate::source::{Place, Role};

/// The cache settings of a runner.
#[derive(Debug, Clone)]
pub struct Cache<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// `[runners.cache]`.
    pub table: Table<'w>,
    /// `Type`, unless it is empty.
    pub kind: Option<&'w Setting<String>>,
    /// Whether no setting can come from elsewhere, as it does into a template of `gitlab-runner register`.
    pub is_whole: bool,
}

/// What a runner keeps of its cache settings.
#[derive(Debug, Clone)]
pub(super) struct CacheSettings {
    place: Place,
    kind: Option<Setting<String>>,
}

impl CacheSettings {
    /// The store that `Type` leads to.
    fn store(&self, version: Version) -> Option<CacheStore> {
        CacheStore::named(&self.kind.as_ref()?.value, version)
    }

    pub(super) fn read(cache: &Table<'_>) -> CacheSettings {
        CacheSettings {
            place: cache.place(),
            kind: written(cache, "Type"),
        }
    }
}

/// What `Type` leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheStore {
    /// S3 and what speaks its language.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
}

/// How the names of AWS's servers end.
const AWS_ENDINGS: [&str; 2] = [".amazonaws.com", ".amazonaws.com.cn"];

impl CacheStore {
    const ALL: [CacheStore; 3] = [CacheStore::S3, CacheStore::Gcs, CacheStore::Azure];

    /// The store of a `Type`, which is compared exactly. The names with a version are internal, but they work.
    ///
    /// Source: GitLab Runner `cache/*/adapter.go`, `Factories().Register`, 11.3 to 19.4.
    pub fn named(name: &str, version: Version) -> Option<CacheStore> {
        match name {
            "s3" => Some(CacheStore::S3),
            "s3v2" if version >= Version::new(17, 5) => Some(CacheStore::S3),
            "gcs" => Some(CacheStore::Gcs),
            "gcsv2" if version >= Version::new(17, 0) => Some(CacheStore::Gcs),
            "azure" if version >= Version::new(13, 4) => Some(CacheStore::Azure),
            _ => None,
        }
    }

    /// Its `Type`, which is also the name of its table.
    pub fn word(self) -> &'static str {
        match self {
            CacheStore::S3 => "s3",
            CacheStore::Gcs => "gcs",
            CacheStore::Azure => "azure",
        }
    }

    /// The key that says where in the store the caches go; nothing works without it.
    pub fn bucket_key(self) -> &'static str {
        match self {
            CacheStore::S3 | CacheStore::Gcs => "BucketName",
            CacheStore::Azure => "ContainerName",
        }
    }
}

impl Workspace {
    /// The cache settings of a runner, if it has some.
    pub fn cache_of<'w>(&'w self, runner: &'w Runner) -> Option<Cache<'w>> {
        let settings = runner.cache.as_ref()?;
        Some(Cache {
            runner,
            kind: settings.kind.as_ref(),
            table: self.table(&settings.place)?,
            is_whole: self.sources.get(runner.file).role == Role::RunnerConfig,
        })
    }

    /// The cache settings of all runners that have some.
    pub fn caches(&self) -> impl Iterator<Item = Cache<'_>> {
        self.runners().iter().filter_map(|runner| self.cache_of(runner))
    }

    /// The caches of whole files whose `Type` leads to this store, whether its settings are there or not.
    pub fn whole_caches(&self, store: CacheStore) -> impl Iterator<Item = Cache<'_>> {
        self.caches_with(store).filter(|cache| cache.is_whole)
    }

    /// The settings of all caches that are kept in this store.
    pub fn caches_in(&self, store: CacheStore) -> impl Iterator<Item = (Cache<'_>, Table<'_>)> {
        self.caches_with(store).filter_map(move |cache| {
            let table = cache.table.table(store.word())?;
            Some((cache, table))
        })
    }

    /// The caches whose `Type` leads to this store; the others are not looked up.
    fn caches_with(&self, store: CacheStore) -> impl Iterator<Item = Cache<'_>> {
        let version = self.context.targets.runner.version;
        let runners = self.runners().iter().filter(move |runner| {
            let settings = runner.cache.as_ref();
            settings.and_then(|settings| settings.store(version)) == Some(store)
        });
        runners.filter_map(|runner| self.cache_of(runner))
    }
}

impl Cache<'_> {
    /// The store that its `Type` leads to.
    pub fn store(&self, version: Version) -> Option<CacheStore> {
        CacheStore::named(&self.kind.as_ref()?.value, version)
    }

    /// The stores whose settings name a bucket. Tables without one are what `gitlab-runner register` leaves behind.
    pub fn filled(&self) -> Vec<CacheStore> {
        let named = |store: &CacheStore| {
            let table = self.table.table(store.word());
            table.is_some_and(|table| written(&table, store.bucket_key()).is_some())
        };
        CacheStore::ALL.into_iter().filter(named).collect()
    }
}

/// The text at a key, unless it is empty, which is the same as not set.
pub fn written(table: &Table<'_>, key: &str) -> Option<Setting<String>> {
    table.text(key).filter(|text| !text.value.is_empty())
}

/// Whether an S3 address belongs to AWS.
pub fn is_aws(address: &str) -> bool {
    let host = host(address);
    AWS_ENDINGS
        .iter()
        .any(|ending| host.to_ascii_lowercase().ends_with(ending))
}

/// The host of `host:port`.
pub fn host(address: &str) -> &str {
    match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None if address.matches(':').count() > 1 => address,
        None => address.split([':', '/']).next().unwrap_or(address),
    }
}
