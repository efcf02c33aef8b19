//! What is checked in about events is what their types say, and no change of them hurts who reads them.

use events::{Shape, avro_schema, catalogue, schemas, validate};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use testing::assert_checked_in;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/events")
}

#[test]
fn the_checked_in_schemas_are_those_of_the_types_and_only_grow() {
    let released = fs::read_to_string(folder().join("released.json")).unwrap();
    let mut released: BTreeMap<String, Vec<Value>> = serde_json::from_str(&released).unwrap();
    let mut broken = Vec::new();
    for name in released.keys() {
        assert!(schemas().contains_key(name.as_str()), "`{name}` was told once and is no longer; an event type stays");
    }
    for (name, schema) in schemas() {
        let shape = Shape::of(&schema).unwrap_or_else(|problem| panic!("{problem:#}"));
        let past = released.entry(name.to_owned()).or_default();
        for was in past.iter() {
            let changes = Shape::of(was).unwrap().broken_by(&shape);
            broken.extend(changes.into_iter().map(|change| format!("{name}: {change}")));
        }
        // What is additive both ways is the same.
        if past.last().is_none_or(|last| !shape.broken_by(&Shape::of(last).unwrap()).is_empty()) {
            past.push(bare(&schema));
        }
    }
    assert!(
        broken.is_empty(),
        "this would hurt who reads events; tell it as an event of its own:\n{}",
        broken.join("\n")
    );

    assert_checked_in(&folder().join("released.json"), &pretty(&released));
    for (name, schema) in schemas() {
        let avro = avro_schema(&Shape::of(&schema).unwrap());
        assert_checked_in(&folder().join(format!("{name}.v1.json")), &pretty(&schema));
        assert_checked_in(&folder().join(format!("avro/{name}.v1.avsc")), &pretty(&avro));
    }
    let files = |folder: PathBuf| fs::read_dir(folder).unwrap().filter(|file| file.as_ref().unwrap().path().is_file());
    assert_eq!(files(folder()).count(), schemas().len() + 1, "a schema without a type lies in contracts/events");
    assert_eq!(files(folder().join("avro")).count(), schemas().len(), "a schema without a type lies in avro");
}

#[test]
fn every_example_follows_its_schema() {
    for (topic, types) in catalogue() {
        assert!(!types.is_empty(), "{topic} tells nothing");
        for (name, schema) in types {
            validate(name, &Shape::of(&schema).unwrap().example()).unwrap();
        }
    }
}

/// A schema without the words that change nothing about what is valid.
fn bare(schema: &Value) -> Value {
    match schema {
        Value::Object(words) => words
            .iter()
            .filter(|(word, _)| !["$schema", "description", "examples"].contains(&word.as_str()))
            .map(|(word, value)| match value {
                // What stands in here are names.
                Value::Object(named) if ["properties", "$defs"].contains(&word.as_str()) => {
                    (word.clone(), named.iter().map(|(name, schema)| (name.clone(), bare(schema))).collect())
                }
                value => (word.clone(), bare(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(bare).collect(),
        other => other.clone(),
    }
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}
