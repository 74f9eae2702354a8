//! Names of machines: which stay, and what the others are called.

use super::names::{Kind, Names};
use super::words::{is_plain, runs};
use crate::schema::daemon::mirror;

/// Services that everybody uses and the rules know.
const PUBLIC: &[&str] = &[
    "gitlab.com",
    "registry.gitlab.com",
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "auth.docker.io",
    "hub.docker.com",
    "download.docker.com",
    "get.docker.com",
    "github.com",
    "api.github.com",
    "raw.githubusercontent.com",
    "registry.k8s.io",
    "registry.access.redhat.com",
    "registry.redhat.io",
    "registry.fedoraproject.org",
    "public.ecr.aws",
    "docker.elastic.co",
    "docker.n8n.io",
    "mirror.gcr.io",
    "cgr.dev",
    "lscr.io",
    "s3.amazonaws.com",
    "storage.googleapis.com",
    "blob.core.windows.net",
    "host.docker.internal",
    "gateway.docker.internal",
    "kubernetes.docker.internal",
    "kubernetes.default.svc",
    "example.com",
    "example.org",
    "example.net",
];

/// Domains of services below which customers have names of their own: the ending stays.
const PROVIDERS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "googleapis.com",
    "digitaloceanspaces.com",
    "r2.cloudflarestorage.com",
    "blob.core.windows.net",
    "azurecr.io",
    "pkg.dev",
    "gcr.io",
    "aliyuncs.com",
];

/// Endings that say how far away a host is, and those of names that stand for no host; they stay.
///
/// Source: as for `schema::texts::Reach`; RFC 2606.
const ENDINGS: &[&str] = &[
    "docker.internal",
    "containers.internal",
    "svc.cluster.local",
    "svc",
    "home.arpa",
    "fritz.box",
    "localhost",
    "localdomain",
    "local",
    "lan",
    "home",
    "corp",
    "internal",
    "intranet",
    "test",
    "invalid",
    "example",
    "example.org",
    "example.net",
    "example.com",
];

impl Names {
    /// The pseudonym of a name with dots that stands for a host. Below a domain that the files name, too, it stays below it.
    pub(super) fn host(&mut self, original: &str) -> String {
        let lower = original.to_ascii_lowercase();
        if self.stays(&lower) {
            return original.to_owned();
        }
        if let Some(labels) = PROVIDERS.iter().find_map(|provider| below(&lower, provider)) {
            let ending = &lower[labels.len()..];
            return self.words(labels) + ending;
        }
        self.hosts.insert(lower.clone());
        let number = self.number(Kind::Host, &lower);
        let mut above = lower.match_indices('.').map(|(at, _)| &lower[at + 1..]);
        let domain = above.find(|above| above.contains('.') && self.hosts.contains(*above));
        let domain = match domain.map(str::to_owned) {
            Some(domain) => self.host(&domain),
            None => ending(&lower).to_owned(),
        };
        format!("host-{number}.{domain}")
    }

    /// Whether a host may be named: a public service, or a name that stands for none.
    fn stays(&mut self, lower: &str) -> bool {
        if let Some(rest) = lower.strip_prefix("host-") {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            if let (Ok(number), Some(domain)) = (rest[..digits].parse(), rest[digits..].strip_prefix('.')) {
                self.take(Kind::Host, number);
                return ENDINGS.contains(&domain) || self.stays(domain);
            }
        }
        let documented = ["example.com", "example.org", "example.net", "example"];
        let is_example = documented
            .iter()
            .find_map(|domain| below(lower, domain))
            .is_some_and(is_plain);
        is_example || PUBLIC.contains(&lower) || mirror(lower).is_some_and(|mirror| !mirror.host.starts_with('*'))
    }

    /// A text in which every word that is not harmless has its pseudonym; what joins the words stays.
    pub(super) fn words(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for run in runs(text) {
            out.push_str(&text[at..run.start]);
            at = run.end;
            out.push_str(&self.run(&text[run]));
        }
        out + &text[at..]
    }

    fn run(&mut self, word: &str) -> String {
        if self.keeps(word) {
            return word.to_owned();
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.digits(word);
        }
        let humps = super::words::humps(word).into_iter().map(|hump| &word[hump]);
        humps
            .map(|hump| match self.keeps(hump) {
                true => hump.to_owned(),
                false => self.word(hump),
            })
            .collect()
    }
}

/// What stands before `.domain`.
fn below<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    host.strip_suffix(domain)?
        .strip_suffix('.')
        .filter(|labels| !labels.is_empty())
}

fn ending(host: &str) -> &'static str {
    let fits = |ending: &&&str| below(host, ending).is_some();
    ENDINGS.iter().find(fits).copied().unwrap_or("example.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_services_stay_and_others_are_numbered() {
        let mut names = Names::default();
        for host in [
            "registry.gitlab.com",
            "GitLab.com",
            "gitlab.example.com",
            "hub-mirror.c.163.com",
        ] {
            assert_eq!(names.host(host), host);
        }
        assert_eq!(names.host("git.acme.de"), "host-1.example.com");
        assert_eq!(names.host("Git.acme.de"), "host-1.example.com");
        assert_eq!(names.host("ana.example.com"), "host-2.example.com");
        assert_eq!(names.host("nas.lan"), "host-3.lan");
    }

    #[test]
    fn a_host_stays_below_its_domain() {
        let mut names = Names::default();
        assert_eq!(names.host("acme.de"), "host-1.example.com");
        assert_eq!(names.host("git.acme.de"), "host-2.host-1.example.com");
        assert_eq!(names.host("host-2.host-1.example.com"), "host-2.host-1.example.com");
    }

    #[test]
    fn what_a_provider_is_known_by_stays() {
        let mut names = Names::default();
        assert_eq!(
            names.host("123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
            "100000000001.dkr.ecr.eu-west-1.amazonaws.com"
        );
        assert_eq!(names.host("acme.azurecr.io"), "name1.azurecr.io");
    }
}
