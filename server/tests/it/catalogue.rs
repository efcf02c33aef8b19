//! The catalogue of events: `docs/events.md` for people, `docs/asyncapi.yaml` for programs. Who tells and what is told
//! comes from the types, who hears it from the subscriptions that the slices really have.

mod asyncapi;

use crate::{shop, walls::root};
use events::{
    Field, Shape, catalogue,
    topics::{FOR_EVER, TOPICS, Topic},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};
use testing::assert_checked_in;

/// The slices that listen to each topic.
type Listeners = BTreeMap<&'static str, BTreeSet<&'static str>>;

#[tokio::test]
async fn the_checked_in_catalogue_is_what_the_slices_tell_and_hear() {
    let database = shop::database().await;
    let mut listeners = Listeners::new();
    for (consumer, topic) in shop::listeners(&database).await {
        listeners.entry(topic).or_default().insert(consumer);
    }

    assert_checked_in(&root().join("docs/events.md"), &page(&listeners));
    assert_checked_in(&root().join("docs/asyncapi.yaml"), &asyncapi::file(&listeners));
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

const INTRODUCTION: &str = "\
# Events

What the slices of Levomart tell each other. `make catalogue` writes this page from the types in `contracts/src/events.rs`
and from the subscriptions of the slices, and [asyncapi.yaml](asyncapi.yaml) with it; what is changed here by hand is lost.

Every event is a CloudEvent 1.0. Its `type` is the name below between `com.levomart.` and `.v1`, its `source` the slice, its
`partitionkey` the id of what it is about: the events of one key arrive in order, each at least once, and `aggregateversion`
counts them. Over Kafka these attributes are headers that begin with `ce_`, the record's key is `partitionkey`, and the data
are its value, in the encoding that `content-type` names. A consumer takes from a topic what concerns it.

Fields are added and never removed or changed; a new field is optional. Whoever reads events ignores fields that it does not
know.
";

fn page(listeners: &Listeners) -> String {
    let mut page = INTRODUCTION.to_owned();
    page += "\n| topic, named after who tells it; to audit, every slice tells | types | heard by | kept | partitions |\n| --- | --- | --- | --- | --- |\n";
    for (topic, types) in catalogue() {
        let types: Vec<String> = types.keys().map(|name| format!("[{name}](#{})", name.replace('.', ""))).collect();
        let (types, heard_by) = (types.join(", "), heard_by(listeners, topic));
        let Topic { partitions, retention_ms, .. } = in_the_broker(topic);
        let kept =
            if *retention_ms == FOR_EVER { "for ever".to_owned() } else { format!("{} days", retention_ms / DAY_MS) };
        _ = writeln!(page, "| [{topic}](#{topic}) | {types} | {heard_by} | {kept} | {partitions} |");
    }
    let mut parts = BTreeMap::new();
    for (topic, types) in catalogue() {
        _ = write!(page, "\n## {topic}\n\nHeard by {}.\n", heard_by(listeners, topic));
        for (name, schema) in types {
            let shape = Shape::of(&schema).unwrap();
            _ = write!(page, "\n### {name}\n\n{}\n\n", about(&schema));
            page += &table(&shape);
            let example = serde_json::to_string_pretty(&shape.example()).unwrap();
            _ = write!(page, "\n```json\n{example}\n```\n\n");
            _ = write!(page, "[JSON Schema](../contracts/events/{name}.v1.json), ");
            _ = writeln!(page, "[Avro](../contracts/events/avro/{name}.v1.avsc)");
            collect_parts(&shape, &schema["$defs"], &mut parts);
        }
    }
    page += "\n## Parts\n\nWhat several events consist of.\n";
    for (name, (about, table)) in parts {
        _ = write!(page, "\n### {name}\n\n{about}\n\n{table}");
    }
    page
}

fn in_the_broker(topic: &str) -> &'static Topic {
    TOPICS.iter().find(|known| known.name == topic).unwrap()
}

fn heard_by(listeners: &Listeners, topic: &str) -> String {
    let slices: Vec<&str> = listeners.get(topic).into_iter().flatten().copied().collect();
    if slices.is_empty() { "nobody yet".to_owned() } else { slices.join(", ") }
}

fn about(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

fn table(shape: &Shape) -> String {
    let Shape::Record { fields, .. } = shape else { return String::new() };
    let mut table = "| field | type | |\n| --- | --- | --- |\n".to_owned();
    for Field { name, about, optional, shape, .. } in fields {
        let optional = if *optional { ", optional" } else { "" };
        _ = writeln!(table, "| `{name}` | {}{optional} | {about} |", in_words(shape));
    }
    table
}

fn in_words(shape: &Shape) -> String {
    match shape {
        Shape::Flag => "true or false".to_owned(),
        Shape::Time => "time, RFC 3339".to_owned(),
        Shape::Choice { words, .. } => format!("`{}`", words.join("`, `")),
        Shape::List(item) => format!("list of {}", in_words(item)),
        Shape::Record { name, .. } => format!("[{name}](#{})", name.to_lowercase()),
        plain => plain.to_string(),
    }
}

/// Description and fields of every record below a shape, by name.
fn collect_parts(shape: &Shape, definitions: &Value, parts: &mut BTreeMap<String, (String, String)>) {
    match shape {
        Shape::List(item) => collect_parts(item, definitions, parts),
        Shape::Record { name, fields } => {
            if definitions.get(name).is_some() {
                parts.insert(name.clone(), (about(&definitions[name]).to_owned(), table(shape)));
            }
            fields.iter().for_each(|field| collect_parts(&field.shape, definitions, parts));
        }
        _ => {}
    }
}
