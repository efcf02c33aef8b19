use crate::shop::{Shop, kafka, payments};
use events::topics::{self, Topic};
use uuid::Uuid;

#[tokio::test]
async fn a_broker_is_made_as_the_table_says_and_stays_so() {
    let shop = Shop::open(&kafka()).await;
    let name = format!("{}payments", shop.settings.prefix);

    let again = topics::apply(&shop.bus, &payments()).await.unwrap();
    let checked = topics::check(&shop.bus, &payments()).await.unwrap();

    assert_eq!(again, checked);
    assert_eq!((&*again[0].topic, &*again[0].said, again[0].is_right), (&*name, "is as it should be", true));
    shop.close().await;
}

#[tokio::test]
async fn what_may_be_changed_is_changed_and_the_rest_is_said() {
    let shop = Shop::open(&kafka()).await;
    let [events, dead_letters] = payments()[..] else { panic!("two topics") };
    let shorter = Topic { retention_ms: 86_400_000, ..events };
    let wider = Topic { partitions: events.partitions + 1, ..dead_letters };
    let missing = Topic { name: "refunds", ..events };
    let table = [shorter, wider, missing];

    let before = topics::check(&shop.bus, &table).await.unwrap();
    let applied = topics::apply(&shop.bus, &table).await.unwrap();
    let after = topics::check(&shop.bus, &table).await.unwrap();
    topics::delete(&shop.bus, &[missing]).await.unwrap();

    let right = |findings: &[topics::Finding]| findings.iter().map(|finding| finding.is_right).collect::<Vec<_>>();
    assert_eq!(right(&before), [false, false, false]);
    assert!(before[0].said.contains("retention.ms 2592000000 → 86400000"), "{}", before[0].said);
    assert_eq!(right(&applied), [true, false, true]);
    assert!(applied[1].said.contains("partitions instead of"), "{}", applied[1].said);
    assert_eq!(right(&after), [true, false, true]);
    shop.close().await;
}

#[tokio::test]
async fn a_topic_that_is_missing_is_named_with_what_to_do() {
    let shop = Shop::open(&kafka()).await;
    topics::delete(&shop.bus, &payments()).await.unwrap();
    shop.ring(Uuid::new_v4()).await;

    let sent = events::drain(&shop.outbox, &shop.process("one")).await.unwrap_err();
    let asked = shop.bus.lag("till", "payments").await.unwrap_err();

    let said = format!("there is no topic `{}payments`; run `levomart topics apply`", shop.settings.prefix);
    assert_eq!((sent.root_cause().to_string(), asked.root_cause().to_string()), (said.clone(), said));
}

#[tokio::test]
async fn postgresql_needs_no_topics() {
    let shop = Shop::open("postgres").await;

    assert!(topics::check(&shop.bus, &payments()).await.unwrap().is_empty());
}
