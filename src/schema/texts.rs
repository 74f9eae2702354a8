//! Texts that stand for other values, as GitLab Runner and its libraries read them.

mod address;
pub mod cron;
mod duration;
mod glob;
mod host_port;
mod names;
mod placeholder;
mod quantity;
mod reference;
mod regexp;
mod template;
mod time;
mod time_zone;
mod unix_cron;
mod url;
mod volume;

pub use address::is_ip;
pub use cron::{Cron, CronFault};
pub use duration::is_duration;
pub use glob::{glob_matches, is_glob};
pub use host_port::{HostPort, HostPortFault};
pub use names::{is_dns_subdomain, is_label_name, is_label_value};
pub use placeholder::is_placeholder;
pub use quantity::Quantity;
pub use reference::is_reference;
pub use regexp::is_regexp;
pub use template::{is_stand_in, is_template};
pub use time::is_time;
pub use time_zone::{is_time_zone, respelt_time_zone, similar_time_zone};
pub use unix_cron::{UnixCronFault, unix_cron_fault};
pub use url::{Url, UrlFault};
pub use volume::{VolumeFault, is_windows_volume, volume_fault, volume_options};
