//! Brings what lies on a broker to where the other things are that it is compared with.

use events::{Bus, Lying, Span, topics::TOPICS};
use sqlx::PgConnection;

/// Rows written by one statement.
const BATCH: usize = 1000;

/// Copies events and places into tables of this connection, shaped like those of schema `events`.
pub async fn copy(bus: &Bus, db: &mut PgConnection) -> anyhow::Result<()> {
    sqlx::raw_sql(
        "drop table if exists pg_temp.log, pg_temp.cursors;
         create temporary table log (topic text, shard integer, position bigint, id uuid, key uuid, envelope jsonb,
                                     at timestamptz);
         create temporary table cursors (consumer text, topic text, shard integer, position bigint);",
    )
    .execute(&mut *db)
    .await?;
    for topic in TOPICS.iter().map(|topic| topic.name).filter(|name| !name.ends_with(".dlq")) {
        let mut lying = Vec::new();
        bus.read(&[topic], Span::Kept, |event| lying.push(event)).await?;
        for lying in lying.chunks(BATCH) {
            write(lying, db).await?;
        }
    }
    for (consumer, topic) in bus.consumers().await? {
        for place in bus.places(&consumer, &topic).await? {
            sqlx::query("insert into pg_temp.cursors (consumer, topic, shard, position) values ($1, $2, $3, $4)")
                .bind(&consumer)
                .bind(&topic)
                .bind(place.shard)
                .bind(place.position)
                .execute(&mut *db)
                .await?;
        }
    }
    // Planned with the sizes that they have now.
    sqlx::raw_sql("analyze pg_temp.log; analyze pg_temp.cursors").execute(db).await?;
    Ok(())
}

async fn write(lying: &[Lying], db: &mut PgConnection) -> anyhow::Result<()> {
    let bodies: serde_json::Result<Vec<String>> =
        lying.iter().map(|event| serde_json::to_string(&event.envelope)).collect();
    // A character that PostgreSQL refuses is no reason to look at nothing.
    let bodies: Vec<String> = bodies?.iter().map(|body| body.replace("\\u0000", "\\ufffd")).collect();
    sqlx::query(
        "insert into pg_temp.log (topic, shard, position, id, key, envelope, at)
         select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::uuid[], $5::uuid[], $6::jsonb[], $7::timestamptz[])",
    )
    .bind(lying.iter().map(|event| &*event.topic).collect::<Vec<_>>())
    .bind(lying.iter().map(|event| event.shard).collect::<Vec<_>>())
    .bind(lying.iter().map(|event| event.position).collect::<Vec<_>>())
    .bind(lying.iter().map(|event| event.envelope.id).collect::<Vec<_>>())
    .bind(lying.iter().map(|event| event.envelope.partitionkey).collect::<Vec<_>>())
    .bind(bodies)
    .bind(lying.iter().map(|event| event.at).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(())
}
