//! Cancels orders on the buyer's word.

use crate::{
    Orders, call_off,
    change::apply,
    error::Error,
    group::Refusal,
    store::groups::{self, Lock},
};
use contracts::{
    Caller, Problem,
    ids::{GroupId, OrderId},
    problem::Check,
};
use tracing::info;

/// Cancels the named orders of a group, or all that have not left when none is named. Once cancelled they stay so:
/// asking again is no error.
///
/// # Errors
/// [`Error::NotFound`] for a group that is not the caller's own, [`Error::TooLate`] for orders that have left.
pub async fn cancel(orders: &Orders, caller: &Caller, group: GroupId, named: &[OrderId]) -> Result<(), Error> {
    let buyer = caller.subject().ok_or(Error::NotFound)?;
    let mut tx = orders.db.begin().await?;
    let group = groups::lock(&mut tx, group, Lock::OfBuyer(buyer)).await?.ok_or(Error::NotFound)?;
    let Some(change) = group.cancel(named)? else { return Ok(()) };
    apply(&mut tx, &orders.outbox, group.id, &change).await?;
    // Before it is paid there is no money in it.
    for before in group.orders.iter().filter(|order| group.is_paid && change.moved.contains(&order.id)) {
        call_off::record(&mut tx, orders, caller, (before, &change), &[], "").await?;
    }
    orders.outbox.commit(tx).await?;
    info!(order.group = %group.id, count = change.moved.len(), "orders of `{}` cancelled by the buyer", group.number);
    Ok(())
}

/// A reason without the space around it, if it says something.
pub fn reason(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    let mut check = Check::default();
    let fits = (3..=500).contains(&text.chars().count()) && is_plain(text);
    check.that(fits, "reason", "Please say why, in 3 to 500 characters.");
    check.done()?;
    Ok(text)
}

/// PostgreSQL stores no NUL; of the other control characters only the ends of lines mean something.
pub fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r'))
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::NotFound,
            Refusal::TooLate => Self::TooLate,
            Refusal::Unpaid => Self::Unpaid,
            Refusal::Over => Self::Over,
            Refusal::TooMany => Self::TooMany,
            Refusal::NotReturnable => Self::NotReturnable,
            Refusal::Uncountable => Self::Internal(anyhow::anyhow!("an order amounts to more than money can count")),
        }
    }
}
