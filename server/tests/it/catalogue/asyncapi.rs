//! The catalogue as AsyncAPI 3.0.

use super::{Listeners, about, in_the_broker};
use events::{Shape, catalogue, topics::Topic};
use serde_json::{Map, Value, json};

/// The attributes of CloudEvents, as headers of Kafka's records in binary mode.
const HEADERS: [(&str, &str); 9] = [
    ("ce_specversion", "Version of CloudEvents: 1.0"),
    ("ce_id", "Id of the event; repeats bear the same"),
    ("ce_source", "The slice that tells it: /orders"),
    ("ce_type", "Type of the event: com.levomart.order.created.v1"),
    ("ce_time", "When it happened, RFC 3339"),
    ("ce_partitionkey", "Id of what it is about, as in the key"),
    ("ce_aggregateversion", "Counts the events of that key from 1"),
    ("ce_traceparent", "W3C trace context, where there is one"),
    ("content-type", "Encoding of the value: application/json or application/avro"),
];

/// The file.
pub fn file(listeners: &Listeners) -> String {
    let mut channels = Map::new();
    let mut operations = Map::new();
    let (mut messages, mut schemas) = (Map::new(), Map::new());
    for (topic, types) in catalogue() {
        channels.insert(topic.to_owned(), channel(topic, types.keys()));
        operations.insert(format!("{topic}.tells"), operation("send", topic));
        for slice in listeners.get(topic).into_iter().flatten() {
            operations.insert(format!("{slice}.hears.{topic}"), operation("receive", topic));
        }
        for (name, schema) in types {
            messages.insert(name.to_owned(), message(name, &schema));
            add_schemas(&schema, &mut schemas);
        }
    }
    schemas.insert("Headers".to_owned(), headers());
    yaml(&json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Levomart",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the slices of Levomart tell each other. Written by `make catalogue`.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": { "host": "127.0.0.1:39092", "protocol": "kafka", "description": "`make run EVENTS=kafka`" },
        },
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "schemas": schemas },
    }))
}

fn channel<'a>(topic: &str, types: impl Iterator<Item = &'a &'a str>) -> Value {
    let Topic { partitions, replication, cleanup, retention_ms, .. } = in_the_broker(topic);
    let configuration = json!({ "cleanup.policy": [cleanup], "retention.ms": retention_ms });
    json!({
        "address": topic,
        "messages": types.map(|name| (*name, json!({ "$ref": format!("#/components/messages/{name}") }))).collect::<Value>(),
        "bindings": {
            "kafka": { "partitions": partitions, "replicas": replication, "topicConfiguration": configuration },
        },
    })
}

fn operation(action: &str, topic: &str) -> Value {
    json!({ "action": action, "channel": { "$ref": format!("#/channels/{topic}") } })
}

fn message(name: &str, schema: &Value) -> Value {
    json!({
        "name": format!("com.levomart.{name}.v1"),
        "title": name,
        "summary": about(schema),
        "headers": { "$ref": "#/components/schemas/Headers" },
        "payload": { "$ref": format!("#/components/schemas/{}", schema["title"].as_str().unwrap()) },
        "bindings": { "kafka": { "key": { "type": "string", "format": "uuid" } } },
        "examples": [{ "payload": Shape::of(schema).unwrap().example() }],
    })
}

fn headers() -> Value {
    let properties = HEADERS.map(|(name, about)| (name, json!({ "type": "string", "description": about })));
    let required = HEADERS.iter().map(|(name, _)| *name).filter(|name| *name != "ce_traceparent");
    json!({
        "type": "object",
        "properties": properties.into_iter().collect::<Value>(),
        "required": required.collect::<Value>(),
    })
}

/// Adds a schema and those that it refers to, each under the name of its type.
fn add_schemas(schema: &Value, schemas: &mut Map<String, Value>) {
    let named = schema["$defs"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema));
    for (name, schema) in named.chain([(schema["title"].as_str().unwrap(), schema)]) {
        schemas.insert(name.to_owned(), moved(schema));
    }
}

/// A schema whose references point to where this file has them.
fn moved(schema: &Value) -> Value {
    match schema {
        Value::Object(words) => words
            .iter()
            .filter(|(word, _)| !["$schema", "$defs", "title"].contains(&word.as_str()))
            .map(|(word, value)| (word.clone(), moved(value)))
            .collect(),
        Value::Array(items) => items.iter().map(moved).collect(),
        Value::String(text) => json!(text.replace("#/$defs/", "#/components/schemas/")),
        other => other.clone(),
    }
}

/// YAML in blocks, with scalars as JSON writes them, which YAML understands, too.
fn yaml(value: &Value) -> String {
    let mut text = String::from("# Written by `make catalogue`; what is changed here by hand is lost.");
    write(value, 0, &mut text);
    text + "\n"
}

fn write(value: &Value, depth: usize, text: &mut String) {
    let line = format!("\n{}", "  ".repeat(depth));
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, field) in fields {
                *text += &format!("{line}{}:", word(name));
                write(field, depth + 1, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                *text += &format!("{line}-");
                write(item, depth + 1, text);
            }
        }
        Value::String(string) => *text += &format!(" {}", word(string)),
        scalar => *text += &format!(" {scalar}"),
    }
}

/// Bare, if nothing else could be meant by it, else in quotation marks.
fn word(string: &str) -> String {
    let bare = string.strip_prefix('$').unwrap_or(string);
    let harmless = bare.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    let means_more = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&&*bare.to_lowercase());
    if harmless && !means_more && bare.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return string.to_owned();
    }
    json!(string).to_string()
}
