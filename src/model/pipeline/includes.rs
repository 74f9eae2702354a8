//! `include:`: the contents that GitLab puts together to one pipeline.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/external/mapper/*.rb`, `processor.rb`, `file/base.rb`, `file/local.rb`.

mod entry;

use std::borrow::Cow;

use super::fault::{PipelineFault, PipelineFaultKind};
use super::inputs::{Arguments, Inputs};
use super::interpolate::interpolated;
use super::tree::{self, Link, Shape};
use super::yaml;
use crate::source::{FileId, Origin, Role, Sources, Span};
use crate::syntax::{Document, Node, Scalar, Value};
use entry::{Location, arguments, condition, include_of, is_present, wrong_condition};

/// Includes of a pipeline, nested ones counted.
///
/// Source: GitLab `ci_max_includes`, 18.11.
const MAX_INCLUDES: usize = 150;

/// Bytes of included files beyond which what they bring is unknown; GitLab reads 300 MiB.
const MAX_SIZE: usize = 32 << 20;

/// A file as it takes part in a pipeline.
#[derive(Debug)]
pub(super) struct Content<'d> {
    /// What it says, with its inputs put in.
    pub root: Cow<'d, Node>,
    /// Whether `$[[ … ]]` in it stands for inputs that are not known.
    pub takes_inputs: bool,
    /// What it includes, in order.
    pub includes: Vec<Included<'d>>,
}

/// What an include brings.
#[derive(Debug)]
pub(super) enum Included<'d> {
    Here(Content<'d>),
    /// Files that are not at hand.
    Elsewhere,
}

/// A pipeline with everything that belongs to it.
#[derive(Debug)]
pub(super) struct Expansion<'d> {
    pub content: Content<'d>,
    pub faults: Vec<PipelineFault>,
    /// The files that are included, with the entry of the pipeline that leads to them.
    pub files: Vec<(FileId, Span)>,
    /// Whether files that are not at hand belong to it.
    pub is_open: bool,
    /// Their documents.
    pub parts: Vec<&'d Document>,
    /// Locations that were not looked for yet.
    pub wanted: Vec<String>,
}

/// What is being put together.
struct Expander<'d> {
    sources: &'d Sources,
    documents: &'d [Option<&'d Document>],
    /// Paths that were included so far.
    taken: Vec<String>,
    size: usize,
    /// Whether a file that is not there is surely missing.
    is_sure: bool,
    /// The entry of the pipeline itself that leads to the file at work.
    entry: Option<Span>,
    depth: usize,
    out: Found<'d>,
}

#[derive(Default)]
struct Found<'d> {
    faults: Vec<PipelineFault>,
    files: Vec<(FileId, Span)>,
    parts: Vec<&'d Document>,
    is_open: bool,
    wanted: Vec<String>,
}

/// Puts a pipeline together. `is_whole` if it is known that it is one, and no part of one.
pub(super) fn expanded<'d>(
    sources: &'d Sources,
    documents: &'d [Option<&'d Document>],
    document: &'d Document,
    is_whole: bool,
) -> Expansion<'d> {
    let mut expander = Expander {
        sources,
        documents,
        taken: Vec::new(),
        size: 0,
        is_sure: is_whole && sources.project.is_sure,
        entry: None,
        depth: 0,
        out: Found::default(),
    };
    let none = Arguments {
        open: !is_whole,
        ..Arguments::default()
    };
    let content = match expander.content(document, &none) {
        Ok(content) => content,
        Err(fault) => {
            expander.out.faults.push(fault);
            expander.out.is_open = true;
            Content {
                root: Cow::Borrowed(body(document).1),
                takes_inputs: true,
                includes: Vec::new(),
            }
        }
    };
    let Found {
        faults,
        files,
        parts,
        is_open,
        wanted,
    } = expander.out;
    Expansion {
        content,
        faults,
        files,
        parts,
        is_open,
        wanted,
    }
}

/// The documents of a file that hold something.
pub(super) fn documents(document: &Document) -> impl Iterator<Item = &Node> {
    let roots = std::iter::once(&document.root).chain(&document.others);
    roots.filter(|root| match &root.value {
        Value::Scalar(Scalar::Null | Scalar::Bool(false)) => false,
        Value::Scalar(Scalar::String(text)) => !text.trim().is_empty(),
        Value::Mapping(entries) => !entries.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        _ => true,
    })
}

/// The header, if there is one, and the document with the jobs. Of documents without a header only the first counts.
pub(super) fn body(document: &Document) -> (Option<&Node>, &Node) {
    let mut all = documents(document);
    let Some(first) = all.next() else {
        return (None, &document.root);
    };
    match all.last() {
        Some(last) if first.get("spec").is_some() => (Some(first), last),
        _ => (None, first),
    }
}

impl<'d> Expander<'d> {
    fn content(&mut self, document: &'d Document, given: &Arguments) -> Result<Content<'d>, PipelineFault> {
        let (header, body) = body(document);
        let mut takes_inputs = false;
        let mut root = match yaml::is_cut_by_mark(self.sources, document) {
            true => Cow::Owned(first_entry(body)),
            false => Cow::Borrowed(body),
        };
        match header {
            None => {
                if let (Some(_), Some(place)) = (given.values.first(), &given.place) {
                    let message = "inputs are given to a file without a `spec:inputs` header";
                    return Err(PipelineFault::new(PipelineFaultKind::Input, place.clone(), message));
                }
            }
            // What a part of a pipeline is given is not in it.
            Some(_) if given.open => takes_inputs = true,
            Some(header) => {
                let inputs = Inputs::read(&tree::load(header), given)?;
                root = Cow::Owned(interpolated(body, &inputs)?);
            }
        }
        let includes = self.includes(&root)?;
        Ok(Content {
            root,
            takes_inputs,
            includes,
        })
    }

    fn includes(&mut self, root: &Node) -> Result<Vec<Included<'d>>, PipelineFault> {
        let Some(link) = include_of(root) else {
            return Ok(Vec::new());
        };
        let items: Vec<Link<'_>> = match &link.part.shape {
            Shape::List(items) => items.clone(),
            _ => vec![link.clone()],
        };
        let mut locations = Vec::new();
        for item in items.iter().filter(|item| !item.part.is_null()) {
            self.locate(item, &mut locations)?;
        }
        let is_empty = locations.is_empty() && !items.is_empty();
        if is_empty && self.depth == 0 && link.part.map().is_some() {
            let message = "an `include` that is a mapping leads to no file";
            return Err(fault(&link, message).help("make it a list: `include: [{local: …}]`"));
        }
        // Each counts before any of them is read.
        for location in &locations {
            if let Location::Local { path, .. } = location {
                self.taken.push(path.clone());
            }
        }
        if self.taken.len() > MAX_INCLUDES {
            let message = format!("more than {MAX_INCLUDES} files are included");
            self.out.is_open = true;
            return Err(fault(&link, message).help("a file that includes itself does so without end"));
        }
        let mut includes = Vec::new();
        for location in locations {
            let entry = self.entry;
            if self.depth == 0 {
                self.entry = Some(location.place().span);
            }
            let included = self.included(&location)?;
            self.entry = entry;
            self.out.is_open |= matches!(included, Included::Elsewhere);
            includes.push(included);
        }
        Ok(includes)
    }

    /// The locations that an entry of `include:` stands for.
    fn locate(&mut self, item: &Link<'_>, locations: &mut Vec<Location>) -> Result<(), PipelineFault> {
        let place = item.part.place();
        let (location, arguments) = match &item.part.shape {
            Shape::Unknown => {
                locations.push(Location::Elsewhere(place));
                return Ok(());
            }
            Shape::Scalar(Scalar::String(text)) if text.contains("://") => {
                locations.push(Location::Elsewhere(place));
                return Ok(());
            }
            Shape::Scalar(Scalar::String(text)) => (text.as_str(), Arguments::default()),
            Shape::Map(map) => {
                let local = map.get("local");
                let others = ["remote", "template", "component", "artifact", "project"];
                let others = others.iter().filter(|key| map.get(key).is_some_and(is_present)).count();
                if let Some(fault) = wrong_condition(map.get("rules")) {
                    return Err(fault);
                }
                let conditional = match condition(map.get("rules")) {
                    Some(true) => false,
                    Some(false) => return Ok(()),
                    None => true,
                };
                match local.filter(|local| is_present(local)).map(|local| &local.part.shape) {
                    None if others == 0 && !map.open => {
                        return Err(fault(item, "an include names no file").help("use `local: path/of/file.yml`"));
                    }
                    Some(_) if others > 0 => {
                        return Err(fault(item, "an include names more than one source")
                            .help("give each file an entry of its own"));
                    }
                    Some(Shape::Scalar(Scalar::String(text))) if !conditional => (text.as_str(), arguments(item)),
                    Some(Shape::List(_) | Shape::Map(_)) => {
                        return Err(fault(item, "`local` is no string").help("give each file an entry of its own"));
                    }
                    _ => {
                        locations.push(Location::Elsewhere(place));
                        return Ok(());
                    }
                }
            }
            _ => return Err(fault(item, "an include is neither a path nor a mapping")),
        };
        if location.contains('$') {
            locations.push(Location::Elsewhere(place));
            return Ok(());
        }
        if !location.contains('*') {
            let path = location.trim_start_matches('/');
            if path.is_empty() {
                return Err(fault(item, "an include names no file"));
            }
            locations.push(Location::Local {
                path: path.to_owned(),
                asked: path.to_owned(),
                arguments,
                place,
            });
            return Ok(());
        }
        let Some(found) = self.sources.project.found(location) else {
            self.out.wanted.push(location.to_owned());
            locations.push(Location::Elsewhere(place));
            return Ok(());
        };
        for file in found.iter().filter(|file| !self.taken.contains(&file.path)) {
            locations.push(Location::Local {
                path: file.path.clone(),
                asked: location.to_owned(),
                arguments: arguments.clone(),
                place: place.clone(),
            });
        }
        Ok(())
    }

    fn included(&mut self, location: &Location) -> Result<Included<'d>, PipelineFault> {
        let Location::Local {
            path,
            asked,
            arguments,
            place,
        } = location
        else {
            return Ok(Included::Elsewhere);
        };
        let refused = |message: String| Err(PipelineFault::new(PipelineFaultKind::Include, place.clone(), message));
        if !is_yaml(path) {
            return refused(format!("`{path}` does not end in `.yml` or `.yaml`"));
        }
        let Some(found) = self.sources.project.found(asked) else {
            self.out.wanted.push(asked.clone());
            return Ok(Included::Elsewhere);
        };
        let Some(file) = found.iter().find(|file| file.path == *path) else {
            // Whether it is missing is known only of a project whose root is.
            if !self.is_sure {
                return Ok(Included::Elsewhere);
            }
            return refused(format!("there is no file `{path}` in the project")).map_err(|fault: PipelineFault| {
                fault.help("paths count from the root of the repository, without `./` and `../`")
            });
        };
        let Some(id) = file.file else {
            return Ok(Included::Elsewhere);
        };
        let source = self.sources.get(id);
        let document = self.documents.get(id.index()).copied().flatten();
        let Some(document) = document.filter(|_| source.role == Role::Pipeline) else {
            return Ok(Included::Elsewhere);
        };
        if let Some(entry) = self.entry
            && !self.out.files.iter().any(|(file, _)| *file == id)
        {
            self.out.files.push((id, entry));
            self.out.parts.push(document);
        }
        if !document.parses() {
            // Where it was asked for, it has a finding of its own.
            if source.origin != Origin::Asked {
                let message = format!("`{path}` is no valid YAML");
                let mut fault = PipelineFault::new(PipelineFaultKind::Include, place.clone(), message);
                let first = document.errors.iter().find(|error| error.fault.refuses());
                fault
                    .related
                    .extend(first.map(|error| (error.span, error.message.clone())));
                return Err(fault);
            }
            return Ok(Included::Elsewhere);
        }
        let all: Vec<&Node> = documents(document).collect();
        if all.is_empty() {
            return refused(format!("`{path}` holds nothing"));
        }
        if let Some(other) = all.iter().find(|root| !root.is_mapping()) {
            let message = format!("`{path}` is no mapping");
            let mut fault = PipelineFault::new(PipelineFaultKind::Include, place.clone(), message);
            fault
                .related
                .push((other.span.before(), "this is no mapping of keys to values".into()));
            return Err(fault);
        }
        self.size = self
            .size
            .saturating_add(all.iter().map(|root| root.span.range().len()).sum());
        if self.size > MAX_SIZE {
            return Ok(Included::Elsewhere);
        }
        self.depth += 1;
        let content = self.content(document, arguments);
        self.depth -= 1;
        content.map(Included::Here)
    }
}

/// The first entry of a mapping alone.
fn first_entry(root: &Node) -> Node {
    let mut first = root.clone();
    if let Value::Mapping(entries) = &mut first.value {
        entries.truncate(1);
    }
    first
}

fn is_yaml(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| !stem.is_empty())
}

fn fault(link: &Link<'_>, message: impl Into<String>) -> PipelineFault {
    PipelineFault::new(PipelineFaultKind::Include, link.part.place(), message)
}

/// The local files that a document includes, as written.
pub(in super::super) fn local_includes(document: &Document) -> Vec<&str> {
    let Some(include) = body(document).1.get("include") else {
        return Vec::new();
    };
    let items = match &include.value {
        Value::Sequence(items) => items.as_slice(),
        _ => std::slice::from_ref(include),
    };
    items.iter().filter_map(local_path).collect()
}

fn local_path(include: &Node) -> Option<&str> {
    let path = include.as_str().or_else(|| include.get("local")?.as_str())?;
    (!path.contains("://")).then_some(path)
}
