//! By what a text gives itself away as a configuration of GitLab Runner.

/// Top-level keys that only GitLab Runner's configuration has.
const RUNNER_GLOBALS: &[&str] = &["concurrent", "check_interval", "session_server", "connection_max_age"];

/// Tables below `[[runners]]`.
const RUNNER_TABLES: &[&str] = &[
    "autoscaler",
    "cache",
    "custom",
    "custom_build_dir",
    "docker",
    "feature_flags",
    "instance",
    "kubernetes",
    "machine",
    "parallels",
    "referees",
    "ssh",
    "virtualbox",
];

/// Keys of `[[runners]]`.
const RUNNER_KEYS: &[&str] = &[
    "executor",
    "token",
    "token_obtained_at",
    "url",
    "clone_url",
    "builds_dir",
];

/// What a TOML text has of a runner configuration. It is found line by line, so that broken files are known, too.
#[derive(Debug, Default)]
pub struct RunnerTraits {
    /// How many settings it has at the top that only GitLab Runner knows.
    pub globals: usize,
    /// Whether it has a table or an array `runners`.
    pub runners: bool,
    /// Whether that has a table of an executor, a cache or the like.
    below: bool,
    /// Whether that has a key that runners have.
    keys: bool,
}

impl RunnerTraits {
    /// What a text has.
    pub fn of(text: &str) -> RunnerTraits {
        let mut found = RunnerTraits::default();
        let mut table = None;
        for line in text.lines().map(str::trim) {
            match line.strip_prefix('[') {
                Some(header) => table = Some(found.header(header)),
                None => found.entry(line, table.as_deref()),
            }
        }
        found
    }

    /// Whether nothing says which runner it is and what runs its jobs, so that registering one has to.
    pub fn are_left_to_registration(&self) -> bool {
        self.globals == 0 && !self.keys
    }

    /// A line that begins with a bracket; gives the name of its table.
    fn header(&mut self, header: &str) -> String {
        let inner = header.trim_start_matches('[').split(']').next().unwrap_or_default();
        let path = key_path(inner);
        if let [first, rest @ ..] = path.as_slice() {
            self.globals += usize::from(first == "session_server");
            self.runners |= first == "runners";
            self.below |= first == "runners" && rest.first().is_some_and(|key| known(RUNNER_TABLES, key));
        }
        path.join(".")
    }

    /// A line below the header of `table`.
    fn entry(&mut self, line: &str, table: Option<&str>) {
        let Some((key, value)) = line.split_once('=') else {
            return;
        };
        let path = key_path(key);
        let [first, rest @ ..] = path.as_slice() else {
            return;
        };
        match table {
            // `concurrent = true` belongs to some other program.
            None => {
                let truth = matches!(value.trim(), "true" | "false");
                self.globals += usize::from(known(RUNNER_GLOBALS, first) && !truth);
                self.runners |= first == "runners" && rest.is_empty();
            }
            Some("runners") => {
                self.keys |= known(RUNNER_KEYS, first);
                self.below |= !rest.is_empty() && known(RUNNER_TABLES, first);
            }
            Some(_) => {}
        }
    }

    /// Whether it can be nothing else than a configuration of GitLab Runner.
    pub fn are_evident(&self) -> bool {
        self.runners && (self.below || self.keys || self.globals > 0) || self.globals > 1
    }
}

fn known(keys: &[&str], key: &str) -> bool {
    keys.contains(&key)
}

/// The parts of a key, in lower case: GitLab Runner compares keys without regard to case.
fn key_path(text: &str) -> Vec<String> {
    let clean = |part: &str| part.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    text.split('.').map(clean).collect()
}
