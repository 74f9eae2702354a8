//! Cutting a file into stretches: what its strings are follows from the keys above them.

use std::ops::Range;

use super::names::Kind;
use super::scan::{Context, Region};
use super::words::is_plain;
use crate::schema::{daemon, runner};
use crate::source::{Format, Role, SourceFile, Span};
use crate::syntax::{Document, Node, Scalar, Style, Value};

/// All stretches of a file, in order and without gaps. `unread` are lines that could not be read.
pub(super) fn regions(document: &Document, file: &SourceFile, unread: &[usize]) -> Vec<Region> {
    let mut places = Places {
        role: file.role,
        format: document.format,
        text: file.text(),
        path: Vec::new(),
        found: Vec::new(),
    };
    for root in std::iter::once(&document.root).chain(&document.others) {
        places.node(root);
    }
    for comment in &document.comments {
        places.put(*comment, Context::Comment, Style::Bare);
    }
    places
        .found
        .sort_by_key(|region| (region.range.start, region.range.end));
    let mut unread: Vec<Range<usize>> = unread.iter().map(|line| file.lines().range(*line)).collect();
    if file.secrets().iter().any(|secret| secret.len() == file.text().len()) && !file.text().is_empty() {
        unread = std::iter::once(0..file.text().len()).collect();
    }
    joined(places.found, &unread, file.text().len())
}

/// The stretches, what lies between them, and the unread lines, which come before everything else.
fn joined(found: Vec<Region>, unread: &[Range<usize>], length: usize) -> Vec<Region> {
    let mut all: Vec<Region> = Vec::new();
    let mut at = 0;
    let mut fill = |until: usize, all: &mut Vec<Region>, next: Option<Region>| {
        if at < until {
            all.push(plain(at..until, Context::Structure));
            at = until;
        }
        if let Some(mut next) = next {
            next.range.start = next.range.start.max(at);
            at = at.max(next.range.end);
            all.extend(Some(next).filter(|next| !next.range.is_empty()));
        }
    };
    let mut lines = unread.iter().cloned().peekable();
    for region in found {
        while let Some(line) = lines.next_if(|line| line.start < region.range.end) {
            fill(line.start, &mut all, Some(plain(line, Context::Unread)));
        }
        fill(region.range.start, &mut all, Some(region));
    }
    for line in lines {
        fill(line.start, &mut all, Some(plain(line, Context::Unread)));
    }
    fill(length, &mut all, None);
    all
}

fn plain(range: Range<usize>, context: Context) -> Region {
    Region {
        range,
        context,
        escapes: false,
    }
}

struct Places<'a> {
    role: Role,
    format: Format,
    text: &'a str,
    /// The keys above, in lower case.
    path: Vec<String>,
    found: Vec<Region>,
}

impl Places<'_> {
    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(Scalar::String(_)) => self.put(node.span, self.context(), node.style),
            Value::Scalar(_) => self.put(node.span, Context::Plain, node.style),
            Value::Sequence(items) => items.iter().for_each(|item| self.node(item)),
            Value::Mapping(entries) => {
                for entry in entries {
                    self.key(entry.key.span);
                    self.path.push(entry.key.value.to_lowercase());
                    self.node(&entry.node);
                    self.path.pop();
                }
            }
            Value::Alias(_) | Value::Broken => {}
        }
    }

    fn key(&mut self, span: Span) {
        let raw = self.text.get(span.range()).unwrap_or_default();
        let style = if raw.starts_with('"') {
            Style::DoubleQuoted
        } else {
            Style::Bare
        };
        if self.is_misspelt(raw.trim_matches(['"', '\''])) {
            return self.put(span, Context::Plain, style);
        }
        let is_registry = self
            .path
            .last()
            .is_some_and(|key| key == "auths" || key == "credhelpers");
        self.put(span, if is_registry { Context::Host } else { Context::Text }, style);
    }

    /// Whether a key is nearly one that there is, which says which one was meant and no more.
    fn is_misspelt(&self, key: &str) -> bool {
        if is_plain(key) {
            return false;
        }
        let near = |known: &str| {
            let alike = known.len() > 4 && known.len().abs_diff(key.len()) <= 2;
            alike && strsim::damerau_levenshtein(known, key) <= 2
        };
        match self.role {
            Role::RunnerConfig | Role::RunnerTemplate => runner::root().all().iter().any(|known| near(known.name)),
            Role::DaemonConfig => daemon::keys().iter().any(|known| near(known.name)),
            _ => false,
        }
    }

    fn put(&mut self, span: Span, context: Context, style: Style) {
        let doubled = matches!(style, Style::DoubleQuoted | Style::TripleDouble);
        self.found.push(Region {
            range: span.range(),
            context,
            escapes: doubled || self.format == Format::Json,
        });
    }

    /// What a string is below these keys.
    fn context(&self) -> Context {
        let above = |steps: usize| {
            let at = self.path.len().checked_sub(steps + 1);
            at.and_then(|at| self.path.get(at)).map_or("", String::as_str)
        };
        let is_runner = matches!(self.role, Role::RunnerConfig | Role::RunnerTemplate);
        match above(0) {
            "image" | "helper_image" | "allowed_images" | "allowed_services" | "services" => Context::Image,
            "allowed_users" => Context::Name(Kind::User),
            "name" if matches!(above(1), "services" | "image") => Context::Image,
            "token" if is_runner && above(1) == "runners" => Context::Token,
            "base" | "bip" | "bip6" | "fixed-cidr" | "fixed-cidr-v6" => Context::Pool,
            "name" if is_runner && above(1) == "runners" => Context::Name(Kind::Runner),
            "bucketname" | "containername" | "accountname" if is_runner => Context::Name(Kind::Bucket),
            "user" | "username" => Context::Name(Kind::User),
            "hostname" | "alias" | "extra_hosts" | "insecure-registries" | "registry-mirrors" | "mirrors" => {
                Context::Host
            }
            "host" | "serveraddress" | "domainname" | "dns_search" | "dns-search" | "dns-opts" => Context::Host,
            "listen_address" | "advertise_address" => Context::Host,
            _ => Context::Text,
        }
    }
}
