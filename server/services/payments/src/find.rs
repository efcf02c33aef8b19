//! Looking at a payment.

use crate::{Payments, error::Error, store};
use contracts::{Caller, ids::PaymentId, payments::Payment};

/// The payment, if it is the caller's to see: its buyer, whoever opened its signed link, or Levomart itself.
pub async fn find(payments: &Payments, caller: &Caller, id: PaymentId) -> Result<Payment, Error> {
    let mut db = payments.db.acquire().await?;
    store::payments::find(&mut db, id, caller).await?.ok_or(Error::NotFound)
}
