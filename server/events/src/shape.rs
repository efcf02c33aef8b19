//! What the schema of an event says, reduced to what events use. From a shape come the Avro schema, the example and the
//! fields in the catalogue, and two shapes tell whether a change is additive.

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use std::fmt;
use uuid::Uuid;

/// A kind of value. No fractions, no free maps, no alternatives: a schema with more than this is refused, so that no rule
/// about events can be broken in words that nobody looks at.
#[derive(Clone, Debug)]
pub enum Shape {
    Flag,
    /// A whole number; the format is its Rust type in words: `uint32`.
    Integer {
        format: String,
    },
    Text,
    /// A moment, RFC 3339.
    Time,
    /// A UUID, named after what it identifies: `OrderId`.
    Id {
        name: String,
    },
    /// One of some words.
    Choice {
        name: String,
        words: Vec<String>,
    },
    List(Box<Shape>),
    Record {
        name: String,
        /// By name.
        fields: Vec<Field>,
    },
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub about: String,
    /// May be missing, or null.
    pub optional: bool,
    pub shape: Shape,
    example: Option<Value>,
}

/// Words of JSON Schema that a shape understands, or that change nothing about what is valid.
#[rustfmt::skip]
const UNDERSTOOD: [&str; 16] = [
    "$defs", "$ref", "$schema", "anyOf", "const", "default", "description", "enum", "examples", "format", "items",
    "oneOf", "properties", "required", "title", "type",
];

/// Those whose schemas need no limits, and that fit the 64 bits of Avro's `long`.
const INTEGERS: [&str; 3] = ["int32", "int64", "uint32"];

impl Shape {
    /// Reads a JSON Schema as it is generated from a type. Fails with the word that events do not use.
    pub fn of(schema: &Value) -> anyhow::Result<Self> {
        let name = schema["title"].as_str().context("a schema without a title")?;
        Ok(Reader { root: schema }.read(schema, Some(name)).with_context(|| format!("schema of {name}"))?.0)
    }

    /// A value of this shape, the same every time.
    pub fn example(&self) -> Value {
        match self {
            Self::Flag => json!(true),
            Self::Integer { .. } => json!(3),
            Self::Text => json!("text"),
            Self::Time => json!("2026-11-22T10:30:00Z"),
            Self::Id { name } => json!(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
            Self::Choice { words, .. } => json!(words[0]),
            Self::List(item) => json!([item.example()]),
            Self::Record { fields, .. } => fields.iter().map(|field| (field.name.clone(), field.example())).collect(),
        }
    }

    /// What would hurt somebody if events changed from this shape to `new`: one who knows the old shape and meets a new
    /// event, or one who knows the new shape and meets an old event. Nothing, if the change is additive.
    pub fn broken_by(&self, new: &Self) -> Vec<String> {
        let mut broken = Vec::new();
        compare(self, new, "", &mut broken);
        broken
    }
}

impl Field {
    pub fn example(&self) -> Value {
        self.example.clone().unwrap_or_else(|| self.shape.example())
    }
}

/// What it is, in a word or two.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Integer { format } => f.write_str(format),
            Self::Text => f.write_str("text"),
            Self::Time => f.write_str("time"),
            Self::Id { .. } => f.write_str("id"),
            Self::Choice { .. } => f.write_str("choice"),
            Self::List(item) => write!(f, "list of {item}"),
            Self::Record { .. } => f.write_str("record"),
        }
    }
}

fn compare(old: &Shape, new: &Shape, path: &str, broken: &mut Vec<String>) {
    use Shape::{Choice, List, Record};
    match (old, new) {
        (Record { fields: old, .. }, Record { fields: new, .. }) => compare_fields(old, new, path, broken),
        (List(old), List(new)) => compare(old, new, &format!("{path}[]"), broken),
        (Choice { words: old, .. }, Choice { words: new, .. }) => {
            let gone = old.iter().filter(|word| !new.contains(word));
            broken.extend(gone.map(|word| format!("`{path}` can no longer be `{word}`")));
            let come = new.iter().filter(|word| !old.contains(word));
            broken.extend(come.map(|word| format!("`{path}` can be `{word}` now, which old readers do not know")));
        }
        (old, new) if old.to_string() != new.to_string() => broken.push(format!("`{path}` was {old} and is {new}")),
        _ => {}
    }
}

fn compare_fields(old: &[Field], new: &[Field], path: &str, broken: &mut Vec<String>) {
    let path = |field: &Field| if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
    for was in old {
        let name = path(was);
        let Some(is) = new.iter().find(|field| field.name == was.name) else {
            broken.push(format!("`{name}` was removed"));
            continue;
        };
        match (was.optional, is.optional) {
            (true, false) => broken.push(format!("`{name}` is required now, and old events may lack it")),
            (false, true) => broken.push(format!("`{name}` is no longer required, and old readers count on it")),
            _ => compare(&was.shape, &is.shape, &name, broken),
        }
    }
    let added = new.iter().filter(|field| !old.iter().any(|was| was.name == field.name));
    let required = added.filter(|field| !field.optional);
    broken.extend(required.map(|field| format!("`{}` is new and required, and old events lack it", path(field))));
}

/// Reads a schema whose references point into its own `$defs`.
struct Reader<'a> {
    root: &'a Value,
}

impl Reader<'_> {
    /// The shape, and whether null is allowed in its place. `name` is that of the type, where it has one.
    fn read(&self, schema: &Value, name: Option<&str>) -> anyhow::Result<(Shape, bool)> {
        refuse_what_nobody_reads(schema)?;
        if let Some(referred) = self.referred(schema) {
            let (name, schema) = referred?;
            return self.read(schema, Some(name));
        }
        if let Some(alternatives) = schema["anyOf"].as_array() {
            let [some, null] = alternatives.as_slice() else { bail!("events do not use `anyOf` but for null") };
            ensure!(null["type"] == "null", "events do not use `anyOf` but for null");
            return Ok((self.read(some, name)?.0, true));
        }
        let named = || name.map(str::to_owned).context("it needs a type with a name");
        if let Some(words) = words(schema) {
            return Ok((Shape::Choice { name: named()?, words }, false));
        }
        let (kind, nullable) = match &schema["type"] {
            Value::Array(kinds) if kinds.len() == 2 && kinds[1] == "null" => (&kinds[0], true),
            kind => (kind, false),
        };
        let shape = match (kind.as_str(), schema["format"].as_str()) {
            (Some("boolean"), None) => Shape::Flag,
            (Some("integer"), Some(format)) if INTEGERS.contains(&format) => {
                Shape::Integer { format: format.to_owned() }
            }
            (Some("string"), None) => Shape::Text,
            (Some("string"), Some("date-time")) => Shape::Time,
            (Some("string"), Some("uuid")) => Shape::Id { name: name.unwrap_or("Uuid").to_owned() },
            (Some("array"), None) => {
                let (item, holes) = self.read(&schema["items"], None)?;
                ensure!(!holes, "events do not use lists with holes");
                Shape::List(Box::new(item))
            }
            (Some("object"), None) => Shape::Record { name: named()?, fields: self.fields(schema)? },
            (_, format) => bail!("events do not use the type {kind} with the format {format:?}"),
        };
        Ok((shape, nullable))
    }

    fn fields(&self, schema: &Value) -> anyhow::Result<Vec<Field>> {
        let properties = schema["properties"].as_object().context("events do not use free maps")?;
        let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
        let mut fields = Vec::new();
        for (name, schema) in properties {
            let (shape, nullable) = self.read(schema, None).with_context(|| format!("field `{name}`"))?;
            let described = self.referred(schema).and_then(Result::ok).map_or(schema, |(_, referred)| referred);
            let about = schema["description"].as_str().or(described["description"].as_str());
            fields.push(Field {
                name: name.clone(),
                about: about.unwrap_or_default().to_owned(),
                optional: nullable || !required.iter().any(|required| *required == name),
                shape,
                example: schema["examples"].get(0).cloned(),
            });
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(fields)
    }

    /// Name and schema of what is referred to, if this is a reference.
    fn referred<'s>(&'s self, schema: &'s Value) -> Option<anyhow::Result<(&'s str, &'s Value)>> {
        let reference = schema["$ref"].as_str()?;
        let name = reference.strip_prefix("#/$defs/").context("a reference into another file");
        Some(name.map(|name| (name, &self.root["$defs"][name])))
    }
}

/// A word that is not understood might narrow what is valid, and no comparison would notice.
fn refuse_what_nobody_reads(schema: &Value) -> anyhow::Result<()> {
    for word in schema.as_object().context("not a schema")?.keys() {
        let unsigned = schema["format"].as_str().is_some_and(|format| format.starts_with("uint"));
        let understood = UNDERSTOOD.contains(&word.as_str()) || (unsigned && word == "minimum" && schema[word] == 0);
        ensure!(understood, "events do not use `{word}` in their schemas");
    }
    Ok(())
}

/// The words of a choice, as schemas of enums list them: with descriptions or without.
fn words(schema: &Value) -> Option<Vec<String>> {
    match (&schema["const"], &schema["enum"], &schema["oneOf"]) {
        (Value::String(word), _, _) => Some(vec![word.clone()]),
        (_, Value::Array(list), _) => list.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        (_, _, Value::Array(parts)) => Some(parts.iter().map(words).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(properties: Value, required: Value) -> Shape {
        let schema = json!({ "title": "Told", "type": "object", "properties": properties, "required": required });
        Shape::of(&schema).unwrap()
    }

    /// What is said of a change of one field that was required.
    fn change(from: Value, to: Value) -> Vec<String> {
        shape(json!({ "it": from }), json!(["it"])).broken_by(&shape(json!({ "it": to }), json!(["it"])))
    }

    #[test]
    fn a_field_is_never_removed() {
        let old = shape(json!({ "it": { "type": "string" } }), json!([]));

        assert_eq!(old.broken_by(&shape(json!({}), json!([]))), ["`it` was removed"]);
    }

    #[test]
    fn a_new_field_is_optional() {
        let (empty, text) = (shape(json!({}), json!([])), json!({ "it": { "type": "string" } }));

        assert!(empty.broken_by(&shape(text.clone(), json!([]))).is_empty());
        let required = empty.broken_by(&shape(text, json!(["it"])));
        assert_eq!(required, ["`it` is new and required, and old events lack it"]);
    }

    #[test]
    fn what_is_required_stays_so_and_what_is_not_never_becomes_it() {
        let text = json!({ "it": { "type": "string" } });
        let (loose, strict) = (shape(text.clone(), json!([])), shape(text, json!(["it"])));

        assert_eq!(loose.broken_by(&strict), ["`it` is required now, and old events may lack it"]);
        assert_eq!(strict.broken_by(&loose), ["`it` is no longer required, and old readers count on it"]);
    }

    #[test]
    fn a_type_is_neither_narrowed_nor_widened() {
        let integer = |format| json!({ "type": "integer", "format": format });

        assert_eq!(change(integer("int64"), integer("int32")), ["`it` was int64 and is int32"]);
        assert_eq!(change(integer("uint32"), integer("int64")), ["`it` was uint32 and is int64"]);
        assert_eq!(change(json!({ "type": "string" }), integer("int32")), ["`it` was text and is int32"]);
        let (texts, text) = (json!({ "type": "array", "items": { "type": "string" } }), json!({ "type": "string" }));
        assert_eq!(change(texts, text), ["`it` was list of text and is text"]);
    }

    #[test]
    fn a_choice_neither_grows_nor_shrinks() {
        let choice = |words: Value| {
            let schema = json!({
                "title": "Told", "type": "object", "required": ["why"],
                "properties": { "why": { "type": "array", "items": { "$ref": "#/$defs/Why" } } },
                "$defs": { "Why": { "type": "string", "enum": words } },
            });
            Shape::of(&schema).unwrap()
        };
        let (two, three) = (choice(json!(["buyer", "unpaid"])), choice(json!(["buyer", "unpaid", "fraud"])));

        assert_eq!(two.broken_by(&three), ["`why[]` can be `fraud` now, which old readers do not know"]);
        assert_eq!(three.broken_by(&two), ["`why[]` can no longer be `fraud`"]);
    }

    #[test]
    fn a_limit_that_no_comparison_would_notice_is_refused() {
        let schema = json!({
            "title": "Told", "type": "object", "properties": { "it": { "type": "string", "maxLength": 3 } },
        });

        let refused = format!("{:#}", Shape::of(&schema).unwrap_err());

        assert_eq!(refused, "schema of Told: field `it`: events do not use `maxLength` in their schemas");
    }
}
