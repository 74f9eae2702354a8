//! Limits and settings of the kernel, as they are given to containers.

/// What is wrong with an entry of `ulimit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UlimitFault {
    /// GitLab Runner cannot read it as `soft` or `soft:hard`.
    Unreadable,
    /// The kernel has no limit of this name.
    Name,
    /// The soft limit is above the hard one.
    SoftAboveHard,
}

/// What is wrong with an entry of `ulimit`.
///
/// Source: GitLab Runner `common/config.go`, `GetUlimits`, 19.4; runc `libcontainer/specconv`, the names; setrlimit(2).
pub fn ulimit_fault(name: &str, limits: &str) -> Option<UlimitFault> {
    let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
    let (Ok(soft), Ok(hard)) = (soft.parse::<i64>(), hard.parse::<i64>()) else {
        return Some(UlimitFault::Unreadable);
    };
    let names = [
        "as",
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ];
    // -1 stands for no limit, which is above all others.
    let above = soft.cast_unsigned() > hard.cast_unsigned();
    if !names.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(UlimitFault::Name);
    }
    above.then_some(UlimitFault::SoftAboveHard)
}

/// Whether dockerd takes a rule for devices: `c 1:3 rwm`.
///
/// Source: moby `daemon/pkg/oci/oci.go`, `deviceCgroupRuleRegex`, 29.7.
pub fn is_device_cgroup_rule(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let [kind, numbers, access] = words[..] else {
        return false;
    };
    let is_number =
        |text: &str| text == "*" || text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<i64>().is_ok();
    let numbers = numbers
        .split_once(':')
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor));
    let access = (1..=3).contains(&access.len()) && access.bytes().all(|byte| b"rwm".contains(&byte));
    matches!(kind, "a" | "b" | "c") && numbers && access
}

/// Whether a setting of the kernel surely belongs to the whole machine, so that runc sets it for no container.
///
/// Source: runc 1.3 `libcontainer/configs/validate/validator.go`, `sysctl`.
pub fn is_sysctl_of_machine(name: &str) -> bool {
    let of_container = [
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
        "kernel.domainname",
        "kernel.hostname",
    ];
    let first = name.split('.').next().unwrap_or(name);
    let of_machine = matches!(first, "vm" | "fs" | "kernel" | "dev" | "debug");
    name.contains('.')
        && !name.contains('/')
        && of_machine
        && !name.starts_with("fs.mqueue.")
        && !of_container.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_one_or_two_numbers() {
        for (name, limits) in [
            ("nofile", "1024"),
            ("nofile", "1024:2048"),
            ("core", "-1"),
            ("core", "0:-1"),
            ("MEMLOCK", "+1"),
        ] {
            assert_eq!(ulimit_fault(name, limits), None, "{name}={limits}");
        }
        for limits in ["", "unlimited", "1024:", "1024:2048:4096", "1k", " 1", "1.5"] {
            assert_eq!(
                ulimit_fault("nofile", limits),
                Some(UlimitFault::Unreadable),
                "{limits}"
            );
        }
        assert_eq!(ulimit_fault("nofiles", "1"), Some(UlimitFault::Name));
        assert_eq!(ulimit_fault("core", "2:1"), Some(UlimitFault::SoftAboveHard));
        assert_eq!(ulimit_fault("core", "-1:1"), Some(UlimitFault::SoftAboveHard));
    }

    #[test]
    fn rules_for_devices_are_told_as_dockerd_tells_them() {
        for text in ["c 1:3 rwm", "a *:* r", "b 8:* mrw", "c 189:* rr"] {
            assert!(is_device_cgroup_rule(text), "{text}");
        }
        for text in [
            "",
            "c 1:1  rwm",
            " c 1:1 rwm",
            "c 1 rwm",
            "x 1:1 r",
            "c 1:3 rwmr",
            "c 1:3 x",
            "c -1:3 r",
            "a",
        ] {
            assert!(!is_device_cgroup_rule(text), "{text}");
        }
    }

    #[test]
    fn settings_of_the_machine_are_told_from_those_of_containers() {
        for name in [
            "vm.max_map_count",
            "fs.file-max",
            "kernel.pid_max",
            "fs.inotify.max_user_watches",
        ] {
            assert!(is_sysctl_of_machine(name), "{name}");
        }
        for name in [
            "net.core.somaxconn",
            "kernel.shmmax",
            "fs.mqueue.msg_max",
            "user.max",
            "vm/x",
            "vm",
        ] {
            assert!(!is_sysctl_of_machine(name), "{name}");
        }
    }
}
