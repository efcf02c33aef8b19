//! The same change of many products.

use super::{
    acts::{Difference, label},
    seller,
};
use crate::{
    Catalog, Error,
    inventory::{Cause, Movement, Reason, record},
    moderation::tell_answers,
    store::{goods as store, inventory, listed},
    write::{MAX_PRICE, MAX_STOCK, tell_prices},
};
use contracts::{
    Caller,
    goods::{Bulk, Change, Changed, MAX_BULK, Status},
    ids::{OfferId, SellerId},
    problem::Check,
    stock::AdjustReason,
};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;
use web::Act;

/// The most offers whose price or stock changes at once: so many are written within a second or two.
const MAX_OFFERS: usize = 5_000;

/// Prices fall by 90 % and rise tenfold at most: more is a slip of the finger.
const STEPS: std::ops::RangeInclusive<i32> = -9_000..=90_000;

impl Catalog {
    /// Changes the products that are the caller's; others that are named stay as they are.
    pub(crate) async fn change_goods(&self, caller: &Caller, bulk: &Bulk) -> Result<Changed, Error> {
        let seller = seller(caller)?;
        check(bulk)?;
        // Orders lock stock before products.
        web::retry(|| self.change_once(caller, seller, bulk)).await
    }

    async fn change_once(&self, caller: &Caller, seller: SellerId, bulk: &Bulk) -> Result<Changed, Error> {
        let mut tx = self.db.begin().await?;
        let named: Vec<Uuid> = bulk.products.iter().map(|product| product.0).collect();
        let products = store::lock_all(&mut tx, seller, &named).await?;
        let mut gone = Vec::new();
        let (action, (changed, told)) = match bulk.change {
            Change::Status { status } => {
                let to = |_, was: &str| (was != status.as_str()).then_some(status.as_str());
                let told = move_all(&mut tx, &products, to).await?;
                ("product.set_status", (store::set_status(&mut tx, &products, status).await?, told))
            }
            Change::Price { minor } => {
                ("product.set_price", self.reprice(&mut tx, seller, &products, Price::Is(minor)).await?)
            }
            Change::PriceBy { hundredths } => {
                ("product.set_price", self.reprice(&mut tx, seller, &products, Price::By(hundredths)).await?)
            }
            Change::Stock { units } => ("product.set_stock", self.restock(&mut tx, caller, &products, units).await?),
            Change::Remove => {
                let unsold = store::unsold_drafts(&mut tx, &products).await?;
                let archived = Status::Archived.as_str();
                let to = |id, was: &str| {
                    if unsold.contains(&id) { Some("deleted") } else { (was != archived).then_some(archived) }
                };
                let told = move_all(&mut tx, &products, to).await?;
                gone = store::delete(&mut tx, &unsold).await?;
                let archived = store::set_status(&mut tx, &products, Status::Archived).await?;
                ("product.remove", (unsold.len() as u64 + archived, told))
            }
        };
        if changed > 0 {
            self.note_all(&mut tx, caller, action, &products, changed, told).await?;
        }
        tell_answers(self, &mut tx, &products).await?;
        listed::refresh(&mut tx, &products).await?;
        self.outbox.commit(tx).await?;
        self.cache.forget_goods();
        for src in gone {
            self.media.remove(&src).await;
        }
        Ok(Changed { products: changed })
    }

    async fn reprice(
        &self,
        tx: &mut PgConnection,
        seller: SellerId,
        products: &[Uuid],
        price: Price,
    ) -> Result<(u64, Difference), Error> {
        few(store::offers(tx, products).await?.len())?;
        let (changed, changes) = store::set_prices(tx, seller, products, price).await?;
        let named = store::counts(tx, &changes.iter().map(|change| change.offer).collect::<Vec<_>>()).await?;
        let told = Difference::of(changes.iter().map(|change| {
            let sku = named.get(&change.offer).map_or("", |(sku, _)| sku);
            (label(change.offer, sku), json!(change.old.to_string()), json!(change.new.to_string()))
        }));
        tell_prices(self, tx, changes).await?;
        Ok((changed, told))
    }

    /// One entry of the audit log for the change of them all.
    async fn note_all(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        action: &str,
        products: &[Uuid],
        changed: u64,
        mut told: Difference,
    ) -> Result<(), Error> {
        let seller = seller(caller)?;
        let subject = if let [one] = products { ("product", *one) } else { ("shop", seller.0) };
        told.after.insert("products".to_owned(), json!(changed));
        let (before, after) = (Some(told.before.into()), Some(told.after.into()));
        let act = Act { action, subject, before, after, ..Act::default() };
        Ok(act.record(tx, &self.outbox, caller).await?)
    }

    /// Stock moves through the ledger, as it does when it is counted on the inventory page.
    async fn restock(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        products: &[Uuid],
        units: u32,
    ) -> Result<(u64, Difference), Error> {
        let offers: BTreeMap<OfferId, Uuid> = store::offers(tx, products).await?.into_iter().collect();
        few(offers.len())?;
        let named: Vec<OfferId> = offers.keys().copied().collect();
        inventory::lock_stock(tx, &named).await?;
        let moves: Vec<Movement> = store::counted(tx, &named, i64::from(units)).await?;
        let counts = store::counts(tx, &moves.iter().map(|movement| movement.offer).collect::<Vec<_>>()).await?;
        let told = Difference::of(moves.iter().map(|movement| {
            let (sku, on_hand) = counts.get(&movement.offer).map_or(("", 0), |(sku, on_hand)| (&**sku, *on_hand));
            (label(movement.offer, sku), json!(on_hand), json!(i64::from(on_hand) + movement.on_hand))
        }));
        let reason = Reason::Adjusted(AdjustReason::Corrected);
        record(self, tx, Cause { reason, group: None, by: caller.user(), note: "" }, &moves).await?;
        let mut changed: Vec<&Uuid> = moves.iter().filter_map(|movement| offers.get(&movement.offer)).collect();
        changed.sort_unstable();
        changed.dedup();
        Ok((changed.len() as u64, told))
    }
}

/// What becomes of locked products, by their place in addresses; nothing of those that `to` leaves as they are.
async fn move_all(
    tx: &mut PgConnection,
    products: &[Uuid],
    to: impl Fn(Uuid, &str) -> Option<&'static str>,
) -> Result<Difference, Error> {
    let standing = store::standing(tx, products).await?;
    let moved = standing.into_iter().filter_map(|(id, slug, was)| to(id, &was).map(|to| (slug, json!(was), json!(to))));
    Ok(Difference::of(moved))
}

/// How prices change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Price {
    /// To this, in minor units.
    Is(i64),
    /// By so many hundredths of a per cent.
    By(i32),
}

fn check(bulk: &Bulk) -> Result<(), Error> {
    let mut check = Check::default();
    check.that(!bulk.products.is_empty(), "products", "Choose at least one product.");
    check.that(bulk.products.len() <= MAX_BULK, "products", "At most 200 products at once.");
    match bulk.change {
        Change::Price { minor } => {
            check.that((1..=MAX_PRICE).contains(&minor), "value", "A price is more than zero.");
        }
        Change::PriceBy { hundredths } => {
            check.that(STEPS.contains(&hundredths), "value", "Prices change by −90 % to +900 %.");
        }
        Change::Stock { units } => check.that(units <= MAX_STOCK, "value", "A stock is at most ten million."),
        Change::Status { .. } | Change::Remove => {}
    }
    check.done().map_err(Error::Invalid)
}

fn few(offers: usize) -> Result<(), Error> {
    let mut check = Check::default();
    check.that(offers <= MAX_OFFERS, "products", "These have more than 5,000 variants. Choose fewer products.");
    check.done().map_err(Error::Invalid)
}
