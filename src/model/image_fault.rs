//! Images that are no references: what is wrong with them, and what they mean.

use super::image::Image;
use crate::schema::texts::is_reference;

impl Image {
    /// What is wrong with it, if that can be said in a few words.
    pub fn fault(&self) -> Option<&'static str> {
        if self.text.contains("://") {
            Some("an image has no scheme")
        } else if self.text.contains(char::is_whitespace) {
            Some("an image has no blanks")
        } else if self.name.contains(|c: char| c.is_uppercase()) {
            Some("an image has no capital letters before its tag")
        } else {
            None
        }
    }

    /// The only reference that it can mean.
    pub fn meant(&self) -> Option<String> {
        let text = self.text.trim();
        let schemes = ["https://", "http://", "docker://"];
        let text = schemes
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        if is_reference(text) {
            return Some(text.to_owned());
        }
        let name = Image::parse(text).name;
        let lower = text.replacen(&name, &name.to_lowercase(), 1);
        is_reference(&lower).then_some(lower)
    }
}
