//! The same change of many products.

use super::seller;
use crate::{
    Catalog, Error,
    inventory::{Cause, Movement, Reason, record},
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
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

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
        let changed = match bulk.change {
            Change::Status { status } => store::set_status(&mut tx, &products, status).await?,
            Change::Price { minor } => self.reprice(&mut tx, seller, &products, Price::Is(minor)).await?,
            Change::PriceBy { hundredths } => self.reprice(&mut tx, seller, &products, Price::By(hundredths)).await?,
            Change::Stock { units } => self.restock(&mut tx, caller, &products, units).await?,
            Change::Remove => {
                let unsold = store::unsold_drafts(&mut tx, &products).await?;
                gone = store::delete(&mut tx, &unsold).await?;
                unsold.len() as u64 + store::set_status(&mut tx, &products, Status::Archived).await?
            }
        };
        listed::refresh(&mut tx, &products).await?;
        self.outbox.commit(tx).await?;
        self.forget();
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
    ) -> Result<u64, Error> {
        few(store::offers(tx, products).await?.len())?;
        let (changed, changes) = store::set_prices(tx, seller, products, price).await?;
        tell_prices(self, tx, changes).await?;
        Ok(changed)
    }

    /// Stock moves through the ledger, as it does when it is counted on the inventory page.
    async fn restock(
        &self,
        tx: &mut PgConnection,
        caller: &Caller,
        products: &[Uuid],
        units: u32,
    ) -> Result<u64, Error> {
        let offers: BTreeMap<OfferId, Uuid> = store::offers(tx, products).await?.into_iter().collect();
        few(offers.len())?;
        let named: Vec<OfferId> = offers.keys().copied().collect();
        inventory::lock_stock(tx, &named).await?;
        let moves: Vec<Movement> = store::counted(tx, &named, i64::from(units)).await?;
        let reason = Reason::Adjusted(AdjustReason::Corrected);
        record(self, tx, Cause { reason, group: None, by: caller.user(), note: "" }, &moves).await?;
        let mut changed: Vec<&Uuid> = moves.iter().filter_map(|movement| offers.get(&movement.offer)).collect();
        changed.sort_unstable();
        changed.dedup();
        Ok(changed.len() as u64)
    }
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
