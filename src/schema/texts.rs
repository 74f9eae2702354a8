//! Texts that stand for other values, as GitLab Runner and its libraries read them.

mod address;
mod duration;
mod glob;
mod names;
mod quantity;
mod reference;
mod template;
mod time;
mod url;
mod volume;

pub use address::is_ip;
pub use duration::is_duration;
pub use glob::{glob_matches, is_glob};
pub use names::{is_dns_subdomain, is_label_name, is_label_value};
pub use quantity::Quantity;
pub use reference::is_reference;
pub use template::{is_stand_in, is_template};
pub use time::is_time;
pub use url::{Url, UrlFault};
pub use volume::{VolumeFault, is_windows_volume, volume_fault, volume_options};
pub mod cron;
mod duration;
mod host_port;
mod regexp;
mod time;
mod time_zone;
mod unix_cron;

pub use cron::{Cron, CronFault};
pub use duration::is_duration;
pub use host_port::{HostPort, HostPortFault};
pub use regexp::is_regexp;
pub use time::is_time;
pub use time_zone::{is_time_zone, respelt_time_zone, similar_time_zone};
pub use unix_cron::{UnixCronFault, unix_cron_fault};
