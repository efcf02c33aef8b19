//! What others may put onto a broker, told as a story on a real one.

use super::*;
use crate::{Bus, list_parked, topics};
use contracts::events::PaymentEvent;
use serde_json::json;
use std::sync::{Arc, Mutex};
use testing::Database;

const VALID: &str = r#"{"payment":"00000000-0000-0000-0000-000000000007","group":"00000000-0000-0000-0000-000000000007","amount":{"minor":5,"currency":"INR"}}"#;

const SUCCEEDED: &str = "com.levomart.payment.succeeded.v1";

/// The headers of a faultless event about something of its own.
fn headers(kind: &str) -> Vec<(&'static str, String)> {
    let envelope = Envelope { kind: kind.to_owned(), ..Envelope::unreadable("payments", id(), id(), "", b"") };
    cloudevent::write(&envelope, "application/json").unwrap()
}

fn id() -> Uuid {
    Uuid::new_v4()
}

fn changed(name: &str, value: &str) -> Vec<(&'static str, String)> {
    let change = |(known, old): (&'static str, String)| (known, if known == name { value.to_owned() } else { old });
    headers(SUCCEEDED).into_iter().map(change).collect()
}

/// A message that no consumer can handle.
struct Poison {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    value: Option<Vec<u8>>,
}

fn poison() -> Vec<Poison> {
    let poison = |name, headers, value: &str| Poison { name, headers, value: Some(value.as_bytes().to_vec()) };
    let large = json!({ "payment": "x".repeat(2 << 20) }).to_string();
    let failed = json!({ "payment": id(), "group": id(), "reason": "no\u{0}funds" }).to_string();
    vec![
        poison("half of a JSON text", headers(SUCCEEDED), "{\"payment\":"),
        Poison { name: "no text", headers: headers(SUCCEEDED), value: Some(vec![0xff, 0, 0xfe]) },
        Poison { name: "nothing", headers: headers(SUCCEEDED), value: None },
        poison("a text without attributes", Vec::new(), VALID),
        poison("an id that is none", changed("ce_id", "first"), VALID),
        poison("another edition of CloudEvents", changed("ce_specversion", "0.3"), VALID),
        poison("an encoding of the future", changed("content-type", "application/cbor"), VALID),
        poison("an unknown type", headers("com.levomart.payment.imagined.v1"), "{}"),
        poison("an unknown version", headers("com.levomart.payment.succeeded.v2"), VALID),
        poison("data that the schema refuses", headers(SUCCEEDED), "{\"amount\":\"much\"}"),
        poison("two megabytes", headers(SUCCEEDED), &large),
        poison("a character that PostgreSQL refuses", headers("com.levomart.payment.failed.v1"), &failed),
    ]
}

#[tokio::test]
async fn whatever_lies_on_the_broker_is_parked_byte_for_byte_and_holds_up_nobody_else() {
    let database = Database::new(&[&crate::MIGRATOR]).await;
    let settings = Settings {
        url: format!("kafka://{}", testing::kafka_brokers()),
        prefix: format!("test-{}.", id().simple()),
        instance: String::new(),
        encoding: Encoding::Json,
    };
    let bus = Bus::open(&settings, database.pool.clone()).unwrap();
    let Bus::Kafka(broker) = &bus else { panic!("the settings name a broker") };
    let table: Vec<Topic> = TOPICS.into_iter().filter(|topic| topic.name.starts_with("payments")).collect();
    topics::apply(&bus, &table).await.unwrap();
    let (topic, good) = (broker.name("payments"), headers(SUCCEEDED));
    let poison = poison();
    for Poison { name, headers, value } in &poison {
        broker.client.send(&topic, Some(name.as_bytes()), value.as_deref(), headers).await.unwrap();
    }
    // Who knows what it is about? Later things of the same key wait behind it.
    let (key, nothing) = (Some(poison[0].name.as_bytes()), Some(&b"waits"[..]));
    broker.client.send(&topic, key, nothing, &[]).await.unwrap();
    // Almost all that a producer takes: with the headers of a dead letter it is more.
    let large = vec![b'0'; (16 << 20) - 128];
    broker.client.send(&topic, None, Some(&large), &[]).await.unwrap();
    broker.client.send(&topic, None, Some(VALID.as_bytes()), &good).await.unwrap();
    let handled = Arc::new(Mutex::new(Vec::new()));
    let listening = {
        let handled = Arc::clone(&handled);
        Subscription::new("till", move |event: PaymentEvent, envelope: Envelope| {
            let handled = Arc::clone(&handled);
            async move {
                anyhow::ensure!(!matches!(event, PaymentEvent::Failed(_)), "cannot take it\0");
                handled.lock().unwrap().push(envelope.id.to_string());
                Ok(())
            }
        })
    };

    while listening.advance(&bus, &CancellationToken::new()).await.unwrap() > 0 {}

    let parked = list_parked(&bus, 100).await.unwrap();
    let mut dead = Vec::new();
    let dead_letters = vec![broker.name("payments.dlq")];
    broker.client.read(dead_letters, Span::Kept, |message| dead.push(message)).await.unwrap();
    assert_eq!(*handled.lock().unwrap(), [good[1].1.clone()]);
    assert_eq!(parked.len(), poison.len() + 2, "{parked:#?}");
    assert_eq!(parked.iter().filter(|event| event.tries == 0).count(), 1);
    let (copies, bare): (Vec<_>, Vec<_>) = dead.into_iter().partition(|letter| letter.key().is_some());
    assert_eq!((copies.len(), bare.len(), bare[0].value()), (poison.len(), 1, None));
    assert_eq!(bare[0].headers().unwrap()["dlq_topic"], topic);
    for letter in copies {
        let poison = poison.iter().find(|poison| letter.key() == Some(poison.name.as_bytes())).unwrap();
        let headers = letter.headers().unwrap();
        assert_eq!(letter.value(), poison.value.as_deref(), "{}", poison.name);
        assert!(poison.headers.iter().all(|(name, value)| headers[*name] == *value), "{}", poison.name);
        assert_eq!((&*headers["dlq_topic"], &*headers["dlq_consumer"]), (&*topic, "till"), "{}", poison.name);
        for told in ["dlq_partition", "dlq_offset", "dlq_error", "dlq_tries", "dlq_first_failed_at"] {
            assert!(!headers[told].is_empty(), "{}: {told}", poison.name);
        }
    }
    topics::delete(&bus, &table).await.unwrap();
}
