//! Finding and reading the files of a run; with `write` the only module that touches the disk.

mod certificates;
mod discover;
mod includes;
mod read;
mod recognise;
mod settings;

use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};

pub use discover::work_tree;
pub use read::{Cause, LoadError, MAX_BYTES, folder};
pub use recognise::{Recognised, recognise};
pub use settings::{Search, bytes, common_folder, settings_file};

use crate::source::{Facts, Origin, Role, SourceFile, Sources};

/// Files found by discovery that are larger, and have no usual name, are not read to see what they are.
const MAX_GUESSED_BYTES: u64 = 1 << 20;

/// How globs of the settings are meant: `*` stays within a folder.
const GLOBS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

const UNREADABLE: &str = "it cannot be read";

/// How files are found.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the named files are, whatever their name or content.
    pub kind: Option<Role>,
    /// Globs of pipeline files, relative to `project_root`; `settings` has refused malformed ones.
    pub files: Vec<(Role, Vec<String>)>,
    /// Globs of files that discovery leaves alone, relative to `project_root`.
    pub exclude: Vec<String>,
    /// The root of the project, absolute; files of its tree are read as context of named ones.
    pub project_root: Option<PathBuf>,
    /// Whether a pipeline that is named is the project's, and no part of one.
    pub whole_when_named: bool,
    /// Whether somebody has chosen what is named, so that a usual name says what a file is, whatever is in it. A hook passes
    /// everything that matches a pattern.
    pub chosen: bool,
    /// The working directory, absolute; paths below it are shown relative to it.
    pub cwd: PathBuf,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The files.
    pub sources: Sources,
    /// What could not be read.
    pub errors: Vec<LoadError>,
    /// Every file that was looked at, and what it was taken for.
    pub considered: Vec<Considered>,
}

/// A file that was looked at.
#[derive(Debug, Clone)]
pub struct Considered {
    /// The file.
    pub path: PathBuf,
    /// Whether it was asked for by its name.
    pub named: Named,
    /// What it was taken for.
    pub recognised: Recognised,
}

/// How a file came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// By its own name on the command line.
    Yes,
    /// By discovery.
    No,
}

/// Collects the files of a run.
#[derive(Debug)]
pub struct Loader {
    options: Options,
    listed: Vec<(Role, Pattern)>,
    excluded: Vec<Pattern>,
    loaded: Loaded,
    seen: HashSet<PathBuf>,
    settings: Option<SourceFile>,
}

/// The path from the root, without `.` and with `..` resolved by name.
pub fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for part in cwd.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            part => absolute.push(part),
        }
    }
    absolute
}

impl Loaded {
    /// The named files that are nothing to a GitLab Runner installation.
    pub fn unrecognised(&self) -> impl Iterator<Item = &Considered> {
        let left = |file: &&Considered| file.named == Named::Yes && file.recognised.role.is_none();
        self.considered.iter().filter(left)
    }
}

impl Loader {
    /// A loader that has found nothing yet.
    pub fn new(options: Options) -> Loader {
        let pattern = |glob: &String| Pattern::new(glob).ok();
        let of_kind = |(role, globs): &(Role, Vec<String>)| {
            let role = *role;
            let patterns: Vec<Pattern> = globs.iter().filter_map(pattern).collect();
            patterns.into_iter().map(move |pattern| (role, pattern))
        };
        Loader {
            listed: options.files.iter().flat_map(of_kind).collect(),
            excluded: options.exclude.iter().filter_map(pattern).collect(),
            options,
            loaded: Loaded::default(),
            seen: HashSet::new(),
            settings: None,
        }
    }

    /// Takes the settings file of the run, so that what it accepts can be looked at; it is read already.
    pub fn settings(&mut self, file: &SourceFile, origin: Origin) {
        let identity = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        self.seen.insert(identity);
        let path = self.shown(&file.path);
        self.loaded.considered.push(Considered {
            path: path.clone(),
            named: Named::No,
            recognised: Recognised {
                role: Some(Role::Settings),
                why: "it has the settings of this run",
            },
        });
        let mut file = file.clone();
        file.path = path;
        file.origin = origin;
        self.settings = Some(file);
    }

    /// Takes a file or everything below a folder that was named.
    pub fn named(&mut self, path: &Path) {
        if path.is_dir() {
            self.tree(path, Origin::Asked);
        } else {
            self.take(path, Origin::Asked, Named::Yes);
            for file in certificates::beside(path) {
                self.take(&file, Origin::Context, Named::No);
            }
        }
    }

    /// Discovers the files below `top`. Of pipelines only the one in `top` itself is taken: GitLab reads that one, and
    /// others belong to other projects or are included.
    pub fn tree(&mut self, top: &Path, origin: Origin) {
        for entry in discover::below(top) {
            match entry {
                Ok(entry) if entry.depth() > 1 && self.is_deeper_pipeline(entry.path()) => {
                    let path = self.shown(entry.path());
                    self.leave(
                        &path,
                        Named::No,
                        "only the pipeline at the top is discovered; name this one to have it read",
                    );
                }
                Ok(entry) => self.found(entry.path(), entry.file_type(), origin),
                Err(error) => self.failed(error, origin),
            }
        }
    }

    /// Takes the configuration of the host whose root lies at `root`; `home` is the user's own folder.
    pub fn host(&mut self, root: &Path, home: Option<&Path>) {
        let homes = match home {
            Some(home) => vec![home.to_owned()],
            None => discover::homes(root),
        };
        for path in discover::host_files(root, &homes) {
            match path.symlink_metadata() {
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    self.leave(&path, Named::No, "there is no such file");
                }
                _ => self.take(&path, Origin::Asked, Named::No),
            }
        }
        for path in certificates::of_host(root, &homes) {
            self.take(&path, Origin::Asked, Named::No);
        }
    }

    /// Takes a systemd unit or drop-in of dockerd as context of a daemon.json; without one it says nothing.
    pub fn unit(&mut self, path: &Path) {
        let (bytes, facts) = match read::file(path) {
            Ok(read) => read,
            Err(error) => return self.failed(error, Origin::Asked),
        };
        let is_daemon = |(_, file): (_, &SourceFile)| file.role == Role::DaemonConfig;
        if !self.loaded.sources.iter().any(is_daemon) {
            return self.leave(path, Named::No, "it says nothing without a daemon.json");
        }
        let mut file = SourceFile::new(self.shown(path), Role::SystemdUnit, bytes);
        file.origin = Origin::Context;
        file.facts = facts;
        self.loaded.considered.push(Considered {
            path: file.path.clone(),
            named: Named::No,
            recognised: Recognised {
                role: Some(Role::SystemdUnit),
                why: "it says how systemd starts dockerd",
            },
        });
        self.loaded.sources.push(file);
    }

    /// Takes the units with which the host whose root lies at `root` starts dockerd.
    pub fn host_units(&mut self, root: &Path) {
        for path in discover::docker_units(root) {
            // A link to nothing or to /dev/null masks a unit.
            if path.is_file() {
                self.unit(&path);
            }
        }
    }

    /// Takes standard input, as if it were the file `name`.
    pub fn stdin(&mut self, name: Option<&Path>) {
        let path = name.unwrap_or(Path::new("-"));
        match read::limited(io::stdin().lock(), 0) {
            Ok(Some(bytes)) => self.text(path, bytes, None, (Origin::Asked, Named::Yes)),
            Ok(None) => self.loaded.errors.push(LoadError::new(path, Cause::TooLarge)),
            Err(error) => self.loaded.errors.push(LoadError::of(path, &error)),
        }
    }

    /// Reads, as context, what lies around the files taken so far: below their folders, and directly in the folders
    /// above up to the project's root.
    pub fn surroundings(&mut self) {
        let Some(root) = self.options.project_root.clone() else {
            return;
        };
        let settings = self.settings.iter().filter(|file| file.origin == Origin::Asked);
        let files = self.loaded.sources.iter().map(|(_, file)| file).chain(settings);
        // A pipeline around it may include what nothing else makes one of ours.
        let left = self.loaded.unrecognised().map(|file| &file.path);
        let left = left.filter(|path| recognise::is_plain_yaml(path));
        let paths = files.map(|file| &file.path).chain(left);
        let folders = paths.filter_map(|path| Some(absolute(&self.options.cwd, path).parent()?.to_owned()));
        // In order, so that a folder comes before the ones below it, which need no walk of their own.
        let mut folders: Vec<PathBuf> = folders.filter(|folder| folder.starts_with(&root)).collect();
        folders.sort();
        folders.dedup_by(|folder, above| folder.starts_with(above));
        let mut above = HashSet::new();
        for folder in &folders {
            let shown = self.shown(folder);
            let shown = if shown.as_os_str().is_empty() {
                Path::new(".")
            } else {
                &shown
            };
            self.tree(shown, Origin::Context);
            above.extend(folder.ancestors().skip(1).take_while(|up| up.starts_with(&root)));
        }
        let mut above: Vec<&Path> = above.into_iter().collect();
        above.sort();
        for folder in above {
            match discover::beside(folder) {
                Ok(files) => {
                    for (file, kind) in files {
                        self.found(&file, kind, Origin::Context);
                    }
                }
                Err(error) => self.failed(error, Origin::Context),
            }
        }
    }

    /// What was found, and the local files that its pipelines include.
    pub fn finish(mut self) -> Loaded {
        includes::follow(&mut self);
        // Settings alone are nothing to lint.
        if let Some(settings) = self.settings.take().filter(|_| !self.loaded.sources.is_empty()) {
            self.loaded.sources.push(settings);
        }
        let root = self.options.project_root.take();
        let folders = root.map(|root| (absolute(&self.options.cwd, &root), self.options.cwd.clone()));
        self.loaded.sources.project.folders = folders;
        self.loaded
    }

    fn found(&mut self, path: &Path, kind: std::fs::FileType, origin: Origin) {
        let path = &self.shown(path);
        // What a YAML file carries concerns nobody but itself.
        let is_beside = origin == Origin::Context && recognise::is_plain_yaml(path) && self.listed(path).is_none();
        if is_beside || !self.is_candidate(path) {
            return;
        }
        if self.is_excluded(path) {
            return self.leave(path, Named::No, "`files.exclude` names it");
        }
        let usual = recognise::is_usual_name(path);
        if kind.is_symlink() {
            self.leave(path, Named::No, "it is a symbolic link; name it to have it read");
        } else if !kind.is_file() {
            self.leave(path, Named::No, "it is not a regular file");
        } else if !usual && path.metadata().is_ok_and(|metadata| metadata.len() > MAX_GUESSED_BYTES) {
            self.leave(path, Named::No, "it is larger than 1 MiB, which no configuration is");
        } else {
            self.take(path, origin, Named::No);
        }
    }

    fn is_candidate(&self, path: &Path) -> bool {
        recognise::could_be(path) || self.listed(path).is_some()
    }

    fn is_deeper_pipeline(&self, path: &Path) -> bool {
        recognise::is_pipeline_name(path) && !self.is_listed_pipeline(&self.shown(path))
    }

    fn take(&mut self, path: &Path, origin: Origin, named: Named) {
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(identity) {
            return;
        }
        match read::file(path) {
            Ok((_, facts)) if certificates::is_key(path) => self.text(path, Vec::new(), facts, (origin, named)),
            Ok((bytes, facts)) => self.text(path, bytes, facts, (origin, named)),
            // That it is there is all that is asked of a key, and much of what is asked of a certificate.
            Err(_) if named == Named::No && certificates::is_one(path) => {
                self.text(path, Vec::new(), None, (origin, named));
            }
            // Discovery reads what may turn out to be nothing to us.
            Err(_) if named == Named::No && !recognise::is_usual_name(path) => self.leave(path, named, UNREADABLE),
            Err(error) => self.failed(error, origin),
        }
    }

    /// Context that cannot be read is missing; what was asked for has to be read.
    fn failed(&mut self, error: LoadError, origin: Origin) {
        match origin {
            Origin::Asked => self.loaded.errors.push(error),
            Origin::Included | Origin::Context => self.leave(&error.path, Named::No, UNREADABLE),
        }
    }

    fn text(&mut self, path: &Path, bytes: Vec<u8>, facts: Option<Facts>, (origin, named): (Origin, Named)) {
        // The role decides nothing but the format, which is not needed before it is known.
        let mut file = SourceFile::new(path, Role::RunnerConfig, bytes);
        let recognised = self.role(path, file.text(), named);
        if let Some(role) = recognised.role {
            file.role = role;
            file.origin = origin;
            file.facts = facts;
            self.loaded.sources.push(file);
        }
        self.loaded.considered.push(Considered {
            path: path.to_owned(),
            named,
            recognised,
        });
    }

    fn role(&self, path: &Path, text: &str, named: Named) -> Recognised {
        let taken = |role, why| Recognised { role: Some(role), why };
        if let (Some(role), Named::Yes) = (self.options.kind, named) {
            return taken(role, "`--kind` says so");
        }
        if let Some(role) = self.listed(path) {
            return taken(role, "`[files]` of the settings names it");
        }
        let is_chosen = self.options.chosen && named == Named::Yes;
        let is = |name| is_chosen && path.file_name().is_some_and(|own| own == name);
        if is("config.toml") && text.trim().is_empty() {
            return taken(Role::RunnerConfig, "it is empty and was named");
        }
        if is("daemon.json") {
            return taken(
                Role::DaemonConfig,
                "the name is that of dockerd's configuration, and it was named",
            );
        }
        recognise(path, text)
    }

    /// What the settings say that a file is.
    fn listed(&self, path: &Path) -> Option<Role> {
        if self.listed.is_empty() {
            return None;
        }
        let below = self.below_root(path)?;
        let listed = self
            .listed
            .iter()
            .find(|(_, glob)| glob.matches_path_with(&below, GLOBS))?;
        Some(listed.0)
    }

    fn is_listed_pipeline(&self, path: &Path) -> bool {
        self.listed(path) == Some(Role::Pipeline)
    }

    fn is_excluded(&self, path: &Path) -> bool {
        let matches = |below: PathBuf| self.excluded.iter().any(|glob| glob.matches_path_with(&below, GLOBS));
        !self.excluded.is_empty() && self.below_root(path).is_some_and(matches)
    }

    /// The path from the root of the project.
    fn below_root(&self, path: &Path) -> Option<PathBuf> {
        let root = self.options.project_root.as_ref().unwrap_or(&self.options.cwd);
        let path = absolute(&self.options.cwd, path);
        path.strip_prefix(root).ok().map(Path::to_owned)
    }

    fn leave(&mut self, path: &Path, named: Named, why: &'static str) {
        self.loaded.considered.push(Considered {
            path: path.to_owned(),
            named,
            recognised: Recognised { role: None, why },
        });
    }

    /// The path as it is shown: relative to the working directory below it.
    fn shown(&self, path: &Path) -> PathBuf {
        let path = path.strip_prefix(&self.options.cwd).unwrap_or(path);
        path.strip_prefix(".").unwrap_or(path).to_owned()
    }
}

#[cfg(test)]
mod tests;
