//! CloudEvents 1.0 as Kafka carries them, in binary mode: attributes are headers, the data is the value.

use crate::Envelope;
use anyhow::{Context, ensure};
use std::collections::BTreeMap;
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

/// The event that headers and value are, its data as JSON. Fails with what is missing or wrong.
pub(crate) fn read(headers: &BTreeMap<String, String>, value: Option<&[u8]>) -> anyhow::Result<Envelope> {
    let header = |name: &str| headers.get(name).with_context(|| format!("header `{name}` is missing"));
    ensure!(header("ce_specversion")? == "1.0", "header `ce_specversion` is not 1.0");
    let kind = header("ce_type")?;
    let value = value.context("the value is null")?;
    Ok(Envelope {
        specversion: "1.0".to_owned(),
        id: header("ce_id")?.parse().context("header `ce_id`")?,
        source: header("ce_source")?.clone(),
        kind: kind.clone(),
        time: OffsetDateTime::parse(header("ce_time")?, &Rfc3339).context("header `ce_time`")?,
        datacontenttype: "application/json".to_owned(),
        partitionkey: header("ce_partitionkey")?.parse().context("header `ce_partitionkey`")?,
        aggregateversion: header("ce_aggregateversion")?.parse().context("header `ce_aggregateversion`")?,
        traceparent: headers.get("ce_traceparent").cloned(),
        data: crate::decode(header(CONTENT_TYPE)?, value, kind)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
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
    fn a_value_that_is_no_json_or_none_at_all_is_no_event() {
        for value in [None, Some(&b"{\"group\":"[..]), Some(&b"\xff\xfe"[..])] {
            assert!(read(&headers(), value).is_err(), "{value:?}");
        }
    }
}
