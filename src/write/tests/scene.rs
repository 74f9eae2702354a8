//! A commit on a disk with faults, and what it leaves.

use super::faulty::{Fault, Faulty, ROTATED};
use super::*;

const SECRET: &str = "glrt-very-secret-indeed";

/// How the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Exchange,
    Rename,
    InPlace,
    Backup,
}

const MANNERS: [(Manner, &str); 4] = [
    (Manner::Exchange, "replace"),
    (Manner::Rename, "replace, no exchange"),
    (Manner::Backup, "replace, backup"),
    (Manner::InPlace, "in place"),
];

const NAMES: [&str; 2] = ["a.toml", "b.toml"];

pub(super) fn old(name: &str) -> String {
    format!("# {name}\ntoken = \"{SECRET}\"\nconcurrent = 1 # {name} has one line more\n\n")
}

pub(super) fn new(name: &str) -> String {
    format!("concurrent = 2\ntoken = \"{SECRET}\"\n# {name}\n")
}

/// Files, the way they are written, and what goes wrong.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) manner: Manner,
    pub(super) names: &'static [&'static str],
    pub(super) victim: usize,
    pub(super) faults: Vec<(usize, Fault)>,
}

/// What a run left.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) folder: TempDir,
    pub(super) result: Result<Written, WriteError>,
    pub(super) killed: bool,
    pub(super) steps: Vec<&'static str>,
    /// The texts of the plan's files.
    pub(super) texts: Vec<String>,
    /// The names and texts of all others.
    pub(super) others: Vec<(String, String)>,
}

impl Scene {
    fn options(&self) -> Options {
        Options {
            in_place: self.manner == Manner::InPlace,
            backup: self.manner == Manner::Backup,
        }
    }

    pub(super) fn run(&self) -> Outcome {
        // Thousands of runs are faster in memory.
        let folder = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .unwrap();
        let files = self.names.iter().map(|name| {
            fs::write(folder.path().join(name), old(name)).unwrap();
            SourceFile::new(folder.path().join(name), Role::RunnerConfig, old(name).into_bytes())
        });
        let plan = plan_to(files.collect(), |file| {
            new(&file.path.file_name().unwrap().to_string_lossy())
        });
        let disk = Faulty {
            faults: self.faults.clone(),
            victim: folder.path().join(self.names[self.victim]),
            only_renames: self.manner == Manner::Rename,
            ..Faulty::default()
        };
        let result = commit_on(&disk, &plan, self.options());
        let (own, others) = content(&folder)
            .into_iter()
            .partition::<Vec<_>, _>(|(name, _)| self.names.contains(&name.as_str()));
        Outcome {
            result,
            killed: disk.dead.get(),
            steps: disk.steps.take(),
            texts: own.into_iter().map(|(_, text)| text).collect(),
            others,
            folder,
        }
    }

    /// The scene with one more thing that goes wrong.
    pub(super) fn with(&self, at: usize, fault: Fault) -> Scene {
        let mut scene = self.clone();
        scene.faults.push((at, fault));
        scene
    }

    pub(super) fn scenes() -> impl Iterator<Item = (String, Scene)> {
        let scene = |(manner, title): (Manner, &str), names: &'static [&'static str]| {
            let files = if names.len() == 1 { "1 file" } else { "2 files" };
            let scene = Scene {
                manner,
                names,
                victim: 0,
                faults: Vec::new(),
            };
            (format!("{title}, {files}"), scene)
        };
        let both = move |manner| [scene(manner, &NAMES[..1]), scene(manner, &NAMES)];
        MANNERS.into_iter().flat_map(both)
    }
}

impl Outcome {
    pub(super) fn are(&self, scene: &Scene, text: fn(&str) -> String) -> bool {
        self.texts.len() == scene.names.len()
            && self.texts.iter().zip(scene.names).all(|(own, name)| *own == text(name))
    }

    /// Whether each file is whole by itself.
    pub(super) fn are_whole(&self, scene: &Scene) -> bool {
        let whole = |(text, name): (&String, &&str)| *text == old(name) || *text == new(name) || text == ROTATED;
        self.texts.len() == scene.names.len() && self.texts.iter().zip(scene.names).all(whole)
    }

    /// Whether every file that is not whole has its old text in a backup.
    pub(super) fn are_whole_or_backed_up(&self, scene: &Scene) -> bool {
        self.texts.iter().zip(scene.names).all(|(text, name)| {
            let backup = (format!("{name}.runnerlint-backup"), old(name));
            *text == old(name) || *text == new(name) || self.others.contains(&backup)
        })
    }

    /// Whether nothing lies there but the files, and the backups if they were asked for and there is need of them.
    pub(super) fn is_tidy(&self, scene: &Scene) -> bool {
        let backups = match self.result.is_ok() && scene.manner == Manner::Backup {
            true => scene.names,
            false => &[],
        };
        let backups = backups
            .iter()
            .map(|name| (format!("{name}.runnerlint-backup"), old(name)));
        self.others == backups.collect::<Vec<_>>()
    }

    pub(super) fn message(&self) -> String {
        self.result
            .as_ref()
            .map_or_else(|error| error.to_string(), |_| String::new())
    }

    /// Whether all that lies there is something the user was told of.
    pub(super) fn is_told(&self, scene: &Scene) -> bool {
        let told = |(name, _): &(String, String)| match &self.result {
            Err(_) => self.message().contains(name),
            Ok(written) => [&written.backups, &written.leftovers]
                .into_iter()
                .flatten()
                .any(|path| path.ends_with(name)),
        };
        self.others.iter().all(told) && self.is_mixture_told(scene)
    }

    fn is_mixture_told(&self, scene: &Scene) -> bool {
        match &self.result {
            Ok(_) => self.are(scene, new),
            Err(error) => {
                self.are(scene, old)
                    || matches!(
                        error.cause,
                        Cause::HalfWritten { .. } | Cause::Displaced { .. } | Cause::Spoilt { .. }
                    )
            }
        }
    }

    /// Lets a sound run write the files again, and says whether leftovers of this one remain.
    pub(super) fn is_swept_by_the_next_run(&self, scene: &Scene) -> bool {
        let files = scene.names.iter().map(|name| {
            let path = self.folder.path().join(name);
            let bytes = fs::read(&path).unwrap();
            SourceFile::new(path, Role::RunnerConfig, bytes)
        });
        let next = commit(
            &plan_to(files.collect(), |_| "concurrent = 3\n".into()),
            scene.options(),
        )
        .unwrap();
        let leftover = |(name, _): &(String, String)| name.starts_with('.');
        next.leftovers.is_empty() && !content(&self.folder).iter().any(leftover)
    }
}
