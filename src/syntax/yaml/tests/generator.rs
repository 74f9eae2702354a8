//! Makes YAML texts of every shape from a list of numbers, so that a failing one shrinks with its list.

/// The numbers that choices are made by; zeros when they are used up.
pub(super) struct Choices<'c> {
    left: std::slice::Iter<'c, u16>,
    /// How many anchors and keys there are already, for names that differ.
    names: usize,
    anchors: usize,
}

impl<'c> Choices<'c> {
    pub(super) fn new(numbers: &'c [u16]) -> Choices<'c> {
        Choices {
            left: numbers.iter(),
            names: 0,
            anchors: 0,
        }
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.left.next().map_or(0, |number| usize::from(*number) % end)
    }

    /// True once in `times`; never when the numbers are used up.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A text of one document, without errors.
pub(super) fn text(choices: &mut Choices<'_>) -> String {
    let head = choices.one(&["", "---\n", "# head\n", "# head\n\n---\n", "--- # head\n"]);
    let mut out = head.to_owned();
    match choices.below(8) {
        0 => out += "{",
        1 => {
            out += &sequence(choices, 0, 0);
        }
        _ => out += &mapping(choices, 0, 0),
    }
    if out.ends_with('{') {
        out.pop();
        out += &flow(choices, 0);
        out.push('\n');
    }
    out += choices.one(&["", "# tail\n", "\n\n", "...\n", "  # tail\n"]);
    if choices.once_in(5) && !out.ends_with("...\n") {
        out.truncate(out.trim_end_matches('\n').len());
    }
    if choices.once_in(4) { super::crlf(&out) } else { out }
}

/// A block mapping whose first line is indented already.
fn mapping(choices: &mut Choices<'_>, indent: usize, depth: usize) -> String {
    let mut out = String::new();
    for index in 0..=choices.below(4) {
        if index > 0 {
            out += &between(choices, indent);
            out += &" ".repeat(indent);
        }
        let key = key(choices);
        if choices.once_in(14) {
            out += &format!("? {key}\n{}:", " ".repeat(indent));
        } else {
            out += &format!("{key}:");
        }
        out += &value(choices, indent, depth);
    }
    out
}

/// A block sequence whose first line is indented already.
fn sequence(choices: &mut Choices<'_>, indent: usize, depth: usize) -> String {
    let mut out = String::new();
    for index in 0..=choices.below(4) {
        if index > 0 {
            out += &between(choices, indent);
            out += &" ".repeat(indent);
        }
        out += "-";
        out += &match choices.below(5) {
            0 if depth < 4 => format!(" {}", mapping(choices, indent + 2, depth + 1)),
            1 if depth < 4 => format!(" {}", sequence(choices, indent + 2, depth + 1)),
            _ => value(choices, indent, depth),
        };
    }
    out
}

/// Blank lines and comments between two entries.
fn between(choices: &mut Choices<'_>, indent: usize) -> String {
    let comment = format!("{}# c\n", " ".repeat(indent));
    match choices.below(12) {
        8 => "       \n".into(),
        9 => "\n".into(),
        10 => comment,
        11 => format!("\n{comment}\n"),
        _ => String::new(),
    }
}

/// What follows a `:` or `-`, with the line end.
fn value(choices: &mut Choices<'_>, indent: usize, depth: usize) -> String {
    let anchor = if choices.once_in(9) {
        choices.anchors += 1;
        format!(" &a{}", choices.anchors)
    } else {
        String::new()
    };
    let comment = choices.one(&["\n", "\n", "\n", "\n", " # c\n", "   \n"]);
    let deeper = indent + [2, 4, 1][choices.below(3)];
    let pad = " ".repeat(deeper);
    match choices.below(16) {
        0 | 1 if depth < 4 => format!("{anchor}{comment}{pad}{}", mapping(choices, deeper, depth + 1)),
        2 if depth < 4 => format!("{anchor}{comment}{pad}{}", sequence(choices, deeper, depth + 1)),
        3 => {
            let header = choices.one(&["|", "|-", "|+", ">", ">-", ">+", "|2", "|2-", "| # c", "|  "]);
            let pad = if header.contains('2') {
                " ".repeat(indent + 2)
            } else {
                pad
            };
            let body = choices.one(&[
                "x\n",
                "x\n@y\n",
                "x\n\n@  y\n",
                "\n@x\n",
                "x: 1\n@# no comment\n",
                "x\n\n",
                "x  \n\n\n",
                "",
            ]);
            let body = if header.contains('2') && body.is_empty() {
                "x\n"
            } else {
                body
            };
            let pad_or_none = if body.is_empty() || body.starts_with('\n') {
                ""
            } else {
                &pad
            };
            format!("{anchor} {header}\n{pad_or_none}{}", body.replace('@', &pad))
        }
        4 => format!("{anchor} x\n{pad}y: no\n").replace(": no", " # c"),
        5 => format!("{anchor} 'x\n\n{pad}y'{comment}"),
        6 => format!("{anchor}{comment}"),
        7 => format!("{anchor} {}{comment}", flow(choices, 0)),
        8 => format!("{anchor}\n{pad}x{comment}"),
        9 if choices.anchors > 0 && anchor.is_empty() => format!(" *a{}{comment}", 1 + choices.below(choices.anchors)),
        10 => format!("{anchor} !!str {}{comment}", choices.one(&["5", "'x'", "yes"])),
        11 => format!("{anchor} !reference [.a, b]{comment}"),
        12 => {
            let width = " ".repeat(deeper);
            let end = choices.one(&["", ",", " # c", ", # c"]);
            format!(
                "{anchor} [\n{width}{},\n{width}{}{end}\n{width}]{comment}",
                flow(choices, 1),
                flow(choices, 1)
            )
        }
        _ => format!("{anchor} {}{comment}", scalar(choices)),
    }
}

fn flow(choices: &mut Choices<'_>, depth: usize) -> String {
    let kind = choices.below(6);
    let count = if kind > 2 { 0 } else { choices.below(4) };
    let mut parts = Vec::new();
    for _ in 0..count {
        let key = key(choices);
        let shape = choices.below(8);
        let mut inner = || match choices.below(4) {
            3 if depth < 3 => flow(choices, depth + 1),
            _ => scalar(choices).to_owned(),
        };
        parts.push(match (kind, shape) {
            (0, 0) => format!("{key}: "),
            (0, 1) => key,
            (0, _) | (1, 0) => format!("{key}: {}", inner()),
            (_, 1) => {
                let inner = inner();
                choices.anchors += 1;
                format!("&a{} {inner}", choices.anchors)
            }
            _ => inner(),
        });
    }
    let comma = if count > 0 && choices.once_in(6) { "," } else { "" };
    let pad = choices.one(&["", "", " "]);
    match kind {
        0 => format!("{{{pad}{}{comma}{pad}}}", parts.join(", ")),
        1 | 2 => format!("[{pad}{}{comma}{pad}]", parts.join(", ")),
        _ => scalar(choices).to_owned(),
    }
}

/// A scalar of one line that may stand anywhere.
fn scalar(choices: &mut Choices<'_>) -> &'static str {
    choices.one(&[
        "x",
        "docker:24-dind",
        "'it''s'",
        "\"a\\\"b\\n\"",
        "5",
        "1.5",
        "yes",
        "~",
        "''",
        "tcp://docker:2375",
        "\"überall 😀\"",
        "a b",
        "'# no comment'",
        "012",
        "/certs/client",
    ])
}

/// A key that no other mapping entry has.
fn key(choices: &mut Choices<'_>) -> String {
    choices.names += 1;
    let name = format!("k{}", choices.names);
    match choices.below(10) {
        7 => format!("'{name} x'"),
        8 => format!("\"{name}\""),
        9 => format!("{name}/y z"),
        _ => name,
    }
}
