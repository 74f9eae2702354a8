//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::model::Profile;
use crate::settings::FailOn;
use crate::source::Role;

/// Lint and fix GitLab Runner's config.toml together with .gitlab-ci.yml and Docker's daemon.json.
#[derive(Debug, Parser)]
#[command(
    bin_name = "runnerlint",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: Check,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report what is wrong (the default)
    Check(Check),
    /// Apply the safe fixes: check --fix
    Fix(Check),
    /// Say which fixes would be applied, without a word of the files, for `apply`
    Plan(Check),
    /// Apply a plan, if it would be made the same again
    Apply(Apply),
    /// Take back what a run has changed, or list the runs
    Undo(Undo),
    /// Print the jobs of a pipeline as GitLab resolves them, and what breaks in them
    Jobs(Jobs),
    /// Print files with pseudonyms instead of names and secrets, to be shown to strangers
    Anonymize(Anonymize),
    /// Accept today's findings, and report only new ones
    #[command(subcommand)]
    Baseline(Baseline),
    /// Show, describe or begin the settings
    #[command(subcommand)]
    Config(Config),
    /// Print the page of a rule
    Explain(Explain),
    /// List the rules
    Rules(Rules),
    /// Print a script that completes commands and flags in a shell
    Completions(Completions),
    /// Print the manual page, or write one for each command
    Man(Man),
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct Check {
    /// Files and folders; `-` is standard input. Without any: the git work tree, else this host's configuration
    pub(super) paths: Vec<PathBuf>,

    /// Apply the safe fixes
    #[arg(long)]
    pub(super) fix: bool,
    /// Let --fix and --diff take fixes, too, that change behaviour or security
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Print the fixes as a patch for `git apply` or `patch -p1` in the root of the git work tree, and write nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// Show each fix, unsafe ones too, and ask whether to apply it
    #[arg(long, conflicts_with = "diff")]
    pub(super) interactive: bool,
    #[command(flatten)]
    pub(super) writing: Writing,
    /// Exit with 0 even if there are findings
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Exit with 1 if anything was fixed
    #[arg(long)]
    pub(super) exit_non_zero_on_fix: bool,
    /// Findings of this severity and above make the run fail [default: error; warning under pre-commit]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on)]
    pub(super) fail_on: Option<FailOn>,
    /// Run these rules only
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Run these rules, too, whatever the settings say
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) extend_select: Vec<String>,
    /// How strict to be: default, hardened or cis
    #[arg(long, value_parser = profile)]
    pub(super) profile: Option<Profile>,
    /// Accept the findings that this file lists; `runnerlint baseline write` writes it
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Say which files were taken, which were left, and why; lint nothing
    #[arg(long)]
    pub(super) show_files: bool,
    /// Show accepted findings, too
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// Count the findings of each rule
    #[arg(long)]
    pub(super) statistics: bool,
    /// The name of the file that comes by standard input
    #[arg(long, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Print nothing but findings and errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say which settings were read and which rules could not run
    #[arg(short, long)]
    pub(super) verbose: bool,
    #[command(flatten)]
    pub(super) look: Look,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Apply {
    /// What `runnerlint plan --output FILE` has written; run it in the same folder
    pub(super) plan: PathBuf,
    #[command(flatten)]
    pub(super) writing: Writing,
}

/// How files are changed.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Writing {
    /// Overwrite files instead of replacing them: for hard links and mounted files; less safe in a crash
    #[arg(long)]
    pub(super) in_place: bool,
    /// Leave a copy of each changed file beside it, FILE.runnerlint-backup, for its owner alone
    #[arg(long)]
    pub(super) backup: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Undo {
    /// The run to take back, as `runnerlint undo` lists it
    #[arg(conflicts_with = "last")]
    pub(super) run: Option<String>,
    /// Take back the last run that was not taken back yet
    #[arg(long)]
    pub(super) last: bool,
    /// Print what would change as a patch and write nothing
    #[arg(long)]
    pub(super) diff: bool,
    #[command(flatten)]
    pub(super) writing: Writing,
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum Baseline {
    /// Write the findings of today to the file of --baseline [default: .runnerlint-baseline.json]
    Write(Check),
    /// Take out of the file what is not found any more
    Prune(Check),
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum Config {
    /// Print the settings of a run, and where each comes from
    Show(Box<Check>),
    /// Print the JSON Schema of .runnerlint.toml, for editors
    Schema,
    /// Write a .runnerlint.toml to begin with, if there is none
    Init,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Jobs {
    /// The pipeline and the config.toml of runners that may take its jobs, or a folder with both [default: .gitlab-ci.yml]
    pub(super) paths: Vec<PathBuf>,
    /// Only this job; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) job: Vec<String>,
    #[command(flatten)]
    pub(super) look: Look,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Anonymize {
    /// config.toml, .gitlab-ci.yml, daemon.json or a Docker client configuration; `-` is standard input. What has one name in
    /// several files has one pseudonym
    #[arg(required = true, value_name = "FILE")]
    pub(super) paths: Vec<PathBuf>,
    /// What the named files are: runner, runner-template, pipeline, daemon, docker-auth, helm-values, manifest or compose
    #[arg(long, value_parser = kind)]
    pub(super) kind: Option<Role>,
    /// The name of the file that comes by standard input
    #[arg(long, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct Shared {
    /// The report on standard output [default: human; concise under pre-commit]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Write a report, to a file if there is one and it is not `-`; may be repeated
    #[arg(short, long, value_name = "FORMAT[=FILE]", value_parser = output)]
    pub(super) output: Vec<Output>,
    /// Read the settings from this file
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Read no settings, no environment and no file that was not asked for
    #[arg(long, conflicts_with = "config")]
    pub(super) isolated: bool,
    /// Do not trust the repository's settings and comments that accept findings
    #[arg(long)]
    pub(super) no_repo_config: bool,
    /// The version of GitLab Runner the files are for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub(super) runner_version: Option<String>,
    /// The version of Docker the files are for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub(super) docker_version: Option<String>,
    /// The version of GitLab the files are for [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub(super) gitlab_version: Option<String>,
    /// What the named files are: runner, runner-template, pipeline, daemon, docker-auth, certificate, helm-values, manifest or
    /// compose
    #[arg(long, value_parser = kind)]
    pub(super) kind: Option<Role>,
    /// The root of the project [default: that of the git work tree]
    #[arg(long, value_name = "DIR")]
    pub(super) project_root: Option<PathBuf>,
    /// Check the host whose file system lies here; `/` is this host
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub(super) root: Option<PathBuf>,
    /// The systemd unit that starts dockerd, then its drop-ins; may be repeated [default: those of the checked host]
    #[arg(long, value_name = "FILE")]
    pub(super) systemd_unit: Vec<PathBuf>,
    /// Names and addresses that the host knows, as in /etc/hosts [default: that of the checked host]
    #[arg(long, value_name = "FILE")]
    pub(super) hosts_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Explain {
    /// The name of the rule
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) look: Look,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Rules {
    /// As a table or as JSON
    #[arg(long, value_enum, default_value_t = Table::Human)]
    pub(super) format: Table,
    #[command(flatten)]
    pub(super) look: Look,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Completions {
    /// The shell that reads the script
    pub(super) shell: Shell,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Man {
    /// Write a page for each command into this folder; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct Look {
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// One line per finding
    Concise,
    /// JSON, version 1
    Json,
    /// GitLab's Code Quality report
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit, for servers that show tests
    Junit,
    /// Annotations of a GitHub workflow
    Github,
    /// Reviewdog's format, with suggestions
    Rdjson,
    /// A table in Markdown, for a note on a merge request
    Markdown,
    /// The fixes as a patch, as --diff prints them
    Patch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    Human,
    Json,
}

/// A report and where it goes; without a file to standard output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// Which report; none if the file alone was given, as for a plan.
    pub(super) format: Option<Format>,
    pub(super) file: Option<PathBuf>,
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    FailOn::parse(text).ok_or_else(|| format!("use one of {}", FailOn::WORDS.join(", ")))
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::parse(text).ok_or_else(|| format!("use one of {}", Profile::WORDS.join(", ")))
}

fn kind(text: &str) -> Result<Role, String> {
    let word = |role: &Role| role.word();
    let words = || Role::KINDS.iter().map(word).collect::<Vec<_>>().join(", ");
    Role::kind(text).ok_or_else(|| format!("use one of {}", words()))
}

fn output(text: &str) -> Result<Output, String> {
    let format = |word| Format::from_str(word, false).ok();
    let (word, file) = match text.split_once('=') {
        Some((word, "")) if format(word).is_some() => return Err("a file is missing after `=`".into()),
        Some((word, file)) => (word, file_of(file)),
        None => (text, None),
    };
    Ok(match format(word) {
        Some(format) => Output {
            format: Some(format),
            file,
        },
        None => Output {
            format: None,
            file: file_of(text),
        },
    })
}

/// The file of an output; `-` is standard output.
fn file_of(text: &str) -> Option<PathBuf> {
    (text != "-").then(|| PathBuf::from(text))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::try_parse_from(std::iter::once("runnerlint").chain(arguments.iter().copied())).unwrap()
    }

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let plain = parse(&["--fix", "config.toml"]);
        assert!(plain.command.is_none() && plain.check.fix);
        assert_eq!(plain.check.paths, [PathBuf::from("config.toml")]);
        assert!(matches!(parse(&["check", "a"]).command, Some(Command::Check(_))));
    }

    #[test]
    fn reports_may_go_to_files() {
        let arguments = parse(&["-o", "gitlab=gl.json", "-o", "json"]);
        let outputs = [
            Output {
                format: Some(Format::Gitlab),
                file: Some("gl.json".into()),
            },
            Output {
                format: Some(Format::Json),
                file: None,
            },
        ];
        assert_eq!(arguments.check.shared.output, outputs);
        assert!(output("json=").is_err());
        let plan = output("plan.json").unwrap();
        assert_eq!((plan.format, plan.file), (None, Some("plan.json".into())));
        let stdout = output("json=-").unwrap();
        assert_eq!((stdout.format, stdout.file), (Some(Format::Json), None));
        assert_eq!(output("-").unwrap().file, None);
    }

    #[test]
    fn help_names_every_kind() {
        let mut program = Arguments::command();
        let help = program.render_long_help().to_string();
        for role in Role::KINDS {
            assert!(help.contains(role.word()), "{}", role.word());
        }
    }

    #[test]
    fn words_are_checked() {
        assert_eq!(kind("daemon"), Ok(Role::DaemonConfig));
        assert!(kind("toml").unwrap_err().contains("runner-template"));
        assert!(fail_on("high").unwrap_err().contains("never"));
        assert!(profile("strict").unwrap_err().contains("hardened"));
    }
}
