//! Two events that the storefront brings, so that who pays waits for nothing that carries events.
//!
//! They are the very events that the bus brings, too, some milliseconds later or when it is there again: whichever comes
//! second finds the other in the inbox and does nothing.

use crate::{Orders, error::Error, pay};
use contracts::{Caller, Kind, Problem, events::PaymentEvent, ids::GroupId};
use events::Envelope;
use tracing::warn;

/// What was told of a group when it was placed.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not Levomart itself, and when there is no such group.
pub async fn created(orders: &Orders, caller: &Caller, group: GroupId) -> Result<Envelope, Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    orders.outbox.last(group.0, "order.created").await?.ok_or(Error::NotFound)
}

/// Hears that the money for a group came in.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not Levomart itself; a problem when the event is another one.
pub async fn paid(orders: &Orders, caller: &Caller, envelope: &Envelope) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    let Ok(PaymentEvent::Succeeded(payment)) = envelope.open() else {
        let other = "This is no event of a payment that succeeded.";
        return Err(Problem::new(Kind::Malformed, "malformed", other).into());
    };
    pay::pay(orders, &payment, envelope).await?;
    // Its hold might run out before catalog hears of it.
    if let Err(problem) = orders.inventory.commit(payment.group).await {
        warn!(order.group = %payment.group, %problem, "what was paid is sold once catalog hears of it");
    }
    Ok(())
}
