//! The house rules that a machine can check: layers, names, and who may see what.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Whether a file is a module that only tests see: its parent declares it below `#[cfg(test)]`.
fn is_test(path: &Path) -> bool {
    let declared = |path: &Path| {
        let folder = path.parent().unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let parent = folder.with_extension("rs");
        let text = fs::read_to_string(&parent).unwrap_or_default();
        text.contains(&format!("#[cfg(test)]\nmod {name};"))
    };
    path.ancestors()
        .take_while(|path| path.parent().is_some())
        .any(declared)
}

/// Every Rust file of the library with the module it belongs to.
fn sources() -> Vec<(String, PathBuf)> {
    let module = |path: &Path, base: &Path| {
        let inside = path.strip_prefix(base).unwrap();
        let first = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        first.trim_end_matches(".rs").to_owned()
    };
    let src = root().join("src");
    let engine = rust_files(&src)
        .into_iter()
        .filter(|path| !is_test(path))
        .map(|path| (module(&path, &src), path));
    let rules = rust_files(&root().join("rules"))
        .into_iter()
        .map(|path| ("rules".to_owned(), path));
    engine
        .filter(|(module, _)| module != "lib" && module != "main")
        .chain(rules)
        .collect()
}

/// The modules of ARCHITECTURE.md with what each may use.
fn layers() -> BTreeMap<String, Vec<String>> {
    let text = read(&root().join("ARCHITECTURE.md"));
    let names = |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        (names(cells[1])[0].clone(), names(cells[3]))
    })
    .collect()
}

/// The modules that a file names after `crate::`, tests left out.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    assert!(
        !code.contains("crate::{"),
        "one `use` per module, so that layers can be read"
    );
    let after = code.split("crate::").skip(1);
    let word = |rest: &str| {
        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    after.map(word).filter(|word| !word.is_empty()).collect()
}

#[test]
fn modules_use_only_what_the_architecture_allows() {
    let layers = layers();
    assert!(layers.len() > 10, "the table of ARCHITECTURE.md was not found");
    for (module, path) in sources() {
        let allowed = layers
            .get(&module)
            .unwrap_or_else(|| panic!("{module} is not in ARCHITECTURE.md"));
        for other in used(&read(&path)) {
            let fine = other == module || allowed.contains(&other);
            assert!(
                fine,
                "{} uses `{other}`, which the table does not allow",
                path.display()
            );
        }
    }
}

#[test]
fn the_layers_have_no_cycle() {
    let layers = layers();
    let mut order: Vec<&String> = Vec::new();
    while order.len() < layers.len() {
        let ready = |(name, uses): &(&String, &Vec<String>)| {
            !order.contains(name) && uses.iter().all(|used| order.contains(&used))
        };
        let next = layers.iter().find(ready).map(|(name, _)| name);
        order.push(next.unwrap_or_else(|| panic!("a cycle among the modules that are not in {order:?}")));
    }
}

#[test]
fn only_the_rim_opens_files() {
    for (module, path) in sources() {
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap();
        let opens = code.contains("std::fs") || code.contains("File::open") || code.contains("std::net");
        let allowed = ["load", "write"].contains(&module.as_str());
        assert!(!opens || allowed, "{} opens files", path.display());
    }
}

#[test]
fn raw_text_is_seen_only_where_it_is_read_or_written() {
    let allowed = [
        "source",
        "syntax",
        "suppress",
        "fix",
        "undo",
        "write",
        "load",
        "anonymize",
    ];
    let marking = [
        "src/edit/lift.rs",
        "src/model/secrets.rs",
        "src/model/secrets/lost.rs",
        "src/model/secrets/carriers.rs",
        "src/model/secrets/lists.rs",
        "src/model/secrets/misspelt.rs",
        "src/model/embedded.rs",
    ];
    for (module, path) in sources() {
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap();
        let excused = allowed.contains(&module.as_str()) || marking.iter().any(|file| path.ends_with(file));
        assert!(
            excused || !code.contains(".text()"),
            "{} reads raw text",
            path.display()
        );
    }
}

#[test]
fn no_module_is_called_after_nothing() {
    for (_, path) in sources() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["util", "utils", "helper", "helpers", "common", "misc"].contains(&stem.as_str()),
            "{stem}"
        );
    }
}

#[test]
fn every_module_begins_with_what_it_owns() {
    for (_, path) in sources() {
        assert!(
            read(&path).starts_with("//! "),
            "{} has no module comment",
            path.display()
        );
    }
}
