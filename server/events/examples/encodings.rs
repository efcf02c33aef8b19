//! Bytes and time per event in JSON and in Avro, before a broker compresses anything: rows for `make bench`.

use events::{Encoding, Envelope, Shape, catalogue, decode, encode};
use serde_json::Value;
use std::{hint::black_box, time::Instant};
use time::OffsetDateTime;
use uuid::Uuid;

const ROUNDS: u32 = 5_000;

/// Of so many runs the fastest counts: what disturbs a run only ever makes it slower.
const RUNS: u32 = 7;

fn main() -> anyhow::Result<()> {
    println!("| event | JSON | Avro | JSON written | Avro written | JSON read | Avro read |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, schema) in catalogue().into_iter().flat_map(|(_, types)| types) {
        let data = Shape::of(&schema)?.example();
        row(name, &event(name, data.clone()))?;
        if name == "order.created" {
            row("order.created, 3 shops with 4 lines each", &event(name, large(data)))?;
        }
    }
    Ok(())
}

fn row(what: &str, event: &Envelope) -> anyhow::Result<()> {
    let (json, json_bytes) = encode(event, Encoding::Json)?;
    let (avro, avro_bytes) = encode(event, Encoding::Avro)?;
    println!(
        "| {what} | {} B | {} B | {} | {} | {} | {} |",
        json_bytes.len(),
        avro_bytes.len(),
        time(|| encode(black_box(event), Encoding::Json).is_ok()),
        time(|| encode(black_box(event), Encoding::Avro).is_ok()),
        time(|| decode(json, black_box(&json_bytes), &event.kind).is_ok()),
        time(|| decode(avro, black_box(&avro_bytes), &event.kind).is_ok()),
    );
    Ok(())
}

fn time(work: impl Fn() -> bool) -> String {
    let run = |_| {
        let began = Instant::now();
        for _ in 0..ROUNDS {
            black_box(work());
        }
        began.elapsed() / ROUNDS
    };
    let best = (0..RUNS).map(run).min().unwrap_or_default();
    format!("{:.2} µs", best.as_nanos() as f64 / 1000.0)
}

/// The example of an order, grown to one that somebody might really place.
fn large(mut data: Value) -> Value {
    let repeat = |list: &mut Value, times: usize| *list = vec![list[0].clone(); times].into();
    repeat(&mut data["orders"][0]["lines"], 4);
    repeat(&mut data["orders"], 3);
    data
}

fn event(name: &str, data: Value) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: Uuid::nil(),
        source: "/bench".to_owned(),
        kind: format!("com.levomart.{name}.v1"),
        time: OffsetDateTime::UNIX_EPOCH,
        datacontenttype: Encoding::Json.content_type().to_owned(),
        partitionkey: Uuid::nil(),
        aggregateversion: 1,
        traceparent: None,
        data,
    }
}
