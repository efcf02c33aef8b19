//! How holds end: given back, run out, sold; and how sold goods come back.

use super::{Cause, Movement, Reason, record};
use crate::{Catalog, store::inventory as store};
use contracts::ids::{GroupId, OfferId};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use tracing::{error, info};

/// Groups whose holds one run of the sweeper ends; the next run takes the rest.
const EXPIRE_AT_ONCE: i64 = 500;

/// Which of a group's reservations are meant.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Whole,
    Offers(&'a [OfferId]),
}

/// What becomes of reservations.
#[derive(Clone, Copy)]
pub(crate) enum Ending {
    /// What is held can be bought by others again.
    Release,
    /// What is held has left the shop.
    Sell,
    /// What was sold is back.
    Return,
}

impl Ending {
    /// The state that a reservation must be in, and the one that it comes to.
    fn states(self) -> (&'static str, &'static str) {
        match self {
            Self::Release => ("held", "released"),
            Self::Sell => ("held", "sold"),
            Self::Return => ("sold", "returned"),
        }
    }

    fn reason(self) -> Reason {
        match self {
            Self::Release => Reason::Released,
            Self::Sell => Reason::Sold,
            Self::Return => Reason::Cancelled,
        }
    }

    fn movement(self, offer: OfferId, quantity: u32) -> Movement {
        let quantity = i64::from(quantity);
        match self {
            Self::Release => Movement { offer, on_hand: 0, reserved: -quantity },
            Self::Sell => Movement { offer, on_hand: -quantity, reserved: -quantity },
            Self::Return => Movement { offer, on_hand: quantity, reserved: 0 },
        }
    }
}

/// Ends reservations in a transaction of its own. See [`end`].
pub(super) async fn settle(catalog: &Catalog, group: GroupId, part: Part<'_>, ending: Ending) -> anyhow::Result<()> {
    web::retry(|| async {
        let mut tx = catalog.db.begin().await?;
        end(catalog, &mut tx, group, part, ending).await?;
        anyhow::Ok(catalog.outbox.commit(tx).await?)
    })
    .await
}

/// Ends the reservations of a group that are in the right state for it; the others stay as they are, so that doing it
/// again changes nothing.
pub(crate) async fn end(
    catalog: &Catalog,
    tx: &mut PgConnection,
    group: GroupId,
    part: Part<'_>,
    ending: Ending,
) -> anyhow::Result<()> {
    store::lock_group(tx, group).await?;
    let (from, to) = ending.states();
    let ended = match part {
        Part::Whole => store::end_all(tx, group, from, to).await?,
        Part::Offers(offers) => store::end_some(tx, group, offers, from, to).await?,
    };
    move_ended(catalog, tx, group, &ended, ending, ending.reason()).await
}

/// Sells what the group no longer holds, as far as it is still there: its money came after the hold had run out.
///
/// What is not there stays unsold and is logged; somebody has to talk to the buyer.
pub(crate) async fn sell_late(
    catalog: &Catalog,
    tx: &mut PgConnection,
    group: GroupId,
    offers: &[OfferId],
) -> anyhow::Result<()> {
    store::lock_group(tx, group).await?;
    let released = store::released(tx, group, offers).await?;
    if released.is_empty() {
        return Ok(());
    }
    let available = store::lock_stock(tx, &released.keys().copied().collect::<Vec<_>>()).await?;
    let mut sold = Vec::new();
    for (offer, quantity) in released.into_iter().filter(|(_, quantity)| *quantity > 0) {
        if available.get(&offer).is_some_and(|available| *available >= quantity) {
            sold.push(Movement { offer, on_hand: -i64::from(quantity), reserved: 0 });
        } else {
            error!(group.id = %group, offer.id = %offer, quantity, "goods were paid for but are no longer there");
        }
    }
    let offers: Vec<OfferId> = sold.iter().map(|movement| movement.offer).collect();
    store::end_some(tx, group, &offers, "released", "sold").await?;
    record(catalog, tx, Cause::order(Reason::Sold, group), &sold).await
}

/// Gives back some of what a group holds or has bought, while the rest of it stands: lines of an order that were
/// cancelled alone. The reservation stays in its state and counts what it has given back.
pub(crate) async fn give_back(
    catalog: &Catalog,
    tx: &mut PgConnection,
    group: GroupId,
    units: &BTreeMap<OfferId, u32>,
) -> anyhow::Result<()> {
    store::lock_group(tx, group).await?;
    let given = store::give_back(tx, group, units).await?;
    store::lock_stock(tx, &given.keys().map(|(_, offer)| *offer).collect::<Vec<_>>()).await?;
    for ending in [Ending::Release, Ending::Return] {
        let of = given.iter().filter(|((state, _), _)| state == ending.states().0);
        let movements: Vec<Movement> = of.map(|((_, offer), units)| ending.movement(*offer, *units)).collect();
        record(catalog, tx, Cause::order(ending.reason(), group), &movements).await?;
    }
    Ok(())
}

/// Puts what a buyer has sent back on the shelf. It was sold all the same, so its reservation stays as it is.
pub(crate) async fn restock(
    catalog: &Catalog,
    tx: &mut PgConnection,
    group: GroupId,
    units: &BTreeMap<OfferId, u32>,
) -> anyhow::Result<()> {
    store::lock_group(tx, group).await?;
    store::lock_stock(tx, &units.keys().copied().collect::<Vec<_>>()).await?;
    let movements: Vec<Movement> =
        units.iter().map(|(&offer, &units)| Movement { offer, on_hand: i64::from(units), reserved: 0 }).collect();
    record(catalog, tx, Cause::order(Reason::Returned, group), &movements).await
}

/// Gives back what was held too long for groups that never became an order; returns how many groups.
///
/// A group that cannot be dealt with does not keep the others waiting.
pub async fn expire_holds(catalog: &Catalog) -> anyhow::Result<usize> {
    let groups = store::abandoned(&mut *catalog.db.acquire().await?, EXPIRE_AT_ONCE).await?;
    let mut expired = 0;
    for group in groups {
        match web::retry(|| expire(catalog, group)).await {
            Ok(()) => expired += 1,
            Err(error) => error!(group.id = %group, error = format!("{error:#}"), "hold cannot be ended"),
        }
    }
    if expired > 0 {
        info!(expired, "holds of {expired} abandoned groups ended");
    }
    Ok(expired)
}

async fn expire(catalog: &Catalog, group: GroupId) -> anyhow::Result<()> {
    let mut tx = catalog.db.begin().await?;
    store::lock_group(&mut tx, group).await?;
    let expired = store::end_abandoned(&mut tx, group).await?;
    move_ended(catalog, &mut tx, group, &expired, Ending::Release, Reason::Expired).await?;
    Ok(catalog.outbox.commit(tx).await?)
}

async fn move_ended(
    catalog: &Catalog,
    tx: &mut PgConnection,
    group: GroupId,
    ended: &BTreeMap<OfferId, u32>,
    ending: Ending,
    reason: Reason,
) -> anyhow::Result<()> {
    if ended.is_empty() {
        return Ok(());
    }
    store::lock_stock(tx, &ended.keys().copied().collect::<Vec<_>>()).await?;
    let left = ended.iter().filter(|(_, quantity)| **quantity > 0);
    let movements: Vec<Movement> = left.map(|(&offer, &quantity)| ending.movement(offer, quantity)).collect();
    record(catalog, tx, Cause::order(reason, group), &movements).await
}
