//! Gives up groups that nobody paid for in time.

use crate::{
    Orders,
    change::apply,
    error::Error,
    store::groups::{self, Lock},
};
use contracts::ids::GroupId;
use tracing::{error, info};

/// Expires the overdue groups, each in a transaction of its own, so that one which cannot be dealt with does not keep the
/// others waiting. A payment that has locked its group is left to win. What piled up while nobody was there to do this is
/// done at once.
pub async fn expire(orders: &Orders) -> anyhow::Result<()> {
    while expire_some(orders).await? > 0 {}
    Ok(())
}

/// How many of those that are overdue for longest have expired.
async fn expire_some(orders: &Orders) -> anyhow::Result<usize> {
    let mut expired = 0;
    for group in groups::list_overdue(&mut *orders.db.acquire().await?).await? {
        match expire_group(orders, group).await {
            Ok(done) => expired += usize::from(done),
            Err(error) => {
                error!(order.group = %group, error = format!("{error:#}"), "order not expired, tried again later");
            }
        }
    }
    Ok(expired)
}

/// Whether it is this that ended it.
async fn expire_group(orders: &Orders, group: GroupId) -> anyhow::Result<bool> {
    let mut tx = orders.db.begin().await?;
    let Some(group) = groups::lock(&mut tx, group, Lock::IfOverdue).await? else { return Ok(false) };
    let Some(change) = group.expire().map_err(Error::from)? else { return Ok(false) };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    orders.outbox.commit(tx).await?;
    info!(order.group = %group.id, "order `{}` expired", group.number);
    Ok(true)
}
