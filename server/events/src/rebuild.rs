//! Fills a projection anew from the events that the bus still has.

use crate::{
    Bus, Inbox, Span,
    postgres::{hold, rewind},
};
use sqlx::PgPool;
use uuid::Uuid;

/// Events forgotten by one statement.
const BATCH: usize = 1000;

/// Lets a consumer hear a topic from its beginning as if for the first time; returns how many events that are. `db` is
/// the database of the consumer's inbox.
///
/// # Errors
/// On Kafka, when the consumer still listens: a group's place can be changed only while nobody is in it.
pub async fn rebuild(bus: &Bus, consumer: &'static str, topic: &str, db: &PgPool) -> anyhow::Result<usize> {
    let mut tx = bus.db().begin().await?;
    match bus {
        // What the consumer did meanwhile would stay done, and what came before it would be done over it.
        Bus::Postgres(_) => hold(&mut tx, consumer, topic).await?,
        Bus::Kafka(broker) => broker.ensure_nobody_listens(consumer, topic).await?,
    }
    let mut ids: Vec<Uuid> = Vec::new();
    bus.read(&[topic], Span::Kept, |lying| ids.push(lying.envelope.id)).await?;
    for ids in ids.chunks(BATCH) {
        Inbox::new(consumer).forget(db, ids).await?;
    }
    // What is parked comes again, in its place.
    let parked = sqlx::query("delete from events.parked where consumer = $1 and topic = $2");
    parked.bind(consumer).bind(topic).execute(&mut *tx).await?;
    // Last: had this failed before, nothing would have come again, and rebuilding can be repeated.
    match bus {
        Bus::Postgres(_) => {
            rewind(&mut tx, consumer, topic).await?;
            tx.commit().await?;
        }
        Bus::Kafka(broker) => {
            tx.commit().await?;
            broker.rewind(consumer, topic).await?;
        }
    }
    Ok(ids.len())
}
