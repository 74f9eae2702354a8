//! Texts that stand for other values, as GitLab Runner and its libraries read them.

mod address;
mod dns_name;
mod duration;
mod template;
mod names;
mod quantity;
mod glob;
mod reference;
mod time;
mod url;
mod volume;

pub use address::is_ip;
pub use dns_name::is_dns_subdomain;
pub use duration::is_duration;
pub use template::{is_stand_in, is_template};
pub use names::{is_dns_subdomain, is_label_name, is_label_value};
pub use quantity::Quantity;
pub use glob::{glob_matches, is_glob};
pub use reference::is_reference;
pub use time::is_time;
pub use url::{Url, UrlFault};
pub use volume::{VolumeFault, is_windows_volume, volume_fault, volume_options};
