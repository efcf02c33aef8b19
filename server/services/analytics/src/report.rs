//! Reports about a range of days.

use crate::{Analytics, error::Error, store};
use contracts::{
    Caller,
    analytics::{Day, MarketReport, Range, SellerReport},
};
use time::Duration;

/// What the member's shop sold.
///
/// # Errors
/// [`Error::NotFound`] for anybody who works for no shop, [`Error::Refused`] for a range that is too long or ends before it
/// begins.
pub async fn of_seller(analytics: &Analytics, caller: &Caller, range: Range) -> Result<SellerReport, Error> {
    let seller = caller.seller().ok_or(Error::NotFound)?;
    let (range, currency) = (range.check()?, analytics.currency);
    let db = &mut *analytics.db.acquire().await?;
    let (before, days) = apart(store::report::seller_days(db, seller, with_before(range), currency).await?);
    Ok(SellerReport { days, before, products: store::report::top_products(db, Some(seller), range, currency).await? })
}

/// What all shops sold.
///
/// # Errors
/// [`Error::NotFound`] for anybody but admins, [`Error::Refused`] as above.
pub async fn of_market(analytics: &Analytics, caller: &Caller, range: Range) -> Result<MarketReport, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    let (range, currency) = (range.check()?, analytics.currency);
    let db = &mut *analytics.db.acquire().await?;
    let (before, days) = apart(store::report::market_days(db, with_before(range), currency).await?);
    Ok(MarketReport {
        days,
        before,
        products: store::report::top_products(db, None, range, currency).await?,
        sellers: store::report::top_sellers(db, range, currency).await?,
        fruitless: store::report::fruitless(db, range).await?,
    })
}

/// The range and as many days before it.
fn with_before(range: Range) -> Range {
    Range { from: range.from - Duration::days(range.days()), to: range.to }
}

/// The days before, and those of the range.
fn apart(mut both: Vec<Day>) -> (Vec<Day>, Vec<Day>) {
    let days = both.split_off(both.len() / 2);
    (both, days)
}
