//! The user that a job asks for with `image:docker:user`.

use super::pipeline::Job;
use super::setting::{Known, Setting};
use super::{Table, Workspace};
use crate::source::{Place, Step};

impl Workspace {
    /// The user, if the job itself writes its image and it. What a job inherits is merged key by key.
    pub fn image_user(&self, job: &Job) -> Option<Setting<String>> {
        let Known::Is(image) = &job.image else { return None };
        let name = &image.image;
        let is_named = matches!(name.place.address.last()?, Step::Key(key) if key == "name");
        if name.is_inherited() || !is_named {
            return None;
        }
        let home = Place {
            span: name.place.span,
            address: name.place.address.parent()?,
        };
        let docker: Table<'_> = self.table(&home)?.table("docker")?;
        docker
            .text("user")
            .filter(|user| !user.value.is_empty() && !user.value.contains('$'))
    }
}
