//! CloudEvents 1.0 as Kafka carries them, in binary mode: attributes are headers, the data is the value.

use crate::{Encoding, Envelope};
use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{borrow::Cow, collections::BTreeMap};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The attribute that is a header without `ce_`.
const CONTENT_TYPE: &str = "content-type";

/// The headers of an event whose data is written in `content_type`.
pub(crate) fn write(envelope: &Envelope, content_type: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut headers = vec![
        ("ce_specversion", envelope.specversion.clone()),
        ("ce_id", envelope.id.to_string()),
        ("ce_source", envelope.source.clone()),
        ("ce_type", envelope.kind.clone()),
        ("ce_time", envelope.time.format(&Rfc3339)?),
        ("ce_partitionkey", envelope.partitionkey.to_string()),
        ("ce_aggregateversion", envelope.aggregateversion.to_string()),
        (CONTENT_TYPE, content_type.to_owned()),
    ];
    headers.extend(envelope.traceparent.clone().map(|traceparent| ("ce_traceparent", traceparent)));
    Ok(headers)
}

/// The event that headers and value are, its data as JSON. Avro that nobody here can read yet, as of a version to come, stays
/// as it is. Fails with what is missing or wrong.
pub(crate) fn read(headers: &BTreeMap<String, String>, value: Option<&[u8]>) -> anyhow::Result<Envelope> {
    let header = |name: &str| headers.get(name).with_context(|| format!("header `{name}` is missing"));
    ensure!(header("ce_specversion")? == "1.0", "header `ce_specversion` is not 1.0");
    let kind = header("ce_type")?;
    let (encoding, data) = data(header(CONTENT_TYPE)?, value.context("the value is null")?, kind)?;
    Ok(Envelope {
        specversion: "1.0".to_owned(),
        id: header("ce_id")?.parse().context("header `ce_id`")?,
        source: header("ce_source")?.clone(),
        kind: kind.clone(),
        time: OffsetDateTime::parse(header("ce_time")?, &Rfc3339).context("header `ce_time`")?,
        datacontenttype: encoding.content_type().to_owned(),
        partitionkey: header("ce_partitionkey")?.parse().context("header `ce_partitionkey`")?,
        aggregateversion: header("ce_aggregateversion")?.parse().context("header `ce_aggregateversion`")?,
        traceparent: headers.get("ce_traceparent").cloned(),
        data,
    })
}

fn data(content_type: &str, value: &[u8], kind: &str) -> anyhow::Result<(Encoding, Value)> {
    match crate::decode(content_type, value, kind) {
        Ok(data) => Ok((Encoding::Json, data)),
        Err(_) if content_type == Encoding::Avro.content_type() => {
            Ok((Encoding::Avro, json!({ "base64": BASE64_STANDARD.encode(value) })))
        }
        Err(problem) => Err(problem),
    }
}

/// The data of an event as JSON; what could not be read on its way may be readable by now.
pub(crate) fn readable(envelope: &Envelope) -> anyhow::Result<Cow<'_, Value>> {
    if envelope.datacontenttype != Encoding::Avro.content_type() {
        return Ok(Cow::Borrowed(&envelope.data));
    }
    let bytes = BASE64_STANDARD.decode(envelope.data["base64"].as_str().unwrap_or_default())?;
    crate::decode(&envelope.datacontenttype, &bytes, &envelope.kind).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::events::PaymentEvent;
    use uuid::Uuid;

    fn envelope() -> Envelope {
        Envelope {
            specversion: "1.0".to_owned(),
            id: Uuid::from_u128(1),
            source: "/orders".to_owned(),
            kind: "com.levomart.order.paid.v1".to_owned(),
            time: OffsetDateTime::UNIX_EPOCH + time::Duration::nanoseconds(123_456_789),
            datacontenttype: "application/json".to_owned(),
            partitionkey: Uuid::from_u128(2),
            aggregateversion: 7,
            traceparent: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
            data: json!({ "group": Uuid::from_u128(2) }),
        }
    }

    fn headers() -> BTreeMap<String, String> {
        let headers = write(&envelope(), "application/json").unwrap();
        headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn an_event_comes_back_as_it_was_written() {
        let value = serde_json::to_vec(&envelope().data).unwrap();

        assert_eq!(read(&headers(), Some(&value)).unwrap(), envelope());
    }

    #[test]
    fn what_lacks_an_attribute_is_no_event_and_what_lacks_a_trace_is_one() {
        for (name, _) in write(&envelope(), "application/json").unwrap() {
            let mut headers = headers();
            headers.remove(name);

            let outcome = read(&headers, Some(b"{}"));

            assert_eq!(outcome.is_ok(), name == "ce_traceparent", "{name}");
        }
    }

    #[test]
    fn avro_of_a_version_to_come_waits_whole_until_it_can_be_read() {
        let id = Uuid::from_u128(2);
        let data = json!({ "payment": id, "group": id, "amount": { "minor": 5, "currency": "INR" } });
        let kind = "com.levomart.payment.succeeded.v1".to_owned();
        let (content_type, bytes) = crate::encode(&Envelope { kind, data, ..envelope() }, Encoding::Avro).unwrap();
        let mut headers = headers();
        headers.insert("ce_type".to_owned(), "com.levomart.payment.succeeded.v1".to_owned());
        headers.insert(CONTENT_TYPE.to_owned(), content_type.to_owned());
        let mut strange = bytes.clone();
        strange[2] ^= 0xff;

        let unknown = read(&headers, Some(&strange)).unwrap();
        let kept = json!({ "base64": BASE64_STANDARD.encode(&bytes) });
        let later = Envelope { data: kept, ..unknown.clone() };

        assert_eq!((unknown.id, unknown.partitionkey), (envelope().id, envelope().partitionkey));
        assert_eq!(unknown.data, json!({ "base64": BASE64_STANDARD.encode(&strange) }));
        assert!(unknown.open::<PaymentEvent>().unwrap_err().to_string().contains("is no Avro of ours"));
        assert!(matches!(later.open::<PaymentEvent>().unwrap(), PaymentEvent::Succeeded(_)));
    }

    #[test]
    fn a_value_that_is_no_json_or_none_at_all_is_no_event() {
        for value in [None, Some(&b"{\"group\":"[..]), Some(&b"\xff\xfe"[..])] {
            assert!(read(&headers(), value).is_err(), "{value:?}");
        }
    }
}
