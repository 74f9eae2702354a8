//! Which keys exist: type, default, since and until which version. Knows no places.

mod children;
pub mod daemon;
pub mod docker_api;
pub mod elsewhere;
mod executors;
pub mod feature_flags;
mod form;
pub mod log_driver;
pub mod phantom;
pub mod runner;
pub mod texts;
mod version;
mod vocabulary;

pub use children::Children;
pub use executors::{executor_meant, executor_releases, is_executor};
pub use form::{Form, Words};
pub use version::{Target, Targets, Version};
pub use vocabulary::vocabulary;
