//! Two events that the storefront brings, so that who pays waits for nothing that carries events.
//!
//! They are the very events that the bus brings, too, some milliseconds later or when it is there again: whichever comes
//! second finds the other in the inbox and does nothing.

use crate::{Payments, error::Error, subscriptions};
use contracts::{Caller, Kind, Problem, events::OrderEvent, ids::PaymentId};
use events::Envelope;

/// What was told of a payment when its money came in.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not Levomart itself, and while the payment has not succeeded.
pub async fn succeeded(payments: &Payments, caller: &Caller, id: PaymentId) -> Result<Envelope, Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    payments.outbox.last(id.0, "payment.succeeded").await?.ok_or(Error::NotFound)
}

/// Hears that a group was placed: its payment can be paid from now on.
///
/// # Errors
/// [`Error::NotFound`] for whoever is not Levomart itself; a problem when the event is another one.
pub async fn created(payments: &Payments, caller: &Caller, envelope: &Envelope) -> Result<(), Error> {
    if *caller != Caller::System {
        return Err(Error::NotFound);
    }
    let Ok(OrderEvent::Created(event)) = envelope.open() else {
        let other = "This is no event of a group that was placed.";
        return Err(Problem::new(Kind::Malformed, "malformed", other).into());
    };
    Ok(subscriptions::open(payments, envelope, &event).await?)
}
