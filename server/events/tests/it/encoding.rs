//! Events as bytes, and back.

use apache_avro::{GenericSingleObjectReader, Schema};
use contracts::events::OrderEvent;
use events::{Encoding, Envelope, Shape, catalogue, decode, encode};
use serde_json::{Value, json};
use std::{fs, path::Path};
use time::OffsetDateTime;
use uuid::Uuid;

/// An event of every type, with the data of its example.
fn examples() -> Vec<Envelope> {
    let types = catalogue().into_iter().flat_map(|(_, types)| types);
    types.map(|(name, schema)| event(name, Shape::of(&schema).unwrap().example())).collect()
}

fn event(name: &str, data: Value) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: Uuid::new_v4(),
        source: "/till".to_owned(),
        kind: format!("com.levomart.{name}.v1"),
        time: OffsetDateTime::UNIX_EPOCH,
        datacontenttype: "application/json".to_owned(),
        partitionkey: Uuid::new_v4(),
        aggregateversion: 1,
        traceparent: None,
        data,
    }
}

#[test]
fn every_event_comes_back_from_either_encoding_as_it_was() {
    for event in examples() {
        for encoding in [Encoding::Json, Encoding::Avro] {
            let (content_type, bytes) = encode(&event, encoding).unwrap();

            assert_eq!(content_type, encoding.content_type(), "{}", event.kind);
            assert_eq!(decode(content_type, &bytes, &event.kind).unwrap(), event.data);
        }
    }
}

#[test]
fn whoever_has_our_schema_can_read_the_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/events/avro");
    for event in examples() {
        let (_, bytes) = encode(&event, Encoding::Avro).unwrap();
        let file = folder.join(format!("{}.v1.avsc", event.name().unwrap()));
        let schema = Schema::parse_str(&fs::read_to_string(file).unwrap()).unwrap();

        let reader = GenericSingleObjectReader::builder().schema(schema).build().unwrap();
        let read = reader.read_value(&mut bytes.as_slice()).unwrap();

        assert_eq!(Value::try_from(read).unwrap(), event.data);
    }
}

#[test]
fn an_event_from_a_version_to_come_passes_through_and_keeps_what_it_says() {
    let known = &examples()[0];
    let mut later = known.clone();
    later.data["mood"] = json!("sunny");
    let unheard = event("payment.imagined", json!({ "by": "nobody" }));

    for event in [later, unheard] {
        let (content_type, bytes) = encode(&event, Encoding::Avro).unwrap();

        assert_eq!(content_type, "application/json");
        assert_eq!(decode(content_type, &bytes, &event.kind).unwrap(), event.data);
    }
}

#[test]
fn what_a_version_to_come_says_besides_is_passed_over() {
    let now = examples().into_iter().find(|event| event.name() == Some("order.created")).unwrap();
    let mut later = now.clone();
    say_more(&mut later.data);

    assert_ne!(later.data, now.data);
    assert_eq!(later.open::<OrderEvent>().unwrap(), now.open().unwrap());
}

/// Another field in every object.
fn say_more(data: &mut Value) {
    match data {
        Value::Object(fields) => {
            fields.values_mut().for_each(say_more);
            fields.insert("mood".to_owned(), json!("sunny"));
        }
        Value::Array(items) => items.iter_mut().for_each(say_more),
        _ => {}
    }
}

#[test]
fn bytes_that_are_not_what_they_say_are_refused() {
    let event = event("stock.low", json!({ "offer": Uuid::nil(), "seller": Uuid::nil(), "available": 2 }));
    let (avro, bytes) = encode(&event, Encoding::Avro).unwrap();
    let refuse =
        |content_type: &str, bytes: &[u8], kind: &str| format!("{:#}", decode(content_type, bytes, kind).unwrap_err());
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        refuse(avro, &bytes, &event.kind)
    };

    assert!(changed(|bytes| bytes.truncate(5)).contains("too short"));
    assert!(changed(|bytes| bytes.truncate(20)).contains("no Avro of ours"));
    assert!(changed(|bytes| bytes.push(0)).contains("longer than its schema says"));
    assert!(changed(|bytes| bytes[4] ^= 1).contains("its schema is unknown here"));
    assert!(refuse(avro, &bytes, "com.levomart.payment.imagined.v1").contains("no Avro schema"));
    assert!(refuse("application/json", &bytes, &event.kind).contains("is not JSON"));
    assert!(refuse("text/plain", &bytes, &event.kind).contains("unknown content type"));
}
