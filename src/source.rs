//! Texts and the places in them: files, spans, addresses, lines, embedding and masking.

mod address;
mod decode;
mod embed;
mod fold;
mod glob;
mod lines;
mod mask;
mod name;
mod project;
mod repeats;
mod role;
mod shapes;

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use address::{Address, Step, Upwards};
pub use decode::{Encoding, Undecodable, decode, encode};
pub use embed::{Block, Embedding};
pub use fold::{equal_fold, folded};
pub use glob::is_at;
pub use lines::{Lines, Position};
pub use name::Name;
pub use project::{Project, ProjectFile, plain_path};
pub use repeats::Repeats;
pub use role::{Format, Role};
pub use shapes::{holds_variables, known_prefix, names_secret, takes_secret, token_shapes, value_in_name};

/// A text to be shown in which what looks like a secret is replaced by `*`: messages quote keys, and a key can be anything.
pub fn redacted(text: &str) -> Cow<'_, str> {
    mask::masked(text, &token_shapes(text))
}

/// The name of a variable to be shown, in which its value may have ended up.
pub fn redacted_name(name: &str) -> Cow<'_, str> {
    let mut found = token_shapes(name);
    found.extend(value_in_name(name).map(|from| from..name.len()));
    mask::masked(name, &found)
}

/// Which file of a run; an index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The file at `index` of the run.
    pub fn new(index: usize) -> FileId {
        FileId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Its index in the run.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of one file, in bytes of its decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One after the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`; `load` refuses texts beyond 4 GiB.
    pub fn new(file: FileId, range: Range<usize>) -> Span {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            file,
            start: cut(range.start),
            end: cut(range.end),
        }
    }

    /// The bytes as a range of the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span at its end.
    pub fn after(self) -> Span {
        Span {
            start: self.end,
            ..self
        }
    }

    /// The empty span at its start.
    pub fn before(self) -> Span {
        Span {
            end: self.start,
            ..self
        }
    }

    /// The shortest span that holds both; both lie in one file.
    pub fn join(self, other: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A value and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub span: Span,
}

/// Where something is: for eyes (a span) and for meaning (an address).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The bytes to point at.
    pub span: Span,
    /// The path from the root of its document.
    pub address: Address,
}

/// Why a file is part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Named on the command line, or found by discovery.
    Asked,
    /// A local file that a pipeline of the run includes, and all pipelines of the run were asked for.
    Included,
    /// Read because another file refers to it or lies beside it.
    Context,
}

impl Origin {
    /// Whether a fix may change such a file.
    pub fn may_be_changed(self) -> bool {
        matches!(self, Origin::Asked | Origin::Included)
    }
}

/// What the disk says about a file; recorded by `load`, absent for texts that came from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Permission bits, such as `0o600`.
    pub mode: u32,
    /// User id of the owner.
    pub uid: u32,
    /// Group id of the owner.
    pub gid: u32,
    /// When it was read, in seconds since 1970.
    pub read: u64,
}

/// One text of a run.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as it was given.
    pub path: PathBuf,
    /// What it is.
    pub role: Role,
    /// Why it is part of the run.
    pub origin: Origin,
    /// What the disk says about it.
    pub facts: Option<Facts>,
    /// The first bytes that are no text, if any; such a file is read with U+FFFD and never edited.
    pub undecodable: Option<Undecodable>,
    content: Arc<Content>,
    secrets: Vec<Range<usize>>,
    embedding: Option<Embedding>,
}

/// What a file holds; the copies of one share it.
#[derive(Debug)]
struct Content {
    encoding: Encoding,
    /// The bytes, where they are not those of the text.
    bytes: Option<Vec<u8>>,
    text: String,
    lines: Lines,
}

impl SourceFile {
    /// A file of the run from its bytes.
    pub fn new(path: impl Into<PathBuf>, role: Role, bytes: Vec<u8>) -> SourceFile {
        let ((text, encoding, undecodable), bytes) = match String::from_utf8(bytes) {
            Ok(text) if !text.starts_with('\u{feff}') => ((text, Encoding::Utf8, None), None),
            Ok(text) => (decode(text.as_bytes()), Some(text.into_bytes())),
            Err(error) => (decode(error.as_bytes()), Some(error.into_bytes())),
        };
        let lines = Lines::new(&text);
        SourceFile {
            path: path.into(),
            role,
            origin: Origin::Asked,
            facts: None,
            undecodable,
            content: Arc::new(Content {
                encoding,
                bytes,
                text,
                lines,
            }),
            secrets: Vec::new(),
            embedding: None,
        }
    }

    /// A text that stands inside another file of the run, such as JSON in an environment entry.
    pub fn embedded(host: &SourceFile, role: Role, text: String, embedding: Embedding) -> SourceFile {
        SourceFile {
            origin: host.origin,
            embedding: Some(embedding),
            ..SourceFile::new(host.path.clone(), role, text.into_bytes())
        }
    }

    /// The same file with another text, in the same encoding.
    pub fn with_text(&self, text: String) -> SourceFile {
        let encoding = self.encoding();
        let bytes = (encoding != Encoding::Utf8).then(|| encode(&text, encoding));
        let lines = Lines::new(&text);
        let replaced = text.find(char::REPLACEMENT_CHARACTER);
        SourceFile {
            undecodable: self
                .undecodable
                .and_then(|bad| Some(Undecodable { at: replaced?, ..bad })),
            content: Arc::new(Content {
                encoding,
                bytes,
                text,
                lines,
            }),
            secrets: Vec::new(),
            ..self.clone()
        }
    }

    /// The text with every secret byte replaced by `*`; what reporters may see.
    pub fn masked(&self) -> Cow<'_, str> {
        mask::masked(&self.content.text, &self.secrets)
    }

    /// The decoded text, without a byte order mark. It may hold secrets.
    pub fn text(&self) -> &str {
        &self.content.text
    }

    /// The bytes as they were read, for comparing with the disk.
    pub fn bytes(&self) -> &[u8] {
        self.content.bytes.as_deref().unwrap_or(self.content.text.as_bytes())
    }

    /// The SHA-256 of the bytes, in hex.
    pub fn digest(&self) -> String {
        let digest = Sha256::digest(self.bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How the bytes encode the text.
    pub fn encoding(&self) -> Encoding {
        self.content.encoding
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, byte: u32) -> Position {
        self.content.lines.position(&self.content.text, byte as usize)
    }

    /// Its line index.
    pub fn lines(&self) -> &Lines {
        &self.content.lines
    }

    /// Marks a stretch as secret.
    pub fn hide(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.secrets.push(range);
        }
    }

    /// The secret stretches.
    pub fn secrets(&self) -> &[Range<usize>] {
        &self.secrets
    }

    /// Whether a byte of `range` is secret.
    pub fn holds_secret(&self, range: Range<usize>) -> bool {
        self.secrets
            .iter()
            .any(|secret| secret.start < range.end && range.start < secret.end)
    }

    /// Whether something is secret in `range` but quotes, blanks and other signs: what has to be kept in order to bring the text
    /// back.
    pub fn holds_secret_word(&self, range: Range<usize>) -> bool {
        // Most edits add something, and there may be many secrets.
        !range.is_empty()
            && self.secrets.iter().any(|secret| {
                let shared = secret.start.max(range.start)..secret.end.min(range.end);
                // A range that ends within a character is no text, and may hold anything.
                let has_word = |text: &str| text.contains(char::is_alphanumeric);
                shared.start < shared.end && self.text().get(shared).is_none_or(has_word)
            })
    }

    /// Whether `range` says the same as `there` of another file; nothing else is learnt of it.
    pub fn says_the_same(&self, range: Range<usize>, other: &SourceFile, there: Range<usize>) -> bool {
        self.content.text.get(range) == other.content.text.get(there)
    }

    /// Whether another program may fill it in before it is read: a text that YAML carries for Helm, Flux or Compose, or a file
    /// whose name ends as those of templates do. GitLab Runner itself fills nothing in.
    pub fn may_be_template(&self) -> bool {
        self.embedding.is_some() || self.path.extension().is_some_and(is_of_template)
    }

    /// Where it stands, if it stands inside another file.
    pub fn embedding(&self) -> Option<&Embedding> {
        self.embedding.as_ref()
    }
}

/// Whether names of templates end so: of Jinja, Terraform, Go, ERB, envsubst and what `sed` fills in.
pub fn is_of_template(extension: &std::ffi::OsStr) -> bool {
    let known = [
        "j2", "jinja", "jinja2", "tpl", "tftpl", "tmpl", "gotmpl", "erb", "epp", "envsubst", "template", "in",
    ];
    known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// The files of a run, in the order they were given.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// What is known of the project around them.
    pub project: Project,
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a file and gives its id.
    pub fn push(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId::new(self.files.len() - 1)
    }

    /// The file with this id.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.index()]
    }

    /// The file with this id, to be changed.
    pub fn get_mut(&mut self, id: FileId) -> &mut SourceFile {
        &mut self.files[id.index()]
    }

    /// All files with their ids, embedded texts included.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId::new(index), file))
    }

    /// The files that lie on the disk (or came from standard input), without embedded texts.
    pub fn hosts(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.iter().filter(|(_, file)| file.embedding.is_none())
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text().len()).sum()
    }

    /// Number of files, embedded texts included.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file at `path`, if it is part of the run.
    pub fn by_path(&self, path: &Path) -> Option<FileId> {
        self.hosts().find(|(_, file)| file.path == path).map(|(id, _)| id)
    }

    /// The run without embedded texts and marked secrets: what a reader starts from.
    pub fn bare(&self) -> Sources {
        let files = self
            .files
            .iter()
            .filter(|file| file.embedding.is_none())
            .map(|file| SourceFile {
                secrets: Vec::new(),
                ..file.clone()
            })
            .collect();
        Sources {
            project: self.project.clone(),
            files,
        }
    }

    /// The file on the disk in which a file stands: itself, unless it is embedded.
    pub fn host(&self, id: FileId) -> FileId {
        match &self.get(id).embedding {
            Some(embedding) => self.host(embedding.file),
            None => id,
        }
    }

    /// A span of an embedded text as a span of the file on the disk.
    pub fn lift(&self, span: Span) -> Span {
        match &self.get(span.file).embedding {
            Some(embedding) => self.lift(embedding.lift(span)),
            None => span,
        }
    }
}
