//! The walls between the slices, read from the source: crates hold most of them, this holds the rest.

use std::{
    fs,
    path::{Path, PathBuf},
};

const SLICES: [&str; 9] =
    ["identity", "catalog", "cart", "orders", "payments", "notifications", "shipping", "audit", "analytics"];

/// Words after which SQL names a table.
const TABLE_WORDS: [&str; 5] = ["from", "join", "into", "update", "table"];

/// The folder of the whole project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Path and text of every file below a folder whose name ends so.
pub fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} is a folder", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn no_slice_depends_on_another() {
    for slice in SLICES {
        let manifest = fs::read_to_string(root().join("server/services").join(slice).join("Cargo.toml")).unwrap();
        for other in SLICES.into_iter().filter(|other| *other != slice) {
            let depends = manifest.lines().any(|line| {
                let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
                name == other
            });
            assert!(!depends, "{slice} depends on {other}: ask through `clients` or listen through `events`");
        }
    }
}

#[test]
fn the_sql_of_a_slice_names_only_its_own_schema() {
    let mut looked_at = 0;
    for slice in SLICES {
        let sources = files(&root().join("server/services").join(slice).join("src"), "rs");
        for (path, text) in sources {
            for (schema, table) in tables(&text) {
                looked_at += 1;
                assert!(schema == slice, "{}: the SQL of {slice} names {schema}.{table}", path.display());
            }
        }
    }
    assert!(looked_at > 50, "only {looked_at} table names were found; the search has gone blind");
}

/// `(schema, table)` of everything that stands after a word that names tables.
fn tables(text: &str) -> Vec<(String, String)> {
    let schemas: Vec<&str> = SLICES.into_iter().chain(["events"]).collect();
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '(' || c == '"').collect();
    words
        .windows(2)
        .filter(|pair| TABLE_WORDS.contains(&pair[0]))
        .filter_map(|pair| pair[1].split_once('.'))
        .filter(|(schema, _)| schemas.contains(schema))
        .map(|(schema, table)| (schema.to_owned(), table.trim_end_matches([',', ')', ';']).to_owned()))
        .collect()
}

#[test]
fn sql_stands_in_stores_only() {
    for slice in SLICES {
        for (path, text) in files(&root().join("server/services").join(slice).join("src"), "rs") {
            let store = path.components().any(|part| part.as_os_str() == "store") || path.ends_with("store.rs");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            assert!(store || !code.contains("sqlx::query"), "{} has SQL; it belongs into the store", path.display());
        }
    }
}

/// Who breaks things from outside has a client of its own.
const OUTSIDE: &str = "server/faults";

#[test]
fn a_broker_and_a_gateway_are_named_in_one_file_each() {
    for (name, file) in [("rdkafka::", Some("server/events/src/kafka.rs")), ("stripe::", None)] {
        let named: Vec<PathBuf> = files(&root().join("server"), "rs")
            .into_iter()
            .filter(|(path, text)| text.contains(name) && !path.ends_with("walls.rs"))
            .map(|(path, _)| path)
            .filter(|path| !path.starts_with(root().join(OUTSIDE)))
            .collect();
        let allowed: Vec<PathBuf> = file.map(|file| root().join(file)).into_iter().collect();
        assert_eq!(named, allowed, "{name} is named elsewhere");
    }
}

#[test]
fn only_one_file_knows_which_slices_live_here() {
    let composing: Vec<PathBuf> = files(&root().join("server/src"), "rs")
        .into_iter()
        .filter(|(_, text)| SLICES.iter().any(|slice| text.contains(&format!("{slice}::service("))))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(composing.len(), 1, "{composing:?}");
    assert!(composing[0].ends_with("roles.rs"));
}

#[test]
fn a_migration_stays_in_its_schema() {
    for (path, text) in files(&root().join("migrations"), "sql") {
        let slice = path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
        for (schema, table) in tables(&text) {
            assert_eq!(schema, slice, "{} names {schema}.{table}", path.display());
        }
    }
}
