//! `docs/openapi.json` says what programs may ask, all of it, and nothing twice.

use crate::{
    strangers::ROUTES,
    walls::{files, root},
};
use levomart::{
    bus,
    openapi::{SLICES, document},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testing::assert_checked_in;

/// Routes that are for Levomart itself, or for those who sign: no token opens them.
pub const INTERNAL: &[(&str, &str)] = &[
    // The storefront's own: it makes sessions of it, programs get tokens.
    ("POST", "/api/auth/login"),
    ("POST", "/api/admin/users/{id}/view"),
    ("POST", "/api/admin/users/{id}/view/stop"),
    ("GET", "/api/admin/policies/identity"),
    ("GET", "/api/admin/policies/orders"),
    ("GET", "/api/users/{id}"),
    ("GET", "/api/users/{id}/standing"),
    ("GET", "/api/sellers/{id}/contact"),
    ("GET", "/api/grants/{grant}/holder"),
    ("POST", "/api/users/names"),
    ("POST", "/api/sellers/names"),
    ("GET", "/api/cart/contents"),
    ("POST", "/api/cart/merge"),
    ("POST", "/api/orders/adopt"),
    ("GET", "/api/orders/{group}/created"),
    ("POST", "/api/orders/paid"),
    ("POST", "/api/payments"),
    ("GET", "/api/payments/{id}/succeeded"),
    ("POST", "/api/analytics/searched"),
    ("POST", "/api/analytics/steps"),
    ("POST", "/api/audit/entries"),
    ("POST", "/webhooks/simulated"),
    ("POST", "/webhooks/carriers/{carrier}"),
];

#[test]
fn the_checked_in_document_is_what_programs_may_ask() {
    let text = serde_json::to_string_pretty(&document()).unwrap() + "\n";

    assert_checked_in(&root().join("docs/openapi.json"), &text);
}

/// Method, path and operation of all that is documented.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let operations = item.as_object().unwrap().iter();
            operations.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
        })
        .collect()
}

#[test]
fn every_route_is_documented_or_for_levomart_itself() {
    let document = document();
    let owned = |(method, path): &(&str, &str)| ((*method).to_owned(), (*path).to_owned());
    let documented: BTreeSet<_> = operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    let routes: BTreeSet<_> = ROUTES.iter().map(|(_, method, path, _)| owned(&(*method, *path))).collect();

    let undocumented: BTreeSet<_> = routes.difference(&documented).cloned().collect();
    let untried: Vec<_> = documented.difference(&routes).collect();

    assert_eq!(undocumented, INTERNAL.iter().map(owned).collect());
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let document = document();
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap_or_default();
        let name = operation["operationId"].as_str().unwrap_or_default();
        let answers = operation["responses"].as_object().unwrap();

        assert!(summary.len() > 10 && summary.ends_with('.'), "{method} {path}: {summary}");
        assert!(name.contains('_') && names.insert(name), "{method} {path}: another operation is called {name}, too");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{method} {path} does not say how it succeeds");
    }
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).map(Value::to_string).collect();
    let used = operations(&document).into_iter().map(|(_, _, operation)| operation["tags"][0].to_string()).collect();
    assert_eq!(tags, used);
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut waiting = vec![&document];
    while let Some(part) = waiting.pop() {
        if let Some(reference) = part["$ref"].as_str() {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference} does not exist");
        }
        waiting.extend(part.as_object().into_iter().flat_map(|parts| parts.values()));
        waiting.extend(part.as_array().into_iter().flatten());
    }
}

#[test]
fn no_two_types_share_a_name() {
    let folders = ["contracts/src", "server/services", "server/src"];
    let sources = folders.iter().flat_map(|folder| files(&root().join(folder), "rs"));
    let mut names = BTreeSet::new();
    for (path, text) in sources {
        for name in schemas(&text) {
            assert!(names.insert(name.clone()), "{}: another schema is called {name}, too", path.display());
        }
    }
    assert!(names.contains("CartLine") && names.contains("Product"), "the search has gone blind: {names:?}");

    let mut seen = BTreeMap::new();
    for api in SLICES.iter().map(|(_, api)| api()).chain([bus::api()]) {
        let api = serde_json::to_value(api).unwrap();
        for (name, schema) in api["components"]["schemas"].as_object().into_iter().flatten() {
            let first = seen.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(first, schema, "{name} is something else in another slice");
        }
    }
}

#[test]
fn what_bears_a_version_says_so_and_that_it_need_not_be_sent_twice() {
    let mut tagged = 0;
    for (path, text) in files(&root().join("server/services"), "rs") {
        for handler in text.split("#[utoipa::path(").skip(1) {
            let bears = handler.contains("Tagged<");
            assert_eq!(handler.contains("(\"etag\" ="), bears, "{}: {handler}", path.display());
            tagged += usize::from(bears);
        }
    }
    assert!(tagged > 0, "the search has gone blind");

    let document = document();
    let known = json!({ "$ref": "#/components/parameters/IfNoneMatch" });
    for (method, path, operation) in operations(&document) {
        let bears = operation["responses"]["200"]["headers"].get("etag").is_some();
        let asks = operation["parameters"].as_array().unwrap().contains(&known);
        assert_eq!((operation["responses"].get("304").is_some(), asks), (bears, bears), "{method} {path}");
        tagged -= usize::from(bears);
    }
    assert_eq!(tagged, 0);
}

/// The names of the schemas that a source derives.
fn schemas(source: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
    let derived = source.split("ToSchema").skip(1).filter(|rest| rest.starts_with([')', ',']));
    let named = derived.filter_map(|rest| {
        let at = ["struct ", "enum "].iter().filter_map(|item| Some(rest.find(item)? + item.len())).min()?;
        let alias = rest[..at].split_once("(as = ").map(|(_, name)| word(name));
        Some(alias.unwrap_or_else(|| word(&rest[at..])))
    });
    named.filter(|name| !name.is_empty()).collect()
}
