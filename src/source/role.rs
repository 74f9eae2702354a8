//! What a file is to a GitLab Runner installation, and how such files are written.

/// What a file is to a GitLab Runner installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// GitLab Runner's `config.toml`.
    RunnerConfig,
    /// A template for `gitlab-runner register --template-config`.
    RunnerTemplate,
    /// A `.gitlab-ci.yml` or a file that one includes.
    Pipeline,
    /// dockerd's `daemon.json`.
    DaemonConfig,
    /// A Docker client configuration: `~/.docker/config.json` or `DOCKER_AUTH_CONFIG`.
    DockerAuth,
    /// The systemd unit that starts dockerd, or a drop-in of it; it is read only.
    SystemdUnit,
    /// A certificate or key that dockerd or GitLab Runner looks for by its name. It is never changed.
    Certificate,
    /// Values for the Helm chart of GitLab Runner, or for a chart that has it as a part.
    HelmValues,
    /// Kubernetes objects, some of which carry a configuration: ConfigMaps, Secrets, HelmReleases of Flux, Applications of Argo CD.
    Manifest,
    /// A Docker Compose file that carries a configuration.
    Compose,
    /// The settings of runnerlint itself, as far as they accept findings.
    Settings,
}

/// The notation of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML, as GitLab Runner's BurntSushi/toml reads it.
    Toml,
    /// YAML, as GitLab's Psych reads it.
    Yaml,
    /// JSON, as Go's encoding/json reads it.
    Json,
    /// A unit file, as systemd reads it.
    Unit,
    /// Base64 between lines of dashes, as Go's encoding/pem reads it.
    Pem,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 11] = [
        Role::RunnerConfig,
        Role::RunnerTemplate,
        Role::Pipeline,
        Role::DaemonConfig,
        Role::DockerAuth,
        Role::SystemdUnit,
        Role::Certificate,
        Role::HelmValues,
        Role::Manifest,
        Role::Compose,
        Role::Settings,
    ];

    /// What a user can say that a file is.
    pub const KINDS: [Role; 9] = [
        Role::RunnerConfig,
        Role::RunnerTemplate,
        Role::Pipeline,
        Role::DaemonConfig,
        Role::DockerAuth,
        Role::Certificate,
        Role::HelmValues,
        Role::Manifest,
        Role::Compose,
    ];

    /// The kind of this word.
    pub fn kind(word: &str) -> Option<Role> {
        Role::KINDS.into_iter().find(|role| role.word() == word)
    }

    /// Whether such a file is of interest only for a configuration that stands in a string of it.
    pub fn only_carries(self) -> bool {
        matches!(self, Role::HelmValues | Role::Manifest | Role::Compose)
    }

    /// Whether it is a config.toml, or a template of one.
    pub fn is_runner(self) -> bool {
        matches!(self, Role::RunnerConfig | Role::RunnerTemplate)
    }

    /// The notation of files of this role.
    pub fn format(self) -> Format {
        match self {
            Role::RunnerConfig | Role::RunnerTemplate | Role::Settings => Format::Toml,
            Role::Pipeline | Role::HelmValues | Role::Manifest | Role::Compose => Format::Yaml,
            Role::DaemonConfig | Role::DockerAuth => Format::Json,
            Role::SystemdUnit => Format::Unit,
            Role::Certificate => Format::Pem,
        }
    }

    /// The word that reports, settings and `--kind` use.
    pub fn word(self) -> &'static str {
        match self {
            Role::RunnerConfig => "runner",
            Role::RunnerTemplate => "runner-template",
            Role::Pipeline => "pipeline",
            Role::DaemonConfig => "daemon",
            Role::DockerAuth => "docker-auth",
            Role::SystemdUnit => "systemd-unit",
            Role::Certificate => "certificate",
            Role::HelmValues => "helm-values",
            Role::Manifest => "manifest",
            Role::Compose => "compose",
            Role::Settings => "settings",
        }
    }

    /// The usual name of such a file, for sentences.
    pub fn usual_name(self) -> &'static str {
        match self {
            Role::RunnerConfig => "config.toml",
            Role::RunnerTemplate => "a config.toml template",
            Role::Pipeline => ".gitlab-ci.yml",
            Role::DaemonConfig => "daemon.json",
            Role::DockerAuth => "a Docker client configuration",
            Role::SystemdUnit => "a systemd unit",
            Role::Certificate => "certificates",
            Role::HelmValues => "Helm values",
            Role::Manifest => "a Kubernetes manifest",
            Role::Compose => "a Compose file",
            Role::Settings => ".runnerlint.toml",
        }
    }
}
