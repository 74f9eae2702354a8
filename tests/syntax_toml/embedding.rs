//! TOML in a block scalar of a YAML text, as Helm values have it.

use runnerlint::edit::{Edit, apply, lift};
use runnerlint::source::{Address, Embedding, FileId, Role, SourceFile, Sources, Span};
use runnerlint::syntax::{Document, parse};

use super::read;

/// What stands around the text, the header of the scalar, and what stands before each line.
const HOSTS: [(&str, &str, &str, &str); 4] = [
    ("", "|", "  ", ""),
    ("x: 1\n", "| # toml", "    ", "y: 2 # two\n"),
    ("x: 1\n", "|+", " ", "\n# end\ny: 2\n"),
    ("", "|2", "  ", "y: 2\n"),
];

fn host(text: &str, (before, header, indent, after): (&str, &str, &str, &str)) -> String {
    let mut out = format!("{before}a: {header}\n");
    for line in text.split_inclusive('\n') {
        if !line.trim_end_matches('\n').is_empty() {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    out + after
}

fn parsed(text: &str) -> (SourceFile, Document) {
    let file = SourceFile::new("values.yaml", Role::HelmValues, text.into());
    let document = parse(FileId::new(0), &file);
    (file, document)
}

/// The text in a host; `None` if the host cannot hold it in this way.
fn embedded(text: &str, host: &str) -> Option<Sources> {
    let (file, document) = parsed(host);
    let node = document.root.get("a")?;
    // A `|` without a line has no place to write in.
    if document.error_count > 0 || text.is_empty() || node.as_str() != Some(text) {
        return None;
    }
    let map = document.string_map(&file, node).unwrap();
    let embedding = Embedding {
        file: FileId::new(0),
        address: Address::root().key("a"),
        pieces: map.pieces,
        escape: map.escape,
        block: map.block,
    };
    let inner = SourceFile::embedded(&file, Role::RunnerTemplate, text.to_owned(), embedding);
    let mut sources = Sources::new();
    sources.push(file);
    sources.push(inner);
    Some(sources)
}

/// The host after the edits; `None` if it cannot hold what they write.
fn lifted(sources: &Sources, edits: &[Edit]) -> Option<String> {
    let inside = |edit: &Edit| Edit {
        span: Span::new(FileId::new(1), edit.span.range()),
        text: edit.text.clone(),
    };
    let edits = lift(edits.iter().map(inside).collect(), sources)?;
    Some(apply(sources.get(FileId::new(0)).text(), &mut edits.iter().collect()))
}

/// Makes the edits in hosts of all kinds; each has to say `after` then, and nothing else may change. Gives the number of hosts
/// that were edited, and of those that could have been.
pub(crate) fn prove(text: &str, edits: &[Edit], after: &str) -> (usize, usize) {
    let (mut edited, mut all) = (0, 0);
    for frame in HOSTS {
        let host = host(text, frame);
        let Some(sources) = embedded(text, &host) else { continue };
        all += 1;
        let Some(new) = lifted(&sources, edits) else { continue };
        edited += 1;
        let (_, document) = parsed(&new);
        assert_eq!(document.error_count, 0, "{host}\n----\n{new}");
        let said = document.root.get("a").and_then(|node| node.as_str());
        // Only `|+` keeps the blank lines at the end.
        let ends = |text: &str| text.trim_end_matches('\n').to_owned();
        assert_eq!(said.map(ends), Some(ends(after)), "{host}\n----\n{new}");
        let (_, old) = parsed(&host);
        for key in ["x", "y"] {
            let of = |document: &Document| document.root.get(key).map(|node| node.literal());
            assert_eq!(of(&old), of(&document), "{host}\n----\n{new}");
        }
        assert_eq!(old.comments.len(), document.comments.len(), "{host}\n----\n{new}");
        let blanks = |text: &str| text.lines().filter(|line| line.ends_with(' ')).count();
        assert!(blanks(&new) <= blanks(&host) + blanks(after), "{host:?}\n----\n{new:?}");
    }
    (edited, all)
}

#[test]
fn most_edits_can_be_made_in_a_block() {
    let texts = [
        "[[runners]]\n  name = \"a\"\n  [runners.docker]\n    image = \"alpine\"\n",
        "concurrent = 1\n\n[[runners]]\n\n[runners.docker]\nvolumes = [\n  \"/cache\",\n]\n\n",
        "# first\n[[runners]] # second\n",
    ];
    let (mut edited, mut all) = (0, 0);
    for text in texts {
        let (file, document) = read(text);
        let runner = document.root.get("runners").unwrap().items()[0].span;
        let address = Address::root().key("runners").index(0);
        let found = document.find(&address, runner).unwrap();
        for edits in [
            document.insert(&file, found, "limit", &1.into()),
            document.insert(
                &file,
                document.find(&Address::root(), runner).unwrap(),
                "concurrent.x",
                &1.into(),
            ),
            document.insert(
                &file,
                document.find(&Address::root(), runner).unwrap(),
                "check_interval",
                &1.into(),
            ),
            document
                .find(&address.key("name"), runner)
                .and_then(|found| document.remove(&file, &[found])),
        ]
        .into_iter()
        .flatten()
        {
            let after = apply(text, &mut edits.iter().collect());
            let (made, could) = prove(text, &edits, &after);
            edited += made;
            all += could;
        }
    }
    assert!(all >= 20 && edited == all, "{edited} of {all}");
}

#[test]
fn lines_are_taken_with_their_indentation() {
    let text = "[[runners]]\n  a = 1\n  b = 2\n";
    let host = "config: 1\na: |\n    [[runners]]\n      a = 1\n      b = 2\nz: 3\n";
    let sources = embedded(text, host).unwrap();
    let edit = |range, text: &str| Edit::new(Span::new(FileId::new(0), range), text);
    let made = |edit: Edit| lifted(&sources, &[edit]).unwrap();
    assert_eq!(
        made(edit(12..20, "")),
        host.replace("      a = 1\n", ""),
        "a line in the middle"
    );
    assert_eq!(
        made(edit(20..28, "")),
        host.replace("      b = 2\n", ""),
        "the last line"
    );
    assert_eq!(
        made(edit(28..28, "  c = 3\n")),
        host.replace("z: 3", "      c = 3\nz: 3"),
        "behind the last line"
    );
    assert_eq!(
        made(edit(0..0, "x = 1\n\n")),
        host.replace("    [[", "    x = 1\n\n    [["),
        "a blank line"
    );
    assert_eq!(made(edit(18..19, "5")), host.replace("a = 1", "a = 5"), "within a line");
    assert_eq!(
        lifted(&sources, &[edit(0..0, "  x = 1\n")]),
        None,
        "the first line says how far all are indented"
    );
    assert_eq!(
        lifted(&sources, &[edit(0..12, "")]),
        None,
        "and so would the second one"
    );
    assert_eq!(
        lifted(&sources, &[edit(28..28, "c = 3")]),
        None,
        "what follows would join the line"
    );
}

#[test]
fn no_indentation_is_left_in_a_line_that_edits_together_make_blank() {
    let text = "a = [1\n,2\n,,\n]\n";
    let host = "a: |\n  a = [1\n  ,2\n  ,,\n  ]\n";
    let sources = embedded(text, host).unwrap();
    let edit = |range, text: &str| Edit::new(Span::new(FileId::new(0), range), text);
    let made = |edits: &[Edit]| lifted(&sources, edits).unwrap();
    let (comma, two) = (edit(7..8, ""), edit(8..9, ""));
    assert_eq!(made(&[comma.clone(), two.clone()]), host.replace("  ,2\n", "\n"));
    assert_eq!(made(&[two, comma.clone()]), host.replace("  ,2\n", "\n"));
    assert_eq!(made(&[comma.clone(), edit(8..9, "3")]), host.replace(",2", "3"));
    assert_eq!(made(&[comma, edit(9..9, "3")]), host.replace(",2", "23"));
}
