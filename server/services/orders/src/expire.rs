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
/// others waiting. A payment that has locked its group is left to win.
pub async fn expire(orders: &Orders) -> anyhow::Result<()> {
    let overdue = groups::list_overdue(&mut *orders.db.acquire().await?).await?;
    for group in overdue {
        if let Err(error) = expire_group(orders, group).await {
            error!(order.group = %group, error = format!("{error:#}"), "order not expired, tried again later");
        }
    }
    Ok(())
}

async fn expire_group(orders: &Orders, group: GroupId) -> anyhow::Result<()> {
    let mut tx = orders.db.begin().await?;
    let Some(group) = groups::lock(&mut tx, group, Lock::IfOverdue).await? else { return Ok(()) };
    let Some(change) = group.expire().map_err(Error::from)? else { return Ok(()) };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    orders.outbox.commit(tx).await?;
    info!(order.group = %group.id, "order `{}` expired", group.number);
    Ok(())
}
