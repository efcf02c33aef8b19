//! Sellers count: what members of a shop do to its stock by hand.

use super::{Cause, Movement, Reason, record};
use crate::{
    Catalog, Error,
    repeat::Request,
    store::{listing, shelf},
};
use contracts::{
    Caller, Page,
    ids::{OfferId, SellerId},
    problem::Check,
    stock::{AdjustStock, Change, OnShelf, Present, ShelfQuery, StockChange, StockMovement, Threshold},
};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::{Act, IfMatch};

/// Offers and movements on one page.
const PAGE: i64 = 50;

/// Offers that change at once: as many as two pages of the list have.
const MAX_CHANGES: usize = 100;

/// The largest stock of one offer, as `write` has it.
const MAX_STOCK: i64 = 10_000_000;

const MAX_NOTE: usize = 200;

/// The highest threshold, as the database has it.
const MAX_THRESHOLD: u32 = 1_000_000;

impl Catalog {
    /// Offers of the caller's shop with what there is of them, those of the newest products first.
    pub(crate) async fn shelf(&self, caller: &Caller, query: &ShelfQuery) -> Result<Page<OnShelf>, Error> {
        let seller = seller(caller)?;
        let after = query.after.as_deref().and_then(shelf::Cursor::read);
        let mut db = listing::begin(&self.db).await?;
        let mut rows = shelf::list(&mut db, seller, query, after, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|(cursor, _)| cursor.write());
        Ok(Page { items: rows.into_iter().map(|(_, item)| item).collect(), next })
    }

    pub(crate) async fn on_shelf(&self, caller: &Caller, offer: OfferId) -> Result<OnShelf, Error> {
        let mut db = listing::begin(&self.db).await?;
        shelf::one(&mut db, seller(caller)?, offer).await?.ok_or(Error::NotFound("offer"))
    }

    /// What happened to an offer's stock, the latest first.
    pub(crate) async fn movements(
        &self,
        caller: &Caller,
        offer: OfferId,
        after: Option<&str>,
    ) -> Result<Page<StockMovement>, Error> {
        let now = self.on_shelf(caller, offer).await?;
        // A cursor carries what was on hand after the next older movement.
        let after = after
            .and_then(|text| text.split_once('.'))
            .and_then(|(id, on_hand)| Some((id.parse::<i64>().ok()?, i64::from(on_hand.parse::<i32>().ok()?))));
        let (before, mut on_hand) = after.unwrap_or((i64::MAX, i64::from(now.on_hand)));
        let mut db = self.db.acquire().await?;
        let mut rows = shelf::movements(&mut db, offer, before, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        for (_, movement) in &mut rows {
            movement.on_hand = on_hand;
            on_hand -= i64::from(movement.on_hand_delta);
        }
        let next = rows.last().filter(|_| more).map(|(id, _)| format!("{id}.{on_hand}"));
        Ok(Page { items: rows.into_iter().map(|(_, movement)| movement).collect(), next })
    }

    /// Changes the stock of several offers, all or none; never below what orders hold. What was asked before under this
    /// key is not done again.
    pub(crate) async fn adjust_stock(&self, caller: &Caller, key: &str, request: &AdjustStock) -> Result<(), Error> {
        let seller = seller(caller)?;
        check(request)?;
        web::retry(|| self.adjust(caller, seller, key, request)).await
    }

    async fn adjust(&self, caller: &Caller, seller: SellerId, key: &str, request: &AdjustStock) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        if Request::new(seller, key, request)?.begin(&mut tx).await?.is_some() {
            return Ok(());
        }
        let offers: Vec<OfferId> = request.changes.iter().map(|change| change.offer).collect();
        let present = shelf::lock(&mut tx, seller, &offers).await?;
        if present.len() != offers.len() {
            return Err(Error::NotFound("offer"));
        }
        let movements = movements(&request.changes, &present)?;
        let cause = Cause {
            reason: Reason::Adjusted(request.reason),
            group: None,
            by: caller.user(),
            note: request.note.trim(),
        };
        record(self, &mut tx, cause, &movements).await?;
        for movement in &movements {
            let before = present[&movement.offer].on_hand;
            let act = Act {
                action: "stock.adjust",
                subject: ("offer", movement.offer.0),
                seller: Some(seller),
                before: Some(json!({ "on_hand": before })),
                after: Some(json!({ "on_hand": i64::from(before) + movement.on_hand })),
                reason: Some(request.reason.as_str()),
            };
            act.record(&mut tx, &self.outbox, caller).await?;
        }
        Ok(self.outbox.commit(tx).await?)
    }

    /// Sets when stock of an offer counts as low.
    pub(crate) async fn set_threshold(
        &self,
        caller: &Caller,
        offer: OfferId,
        wanted: &IfMatch,
        to: Threshold,
    ) -> Result<(), Error> {
        let (low_at, seller) = (threshold(to)?, seller(caller)?);
        let mut tx = self.db.begin().await?;
        let own = shelf::lock_threshold(&mut tx, seller, offer).await?.ok_or(Error::NotFound("offer"))?;
        wanted.check(web::digest(&own)).map_err(Error::Invalid)?;
        shelf::set_threshold(&mut tx, seller, offer, low_at).await?;
        self.record_threshold(&mut tx, caller, ("offer", offer.0), [own, to]).await?;
        Ok(self.outbox.commit(tx).await?)
    }

    /// When stock counts as low in the caller's shop.
    pub(crate) async fn shop_threshold(&self, caller: &Caller) -> Result<Threshold, Error> {
        let mut db = self.db.acquire().await?;
        let low_at = shelf::shop_threshold(&mut db, seller(caller)?).await?;
        Ok(Threshold { low_at: Some(low_at.ok_or(Error::NotFound("shop"))?) })
    }

    /// Sets it. Without a number it is what it was at first.
    pub(crate) async fn set_shop_threshold(
        &self,
        caller: &Caller,
        wanted: &IfMatch,
        to: Threshold,
    ) -> Result<(), Error> {
        let (low_at, seller) = (threshold(to)?, seller(caller)?);
        let mut tx = self.db.begin().await?;
        let before = Threshold { low_at: shelf::lock_shop_threshold(&mut tx, seller).await? };
        wanted.check(web::digest(&before)).map_err(Error::Invalid)?;
        shelf::set_shop_threshold(&mut tx, seller, low_at).await?;
        let after = Threshold { low_at: shelf::shop_threshold(&mut tx, seller).await? };
        self.record_threshold(&mut tx, caller, ("seller", seller.0), [before, after]).await?;
        self.outbox.commit(tx).await?;
        Ok(shelf::mark_low(&mut *self.db.acquire().await?, seller).await?)
    }

    /// Tells audit that stock of an offer, or of a shop, counts as low from another number on.
    async fn record_threshold(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        subject: (&str, Uuid),
        [before, after]: [Threshold; 2],
    ) -> anyhow::Result<()> {
        if before == after {
            return Ok(());
        }
        let [before, after] = [before, after].map(|threshold| Some(json!(threshold)));
        let act = Act { action: "stock.set_threshold", subject, before, after, ..Act::default() };
        act.record(tx, &self.outbox, caller).await
    }
}

/// The shop for which the caller works. For everybody else what belongs to shops does not exist.
pub(crate) fn seller(caller: &Caller) -> Result<SellerId, Error> {
    caller.seller().ok_or(Error::NotFound("page"))
}

fn check(request: &AdjustStock) -> Result<(), Error> {
    let mut check = Check::default();
    let offers: BTreeSet<OfferId> = request.changes.iter().map(|change| change.offer).collect();
    let count = (1..=MAX_CHANGES).contains(&request.changes.len()) && offers.len() == request.changes.len();
    check.that(count, "changes", "Change 1 to 100 variants at once, each of them once.");
    let bounded = |change: &StockChange| match change.to {
        Change::By(units) => units.unsigned_abs() <= MAX_STOCK.unsigned_abs(),
        Change::Set { units, .. } => i64::from(units) <= MAX_STOCK,
    };
    check.that(request.changes.iter().all(bounded), "changes", "A stock is at most ten million.");
    let note = request.note.chars().count() <= MAX_NOTE && !request.note.chars().any(char::is_control);
    check.that(note, "note", "A note has at most 200 characters.");
    check.done().map_err(Error::Invalid)
}

/// What has to move; or the refusal, with the numbers as they are, when a change no longer fits.
fn movements(changes: &[StockChange], present: &BTreeMap<OfferId, Present>) -> Result<Vec<Movement>, Error> {
    let mut movements = Vec::new();
    let mut misfits = Vec::new();
    for StockChange { offer, to } in changes {
        let now = present[offer];
        let (delta, stale) = match to {
            Change::By(units) => (*units, false),
            Change::Set { units, seen } => (i64::from(*units) - i64::from(now.on_hand), *seen != now.on_hand),
        };
        let after = i64::from(now.on_hand) + delta;
        if stale || !(i64::from(now.reserved)..=MAX_STOCK).contains(&after) {
            misfits.push(now);
        } else if delta != 0 {
            movements.push(Movement { offer: *offer, on_hand: delta, reserved: 0 });
        }
    }
    if misfits.is_empty() { Ok(movements) } else { Err(Error::StockChanged(misfits)) }
}

fn threshold(to: Threshold) -> Result<Option<i32>, Error> {
    let mut check = Check::default();
    check.that(to.low_at.is_none_or(|units| units <= MAX_THRESHOLD), "low_at", "A threshold is at most a million.");
    check.done().map_err(Error::Invalid)?;
    Ok(to.low_at.and_then(|units| i32::try_from(units).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(to: Change, on_hand: u32, reserved: u32) -> Result<Vec<i64>, usize> {
        let offer = OfferId(Uuid::nil());
        let present = BTreeMap::from([(offer, Present { offer, on_hand, reserved })]);
        match movements(&[StockChange { offer, to }], &present) {
            Ok(movements) => Ok(movements.iter().map(|movement| movement.on_hand).collect()),
            Err(Error::StockChanged(misfits)) => Err(misfits.len()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_change_moves_the_difference_and_never_takes_what_orders_hold() {
        assert_eq!(moved(Change::By(-2), 5, 3), Ok(vec![-2]));
        assert_eq!(moved(Change::By(-3), 5, 3), Err(1));
        assert_eq!(moved(Change::Set { units: 9, seen: 5 }, 5, 3), Ok(vec![4]));
        assert_eq!(moved(Change::Set { units: 5, seen: 5 }, 5, 3), Ok(vec![]));
        assert_eq!(moved(Change::Set { units: 9, seen: 6 }, 5, 3), Err(1), "somebody has bought meanwhile");
        assert_eq!(moved(Change::By(10_000_000), 5, 0), Err(1));
    }
}
