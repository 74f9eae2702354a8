//! What a run of letters, digits and joining signs is: a URL, an image, an address, a host, a path or plain words.

use super::names::{Kind, Names};
use super::scan::Context;
use super::words::{is_harmless, is_plain};
use crate::schema::texts::is_time_zone;
use crate::schema::{Targets, feature_flags};

/// Endings of files, as opposed to those of domains.
const EXTENSIONS: &str = "apk asc bak bash bat bz2 c cer cert cfg cmd conf config cpp crt cs csproj css csv d deb dll dockerfile \
    env exe gemspec go gradle gz h html img ini iso j2 jar java js json jsonl jsx key kt list lock log md mjs \
    pdf pem php pid pl png properties ps1 py rb rpm rs rst sh sig sln so sock sql sum svg swift tar tf tfvars \
    tgz toml tpl ts tsx txt war whl xml xz yaml yml zip zst";

impl Names {
    /// A run of signs that [`super::scan::Scan`] does not take apart.
    pub(super) fn chunk(&mut self, chunk: &str, context: Context) -> String {
        if context == Context::Structure {
            return self.words(chunk);
        }
        if let Some(kind) = self.told.get(chunk).copied().filter(|_| !is_harmless(chunk)) {
            return self.told(kind, chunk);
        }
        // A zone says where somebody lives, and a misspelt flag which one was meant.
        if chunk.contains('/') && is_time_zone(chunk) {
            return "Etc/UTC".to_owned();
        }
        if chunk.starts_with("FF_") && feature_flags::like(chunk, Targets::NEWEST.runner.version).is_some() {
            return chunk.to_owned();
        }
        if let Some((scheme, rest)) = chunk.split_once("://") {
            return self.words(scheme) + "://" + &self.url(scheme, rest);
        }
        // The user before it was secret.
        if let Some(rest) = chunk.strip_prefix('@') {
            return "@".to_owned() + &self.url("", rest);
        }
        if let Some((before, after)) = chunk.rsplit_once('@') {
            return self.at(before, after, context);
        }
        if let Some(address) = self.address(chunk) {
            return address;
        }
        if let Some((host, address)) = chunk.split_once(':')
            && address.contains(':')
            && let Some(address) = self.address(address)
        {
            return self.part(host, true) + ":" + &address;
        }
        self.parts(chunk, context)
    }

    /// What follows `://`.
    fn url(&mut self, scheme: &str, rest: &str) -> String {
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if matches!(scheme, "s3" | "gs") && authority.contains(char::is_alphanumeric) {
            return self.told(Kind::Bucket, authority) + &self.path(path);
        }
        if matches!(scheme, "file" | "unix" | "npipe") {
            return self.path(rest);
        }
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (self.account(user) + "@", host),
            None => (String::new(), authority),
        };
        user + &self.parts(host, Context::Host) + &self.path(path)
    }

    /// `name@host`, `image@digest`, `component@version`.
    fn at(&mut self, before: &str, after: &str, context: Context) -> String {
        if let Some(digest) = after.strip_prefix("sha256:") {
            return self.chunk(before, context) + "@sha256:" + &self.digest(digest);
        }
        let host = after.split([':', '/']).next().unwrap_or_default();
        let is_version = host.starts_with(|c: char| c.is_ascii_digit() || c == '~') || !host.contains('.');
        match before.contains(['/', ':', '@']) || is_version {
            true => self.chunk(before, context) + "@" + &self.path(after),
            false => self.account(before) + "@" + &self.url("", after),
        }
    }

    fn digest(&mut self, digest: &str) -> String {
        if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return self.words(digest);
        }
        let number = digest
            .trim_start_matches('0')
            .parse()
            .ok()
            .filter(|_| digest.starts_with("0000000000"));
        match number {
            Some(number) => {
                self.take(Kind::Digest, number);
                digest.to_owned()
            }
            None => format!("{:064}", self.number(Kind::Digest, digest)),
        }
    }

    /// Parts between colons: `host:port/path`, `image:tag`, `from:to:ro`.
    fn parts(&mut self, chunk: &str, context: Context) -> String {
        let first = chunk.split([':', '/']).next().unwrap_or_default();
        let begins_with_host = match context {
            Context::Host => true,
            Context::Image => first.contains('.') && chunk.contains('/'),
            _ => false,
        };
        let mut new = Vec::new();
        for (index, part) in chunk.split(':').enumerate() {
            new.push(match context {
                // A tag may look like a domain, and a name of Docker Hub too.
                Context::Image if (index > 0 || !begins_with_host) && !part.contains('/') => self.words(part),
                _ => self.part(part, index == 0 && begins_with_host),
            });
        }
        new.join(":")
    }

    fn part(&mut self, part: &str, begins_with_host: bool) -> String {
        if let Some(address) = self.address(part) {
            return address;
        }
        match part.split_once('/') {
            Some((head, path)) if !head.is_empty() && !head.starts_with(['.', '~']) => {
                let head = match self.address(head) {
                    Some(address) => address,
                    None => self.dotted(head, begins_with_host),
                };
                head + "/" + &self.path(path)
            }
            Some(_) => self.path(part),
            None => self.dotted(part, begins_with_host),
        }
    }

    /// Steps between slashes.
    fn path(&mut self, path: &str) -> String {
        let mut new = Vec::new();
        let mut before = "";
        for step in path.split('/') {
            new.push(match before {
                "home" | "Users" if !step.is_empty() => self.account(step),
                _ if step.contains(':') => self.parts(step, Context::Text),
                _ => self.dotted(step, false),
            });
            before = step;
        }
        new.join("/")
    }

    /// A word with dots, which may be a host or a file.
    fn dotted(&mut self, text: &str, is_host: bool) -> String {
        let core = text.trim_matches(|c: char| !c.is_alphanumeric());
        let labels = || core.split('.');
        let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
        if !core.contains('.') || !labels().all(is_label) {
            return self.words(text);
        }
        let lower = core.to_lowercase();
        let is_domain = |last: &str| {
            last.len() > 1 && last.chars().all(char::is_alphabetic) && EXTENSIONS.split(' ').all(|known| known != last)
        };
        let looks_like_host = || !is_plain(core) && lower.rsplit('.').next().is_some_and(is_domain);
        if !(is_host || self.hosts.contains(&lower) || looks_like_host()) {
            return self.words(text);
        }
        let start = text.find(core).unwrap_or(0);
        format!("{}{}{}", &text[..start], self.host(core), &text[start + core.len()..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, context: Context) -> String {
        Names::default().chunk(text, context)
    }

    #[test]
    fn urls_keep_their_scheme_and_port() {
        let text = |text| named(text, Context::Text);
        assert_eq!(
            text("https://git.acme.de:8443/ana/app.git"),
            "https://host-1.example.com:8443/name1/app.git"
        );
        assert_eq!(text("https://gitlab.com/"), "https://gitlab.com/");
        assert_eq!(text("tcp://docker:2376"), "tcp://docker:2376");
        assert_eq!(text("http://minio-acme:9000"), "http://minio-name1:9000");
        assert_eq!(text("unix:///var/run/docker.sock"), "unix:///var/run/docker.sock");
        assert_eq!(text("s3://acme/cache"), "s3://bucket-1/cache");
    }

    #[test]
    fn images_keep_tags_and_official_names() {
        let image = |text| named(text, Context::Image);
        assert_eq!(image("docker:27-dind"), "docker:27-dind");
        assert_eq!(image("alpine:3.20"), "alpine:3.20");
        assert_eq!(
            image("registry.acme.de:5000/shop/app:1.2.acme"),
            "host-1.example.com:5000/name1/app:1.2.name2"
        );
        assert_eq!(image("registry.gitlab.com/acme/app"), "registry.gitlab.com/name1/app");
        let digest = "ab".repeat(32);
        assert_eq!(
            image(&format!("alpine@sha256:{digest}")),
            format!("alpine@sha256:{:064}", 1)
        );
    }

    #[test]
    fn paths_keep_what_everybody_has() {
        let text = |text| named(text, Context::Text);
        assert_eq!(text("/home/ana/builds:/builds:rw"), "/home/user-1/builds:/builds:rw");
        assert_eq!(
            text("/etc/docker/certs.d/reg.acme.de:5000/ca.crt"),
            "/etc/docker/certs.d/host-1.example.com:5000/ca.crt"
        );
        assert_eq!(text("./acme.sh"), "./name1.sh");
        assert_eq!(text("ana@acme.de"), "user-1@host-1.example.com");
    }

    #[test]
    fn hosts_beside_addresses_are_hosts() {
        let host = |text| named(text, Context::Host);
        assert_eq!(host("git.acme.de:10.0.0.5"), "host-1.example.com:10.0.0.5");
        assert_eq!(host("git.acme.de:2a01:4f8::1"), "host-1.example.com:2001:db8::1");
        assert_eq!(host("build.sh"), "host-1.example.com");
    }
}
