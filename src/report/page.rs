//! A rule's page in the terminal: its Markdown with light formatting.

use std::io::{self, Write};

use super::human::Options;
use super::paint::Paint;
use super::shown::wrap;
use crate::rule::Rule;

/// Writes the page: headings bold, the status line dim, paragraphs wrapped, code indented.
pub fn write(rule: &Rule, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let printer = Printer {
        paint: Paint::new(options.color),
        options,
    };
    for block in blocks(rule.page) {
        let text = printer.text(&block);
        let text = if options.unicode { text } else { ascii(&text) };
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Heading(&'a str),
    Status(&'a str),
    /// The lines of a paragraph.
    Paragraph(Vec<&'a str>),
    /// The number or dash, and the lines of a list item.
    Item(&'a str, Vec<&'a str>),
    /// The rows of a table, as they are written.
    Row(&'a str),
    /// The word after the language, usually a file name, and the lines.
    Code(&'a str, Vec<&'a str>),
    Blank,
}

/// The blocks of a page; runs of blank lines count once.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let text = line.trim_start();
        if let Some(fence) = fence(text) {
            let name = text[fence.len()..].split_whitespace().nth(1).unwrap_or_default();
            let code = lines.by_ref().take_while(|line| line.trim() != fence);
            blocks.push(Block::Code(name, code.collect()));
        } else if text.is_empty() {
            if !matches!(blocks.last(), None | Some(Block::Blank)) {
                blocks.push(Block::Blank);
            }
        } else if text.starts_with('#') {
            blocks.push(Block::Heading(text.trim_start_matches('#').trim()));
        } else if let Some(status) = text.strip_prefix('>') {
            blocks.push(Block::Status(status.trim()));
        } else if text.starts_with('|') {
            blocks.push(Block::Row(text));
        } else if let Some((mark, rest)) = item(text) {
            blocks.push(Block::Item(mark, vec![rest]));
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(lines) | Block::Item(_, lines)) => lines.push(text),
                _ => blocks.push(Block::Paragraph(vec![text])),
            }
        }
    }
    if blocks.last() == Some(&Block::Blank) {
        blocks.pop();
    }
    blocks
}

/// The backticks that open a code block.
fn fence(text: &str) -> Option<&str> {
    let end = text.find(|c| c != '`').unwrap_or(text.len());
    (end >= 3).then(|| &text[..end])
}

/// The mark and the text of a list item.
fn item(text: &str) -> Option<(&str, &str)> {
    let (mark, rest) = text.split_once(' ')?;
    let number = mark
        .strip_suffix('.')
        .is_some_and(|number| number.parse::<u8>().is_ok());
    (number || matches!(mark, "-" | "*")).then_some((mark, rest.trim_start()))
}

struct Printer<'a> {
    paint: Paint,
    options: &'a Options,
}

impl Printer<'_> {
    fn text(&self, block: &Block<'_>) -> String {
        match block {
            Block::Blank => String::new(),
            Block::Heading(text) => self.paint.bold(&plain(text)),
            Block::Status(text) => self.paint.dim(&plain(text)),
            Block::Row(text) => plain(text),
            Block::Paragraph(lines) => self.wrapped(lines, 0).join("\n"),
            Block::Item(mark, lines) => {
                let indent = mark.len() + 1;
                let lines = self.wrapped(lines, indent);
                format!("{mark} {}", lines.join(&format!("\n{}", " ".repeat(indent))))
            }
            Block::Code(name, lines) => {
                let name = (!name.is_empty()).then(|| format!("  {}", self.paint.dim(&format!("{name}:"))));
                let lines = lines.iter().map(|line| format!("    {line}").trim_end().to_owned());
                name.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
            }
        }
    }

    fn wrapped(&self, lines: &[&str], indent: usize) -> Vec<String> {
        let limit = self.options.width.saturating_sub(indent).max(20);
        wrap(&plain(&lines.join(" ")), limit)
    }
}

/// The text without the signs for bold, and with the address of a link behind its text. Code keeps its backticks.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        // Every second part stands between backticks.
        if index % 2 == 0 {
            out.push_str(&links(&part.replace("**", "")));
        } else {
            out.push_str(part);
        }
    }
    out
}

fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let (Some(open), Some(close)) = (before.rfind('['), after.find(')')) else {
            break;
        };
        out.push_str(&format!(
            "{}{} ({})",
            &before[..open],
            &before[open + 1..],
            &after[..close]
        ));
        rest = &after[close + 1..];
    }
    out + rest
}

/// The characters that pages draw with, as ASCII.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '─' | '–' | '┬' | '┴' | '━' => out.push('-'),
            '│' | '├' | '┤' | '┃' => out.push('|'),
            '╭' | '┌' => out.push(','),
            '╰' | '└' => out.push('`'),
            '▲' => out.push('^'),
            '▶' => out.push('>'),
            '·' => out.push(':'),
            '—' => out.push_str("--"),
            '→' => out.push_str("->"),
            '…' => out.push_str("..."),
            '“' | '”' => out.push('"'),
            '‘' | '’' => out.push('\''),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{RULE, text};

    fn page(markdown: &'static str, options: &Options) -> String {
        let rule = Rule { page: markdown, ..RULE };
        text(|out| write(&rule, options, out))
    }

    #[test]
    fn a_page_is_printed_with_light_formatting() {
        let options = Options {
            unicode: false,
            ..Options::default()
        };
        let expected = r"
dind-missing-certs-volume
error : job-fails

Every job fails on `docker info`, see the manual (https://example.com/dind).

Wrong

  config.toml:
    [[runners]]
      x = 1

- one
- two
";
        assert_eq!(page(RULE.page, &options), expected[1..]);
    }

    #[test]
    fn headings_are_bold_in_colour() {
        let options = Options {
            color: true,
            ..Options::default()
        };
        assert!(page("# x\n> y\n", &options).starts_with("\x1b[1mx\x1b[0m\n\x1b[2my\x1b[0m\n"));
    }

    #[test]
    fn paragraphs_and_items_are_wrapped_and_code_is_not() {
        let options = Options {
            width: 24,
            ..Options::default()
        };
        let markdown =
            "one two three four\nfive six\n1. one two three four five\n```\na very long line of code, indeed\n```\n";
        let expected =
            "one two three four five\nsix\n1. one two three four\n   five\n    a very long line of code, indeed\n";
        assert_eq!(page(markdown, &options), expected);
    }

    #[test]
    fn code_keeps_its_signs_and_a_fence_of_four_holds_one_of_three() {
        assert_eq!(plain("`a**b[c](d)` **e**"), "`a**b[c](d)` e");
        let markdown = "````text\n```toml x\n````\n";
        assert_eq!(page(markdown, &Options::default()), "    ```toml x\n");
    }
}
