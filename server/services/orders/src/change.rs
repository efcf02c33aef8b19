//! Stores what a command came to, and tells it.

use crate::{
    group::Change,
    store::{groups, orders},
};
use contracts::ids::GroupId;
use events::Outbox;
use sqlx::PgConnection;

/// Counts the lines, moves the orders, lets the group follow, and puts the events into the outbox. The group must be
/// locked.
pub async fn apply(tx: &mut PgConnection, outbox: &Outbox, group: GroupId, change: &Change) -> anyhow::Result<()> {
    orders::count(tx, &change.lines).await?;
    orders::owe(tx, &change.refunds).await?;
    for step in &change.steps {
        orders::advance(tx, &change.moved, *step, &change.note).await?;
    }
    for event in &change.events {
        let version = groups::advance(tx, group, change.group).await?;
        outbox.publish(tx, version, event).await?;
    }
    Ok(())
}
