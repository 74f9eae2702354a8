//! Valid documents of all shapes, written from a stream of choices, so that a failing one gets small.

/// Numbers to choose by; when they run out, the first choice is taken.
pub(crate) struct Choices {
    bytes: std::vec::IntoIter<u8>,
}

impl Choices {
    pub(crate) fn new(bytes: Vec<u8>) -> Choices {
        Choices {
            bytes: bytes.into_iter(),
        }
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.bytes.next().unwrap_or(0)) % n
    }

    pub(crate) fn of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }
}

/// A valid document without anything of TOML 1.1.
pub(crate) fn document(choices: &mut Choices) -> String {
    let mut writer = Writer {
        end: choices.of(&["\n", "\r\n"]),
        indent: choices.of(&["", "  ", "\t", "    "]),
        choices,
        out: String::new(),
        comments: 0,
    };
    writer.between();
    writer.entries("");
    for index in 0..writer.choices.below(4) {
        match writer.choices.below(4) {
            0 => writer.table(&format!("t{index}"), ""),
            1 => writer.table(&format!("i{index}.\"j\""), ""),
            _ => {
                for _ in 0..1 + writer.choices.below(3) {
                    writer.element(&format!("a{index}"));
                }
            }
        }
    }
    let mut out = writer.out;
    if choices.below(4) == 1 {
        out.truncate(out.trim_end_matches(['\r', '\n']).len());
    }
    out
}

struct Writer<'a> {
    end: &'static str,
    indent: &'static str,
    choices: &'a mut Choices,
    out: String,
    comments: usize,
}

impl Writer<'_> {
    fn element(&mut self, name: &str) {
        let indent = self.indent;
        self.line("", &format!("[[{name}]]"));
        self.entries(indent);
        match self.choices.below(6) {
            0 => {}
            1 => self.table(&format!("{name}.sub"), indent),
            2 => self.table(&format!("{name}.implied.sub"), indent),
            3 => {
                self.table(&format!("{name}.'sub'"), indent);
                self.table(&format!("{name}.sub.deep"), &indent.repeat(2));
            }
            4 => {
                self.table(&format!("{name}.one.two"), indent);
                self.table(&format!("{name}.one"), indent);
            }
            _ => {
                self.line(indent, &format!("[[ {name} . list ]]"));
                self.entries(indent);
                self.line(indent, &format!("[[{name}.list]]"));
                self.entries(&indent.repeat(2));
            }
        }
    }

    fn table(&mut self, name: &str, indent: &str) {
        self.line(indent, &format!("[{name}]"));
        let more = self.choices.of(&["", "  "]);
        self.entries(&format!("{indent}{more}"));
    }

    fn entries(&mut self, indent: &str) {
        for index in 0..self.choices.below(5) {
            let equals = self.choices.of(&[" = ", "=", "   = "]);
            match self.choices.below(8) {
                0 => {
                    for leaf in 0..1 + self.choices.below(2) {
                        let value = self.value(indent, 1);
                        self.line(indent, &format!("d{index}.x{leaf}{equals}{value}"));
                    }
                }
                1 => {
                    let value = self.value(indent, 1);
                    self.line(indent, &format!("d{index} . 'x'.y{equals}{value}"));
                }
                2 => {
                    let value = self.value(indent, 0);
                    self.line(indent, &format!("\"q.{index}\"{equals}{value}"));
                }
                _ => {
                    let value = self.value(indent, 0);
                    self.line(indent, &format!("k{index}{equals}{value}"));
                }
            }
        }
    }

    fn value(&mut self, indent: &str, depth: usize) -> String {
        match self.choices.below(if depth > 2 { 3 } else { 6 }) {
            0 => self
                .choices
                .of(&["1", "-17", "true", "1.5", "1979-05-27 07:32:00", "0x1F"])
                .into(),
            1 => self
                .choices
                .of(&["\"\"", "\"a\\tb\\u00e9\"", "'a\"b'", "\"# no comment\"", "''"])
                .into(),
            2 if depth == 0 => {
                let quotes = self.choices.of(&["\"\"\"", "'''"]);
                format!("{quotes}{}a # b{}  c{quotes}", self.end, self.end)
            }
            2 => "'}, ]'".into(),
            3 | 4 => self.array(indent, depth),
            _ => self.inline_table(indent, depth),
        }
    }

    fn array(&mut self, indent: &str, depth: usize) -> String {
        let values: Vec<String> = (0..self.choices.below(4))
            .map(|_| self.value(indent, depth + 1))
            .collect();
        let last_comma = if values.is_empty() {
            ""
        } else {
            self.choices.of(&["", ","])
        };
        if self.choices.below(2) == 0 {
            let space = self.choices.of(&["", " "]);
            return format!(
                "[{space}{}{last_comma}{space}]",
                values.join(self.choices.of(&[", ", ","]))
            );
        }
        let end = self.end;
        let mut out = format!("[{}", self.comment());
        let count = values.len();
        for (index, value) in values.into_iter().enumerate() {
            let comma = if index + 1 < count { "," } else { last_comma };
            out += &format!("{end}{indent}  {value}{comma}{}", self.comment());
            if self.choices.below(4) == 1 {
                out += &format!("{end}{indent}  {}", self.comment());
            }
        }
        out + &format!("{}{indent}]", self.end)
    }

    fn inline_table(&mut self, indent: &str, depth: usize) -> String {
        let key = ["a", "b.c", "\"d\"", "b.e"];
        let count = self.choices.below(5);
        let entries = key
            .iter()
            .take(count)
            .map(|key| format!("{key} = {}", self.value(indent, depth + 1)));
        let entries: Vec<String> = entries.collect();
        let space = self.choices.of(&[" ", ""]);
        format!(
            "{{{space}{}{space}}}",
            entries.join(self.choices.of(&[", ", ",", " , "]))
        )
    }

    fn line(&mut self, indent: &str, text: &str) {
        let comment = self.comment();
        self.out += &format!("{indent}{text}{comment}{}", self.end);
        self.between();
    }

    /// Blank lines and comments on lines of their own.
    fn between(&mut self) {
        for _ in 0..self.choices.below(3) {
            let comment = self.comment();
            self.out += &format!("{comment}{}", self.end);
        }
    }

    fn comment(&mut self) -> String {
        if self.choices.below(4) != 1 {
            return String::new();
        }
        self.comments += 1;
        format!(" # note {}, ]}}", self.comments)
    }
}
