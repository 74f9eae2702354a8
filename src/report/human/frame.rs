//! Frames around the places of a finding. miette draws them, one excerpt at a time.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode};
use miette::{SourceSpan, SpanContents, ThemeCharacters, ThemeStyles};

use super::Options;
use super::excerpt::{Excerpt, Excerpts, Mark};
use crate::diagnostic::Diagnostic;
use crate::report::shown::one_line;
use crate::report::texts::Texts;

/// Draws frames in one style.
pub(super) struct Artist {
    handler: GraphicalReportHandler,
    width: usize,
    cut: &'static str,
}

impl Artist {
    /// Frames as wide as the options say, in their colours and characters.
    pub(super) fn new(options: &Options) -> Artist {
        let theme = GraphicalTheme {
            characters: if options.unicode {
                ThemeCharacters::unicode()
            } else {
                ThemeCharacters::ascii()
            },
            styles: if options.color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        Artist {
            // An excerpt is asked for with context to be drawn, and without to learn the place of its main mark.
            handler: GraphicalReportHandler::new_themed(theme)
                .with_context_lines(1)
                .with_links(false),
            width: options.width,
            cut: options.cut(),
        }
    }

    /// The frames of a finding: its own place first, then its others, file by file.
    pub(super) fn draw(&self, texts: &Texts<'_>, found: &Diagnostic) -> String {
        let main = Mark {
            span: found.place.span,
            text: found.note.as_deref().map(one_line),
            main: true,
        };
        let others = found.related.iter().map(|label| Mark {
            span: label.span,
            text: Some(one_line(&label.text)),
            main: false,
        });
        let excerpts = Excerpts::new(texts, self.width, self.cut);
        let excerpts = excerpts.of(std::iter::once(main).chain(others).collect());
        excerpts.iter().map(|excerpt| self.frame(excerpt)).collect()
    }

    fn frame(&self, excerpt: &Excerpt) -> String {
        let mut drawn = String::new();
        match self.handler.render_report(&mut drawn, excerpt) {
            // The first line is the head line of a report without a message.
            Ok(()) => drawn
                .split_once('\n')
                .map_or_else(String::new, |(_, frame)| frame.to_owned()),
            Err(fmt::Error) => String::new(),
        }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl miette::Diagnostic for Excerpt {
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.marks.iter().map(|mark| {
            let span = SourceSpan::from(mark.range.clone());
            if mark.main {
                LabeledSpan::new_primary_with_span(mark.text.clone(), span)
            } else {
                LabeledSpan::new_with_span(mark.text.clone(), span)
            }
        });
        Some(Box::new(labels))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::from((0, self.text.len()));
        let contents = |span, line, column| {
            let data = self.text.as_bytes();
            MietteSpanContents::new_named(self.name.clone(), data, span, line, column, self.lines)
        };
        Ok(Box::new(if context_lines_before == 0 {
            contents(*span, self.head.line - 1, self.head.column - 1)
        } else {
            contents(whole, self.first_line, 0)
        }))
    }
}
