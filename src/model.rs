//! The unified picture: runners, jobs, daemons and registries, every value with its place.

mod address_pools;
mod allow_list;
mod amounts;
mod auth;
mod auth_use;
mod blank_keys;
pub mod cache;
mod capacity;
mod certificate;
mod certs_folder;
mod chart;
mod credentials;
mod daemon;
mod daemon_start;
mod dind;
mod docker;
mod docker_calls;
mod embedded;
mod endpoint;
mod extra_host;
mod feature_flag;
mod folders;
mod guesses;
mod headers;
mod helper_image;
mod host;
mod identity;
mod image;
mod image_fault;
mod image_user;
mod insecure;
mod json;
mod keys;
mod known_tokens;
mod kubernetes;
mod labels;
mod login;
mod machine_use;
mod meeting;
mod merge_order;
mod mirror;
mod misplaced;
mod names;
mod network;
mod nfs;
mod old_names;
mod pipeline;
mod pull_settings;
mod quoted_auth;
mod refused_image;
mod registration;
pub mod registry_match;
mod repeated;
mod retyped;
mod runner;
mod runner_image;
mod runner_text;
mod schedule;
mod script;
mod script_facts;
mod secrets;
mod server_runner;
mod service;
mod setting;
mod socket;
mod systemd;
mod template;
mod toml_faults;
mod values;
mod variable;
mod volume;
mod written_flag;
mod x509;

use std::collections::{HashMap, HashSet};

use crate::cores;
use crate::schema::Targets;
use crate::source::{FileId, Place, Role, SourceFile, Sources, Span, folded};
use crate::syntax::{self, Cursor, Document, SyntaxError};

pub use crate::syntax::Fault;

pub use address_pools::AddressPools;
pub use allow_list::AllowList;
pub use amounts::{Amount, AmountSort, Resource};
pub use auth::{AuthFault, AuthFaultKind, AuthHome, RegistryAuth, RegistryEntry};
pub use auth_use::{Near, Unserved};
pub use blank_keys::BlankKey;
pub use cache::{Cache, CacheStore};
pub use capacity::{Capacity, Instances, Limits};
pub use certificate::{Certificate, CertificateFile, CertificateHome};
pub use certs_folder::CertsFolder;
pub use chart::{LostValue, ReservedValue};
pub use credentials::{Credential, LostCredentials};
pub use daemon::{
    ClientProxies, Daemon, DaemonKey, DaemonMismatch, DaemonValues, NestedKey, NoObject, Standing, is_ipv6_subnet,
};
pub use daemon_start::{Runtime, cgroup_driver};
pub use dind::{CertPath, CertsVolume, Conflict, Dind, Lead, LostDriver, SocketMount, Tls, client_folder};
pub use docker::{DockerExecutor, ExtraHost};
pub use endpoint::Endpoint;
pub use extra_host::{HostFault, is_address};
pub use feature_flag::FeatureFlags;
pub use headers::WrongHeaders;
pub use helper_image::{HelperImage, HelperTag};
pub use host::HostFiles;
pub use identity::ElementName;
pub use image::{Certainty, ExecutorOptions, Image, JobImage, OptionValue};
pub use json::{JsonMistake, JsonMistakeKind};
use keys::KeyFacts;
pub use keys::{Actual, Mismatch, Reason, Respelt, UnknownKey};
pub use known_tokens::KnownToken;
pub use kubernetes::{KubernetesExecutor, Mount};
pub use labels::{LabelFault, LabelFaultKind};
pub use login::{Login, logins};
pub use meeting::{Candidates, Given, Likelihood, Meeting, PullPolicies, Verdict};
pub use merge_order::Overwritten;
pub use mirror::{Mirror, MirrorFault};
pub use misplaced::{MisplacedKey, RemovedKey};
pub use names::Needed;
pub use network::{NETWORK_PER_BUILD, Network};
pub use nfs::{NfsFault, UnreadKey};
pub use old_names::OldName;
pub(crate) use pipeline::wanted_includes;
pub use pipeline::{Job, JobCopy, Meant, Pipeline, PipelineFault, PipelineFaultKind, Plain, Script, Section};
pub use pull_settings::PullSettings;
pub use quoted_auth::QuotedAuth;
pub use refused_image::RefusedImage;
pub use registration::{Registration, Token};
pub use repeated::{Pair, Repeated};
pub use retyped::{Retyped, RetypedKind};
pub use runner::{Executor, Runner};
pub use runner_image::{ImagePart, RunnerImage};
pub use runner_text::RunnerTraits;
pub use schedule::{Schedule, ScheduleKind};
pub use script::{Command, commands, expansions};
pub use script_facts::ScriptFacts;
pub use server_runner::{ServerRunner, Untaken};
pub use service::Service;
pub use setting::{Known, List, Origin, Setting, Table, kind_word};
pub use socket::{EngineMount, EngineSocket};
pub use systemd::DockerdStart;
pub use template::Template;
pub use toml_faults::{TomlFault, TomlVerdict};
pub use values::KnownValue;
pub use variable::{Content, Variable};
pub use volume::{Volume, clean};
pub use written_flag::{FlagHome, WrittenFlag};
pub use x509::SubjectName;

/// What is known about a run besides its texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The versions the files are for.
    pub targets: Targets,
    /// How strict to be.
    pub profile: Profile,
    /// Which runners take which job: job names or globs, and runner names.
    pub jobs: Vec<(String, Vec<String>)>,
    /// What the server knows of runners, as far as the user said.
    pub runners: Vec<ServerRunner>,
    /// Names and addresses of the host, in order.
    pub hosts_file: Vec<(String, String)>,
    /// Which files belong to one machine, as far as the user said.
    pub hosts: Vec<HostFiles>,
}

impl Default for Context {
    /// The newest versions, and nothing else known.
    fn default() -> Context {
        Context {
            targets: Targets::NEWEST,
            profile: Profile::Default,
            jobs: Vec::new(),
            runners: Vec::new(),
            hosts_file: Vec::new(),
            hosts: Vec::new(),
        }
    }
}

/// How strict to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What is wrong.
    Default,
    /// And what is risky.
    Hardened,
    /// And what the CIS Docker Benchmark asks for.
    Cis,
}

/// Everything a run sees.
#[derive(Debug)]
pub struct Workspace {
    /// The texts; secrets are marked, embedded texts come after the files they stand in.
    pub sources: Sources,
    /// What is known besides.
    pub context: Context,
    documents: Vec<Document>,
    /// The numbers of the documents of each role, in order.
    by_role: HashMap<Role, Vec<usize>>,
    runners: Vec<Runner>,
    daemons: Vec<Result<Daemon, NoObject>>,
    pipelines: Vec<Pipeline>,
    keys: Vec<KeyFacts>,
    /// The keys of all config.toml, case folded.
    names: HashSet<String>,
    headers: Vec<WrongHeaders>,
    /// The runners of jobs that the user has mapped, by the names of the jobs.
    mapped: HashMap<String, Vec<String>>,
    /// The files of the daemons that run the containers of runners, by the spans of the runners.
    host_daemons: HashMap<Span, FileId>,
    /// The first runner of each file that maps a name in its `extra_hosts`.
    extra_hosts: HashMap<(FileId, String), usize>,
}

impl Workspace {
    /// Reads all texts. It never fails: what cannot be read is reported by rules.
    pub fn parse(sources: Sources, context: &Context) -> Workspace {
        Workspace::read(sources, context, None)
    }

    /// Reads all texts, and fills templates in with the values of a guess.
    fn read(mut sources: Sources, context: &Context, guess: Option<usize>) -> Workspace {
        let bytes = sources.bytes();
        let files: Vec<(FileId, &SourceFile)> = sources.iter().collect();
        let mut documents: Vec<Document> = cores::map(&files, bytes, |(id, file)| syntax::parse(*id, file));
        // A text in a text may carry another one.
        let mut read = 0;
        while read < documents.len() {
            let texts = embedded::texts(&sources, &documents[read..]);
            read = documents.len();
            for text in texts {
                let id = sources.push(text);
                documents.push(syntax::parse(id, sources.get(id)));
            }
        }
        if let Some(number) = guess {
            documents
                .iter_mut()
                .for_each(|document| guesses::fill(document, number));
        }
        let mut by_role: HashMap<Role, Vec<usize>> = HashMap::new();
        for (index, document) in documents.iter().enumerate() {
            by_role.entry(sources.get(document.file).role).or_default().push(index);
        }
        let mut runners = Vec::new();
        let mut daemons = Vec::new();
        let mut keys = Vec::new();
        let is_runner = |document: &&Document| sources.get(document.file).role.is_runner();
        let whole = documents
            .iter()
            .filter(is_runner)
            .filter(|document| !document.is_partial());
        let headers = whole.filter_map(WrongHeaders::of).collect();
        for document in documents.iter().filter(|document| document.parses()) {
            let role = sources.get(document.file).role;
            if role.is_runner() {
                let facts = KeyFacts::of(document, context.targets.runner);
                // Of a template nobody knows what is set, only what some keys are set to.
                if !document.is_partial() {
                    read_runners(document, &facts, &mut runners);
                }
                keys.push(facts);
            } else if role == Role::DaemonConfig {
                daemons.push(Daemon::read(document, context.targets.docker));
            }
        }
        embedded::set_executors(&sources, &documents, &mut runners);
        let configs = documents.iter().filter(is_runner);
        let names = configs.flat_map(|document| &document.names);
        let names = names.map(|name| folded(name)).collect();
        let (secret, pipelines) = cores::both(
            bytes,
            || secrets::found(&sources, &documents),
            || read_pipelines(&sources, &documents),
        );
        secrets::mark(&mut sources, secret);
        let mut workspace = Workspace {
            sources,
            context: context.clone(),
            documents,
            by_role,
            extra_hosts: names::extra_hosts(&runners),
            runners,
            daemons,
            pipelines,
            keys,
            names,
            headers,
            mapped: HashMap::new(),
            host_daemons: HashMap::new(),
        };
        workspace.mapped = workspace.mapped_jobs();
        workspace.host_daemons = workspace.find_host_daemons();
        workspace
    }

    /// The document of a file.
    pub fn document(&self, file: FileId) -> &Document {
        &self.documents[file.index()]
    }

    /// The place of bytes `range` of the string at a place; the place itself if its spelling cannot be taken apart.
    pub fn place_within(&self, at: &Place, range: std::ops::Range<usize>) -> Place {
        let document = self.document(at.span.file);
        let found = document.find(&at.address, at.span);
        let map = found.and_then(|found| document.string_map(self.sources.get(at.span.file), found.node));
        let span = map.and_then(|map| map.span(at.span.file, range));
        Place {
            span: span.unwrap_or(at.span),
            address: at.address.clone(),
        }
    }

    /// The lines of a file that could not be read, counted from 0; none if it has no syntax error that leaves a gap.
    pub fn unread_lines(&self, file: FileId) -> Vec<usize> {
        secrets::unread_lines(self.document(file), self.sources.get(file).lines())
    }

    /// All documents.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The documents of files of a role.
    pub fn documents_of(&self, role: Role) -> impl Iterator<Item = &Document> {
        let of_role = self.by_role.get(&role).map(Vec::as_slice).unwrap_or_default();
        of_role.iter().map(|index| &self.documents[*index])
    }

    /// The runners of all config.toml that GitLab Runner loads, as far as their values have the right types.
    pub fn runners(&self) -> &[Runner] {
        &self.runners
    }

    /// The Docker executors of these runners.
    pub fn docker_executors(&self) -> impl Iterator<Item = (&Runner, &DockerExecutor)> {
        self.runners
            .iter()
            .filter_map(|runner| Some((runner, runner.docker_executor()?)))
    }

    /// The Kubernetes executors of these runners.
    pub fn kubernetes_executors(&self) -> impl Iterator<Item = (&Runner, &KubernetesExecutor)> {
        self.runners
            .iter()
            .filter_map(|runner| Some((runner, runner.kubernetes_executor()?)))
    }

    /// The `[runners.kubernetes]` of these runners.
    pub fn kubernetes_tables(&self) -> impl Iterator<Item = (&Runner, Table<'_>)> {
        self.kubernetes_executors()
            .filter_map(|(runner, kubernetes)| Some((runner, self.table(&kubernetes.place)?)))
    }

    /// Whether a key of this name stands anywhere in a config.toml, whatever its case.
    pub fn has_key(&self, name: &str) -> bool {
        self.names.contains(&folded(name))
    }

    /// All config.toml and templates of one.
    pub fn runner_documents(&self) -> impl Iterator<Item = &Document> {
        self.documents_of(Role::RunnerConfig)
            .chain(self.documents_of(Role::RunnerTemplate))
    }

    /// The top-level tables of all config.toml and of the templates for registering that are sound TOML, and nothing is to be
    /// filled in there.
    pub fn runner_files(&self) -> impl Iterator<Item = Table<'_>> {
        self.runner_documents()
            .filter(|document| document.parses() && !document.is_partial())
            .filter_map(|document| Table::new(document.cursor()))
    }

    /// The top-level tables of all config.toml that are sound TOML, and nothing is to be filled in there.
    pub fn configs(&self) -> impl Iterator<Item = Table<'_>> {
        let documents = self.documents_of(Role::RunnerConfig);
        documents
            .filter(|document| document.parses() && !document.is_partial())
            .filter_map(|document| Table::new(document.cursor()))
    }

    /// The table of config.toml at a place, for the settings that the model has no field for.
    pub fn table(&self, at: &Place) -> Option<Table<'_>> {
        let found = self.document(at.span.file).find(&at.address, at.span)?;
        Table::new(Cursor::new(found.node, at.address.clone()))
    }

    /// The Docker daemons of all daemon.json that are objects.
    pub fn daemons(&self) -> impl Iterator<Item = &Daemon> {
        self.daemons.iter().flatten()
    }

    /// The daemon.json that are valid JSON, but no objects.
    pub fn daemons_without_object(&self) -> impl Iterator<Item = &NoObject> {
        self.daemons.iter().filter_map(|daemon| daemon.as_ref().err())
    }

    /// The pipelines of all .gitlab-ci.yml that GitLab can read.
    pub fn pipelines(&self) -> &[Pipeline] {
        &self.pipelines
    }

    /// Keys that GitLab Runner does not read, without those of [`Workspace::lost_credentials`].
    pub fn unknown_keys(&self) -> impl Iterator<Item = &UnknownKey> {
        let unknown = self.keys.iter().flat_map(|facts| &facts.unknown);
        unknown.filter(|key| !key.is_credentials)
    }

    /// Values that GitLab Runner cannot decode, apart from those with a list of their own.
    pub fn type_mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        let others = |value: &&Mismatch| !value.is_service_names() && !self.explains(value.place.span);
        self.keys.iter().flat_map(|facts| &facts.mismatches).filter(others)
    }

    /// Services that are names where GitLab Runner wants tables.
    pub fn service_names(&self) -> impl Iterator<Item = &Mismatch> {
        let all = self.keys.iter().flat_map(|facts| &facts.mismatches);
        all.filter(|value| value.is_service_names())
    }

    /// Headers that give a config.toml no list of runners.
    pub fn wrong_headers(&self) -> &[WrongHeaders] {
        &self.headers
    }

    fn explains(&self, span: Span) -> bool {
        self.headers.iter().any(|headers| headers.explains(span))
    }

    /// The syntax errors of files of a role, each with its place.
    pub fn faults(&self, role: Role) -> impl Iterator<Item = (&SyntaxError, Place)> {
        let documents = self.documents_of(role);
        documents.flat_map(|document| {
            let place = |error: &SyntaxError| Place {
                span: error.span,
                address: document.base.clone(),
            };
            document.errors.iter().map(move |error| (error, place(error)))
        })
    }
}

/// The runners of a config.toml. One with a value of the wrong type is left out, so that no rule reads it as unset.
fn read_runners(document: &Document, facts: &KeyFacts, runners: &mut Vec<Runner>) {
    let Some(root) = Table::new(document.cursor()) else {
        return;
    };
    let sound = |table: &&Table<'_>| {
        let address = &table.cursor.address;
        !facts
            .mismatches
            .iter()
            .any(|mismatch| address.covers(&mismatch.place.address))
    };
    let tables = root.tables("runners");
    runners.reserve_exact(tables.len());
    let sound = tables.iter().filter(sound);
    runners.extend(sound.map(|table| Runner::read(document.file, table)));
}

fn read_pipelines(sources: &Sources, documents: &[Document]) -> Vec<Pipeline> {
    let of_pipeline = |document: &&Document| sources.get(document.file).role == Role::Pipeline;
    pipeline::read_all(sources, &documents.iter().filter(of_pipeline).collect::<Vec<_>>())
}
