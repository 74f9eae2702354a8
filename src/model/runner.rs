//! One `[[runners]]` entry of config.toml.

use super::cache::CacheSettings;
use super::docker::DockerExecutor;
use super::feature_flag::FeatureFlags;
use super::kubernetes::KubernetesExecutor;
use super::registration::Token;
use super::script_facts::ScriptFacts;
use super::setting::{List, Setting, Table};
use super::variable::Variable;
use crate::schema;
use crate::source::{FileId, Place, Span};

/// A runner.
#[derive(Debug, Clone)]
pub struct Runner {
    /// The config.toml.
    pub file: FileId,
    /// Its `[[runners]]` header.
    pub place: Place,
    /// Its name.
    pub name: Option<Setting<String>>,
    /// How it runs jobs.
    pub executor: Executor,
    /// `executor`, as written.
    pub executor_name: Option<Setting<String>>,
    /// `[runners.cache]`; [`Workspace::cache_of`](super::Workspace::cache_of) tells what comes of it.
    pub(super) cache: Option<CacheSettings>,
    /// The URL of GitLab.
    pub url: Option<Setting<String>>,
    /// Where `url` stands, or would be written.
    pub url_place: Place,
    /// What GitLab knows the runner by.
    pub token: Setting<Token>,
    /// The URL to clone from, if it is another one.
    pub clone_url: Option<Setting<String>>,
    /// The shell that its scripts are for.
    pub shell: Option<Setting<String>>,
    /// `environment`, as written.
    pub environment: List<String>,
    /// `environment`, taken apart.
    pub variables: Vec<Variable>,
    /// `[runners.feature_flags]`; [`Runner::feature_flag`] tells what comes of it.
    pub feature_flags: FeatureFlags,
    /// Where jobs are checked out.
    pub builds_dir: Option<Setting<String>>,
    /// Where jobs keep what they cache.
    pub cache_dir: Option<Setting<String>>,
    /// Scripts that run in every job: `pre_get_sources_script`, `pre_build_script` and so on.
    pub scripts: Vec<Setting<String>>,
    /// What these scripts do.
    facts: ScriptFacts,
    /// `[runners.docker]`.
    pub docker: Option<Box<DockerExecutor>>,
    /// `[runners.kubernetes]`.
    pub kubernetes: Option<Box<KubernetesExecutor>>,
}

/// How a runner runs jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executor {
    /// On its own machine.
    Shell,
    /// By programs of the admin.
    Custom,
    /// On machines of an autoscaler.
    Instance,
    /// In containers.
    Docker,
    /// In Windows containers.
    DockerWindows,
    /// In containers on machines of an autoscaler.
    DockerAutoscaler,
    /// In containers on machines of Docker Machine.
    DockerMachine,
    /// In pods.
    Kubernetes,
    /// On another machine.
    Ssh,
    /// In a Parallels machine.
    Parallels,
    /// In a VirtualBox machine.
    VirtualBox,
    /// A name that GitLab Runner does not know.
    Other(String),
    /// None was given.
    Missing,
}

impl Executor {
    /// The executor of this name; names are compared exactly.
    ///
    /// Source: GitLab Runner `main.go`, `newExecutorProviders`, 19.4.
    pub fn named(name: &str) -> Executor {
        match name {
            "shell" => Executor::Shell,
            "custom" => Executor::Custom,
            "instance" => Executor::Instance,
            "docker" => Executor::Docker,
            "docker-windows" => Executor::DockerWindows,
            "docker-autoscaler" => Executor::DockerAutoscaler,
            "docker+machine" => Executor::DockerMachine,
            "kubernetes" => Executor::Kubernetes,
            "ssh" => Executor::Ssh,
            "parallels" => Executor::Parallels,
            "virtualbox" => Executor::VirtualBox,
            "" => Executor::Missing,
            other => Executor::Other(other.to_owned()),
        }
    }

    /// The executor that a name stands for, misspelt or not: what is said of its settings holds once the name is right.
    fn meant(name: &str) -> Executor {
        Executor::named(schema::executor_meant(name).unwrap_or(name))
    }

    /// Whether jobs run in Docker containers.
    pub fn is_docker(&self) -> bool {
        let docker = [
            Executor::Docker,
            Executor::DockerWindows,
            Executor::DockerAutoscaler,
            Executor::DockerMachine,
        ];
        docker.contains(self)
    }

    /// Whether machines are made for jobs and thrown away.
    pub fn is_autoscaled(&self) -> bool {
        matches!(
            self,
            Executor::Instance | Executor::DockerAutoscaler | Executor::DockerMachine
        )
    }

    /// Whether GitLab Runner itself pulls images, or has them pulled, with the credentials it was given.
    pub fn pulls_images(&self) -> bool {
        let without = [
            Executor::Shell,
            Executor::Custom,
            Executor::Instance,
            Executor::Ssh,
            Executor::Parallels,
            Executor::VirtualBox,
        ];
        !without.contains(self)
    }
}

/// The variables of `environment`; nearly every entry is one.
fn variables(environment: &List<String>) -> Vec<Variable> {
    let mut variables = Vec::with_capacity(environment.items.len());
    variables.extend(environment.items.iter().filter_map(Variable::entry));
    variables
}

impl Runner {
    pub(super) fn read(file: FileId, table: &Table<'_>) -> Runner {
        let table = &table.clone().indexed();
        let executor_name = table.text("executor");
        let executor = executor_name
            .as_ref()
            .map_or(Executor::Missing, |name| Executor::meant(&name.value));
        let environment = table.texts("environment");
        let url = table.text("url");
        let scripts = [
            "pre_get_sources_script",
            "post_get_sources_script",
            "pre_build_script",
            "post_build_script",
        ];
        let scripts: Vec<Setting<String>> = scripts.iter().filter_map(|key| table.text(key)).collect();
        Runner {
            file,
            place: table.place(),
            name: table.text("name"),
            url_place: url
                .as_ref()
                .map_or_else(|| table.missing("url"), |url| url.place.clone()),
            token: Token::of(table),
            url,
            clone_url: table.text("clone_url"),
            shell: table.text("shell"),
            variables: variables(&environment),
            environment,
            feature_flags: FeatureFlags::read(table),
            builds_dir: table.text("builds_dir"),
            cache_dir: table.text("cache_dir"),
            facts: ScriptFacts::of(scripts.iter()),
            scripts,
            docker: table
                .table("docker")
                .map(|docker| Box::new(DockerExecutor::read(&docker))),
            kubernetes: table
                .table("kubernetes")
                .map(|kubernetes| Box::new(KubernetesExecutor::read(&kubernetes))),
            executor,
            executor_name,
            cache: table.table("cache").map(|cache| CacheSettings::read(&cache)),
        }
    }

    /// What to call it in a message: its name, else its position.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) if !name.value.is_empty() => format!("`{}`", name.value),
            _ => format!("`{}`", self.place.address),
        }
    }

    /// The executor's settings, if jobs run in Docker containers.
    pub fn docker_executor(&self) -> Option<&DockerExecutor> {
        self.docker.as_deref().filter(|_| self.executor.is_docker())
    }

    /// The executor's settings, if jobs run in Linux containers of Docker. Windows shows in drive letters, named
    /// pipes, Windows images and PowerShell.
    pub fn docker_linux(&self) -> Option<&DockerExecutor> {
        let docker = self.docker_executor()?;
        let shell = self
            .shell
            .as_ref()
            .is_some_and(|shell| matches!(shell.value.as_str(), "pwsh" | "powershell"));
        let windows = self.executor == Executor::DockerWindows || shell || docker.is_of_windows;
        (!windows).then_some(docker)
    }

    /// The executor's settings, if jobs run in pods.
    pub fn kubernetes_executor(&self) -> Option<&KubernetesExecutor> {
        self.kubernetes
            .as_deref()
            .filter(|_| self.executor == Executor::Kubernetes)
    }

    /// The last definition of a variable in `environment`, which is the one that counts.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|variable| variable.name == name)
    }

    /// Whether its scripts give a value to a variable or take it away.
    pub fn assigns(&self, name: &str) -> bool {
        self.facts.assigns(name, self.scripts.iter())
    }

    /// The span of its header.
    pub fn span(&self) -> Span {
        self.place.span
    }
}
