//! Signed links.

use crate::{Payments, error::Error, store};
use contracts::{Caller, ids::PaymentId};

/// Lets the caller see and pay the payment from now on, if the token of the order's signed link is right.
pub async fn admit(payments: &Payments, caller: &Caller, id: PaymentId, access: &str) -> Result<(), Error> {
    let subject = caller.subject().filter(|_| payments.access.verify(id.0, access)).ok_or(Error::NotFound)?;
    let known = store::payments::admit(&mut *payments.db.acquire().await?, id, subject).await?;
    if known { Ok(()) } else { Err(Error::NotFound) }
}
