//! Requests for GPUs, as `docker run --gpus` and GitLab Runner read them.

/// What is wrong with a request for GPUs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GpusFault {
    /// Quotes in the wrong place.
    Quotes,
    /// A field without `=` is no number and not `all`.
    Count(String),
    /// There is no such key.
    Key(String),
    /// A key comes twice.
    Twice(String),
    /// A number of GPUs and single devices are asked for at once.
    CountAndDevices,
}

/// What is wrong with the text as a request for GPUs: `all`, `2`, `"device=0,1"`.
///
/// Source: docker/cli `opts/gpus.go`, `GpuOpts.Set`, which GitLab Runner `executors/docker/docker.go` calls, 19.4; moby
/// `daemon/devices_nvidia_linux.go`, 29.7, for the last one.
pub fn gpus_fault(text: &str) -> Option<GpusFault> {
    // More lines than one are read in a way of their own.
    if text.trim().is_empty() || text.contains(['\n', '\r']) {
        return None;
    }
    let Some(fields) = csv(text) else {
        return Some(GpusFault::Quotes);
    };
    let mut seen: Vec<String> = Vec::new();
    let mut count = 0;
    for field in &fields {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (field.as_str(), None),
        };
        if seen.iter().any(|other| other == key) {
            return Some(GpusFault::Twice(key.to_owned()));
        }
        seen.push(key.to_owned());
        match (key, value) {
            (text, None) | ("count", Some(text)) => match number(text) {
                Some(number) => count = number,
                None => return Some(GpusFault::Count(text.to_owned())),
            },
            ("driver" | "device" | "capabilities" | "options", Some(_)) => {}
            (key, Some(_)) => return Some(GpusFault::Key(key.to_owned())),
        }
        if value.is_none() {
            seen.push("count".to_owned());
        }
    }
    (count != 0 && seen.iter().any(|key| key == "device")).then_some(GpusFault::CountAndDevices)
}

/// The request that a list of devices without its quotes means: `"device=0,1"` for `device=0,1`.
pub fn gpus_meant(text: &str) -> Option<String> {
    let devices = text.strip_prefix("device=")?;
    let is_list = devices.contains(',') && !devices.contains(['"', '=', ' ']);
    is_list.then(|| format!("\"{text}\""))
}

fn number(text: &str) -> Option<i64> {
    if text == "all" { Some(-1) } else { text.parse().ok() }
}

/// The fields of a line as Go's `encoding/csv` reads it.
fn csv(line: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, tail) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (field, tail) = rest.split_at(end);
                (!field.contains('"')).then(|| (field.to_owned(), tail))?
            }
        };
        fields.push(field);
        match tail.strip_prefix(',') {
            Some(next) => rest = next,
            None => return tail.is_empty().then_some(fields),
        }
    }
}

/// A field up to its closing quote, and what follows.
fn quoted_field(text: &str) -> Option<(String, &str)> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let (part, tail) = rest.split_once('"')?;
        field.push_str(part);
        match tail.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Some((field, tail)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_as_docker_tells_them() {
        for text in [
            "all",
            "2",
            "",
            " ",
            "device=0",
            "\"device=0,1\"",
            "driver=nvidia,count=2",
            "\"device=0,2\",capabilities=utility",
            "all,\"capabilities=utility,compute\"",
            "device=GPU-3a23c669",
            "device=0,count=0",
        ] {
            assert_eq!(gpus_fault(text), None, "{text}");
        }
        let count = |text: &str| Some(GpusFault::Count(text.to_owned()));
        assert_eq!(gpus_fault("true"), count("true"));
        assert_eq!(gpus_fault("count=some"), count("some"));
        assert_eq!(gpus_fault("2 "), count("2 "));
        assert_eq!(gpus_fault("device=0,GPU-1"), count("GPU-1"));
        assert_eq!(gpus_fault("id=0"), Some(GpusFault::Key("id".to_owned())));
        assert_eq!(
            gpus_fault("device=0,device=1"),
            Some(GpusFault::Twice("device".to_owned()))
        );
        assert_eq!(gpus_fault("all,count=2"), Some(GpusFault::Twice("count".to_owned())));
        assert_eq!(gpus_fault("device=0,1"), Some(GpusFault::CountAndDevices));
        assert_eq!(gpus_fault("\"device=0,1"), Some(GpusFault::Quotes));
        assert_eq!(gpus_fault("device=\"0,1\""), Some(GpusFault::Quotes));
    }

    #[test]
    fn a_list_of_devices_wants_quotes() {
        assert_eq!(gpus_meant("device=0,1").as_deref(), Some("\"device=0,1\""));
        assert_eq!(gpus_meant("device=0,capabilities=utility"), None);
        assert_eq!(gpus_meant("all"), None);
    }
}
