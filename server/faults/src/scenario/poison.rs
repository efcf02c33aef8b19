//! Events that nobody can read or handle: they are set aside, with everything later about the same thing, and all others
//! go their way.

use super::{WARM_UP, conduct, judged, seconds};
use crate::{
    crowd::Probe,
    dice::Dice,
    kafka::Record,
    postgres::SHOP,
    process::eventually,
    report::Report,
    run::{Run, Settings},
    stack::{Carrier, Stack},
    told::STRANGE,
};
use anyhow::Context;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Who listens to the topic of the orders.
const LISTENERS: [&str; 6] = ["analytics", "cart", "catalog", "notifications", "payments", "shipping"];

const TOPIC: &str = "orders";

/// How long it may take until all of them are set aside.
const PARKED: Duration = Duration::from_secs(60);

/// By how much others' events may be held up.
const HELD_UP: Duration = Duration::from_secs(10);

/// How long it may take until what was set aside behind one has had its effect.
const REPLAYED: Duration = Duration::from_secs(60);

/// Something that has no business in a topic.
struct Poison {
    name: &'static str,
    kind: &'static str,
    /// Of the thing that it claims to be about.
    key: Uuid,
    id: Uuid,
    content: Content,
    /// Who cannot do anything with it.
    refused_by: &'static [&'static str],
}

enum Content {
    Data(Value),
    /// Bytes that are no JSON.
    Noise,
    /// No value.
    Null,
    /// Data without a word of what it is.
    Bare,
}

/// Eight kinds. `group` is somebody's order.
fn poisons(dice: &mut Dice, group: Uuid) -> Vec<Poison> {
    let paid = "com.levomart.order.paid.v1";
    let nobodys = dice.uuid();
    let mut poison = |name, kind, content| {
        let (key, id) = (dice.uuid(), dice.uuid());
        Poison { name, kind, key, id, content, refused_by: &LISTENERS }
    };
    let mut all = vec![
        poison("no JSON", paid, Content::Noise),
        poison("no value", paid, Content::Null),
        poison("no word of what it is", paid, Content::Bare),
        poison("an unknown type", "com.levomart.order.teleported.v1", Content::Data(json!({ "group": nobodys }))),
        poison("data against its schema", paid, Content::Data(json!({ "group": 7 }))),
        poison("two megabytes", paid, Content::Data(json!({ "group": "x".repeat(2 << 20) }))),
        poison("an unknown version", "com.levomart.order.paid.v2", Content::Data(json!({ "group": group }))),
        poison(
            "an order that there is not",
            "com.levomart.order.cancelled.v1",
            Content::Data(json!({ "group": nobodys, "orders": [], "whole": true, "paid": false, "reason": "buyer" })),
        ),
    ];
    // Whatever comes later about this order has to wait behind it.
    all[6].key = group;
    // The others have nothing to do about such an order.
    all[7].refused_by = &["payments"];
    all
}

/// Puts them into the topic while people buy, and looks what becomes of them and of all the others.
pub async fn poisoned(settings: &Settings) -> anyhow::Result<Report> {
    conduct(settings, "poison", async |run, report| {
        run.let_in();
        run.watch(WARM_UP).await;
        let mut probe = Probe::new(run.shop.door.address, &run.journal, &run.dice);
        let group = probe.place(&run.goods).await?;
        run.watch(Duration::from_secs(3)).await;
        let poisons = poisons(&mut run.dice.of("poison", 0), group);
        let from_ms = run.journal.now_ms();
        let began = Instant::now();
        for poison in &poisons {
            put(&run.stack, poison).await?;
        }
        let wanted: BTreeSet<(String, Uuid)> = poisons
            .iter()
            .flat_map(|poison| poison.refused_by.iter().map(|listener| ((*listener).to_owned(), poison.key)))
            .collect();
        let parked = async || parked(&run.stack).await.is_ok_and(|parked| parked.is_superset(&wanted));
        eventually("all of them are set aside", PARKED, parked).await?;
        let took = began.elapsed();

        probe.pay(group).await?;
        run.watch(WARM_UP).await;
        let found = self::parked(&run.stack).await?;
        let behind = waiting_behind(&run.stack, group).await?;
        let during = (from_ms, run.journal.now_ms());
        let held_up = held_up(&run.stack, began.elapsed(), group).await?;
        mend(run).await?;
        let verdict = run.judge().await?;

        let names: Vec<&str> = poisons.iter().map(|poison| poison.name).collect();
        report.tell("put among the orders' events", names.join("; "));
        report.must("set aside after", seconds(took), "60 s or less", took <= PARKED);
        let others = found.difference(&wanted).count();
        report.must("set aside that should not be", others.to_string(), "0", others == 0);
        report.must(
            "events of the same order that waited behind",
            behind.to_string(),
            "1 per listener",
            behind == LISTENERS.len() as i64,
        );
        report.must("others' events held up by at most", seconds(held_up), "10 s or less", held_up <= HELD_UP);
        let placing = verdict.placing(&[during]);
        report.must("orders that failed meanwhile", placing.failed_of_all(), "0", placing.failed == 0);
        judged(report, &verdict);
        Ok(())
    })
    .await
}

async fn put(stack: &Stack, poison: &Poison) -> anyhow::Result<()> {
    match stack.carrier {
        Carrier::Kafka => put_on_the_broker(stack, poison).await,
        Carrier::Postgres => put_into_the_log(stack, poison).await,
    }
}

async fn put_on_the_broker(stack: &Stack, poison: &Poison) -> anyhow::Result<()> {
    let (id, key, version) = (poison.id.to_string(), poison.key.to_string(), STRANGE.to_string());
    let headers = [
        ("ce_specversion", "1.0"),
        ("ce_id", &id),
        ("ce_source", "/orders"),
        ("ce_type", poison.kind),
        ("ce_time", "2026-01-01T00:00:00Z"),
        ("ce_partitionkey", &key),
        ("ce_aggregateversion", &version),
        ("content-type", "application/json"),
    ];
    let (value, headers) = match &poison.content {
        Content::Data(data) => (Some(data.to_string().into_bytes()), &headers[..]),
        Content::Noise => (Some(b"\xff{\"group\":".to_vec()), &headers[..]),
        Content::Null => (None, &headers[..]),
        Content::Bare => (Some(b"{}".to_vec()), &[][..]),
    };
    let record = Record { topic: TOPIC, key: Some(key.as_bytes()), value: value.as_deref(), headers };
    stack.kafka.as_ref().context("this run has no Kafka")?.put(&record).await
}

/// Appended as the bus appends: under the shard's lock.
async fn put_into_the_log(stack: &Stack, poison: &Poison) -> anyhow::Result<()> {
    let envelope = |data: &Value| {
        json!({ "specversion": "1.0", "id": poison.id, "source": "/orders", "type": poison.kind,
                "time": "2026-01-01T00:00:00Z", "datacontenttype": "application/json", "partitionkey": poison.key,
                "aggregateversion": STRANGE, "data": data })
    };
    let envelope = match &poison.content {
        Content::Data(data) => envelope(data),
        Content::Noise => json!("\u{fffd}{\"group\":"),
        Content::Null => Value::Null,
        Content::Bare => json!({}),
    };
    let mut db = PgConnection::connect(&stack.postgres.url(SHOP)).await?;
    let mut tx = db.begin().await?;
    let shard = (poison.key.as_u128() % 4) as i16;
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, $2))")
        .bind(format!("events.log/{TOPIC}"))
        .bind(i64::from(shard))
        .execute(&mut *tx)
        .await?;
    sqlx::query("insert into events.log (topic, shard, id, key, envelope) values ($1, $2, $3, $4, $5)")
        .bind(TOPIC)
        .bind(shard)
        .bind(poison.id)
        .bind(poison.key)
        .bind(envelope)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(db.close().await?)
}

/// Who has set aside events about what.
async fn parked(stack: &Stack) -> anyhow::Result<BTreeSet<(String, Uuid)>> {
    let mut db = PgConnection::connect(&stack.postgres.url(SHOP)).await?;
    let parked: Vec<(String, Uuid)> =
        sqlx::query_as("select consumer, key from events.parked").fetch_all(&mut db).await?;
    db.close().await?;
    Ok(parked.into_iter().collect())
}

/// Events that wait behind another about the same thing.
async fn waiting_behind(stack: &Stack, key: Uuid) -> anyhow::Result<i64> {
    let mut db = PgConnection::connect(&stack.postgres.url(SHOP)).await?;
    let waiting =
        sqlx::query_scalar("select count(*) from events.parked where key = $1 and tries = 0 and error like 'waits%'");
    let waiting = waiting.bind(key).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(waiting)
}

/// The longest that a payment was opened after its order, lately.
async fn held_up(stack: &Stack, lately: Duration, but: Uuid) -> anyhow::Result<Duration> {
    let mut db = PgConnection::connect(&stack.postgres.url(SHOP)).await?;
    let longest = sqlx::query_scalar(
        "select coalesce(extract(epoch from max(coalesce(p.created_at, now()) - g.placed_at)), 0)::float8
           from orders.groups as g
           left join payments.payments as p on p.id = g.id
          where g.placed_at > now() - make_interval(secs => $1) and g.id <> $2",
    );
    let longest: f64 = longest.bind(lately.as_secs_f64()).bind(but).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(Duration::from_secs_f64(longest))
}

/// Does what an operator would: gives up what is poison, and lets the rest have its effect.
async fn mend(run: &Run) -> anyhow::Result<()> {
    let mut db = PgConnection::connect(&run.stack.postgres.url(SHOP)).await?;
    let poisonous: Vec<(String, Uuid)> =
        sqlx::query_as("select consumer, id from events.parked where not (tries = 0 and error like 'waits%')")
            .fetch_all(&mut db)
            .await?;
    db.close().await?;
    for (listener, id) in poisonous {
        run.shop.program.run(&["events", "dlq", "drop", &listener, &id.to_string()]).await?;
    }
    for listener in LISTENERS {
        run.shop.program.run(&["events", "dlq", "replay", listener]).await?;
    }
    let empty = async || parked(&run.stack).await.is_ok_and(|parked| parked.is_empty());
    eventually("what waited has had its effect", REPLAYED, empty).await
}
