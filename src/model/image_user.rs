//! The user that a job asks for with `image:docker:user` or `image:kubernetes:user`.

use super::image::{ExecutorOptions, OptionValue};
use super::pipeline::Job;
use super::setting::{Known, Setting};

impl Job {
    /// The user that its image is to run as on an executor (`docker` or `kubernetes`), if that is known.
    pub fn image_user(&self, executor: &str) -> Option<Setting<String>> {
        let Known::Is(image) = &self.image else { return None };
        let user = ExecutorOptions::find(&image.options, executor)?.get("user")?;
        let user = user.clone().map(|user| match user {
            OptionValue::Text(text) => text,
            OptionValue::Number(number) => number.to_string(),
        });
        Some(user).filter(|user| !user.value.is_empty() && !user.value.contains('$'))
    }
}

impl ExecutorOptions {
    /// The options for an executor.
    pub fn find<'o>(sections: &'o [ExecutorOptions], executor: &str) -> Option<&'o ExecutorOptions> {
        sections.iter().find(|section| section.executor == executor)
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&Setting<OptionValue>> {
        let (_, value) = self.options.iter().find(|(option, _)| option == name)?;
        Some(value)
    }
}
