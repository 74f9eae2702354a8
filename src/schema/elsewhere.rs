//! Where a setting really lives that was looked for in the wrong table of config.toml, or that config.toml has not.

use std::sync::LazyLock;

use super::runner::{self, Key};

/// How many tables, and how many steps to one, still say something.
const TELLING: usize = 3;

/// Where to find what `name` in `table` asks for, as a clause; from `runner-elsewhere.tsv`.
///
/// Source: the unknown keys of published configurations; the GitLab Runner documentation of 19.4.
pub fn advice(table: &Key, name: &str) -> Option<&'static str> {
    let wanted = name.to_lowercase().replace('-', "_");
    let mut rows = include_str!("runner-elsewhere.tsv").lines().skip(1);
    let row = rows.find(|row| {
        let mut fields = row.split('\t');
        let (home, names) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let here = home == "*" || home == table.path || home == "." && table.path.is_empty();
        here && names.split('|').any(|name| is_named(&wanted, name))
    });
    row?.rsplit('\t').next()
}

/// Whether a name is the one of a row; `ff_*` stands for all that begin so.
fn is_named(name: &str, row: &str) -> bool {
    match row.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == row,
    }
}

/// The tables nearest to `table` that have a key `name`; none if there are so many that this says nothing.
pub fn homes(table: &Key, name: &str) -> Vec<&'static Key> {
    let others = plain_tables().iter().filter(|home| home.path != table.path);
    let holding = others.filter(|home| key_like(home, name).is_some());
    let holding: Vec<(usize, &Key)> = holding.map(|home| (distance(home, table), *home)).collect();
    let Some(nearest) = holding.iter().map(|(distance, _)| *distance).min() else {
        return Vec::new();
    };
    // A name of many tables, such as `enabled`, says something only next door.
    if nearest > 1 && holding.len() > TELLING {
        return Vec::new();
    }
    let near = holding.iter().filter(|(distance, _)| *distance == nearest);
    let near: Vec<&Key> = near.map(|(_, home)| *home).collect();
    if near.len() <= TELLING { near } else { Vec::new() }
}

/// The key of a table that `name` is but for letter case, dashes and underscores.
pub fn key_like(table: &'static Key, name: &str) -> Option<&'static Key> {
    let plain = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() };
    let same = |key: &&Key| key.name.bytes().map(plain).eq(name.bytes().map(plain));
    table.keys.iter().find(same)
}

/// The tables near the top that are no lists, apart from `[[runners]]`.
fn plain_tables() -> &'static [&'static Key] {
    static TABLES: LazyLock<Vec<&Key>> = LazyLock::new(|| {
        let root = runner::root();
        let all = std::iter::once(root).chain(root.all());
        all.filter(|table| !table.keys.is_empty() && steps(table).len() <= TELLING && !is_nested_list(table))
            .collect()
    });
    &TABLES
}

fn steps(table: &Key) -> Vec<&'static str> {
    table.path.split('.').filter(|step| !step.is_empty()).collect()
}

/// Whether it is an array of tables other than `[[runners]]`, or below one.
fn is_nested_list(table: &Key) -> bool {
    let below = table.path.strip_prefix("runners").unwrap_or(table.path);
    below.trim_start_matches("[]").contains("[]") || table.kind == runner::Kind::Tables && table.path != "runners"
}

/// How many headers up and down it is from one table to another.
fn distance(a: &Key, b: &Key) -> usize {
    let (a, b) = (steps(a), steps(b));
    let name = |step: &&'static str| step.trim_end_matches("[]");
    let same = a.iter().zip(&b).take_while(|(a, b)| name(a) == name(b)).count();
    a.len() + b.len() - 2 * same
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(table: &str, name: &str) -> Vec<String> {
        let table = runner::root().at(table).unwrap();
        homes(table, name).iter().map(|home| home.title()).collect()
    }

    #[test]
    fn the_nearest_table_with_the_key_is_named() {
        assert_eq!(titles("runners[].docker", "environment"), ["[[runners]]"]);
        assert_eq!(titles("runners[].docker", "OffPeakIdleTime"), ["[runners.machine]"]);
        assert_eq!(titles("runners", "concurrent"), ["the top level"]);
        assert_eq!(
            titles("runners", "privileged"),
            ["[runners.docker]", "[runners.kubernetes]"]
        );
        assert!(titles("runners[].docker", "enabled").is_empty());
    }

    #[test]
    fn every_advice_is_about_a_table_and_a_key_that_is_not_there() {
        let rows = include_str!("runner-elsewhere.tsv").lines().skip(1);
        for row in rows {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 3, "{row}");
            let table = match fields[0] {
                "*" | "." => runner::root(),
                path => runner::root().at(path).unwrap_or_else(|| panic!("{row}")),
            };
            for name in fields[1].split('|') {
                assert!(table.child(name).is_none(), "{row}");
                assert_eq!(advice(table, name), Some(fields[2]), "{row}");
            }
        }
    }
}
