//! Paying with a card.

use crate::{
    Payments, card,
    error::Error,
    find::find,
    payment::Trying,
    settle::{conclude, settle},
    store::{self, attempts::Attempt},
};
use contracts::{
    Caller,
    ids::PaymentId,
    payments::{Card, Payment, Status},
};
use tracing::warn;

/// Tries to pay with a card. Nothing happens twice: a payment that has succeeded is answered as it is, and while a try
/// has no answer there is no second one.
///
/// The attempt is written before the gateway is asked. An answer that is lost leaves the payment `processing`, until
/// somebody settles it.
pub async fn pay(payments: &Payments, caller: &Caller, id: PaymentId, card: &Card) -> Result<Payment, Error> {
    caller.subject().ok_or(Error::NotFound)?;
    let payment = find(payments, caller, id).await?;
    card::check(card, store::payments::today(&mut *payments.db.acquire().await?).await?)?;
    if payment.status == Status::Processing {
        settle(payments, caller, id).await?;
    }
    if let Some(attempt) = begin(payments, id).await? {
        match payments.gateway.charge(&attempt.reference, payment.amount, card).await {
            Ok(standing) => conclude(payments, caller, &attempt, &standing).await?,
            Err(error) => {
                warn!(payment.id = %id, error = format!("{error:#}"), "the outcome of a charge is unknown for now");
            }
        }
    }
    find(payments, caller, id).await
}

/// Begins an attempt; `None` when there is nothing left to pay.
async fn begin(payments: &Payments, id: PaymentId) -> Result<Option<Attempt>, Error> {
    let mut tx = payments.db.begin().await?;
    match store::payments::lock(&mut tx, id).await?.try_card()? {
        Trying::Paid => Ok(None),
        Trying::Begin => {
            store::payments::begin(&mut tx, id).await?;
            let attempt = store::attempts::insert(&mut tx, id).await?;
            tx.commit().await?;
            Ok(Some(attempt))
        }
    }
}
