//! Which stretch of a file a comment is about.

use std::ops::Range;

use crate::source::{SourceFile, Span};
use crate::syntax::{Document, Node, Style, Value};

/// Where the entries, elements and tables of a file begin and end.
pub(super) struct Extents<'a> {
    document: &'a Document,
    file: &'a SourceFile,
    /// Entries and elements, by their start.
    entries: Vec<Range<usize>>,
    /// Entries in brackets or quotes, by their end.
    closings: Vec<Range<usize>>,
    /// TOML tables with a header: the header's start and the end of the block, by their start.
    blocks: Vec<Range<usize>>,
    /// For each line the next one, itself included, that is no comment.
    targets: Vec<usize>,
}

impl<'a> Extents<'a> {
    pub(super) fn of(document: &'a Document, file: &'a SourceFile) -> Extents<'a> {
        let mut extents = Extents {
            document,
            file,
            entries: Vec::new(),
            closings: Vec::new(),
            blocks: Vec::new(),
            targets: targets(file),
        };
        let mut headers = Vec::new();
        for root in std::iter::once(&document.root).chain(&document.others) {
            extents.walk(root, &mut headers);
        }
        extents.entries.sort_by_key(|entry| (entry.start, entry.end));
        extents.closings.sort_by_key(|entry| entry.end);
        extents.end_blocks(headers);
        extents
    }

    /// The whole file, if the comment stands above everything in it.
    pub(super) fn whole(&self, comment: Span) -> Result<Span, &'static str> {
        let first = self.entries.iter().chain(&self.blocks).map(|extent| extent.start).min();
        match first.is_none_or(|first| comment.range().end <= first) {
            true => Ok(Span::new(self.document.file, 0..self.file.text().len())),
            false => Err("`allow-file` needs to stand at the top of the file, above everything else"),
        }
    }

    /// What begins or ends on the comment's line; if the comment stands alone there, what begins on the next line that
    /// is no comment.
    pub(super) fn covered(&self, comment: Span) -> Result<Span, &'static str> {
        let lines = self.file.lines();
        let text = self.file.text();
        let own = lines.line_of(comment.start as usize);
        let alone = text[lines.range(own).start..comment.range().start].trim().is_empty();
        let line = match alone {
            true => lines.range(self.targets.get(own).copied().unwrap_or(own)),
            false => lines.range(own),
        };
        if text[line.clone()].trim().is_empty() {
            return Err("covers nothing; put it right above the entry it is about");
        }
        let mut covered = line.clone();
        for extent in starting_in(&self.blocks, &line).chain(starting_in(&self.entries, &line)) {
            covered.end = covered.end.max(extent.end);
        }
        if !alone {
            let first = self.closings.partition_point(|closing| closing.end <= line.start);
            let closing = self.closings[first..]
                .iter()
                .take_while(|closing| closing.end <= line.end);
            covered.start = closing.fold(covered.start, |start, closing| start.min(closing.start));
        }
        Ok(Span::new(self.document.file, covered))
    }

    fn walk(&mut self, root: &Node, headers: &mut Vec<Header>) {
        // A stack of its own: documents may be deep.
        let mut open = vec![(root, None)];
        while let Some((node, above)) = open.pop() {
            let mut within = above;
            if node.style == Style::Table && !std::ptr::eq(node, root) {
                within = Some(headers.len());
                headers.push(Header {
                    span: node.span.range(),
                    above,
                });
            }
            match &node.value {
                Value::Mapping(entries) => {
                    for entry in entries {
                        self.add(entry.whole.range(), &entry.node);
                        open.push((&entry.node, within));
                    }
                }
                Value::Sequence(items) => {
                    for item in items {
                        self.add(item.span.range(), item);
                        open.push((item, within));
                    }
                }
                Value::Scalar(_) | Value::Alias(_) | Value::Broken => {}
            }
        }
    }

    fn add(&mut self, whole: Range<usize>, node: &Node) {
        // The spans of TOML tables lie where their first header is; their blocks are found by the headers.
        let tables = [Style::Table, Style::TableArray, Style::Implied, Style::Dotted];
        if tables.contains(&node.style) {
            return;
        }
        let extent = whole.start..whole.end.max(node.span.range().end);
        if node.style != Style::Block {
            self.closings.push(extent.clone());
        }
        self.entries.push(extent);
    }

    /// A block ends at the first header that does not belong to a table below its own.
    fn end_blocks(&mut self, headers: Vec<Header>) {
        let mut order: Vec<usize> = (0..headers.len()).collect();
        order.sort_by_key(|at| headers[*at].span.start);
        let mut open: Vec<usize> = Vec::new();
        let mut ends = vec![self.file.text().len(); headers.len()];
        for at in order {
            while let Some(last) = open.last()
                && headers[at].above != Some(*last)
            {
                ends[*last] = headers[at].span.start;
                open.pop();
            }
            open.push(at);
        }
        self.blocks = headers
            .iter()
            .zip(ends)
            .map(|(header, end)| header.span.start..end)
            .collect();
        self.blocks.sort_by_key(|block| block.start);
    }
}

/// A TOML table header.
struct Header {
    span: Range<usize>,
    /// The nearest table with a header that holds this one.
    above: Option<usize>,
}

fn targets(file: &SourceFile) -> Vec<usize> {
    let lines = file.lines();
    let mut targets: Vec<usize> = (0..=lines.count()).collect();
    for line in (0..lines.count()).rev() {
        if file.text()[lines.range(line)].trim_start().starts_with('#') {
            targets[line] = targets[line + 1];
        }
    }
    targets
}

fn starting_in<'e>(extents: &'e [Range<usize>], line: &Range<usize>) -> impl Iterator<Item = &'e Range<usize>> {
    let first = extents.partition_point(|extent| extent.start < line.start);
    let end = line.end;
    extents[first..].iter().take_while(move |extent| extent.start < end)
}
