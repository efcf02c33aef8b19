//! The data of events as bytes: JSON, or Avro in its single-object encoding.
//!
//! Avro's bytes name the schema that they were written with by its fingerprint. Every shape that an event has ever had is
//! known here, so old events stay readable. Events from a version to come may bear a fingerprint that is not: they fail to
//! decode, as unknown types do, and belong into the same place. An event of a version to come that only passes through, on
//! its way from an outbox, says more than today's schema has words for: it is written as JSON, and nothing of it is lost.

use crate::{Envelope, Shape, avro, envelope, schema};
use anyhow::{Context, bail, ensure};
use apache_avro::{
    Schema,
    headers::{HeaderBuilder, RabinFingerprintHeader},
    reader::datum::GenericDatumReader,
    writer::datum::GenericDatumWriter,
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};
use tracing::debug;

/// How the data of events is written on the bus. Reading never depends on it: every event says how it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    #[default]
    Json,
    Avro,
}

impl Encoding {
    /// What stands in CloudEvents' `datacontenttype`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Avro => "application/avro",
        }
    }
}

/// Two bytes that mark the encoding, eight of fingerprint.
const HEADER: usize = 10;

/// More than the largest event that a broker takes; corrupt lengths ask for more.
const LARGEST: usize = 4 << 20;

/// One shape of a type, ready to be written and read.
struct Known {
    shape: Shape,
    header: Vec<u8>,
    writer: GenericDatumWriter<'static>,
    reader: GenericDatumReader<'static>,
}

/// Of each type the shape of today, then those of the past.
static KNOWN: LazyLock<BTreeMap<&'static str, Vec<Known>>> = LazyLock::new(|| {
    apache_avro::util::max_allocation_bytes(LARGEST);
    let released = schema::released();
    let known = |(name, today): (&'static str, Value)| {
        let past = released.get(name).into_iter().flatten();
        let shapes = std::iter::once(&today).chain(past).filter_map(|schema| Known::of(schema).ok());
        (name, shapes.collect())
    };
    schema::all().into_iter().map(known).collect()
});

impl Known {
    fn of(schema: &Value) -> anyhow::Result<Self> {
        let shape = Shape::of(schema)?;
        // There are a few dozen schemas, and they live as long as the process.
        let schema: &'static Schema = Box::leak(Box::new(Schema::parse(&avro::schema(&shape))?));
        Ok(Self {
            shape,
            header: RabinFingerprintHeader::from_schema(schema).build_header(),
            // What is written was made from the same shape as the schema.
            writer: GenericDatumWriter::builder(schema).validate(false).build()?,
            reader: GenericDatumReader::builder(schema).build()?,
        })
    }

    fn write(&self, data: &Value) -> anyhow::Result<Vec<u8>> {
        let mut bytes = self.header.clone();
        self.writer.write_value_ref(&mut bytes, &avro::from_json(data, &self.shape)?)?;
        Ok(bytes)
    }
}

/// The data of an event as bytes, and their content type: that of `encoding`, or JSON for what Avro has no words for.
pub fn encode(envelope: &Envelope, encoding: Encoding) -> anyhow::Result<(&'static str, Vec<u8>)> {
    if encoding == Encoding::Avro {
        match known(&envelope.kind).and_then(|shapes| shapes[0].write(&envelope.data)) {
            Ok(bytes) => return Ok((Encoding::Avro.content_type(), bytes)),
            Err(reason) => debug!(event.id = %envelope.id, reason = format!("{reason:#}"), "event goes as JSON"),
        }
    }
    Ok((Encoding::Json.content_type(), serde_json::to_vec(&envelope.data)?))
}

/// Reads what [`encode`] wrote, now or in an earlier version; `kind` is the CloudEvents type. JSON of unknown types can be
/// read, Avro cannot.
pub fn decode(content_type: &str, bytes: &[u8], kind: &str) -> anyhow::Result<Value> {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => serde_json::from_slice(bytes).with_context(|| format!("`{kind}` is not JSON")),
        "application/avro" => decode_avro(known(kind)?, bytes).with_context(|| format!("`{kind}` is no Avro of ours")),
        other => bail!("`{kind}` has the unknown content type `{other}`"),
    }
}

fn decode_avro(shapes: &[Known], bytes: &[u8]) -> anyhow::Result<Value> {
    let (header, mut datum) = bytes.split_at_checked(HEADER).context("too short")?;
    let written = shapes.iter().find(|known| known.header == header).context("its schema is unknown here")?;
    let data = written.reader.read_value(&mut datum)?;
    ensure!(datum.is_empty(), "longer than its schema says");
    avro::into_json(data)
}

fn known(kind: &str) -> anyhow::Result<&'static [Known]> {
    let shapes = envelope::name_of(kind).and_then(|name| KNOWN.get(name)).filter(|shapes| !shapes.is_empty());
    Ok(shapes.with_context(|| format!("there is no Avro schema for `{kind}`"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known(fields: Value) -> Known {
        let schema = json!({ "title": "Told", "type": "object", "properties": fields, "required": ["it"] });
        Known::of(&schema).unwrap()
    }

    #[test]
    fn an_event_of_the_past_is_read_with_the_schema_of_its_time() {
        let text = json!({ "type": "string" });
        let past = known(json!({ "it": text }));
        let bytes = past.write(&json!({ "it": "said" })).unwrap();

        let today = known(json!({ "it": text, "also": { "type": ["string", "null"] } }));
        let unknown = decode_avro(std::slice::from_ref(&today), &bytes).unwrap_err();
        let read = decode_avro(&[today, past], &bytes).unwrap();

        assert_eq!(unknown.to_string(), "its schema is unknown here");
        assert_eq!(read, json!({ "it": "said" }));
    }

    #[test]
    fn an_optional_field_comes_back_missing_or_as_it_was() {
        let known = known(json!({
            "it": { "type": "string" },
            "count": { "type": ["integer", "null"], "format": "uint32", "minimum": 0 },
        }));
        for data in [json!({ "it": "said" }), json!({ "it": "said", "count": u32::MAX })] {
            let bytes = known.write(&data).unwrap();

            assert_eq!(decode_avro(std::slice::from_ref(&known), &bytes).unwrap(), data);
        }
    }

    #[test]
    fn every_shape_of_every_type_is_known() {
        let released = schema::released();
        for (name, shapes) in &*KNOWN {
            assert_eq!(shapes.len(), 1 + released[*name].len(), "{name}");
        }
    }
}
