//! All SQL of payments, by table. The simulated gateway's books are its own.

pub mod attempts;
pub mod callbacks;
pub mod commissions;
pub mod ledger;
pub mod payments;
pub mod refunds;
pub mod seed;

use anyhow::Context;
use contracts::{Currency, Money};

/// Money as two columns hold it.
fn money(minor: i64, currency: &str) -> anyhow::Result<Money> {
    let currency = Currency::from_code(currency).with_context(|| format!("`{currency}` is no currency"))?;
    Ok(Money::new(minor, currency))
}
