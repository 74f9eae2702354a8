//! Which keys exist: type, default, since and until which version. Knows no places.

pub mod daemon;
pub mod runner;
mod version;

pub use version::{Target, Targets, Version};
