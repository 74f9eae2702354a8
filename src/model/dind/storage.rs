//! The storage driver of a daemon in a service.

use super::Dind;
use crate::model::image::Certainty;
use crate::model::setting::Known;
use crate::schema::Version;
use crate::schema::daemon::StorageDriver;
use crate::source::Place;

/// A storage driver that a daemon is told to use, and does not have.
#[derive(Debug)]
pub struct LostDriver<'w> {
    /// The driver.
    pub driver: StorageDriver,
    /// What names it: a word of the service's command, or a variable.
    pub place: &'w Place,
    /// How that is written: what stands before the name.
    pub before: &'static str,
    /// What the daemon's own file says instead: that containerd keeps the images.
    pub snapshotter: Option<Place>,
}

/// The variable that names the driver where no flag and no file does.
const VARIABLE: &str = "DOCKER_DRIVER";

impl<'w> Dind<'w> {
    /// The release of its Docker, as far as its tag tells; what is left open is the newest.
    pub fn release(&self) -> Option<Version> {
        let (major, minor) = self.service.image.value.docker_version()?;
        Some(Version::new(major, minor.unwrap_or(u16::MAX)))
    }

    /// The storage driver that its command or a variable names, and that its release or its daemon.json rules out.
    ///
    /// Source: moby `daemon/daemon.go`, `NewDaemon`, and `daemon/graphdriver/driver.go`, `checkRemoved`, 24.0 to 29.7.
    pub fn lost_driver(&self) -> Option<LostDriver<'w>> {
        let release = self.release().filter(|_| self.certainty() == Certainty::Sure)?;
        let (name, place, before) = self.flagged_driver()?.or_else(|| self.variable_driver())?;
        if self.may_have_daemon_json() {
            return None;
        }
        let file = self.mounted_daemon_json().map(|(_, document)| document.cursor());
        // A driver in the file goes before that of the variable, and with a flag the daemon does not start.
        if file.as_ref().is_some_and(|file| file.get("storage-driver").is_some()) {
            return None;
        }
        let driver = StorageDriver::named(&name)?;
        if driver.removed.is_some_and(|removed| removed <= release) {
            return Some(LostDriver {
                driver,
                place,
                before,
                snapshotter: None,
            });
        }
        let features = file.and_then(|file| file.get("features"));
        let snapshotter = features.and_then(|features| features.get("containerd-snapshotter"));
        let snapshotter = snapshotter.filter(|on| on.node.as_bool() == Some(true))?;
        let clash = release >= StorageDriver::SNAPSHOTTERS && !driver.is_snapshotter;
        clash.then(|| LostDriver {
            driver,
            place,
            before,
            snapshotter: Some(snapshotter.place()),
        })
    }

    /// The driver that a flag names, if one does; `None` if the command is not known.
    fn flagged_driver(&self) -> Option<Option<(String, &'w Place, &'static str)>> {
        const FLAGS: [(&str, &str); 2] = [("--storage-driver", "--storage-driver="), ("-s", "-s=")];
        let mut words = self.flags()?.iter();
        let mut last = None;
        while let Some(word) = words.next() {
            for (flag, before) in FLAGS {
                if word.value == flag {
                    last = words.next().map(|next| (next.value.clone(), &next.place, ""));
                } else if let Some(name) = word.value.strip_prefix(before) {
                    last = Some((name.to_owned(), &word.place, before));
                }
            }
        }
        Some(last)
    }

    fn variable_driver(&self) -> Option<(String, &'w Place, &'static str)> {
        let Known::Is(given) = self.meeting.service_env(self.service, VARIABLE) else {
            return None;
        };
        let entries = self.meeting.runner.into_iter().flat_map(|runner| &runner.variables);
        let entries = entries.chain(self.service.variables.iter().filter(|_| self.is_of_runner));
        let is_entry = entries.into_iter().any(|entry| entry.place == *given.place);
        let before = if is_entry { "DOCKER_DRIVER=" } else { "" };
        Some((given.value, given.place, before))
    }
}
