//! Events in Avro: the schema of a shape, and values of it.

use crate::shape::{Field, Shape};
use anyhow::{Context, bail, ensure};
use apache_avro::types::Value as Avro;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Of every name in a schema.
const NAMESPACE: &str = "com.levomart";

/// The Avro schema of a shape, for [`apache_avro::Schema::parse`] and for everybody else.
pub fn schema(shape: &Shape) -> Value {
    type_of(shape, &mut BTreeSet::new())
}

/// What has a name is described where it stands first, and named after that.
fn type_of(shape: &Shape, described: &mut BTreeSet<String>) -> Value {
    let (Shape::Id { name } | Shape::Choice { name, .. } | Shape::Record { name, .. }) = shape else {
        return match shape {
            Shape::Flag => json!("boolean"),
            Shape::Integer { format } if format == "int32" => json!("int"),
            Shape::Integer { .. } => json!("long"),
            Shape::List(item) => json!({ "type": "array", "items": type_of(item, described) }),
            _ => json!("string"),
        };
    };
    let full = format!("{NAMESPACE}.{name}");
    if !described.insert(name.clone()) {
        return json!(full);
    }
    match shape {
        Shape::Choice { words, .. } => json!({ "type": "enum", "name": full, "symbols": words }),
        Shape::Record { fields, .. } => {
            let fields: Vec<Value> = fields.iter().map(|field| field_of(field, described)).collect();
            json!({ "type": "record", "name": full, "fields": fields })
        }
        _ => json!({ "type": "fixed", "name": full, "size": 16, "logicalType": "uuid" }),
    }
}

fn field_of(field: &Field, described: &mut BTreeSet<String>) -> Value {
    let kind = type_of(&field.shape, described);
    let mut it = json!({ "name": field.name, "type": kind });
    if field.optional {
        it["type"] = json!(["null", kind]);
        it["default"] = Value::Null;
    }
    if !field.about.is_empty() {
        it["doc"] = json!(field.about);
    }
    it
}

/// Writes JSON as a value of [`schema`]. Fails with the path to what has no place in it.
pub(crate) fn from_json(json: &Value, shape: &Shape) -> anyhow::Result<Avro> {
    Ok(match (shape, json) {
        (Shape::Flag, Value::Bool(flag)) => Avro::Boolean(*flag),
        (Shape::Integer { format }, Value::Number(number)) => {
            let number = number.as_i64().with_context(|| format!("{number} is no 64-bit integer"))?;
            if format == "int32" { Avro::Int(i32::try_from(number)?) } else { Avro::Long(number) }
        }
        (Shape::Text | Shape::Time, Value::String(text)) => Avro::String(text.clone()),
        (Shape::Id { .. }, Value::String(id)) => Avro::Uuid(id.parse()?),
        (Shape::Choice { words, .. }, Value::String(word)) => {
            let position = words.iter().position(|known| known == word);
            let position = position.with_context(|| format!("`{word}` is none of {}", words.join(", ")))?;
            Avro::Enum(u32::try_from(position)?, word.clone())
        }
        (Shape::List(item), Value::Array(items)) => {
            Avro::Array(items.iter().map(|json| from_json(json, item)).collect::<anyhow::Result<_>>()?)
        }
        (Shape::Record { fields, .. }, Value::Object(given)) => {
            let unknown = given.keys().find(|name| !fields.iter().any(|field| field.name == **name));
            ensure!(unknown.is_none(), "there is no field `{}`", unknown.map_or("", String::as_str));
            let field = |field: &Field| Ok((field.name.clone(), field_from_json(&json[&field.name], field)?));
            Avro::Record(fields.iter().map(field).collect::<anyhow::Result<_>>()?)
        }
        (shape, json) => bail!("{json} is no {shape}"),
    })
}

fn field_from_json(json: &Value, field: &Field) -> anyhow::Result<Avro> {
    if field.optional && json.is_null() {
        return Ok(Avro::Union(0, Box::new(Avro::Null)));
    }
    let value = from_json(json, &field.shape).with_context(|| field.name.clone())?;
    Ok(if field.optional { Avro::Union(1, Box::new(value)) } else { value })
}

/// Reads a value back as JSON. What is null in Avro is missing in JSON, as it is in an event from before the field.
pub(crate) fn into_json(avro: Avro) -> anyhow::Result<Value> {
    let mut json = Value::try_from(avro)?;
    drop_nulls(&mut json);
    Ok(json)
}

fn drop_nulls(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
