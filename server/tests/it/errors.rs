//! `docs/errors.md` has every code that the source can say, with the status that it comes with, and no other.

use crate::walls::{files, root};
use contracts::Kind;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

type Codes = BTreeMap<String, BTreeSet<u16>>;

/// Where problems are made.
const SOURCES: [&str; 6] =
    ["contracts/src", "app/src", "server/src", "server/web/src", "server/clients/src", "server/services"];

/// Words in front of a code that stand for a kind or a status; the code may stand in the next line.
const SAYING: [(&str, u16); 5] = [
    ("conflict(", 409),
    ("refused(StatusCode::METHOD_NOT_ALLOWED,", 405),
    ("refused(StatusCode::PAYLOAD_TOO_LARGE,", 413),
    ("refused(StatusCode::UNSUPPORTED_MEDIA_TYPE,", 415),
    ("refused(StatusCode::URI_TOO_LONG,", 414),
];

const KINDS: [(&str, Kind); 10] = [
    ("Malformed", Kind::Malformed),
    ("Unauthenticated", Kind::Unauthenticated),
    ("Forbidden", Kind::Forbidden),
    ("NotFound", Kind::NotFound),
    ("Conflict", Kind::Conflict),
    ("Outdated", Kind::Outdated),
    ("Invalid", Kind::Invalid),
    ("TooMany", Kind::TooMany),
    ("Unavailable", Kind::Unavailable),
    ("Internal", Kind::Internal),
];

/// Functions that are handed a code: what they are handed is found by [`SAYING`].
const HANDED: [&str; 3] = ["server/src/door.rs", "identity/src/error.rs", "payments/src/error.rs"];

#[test]
fn every_code_is_explained_with_its_status_and_no_other_is() {
    let (said, handed) = said();

    assert_eq!(explained(), said);
    assert!(said.len() > 50, "only {} codes were found; the search has gone blind", said.len());
    assert!(
        handed.iter().all(|path| HANDED.iter().any(|known| path.ends_with(known))) && handed.len() == HANDED.len(),
        "codes are not written out where problems are made: {handed:?}"
    );
}

/// The codes in the source, and the files in which a problem is made of one that is not written out.
fn said() -> (Codes, Vec<String>) {
    let (mut codes, mut handed) = (Codes::new(), Vec::new());
    let mut note = |code: &str, status| {
        codes.entry(code.to_owned()).or_default().insert(status);
    };
    for (path, text) in SOURCES.iter().flat_map(|folder| files(&root().join(folder), "rs")) {
        if path.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (word, status) in SAYING {
            text.split(word).skip(1).filter_map(literal).for_each(|code| note(code, status));
        }
        for call in text.split("new(").skip(1) {
            let call = call.trim_start();
            let Some(call) = call.strip_prefix("contracts::").unwrap_or(call).strip_prefix("Kind::") else { continue };
            let Some((kind, rest)) = call.split_once(',') else { continue };
            let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == kind) else { continue };
            match literal(rest) {
                Some(code) => note(code, kind.status()),
                None => handed.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    (codes, handed)
}

/// The text in quotes with which it begins.
fn literal(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split('"').next()
}

/// The rows of the table of codes.
fn explained() -> Codes {
    let text = fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let (_, table) = text.split_once("## The codes").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(cells.len() == 6 && cells[3..5].iter().all(|cell| cell.ends_with('.')), "{row}");
        let statuses = cells[2].split(", ").map(|status| status.parse().unwrap()).collect();
        (cells[1].trim_matches('`').to_owned(), statuses)
    })
    .collect()
}
