//! A guest logs in and keeps the orders.

use crate::{Orders, error::Error, store::groups};
use contracts::Caller;
use uuid::Uuid;

/// Makes what a guest has bought the caller's, who was that guest until now. Doing it again changes nothing.
///
/// # Errors
/// [`Error::NoSubject`] for whoever is not logged in.
pub async fn adopt(orders: &Orders, caller: &Caller, guest: Uuid) -> Result<(), Error> {
    let user = caller.user().ok_or(Error::NoSubject)?;
    Ok(groups::adopt(&mut *orders.db.acquire().await?, guest, user).await?)
}
