//! Stores what a command came to, and tells it.

use crate::{
    group::Change,
    store::{groups, orders},
};
use contracts::ids::GroupId;
use events::Outbox;
use sqlx::PgConnection;

/// Moves the orders, lets the group follow, and puts the event into the outbox. The group must be locked.
pub async fn apply(tx: &mut PgConnection, outbox: &Outbox, group: GroupId, change: &Change) -> anyhow::Result<()> {
    orders::advance(tx, &change.moved, change.to, change.note).await?;
    let version = groups::advance(tx, group, change.group).await?;
    outbox.publish(tx, version, &change.event).await
}
