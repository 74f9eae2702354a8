//! What a daemon in a service does not have of the host's daemon.

use super::Dind;
use crate::model::image::Certainty;
use crate::model::{DockerExecutor, Setting};
use crate::source::Place;

/// Folders in which a daemon or its system finds settings and certificates.
const SETTINGS: [&str; 5] = [
    "/etc/docker",
    "/etc/ssl",
    "/etc/pki",
    "/usr/local/share/ca-certificates",
    "/home/rootless/.config/docker",
];

impl<'w> Dind<'w> {
    /// The flags of its daemon, if these are all that it is told: nothing is mounted where it looks for settings, and no
    /// script runs before it.
    pub fn only_flags(&self) -> Option<&'w [Setting<String>]> {
        let brings = brings_settings(self.meeting.docker()?);
        let shell = |word: &Setting<String>| word.value == "sh" || word.value.ends_with("/sh");
        let command = self.service.command.as_ref();
        let wrapped = command.is_some_and(|command| command.items.first().is_some_and(shell));
        let sure = self.certainty() == Certainty::Sure;
        self.flags().filter(|_| sure && !brings && !wrapped)
    }

    /// Whether none of the flags that are all it is told names `what` or holds a variable.
    pub fn is_not_told(&self, what: &str) -> bool {
        let told = |word: &Setting<String>| word.value.contains(what) || word.value.contains('$');
        self.only_flags().is_some_and(|flags| !flags.iter().any(told))
    }

    /// Whether its daemon may have a daemon.json that is not at hand.
    pub fn may_have_daemon_json(&self) -> bool {
        let brings = self.meeting.docker().is_some_and(brings_settings);
        brings && self.mounted_daemon_json().is_none()
    }

    /// The list that another flag goes to, if it is the command of the runner's service or can be added to.
    pub fn command_place(&self) -> Option<Place> {
        let own = |word: &Setting<String>| !word.is_inherited();
        let service = &self.service.place;
        match &self.service.command {
            Some(command) => command.items.iter().all(own).then(|| command.place.clone()),
            None => self.is_of_runner.then(|| Place {
                span: service.span,
                address: service.address.key("command"),
            }),
        }
    }
}

/// Whether a runner mounts something where a daemon or its system finds settings and certificates.
fn brings_settings(docker: &DockerExecutor) -> bool {
    docker.volumes.values().any(|volume| {
        let target = volume.target.as_str();
        let below = |folder: &&str| target == *folder || target.starts_with(&format!("{folder}/"));
        volume.has_variable_target() || target == "/etc" || SETTINGS.iter().any(below)
    })
}
