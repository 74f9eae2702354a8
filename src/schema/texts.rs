//! Texts that stand for other values, as GitLab Runner and its libraries read them.

mod duration;
mod time;
mod volume;

pub use duration::is_duration;
pub use time::is_time;
pub use volume::{VolumeFault, is_windows_volume, volume_fault, volume_options};
