//! The gateway's second step.

use crate::{Payments, error::Error, find::find, settle, store};
use contracts::{
    Caller,
    ids::PaymentId,
    payments::{Confirmation, Payment, Status},
};

/// Hands on the shopper's answer. Once the hold is over nothing can be confirmed any more: the charge is called off.
pub async fn confirm(
    payments: &Payments,
    caller: &Caller,
    id: PaymentId,
    answer: Confirmation,
) -> Result<Payment, Error> {
    caller.subject().ok_or(Error::NotFound)?;
    let payment = find(payments, caller, id).await?;
    if matches!(payment.status, Status::Succeeded | Status::PartiallyRefunded | Status::Refunded) {
        return Ok(payment);
    }
    let open = store::attempts::find_open(&mut *payments.db.acquire().await?, id).await?;
    let attempt = open.filter(|_| payment.needs_confirmation).ok_or(Error::NothingToConfirm)?;
    if attempt.unwanted {
        settle::settle(payments, caller, id).await?;
        return Err(Error::HoldExpired);
    }
    let standing = payments.gateway.confirm(&attempt.reference, answer).await?;
    settle::conclude(payments, caller, &attempt, &standing).await?;
    find(payments, caller, id).await
}
