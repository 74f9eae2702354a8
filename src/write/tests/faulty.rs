//! A disk on which one step goes wrong.

use std::cell::{Cell, RefCell};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::super::disk::{Access, Disk, Kernel, Share};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The step fails with this number.
    Fails(i32),
    /// The step is done, and then reported as failed.
    FailsLate(i32),
    /// From this step on nothing can be changed any more.
    ReadOnly,
    /// From this step on there is no space for new bytes.
    Full,
    /// The step writes half of its bytes.
    Short,
    /// From this step on only one byte is written at a time.
    Dribble,
    /// Before the step somebody puts another file in the place of the file.
    Replaced,
    /// Before the step somebody writes another text into the file.
    Overwritten,
    /// The process is killed before the step.
    Killed,
    /// The process is killed after the step.
    KilledAfter,
    /// The process is killed when the step has written half of its bytes.
    KilledWithin,
}

pub(super) const ENOSPC: i32 = 28;
pub(super) const EIO: i32 = 5;
pub(super) const EINTR: i32 = 4;
pub(super) const EACCES: i32 = 13;
pub(super) const EBUSY: i32 = 16;
pub(super) const EXDEV: i32 = 18;
pub(super) const EROFS: i32 = 30;
pub(super) const EOPNOTSUPP: i32 = 95;
pub(super) const EDQUOT: i32 = 122;

/// What somebody else writes.
pub(super) const ROTATED: &str = "token = \"glrt-rotated-meanwhile\"\n";

/// The disk of this machine, but for the faults.
#[derive(Debug, Default)]
pub(super) struct Faulty {
    /// The steps that go wrong, counted from 0.
    pub(super) faults: Vec<(usize, Fault)>,
    /// The file that somebody changes.
    pub(super) victim: PathBuf,
    /// Whether files can be exchanged.
    pub(super) only_renames: bool,
    /// Where every rename fails.
    pub(super) busy: Option<PathBuf>,
    /// The steps so far.
    pub(super) steps: RefCell<Vec<&'static str>>,
    /// Whether the process has been killed.
    pub(super) dead: Cell<bool>,
}

impl Faulty {
    /// Does a step, or what goes wrong with it.
    fn step<T>(&self, name: &'static str, real: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let number = self.steps.borrow().len();
        self.steps.borrow_mut().push(name);
        let adds = ["create", "write"].contains(&name);
        let changes = adds
            || [
                "cut", "own", "permit", "dress", "touch", "exchange", "rename", "remove", "open+",
            ]
            .contains(&name);
        if self.dead.get() {
            return Err(io::Error::other("dead"));
        }
        for (at, fault) in &self.faults {
            match fault {
                Fault::ReadOnly if changes && number >= *at => return Err(io::Error::from_raw_os_error(EROFS)),
                Fault::Full if adds && number >= *at => return Err(io::Error::from_raw_os_error(ENOSPC)),
                _ if number != *at => {}
                Fault::Fails(error) => return Err(io::Error::from_raw_os_error(*error)),
                Fault::FailsLate(error) => return real().and(Err(io::Error::from_raw_os_error(*error))),
                Fault::Killed | Fault::KilledAfter | Fault::KilledWithin => {
                    self.dead.set(true);
                    if *fault != Fault::Killed {
                        real()?;
                    }
                    return Err(io::Error::other("dead"));
                }
                Fault::Replaced => {
                    let fresh = self.victim.with_extension("fresh");
                    fs::write(&fresh, ROTATED).unwrap();
                    fs::rename(&fresh, &self.victim).unwrap();
                }
                Fault::Overwritten => fs::write(&self.victim, ROTATED).unwrap(),
                _ => {}
            }
        }
        real()
    }

    /// How many of the bytes the step now takes.
    fn share(&self, length: usize) -> usize {
        let number = self.steps.borrow().len();
        let mut share = length;
        for (at, fault) in &self.faults {
            match fault {
                Fault::Short | Fault::KilledWithin if number == *at => share = share.min(length.div_ceil(2)),
                Fault::Dribble if number >= *at => share = share.min(1),
                _ => {}
            }
        }
        share
    }
}

impl Disk for Faulty {
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.step("resolve", || Kernel.resolve(path))
    }

    fn look(&self, path: &Path) -> io::Result<Metadata> {
        self.step("look", || Kernel.look(path))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step("read", || Kernel.read(path))
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<File> {
        let name = match access {
            Access::Read => "open",
            Access::Change => "open+",
        };
        self.step(name, || Kernel.open(path, access))
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        self.step("create", || Kernel.create(path))
    }

    fn write(&self, file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
        let share = self.share(bytes.len());
        self.step("write", || Kernel.write(file, &bytes[..share], at))
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.step("cut", || Kernel.cut(file, length))
    }

    // Nobody pulls the plug in these tests, and waiting for the disk takes most of their time.
    fn sync(&self, _file: &File) -> io::Result<()> {
        self.step("sync", || Ok(()))
    }

    fn own(&self, file: &File, like: &Metadata) -> io::Result<()> {
        self.step("own", || Kernel.own(file, like))
    }

    fn permit(&self, file: &File, mode: u32) -> io::Result<()> {
        self.step("permit", || Kernel.permit(file, mode))
    }

    fn dress(&self, file: &File, like: &File) -> io::Result<()> {
        self.step("dress", || Kernel.dress(file, like))
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        self.step("touch", || Kernel.touch(path))
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step("exchange", || match self.only_renames {
            true => Err(io::Error::from_raw_os_error(EOPNOTSUPP)),
            false if self.busy.as_deref() == Some(other) => Err(io::Error::from_raw_os_error(EBUSY)),
            false => Kernel.exchange(one, other),
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", || match self.busy.as_deref() == Some(to) {
            true => Err(io::Error::from_raw_os_error(EBUSY)),
            false => Kernel.rename(from, to),
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", || Kernel.remove(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.step("list", || Kernel.list(folder))
    }

    fn lock(&self, folder: &File, share: Share) -> io::Result<()> {
        self.step("lock", || Kernel.lock(folder, share))
    }
}
