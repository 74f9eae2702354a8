//! Which keys exist: type, default, since and until which version. Knows no places.

pub mod daemon;
pub mod elsewhere;
pub mod runner;
pub mod texts;
mod version;

pub use version::{Target, Targets, Version};
