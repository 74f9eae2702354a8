//! Texts that stand for other values, as GitLab Runner and its libraries read them.

mod duration;
mod time;

pub use duration::is_duration;
pub use time::is_time;
