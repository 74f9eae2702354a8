//! What a file has to be as YAML before GitLab looks at what it says.
//!
//! Source: GitLab 18.11 `lib/gitlab/config/loader/yaml.rb`, `multi_doc_yaml.rb`; Psych `class_loader.rb` 5.2.

use super::Standing;
use super::fault::{Meant, PipelineFault, PipelineFaultKind as Kind};
use super::includes::documents;
use crate::source::{Address, Encoding, FileId, Name, Place, Sources, Span};
use crate::syntax::{Document, Node, Scalar, Value, yaml};

/// Dates of one file that are reported.
const MAX_DATES: usize = 20;

/// Whether a file is known to be the pipeline of a project: by its place in it, else by its name.
pub(super) fn is_whole(sources: &Sources, file: FileId) -> bool {
    let project = &sources.project;
    let has_usual_name = || {
        sources
            .get(file)
            .path
            .file_name()
            .is_some_and(|name| name == ".gitlab-ci.yml")
    };
    project.has_pipeline(file) || project.path(file).is_none() && has_usual_name()
}

/// What is wrong with a file itself.
pub(super) fn faults(sources: &Sources, document: &Document, standing: Standing) -> Vec<PipelineFault> {
    let mut faults = Vec::new();
    let all: Vec<&Node> = documents(document).collect();
    for root in &all {
        if !root.is_mapping() && !matches!(root.value, Value::Broken) {
            faults.push(fault(root.span, "a pipeline is a mapping, and this is none"));
        }
    }
    if all.is_empty() && standing == Standing::Whole {
        faults.push(fault(document.root.span, "the file holds no job"));
    }
    let file = sources.get(document.file);
    if file.encoding() == Encoding::Utf8Bom && file.masked().starts_with("---") {
        let at = Span::new(document.file, 0..3);
        faults
            .push(fault(at, "`---` after a byte order mark begins no document").help("save the file without the mark"));
    }
    faults.extend(dates(&document));
    faults
}

/// Whether a byte order mark makes GitLab drop everything but the first key: libyaml counts it as a column, so that the
/// keys below stand further to the left than the first.
pub(super) fn is_cut_by_mark(sources: &Sources, document: &Document) -> bool {
    let file = sources.get(document.file);
    let is_on_first_line = || file.position(document.root.span.start).line == 1;
    file.encoding() == Encoding::Utf8Bom && document.root.is_mapping() && is_on_first_line()
}

/// What GitLab drops without a word.
pub(super) fn lost(sources: &Sources, document: &Document) -> Option<PipelineFault> {
    let second = document
        .root
        .entries()
        .get(1)
        .filter(|_| is_cut_by_mark(sources, document))?;
    let message = "GitLab drops everything from here on, because the file begins with a byte order mark";
    Some(fault(second.key.span, message).help("save the file without the mark"))
}

/// Dates and times, which GitLab does not load.
pub(super) fn dates(document: &&Document) -> Vec<PipelineFault> {
    let mut search = Search::default();
    for root in documents(document) {
        search.node(root);
    }
    search.found.truncate(MAX_DATES);
    search.found
}

/// A search for dates, with the way to where it is.
#[derive(Default)]
struct Search<'a> {
    way: Vec<Turn<'a>>,
    found: Vec<PipelineFault>,
}

enum Turn<'a> {
    Key(&'a Name),
    Index(usize),
}

impl<'a> Search<'a> {
    fn node(&mut self, node: &'a Node) {
        match &node.value {
            Value::Scalar(Scalar::Datetime(text)) => self.date(node.span, Some(text)),
            Value::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.way.push(Turn::Index(index));
                    self.node(item);
                    self.way.pop();
                }
            }
            Value::Mapping(entries) => {
                for entry in entries {
                    let key = &entry.key.value;
                    self.way.push(Turn::Key(key));
                    let is_plain = entry.key.span.range().len() == key.len();
                    let begins_as_one = key.starts_with(|c: char| c.is_ascii_digit());
                    if is_plain && begins_as_one && matches!(yaml::typed(key), Scalar::Datetime(_)) {
                        self.date(entry.key.span, None);
                    }
                    self.node(&entry.node);
                    self.way.pop();
                }
            }
            _ => {}
        }
    }

    fn date(&mut self, span: Span, text: Option<&str>) {
        let address = self.way.iter().fold(Address::root(), |address, turn| match turn {
            Turn::Key(key) => address.key((*key).clone()),
            Turn::Index(index) => address.index(*index),
        });
        let message = "a date without quotes, which GitLab does not load";
        let fault = PipelineFault::new(Kind::Yaml, Place { span, address }, message).help("put quotes around it");
        self.found.push(PipelineFault {
            meant: text.map(|text| Box::new(Meant::Text(text.to_owned()))),
            ..fault
        });
    }
}

fn fault(span: Span, message: &str) -> PipelineFault {
    let place = Place {
        span,
        address: Address::root(),
    };
    PipelineFault::new(Kind::Yaml, place, message)
}
