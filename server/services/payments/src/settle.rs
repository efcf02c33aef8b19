//! Settling: the gateway is asked how a payment stands, and the conclusions are drawn once.
//!
//! The return page, the callback and the sweeper all come here, in any order, any number of times. Whoever ends the
//! attempt has the effects; everybody else finds nothing left to do.

use crate::{
    Payments,
    error::Error,
    find::find,
    gateway::Standing,
    ledger,
    payment::Payment,
    store::{self, attempts::Attempt},
};
use contracts::{
    Caller,
    events::{PaymentEvent, PaymentFailed, PaymentSucceeded},
    ids::{GroupId, PaymentId},
    payments::{Payment as View, Status},
};
use serde_json::json;
use sqlx::PgConnection;
use tracing::{error, info};
use web::Act;

/// Payments asked about in one run of the sweeper.
const BATCH: i64 = 100;

/// Asks the gateway about the payment's open attempt, if it has one. A charge that nobody wants any more is called off.
/// What comes of it is recorded as done by the caller.
pub async fn settle(payments: &Payments, caller: &Caller, id: PaymentId) -> anyhow::Result<()> {
    let open = store::attempts::find_open(&mut *payments.db.acquire().await?, id).await?;
    let Some(attempt) = open else { return Ok(()) };
    let standing = match attempt.unwanted {
        true => Some(payments.gateway.void(&attempt.reference).await?),
        false => payments.gateway.standing(&attempt.reference).await?,
    };
    match standing {
        Some(standing) => conclude(payments, caller, &attempt, &standing).await,
        // The process that began it ended before the gateway heard of it.
        None if attempt.lost => {
            let standing = payments.gateway.void(&attempt.reference).await?;
            conclude(payments, caller, &attempt, &standing).await
        }
        None => Ok(()),
    }
}

/// Settles on behalf of somebody who came back from the gateway; the payment as it stands then.
pub async fn settle_for(payments: &Payments, caller: &Caller, id: PaymentId) -> Result<View, Error> {
    find(payments, caller, id).await?;
    settle(payments, caller, id).await?;
    find(payments, caller, id).await
}

/// Settles everything that nobody came back for.
pub async fn settle_due(payments: &Payments) -> anyhow::Result<()> {
    let due = store::attempts::claim_due(&mut *payments.db.acquire().await?, BATCH).await?;
    for id in due {
        if let Err(error) = settle(payments, &Caller::System, id).await {
            error!(payment.id = %id, error = format!("{error:#}"), "payment not settled, asked again later");
        }
    }
    Ok(())
}

/// Draws the conclusions from what the gateway says about an attempt.
pub async fn conclude(
    payments: &Payments,
    caller: &Caller,
    attempt: &Attempt,
    standing: &Standing,
) -> anyhow::Result<()> {
    web::retry(async || conclude_once(payments, caller, attempt, standing).await).await
}

async fn conclude_once(
    payments: &Payments,
    caller: &Caller,
    attempt: &Attempt,
    standing: &Standing,
) -> anyhow::Result<()> {
    let mut tx = payments.db.begin().await?;
    let payment = store::payments::lock(&mut tx, attempt.payment).await?;
    match standing {
        Standing::Confirming => store::attempts::wait(&mut tx, attempt.id, "confirming").await?,
        Standing::Processing => store::attempts::wait(&mut tx, attempt.id, "processing").await?,
        Standing::Succeeded(amount) if *amount != payment.amount => {
            anyhow::bail!("the gateway took {amount} for payment {}, not {}", payment.id, payment.amount);
        }
        Standing::Succeeded(_) => succeed(payments, &mut tx, caller, attempt, &payment).await?,
        Standing::Declined(why) => decline(payments, &mut tx, attempt, &payment, why).await?,
    }
    Ok(payments.outbox.commit(tx).await?)
}

async fn succeed(
    payments: &Payments,
    tx: &mut PgConnection,
    caller: &Caller,
    attempt: &Attempt,
    payment: &Payment,
) -> anyhow::Result<()> {
    if !store::attempts::end(tx, attempt.id, "succeeded", None).await? {
        return Ok(());
    }
    let id = payment.id;
    let version = store::payments::succeed(tx, id).await?;
    store::ledger::post(tx, id, "sale", id.0, &ledger::sale(&payment.parts)).await?;
    // Orders may have been given up while the money was on its way.
    store::refunds::owe(tx, id).await?;
    let event = PaymentSucceeded { payment: id, group: GroupId(id.0), amount: payment.amount };
    payments.outbox.publish(tx, version, &PaymentEvent::Succeeded(event)).await?;
    let act = Act {
        action: "payment.charge",
        subject: ("payment", id.0),
        before: Some(json!({ "status": payment.status })),
        after: Some(json!({ "status": Status::Succeeded, "amount": payment.amount })),
        ..Act::default()
    };
    act.record(tx, &payments.outbox, caller).await?;
    info!(payment.id = %id, "payment {id} of {} succeeded", payment.amount);
    Ok(())
}

async fn decline(
    payments: &Payments,
    tx: &mut PgConnection,
    attempt: &Attempt,
    payment: &Payment,
    why: &str,
) -> anyhow::Result<()> {
    if !store::attempts::end(tx, attempt.id, "declined", Some(why)).await? {
        return Ok(());
    }
    let id = payment.id;
    let Some(version) = store::payments::decline(tx, id, why).await? else { return Ok(()) };
    let event = PaymentFailed { payment: id, group: GroupId(id.0), reason: why.to_owned() };
    payments.outbox.publish(tx, version, &PaymentEvent::Failed(event)).await?;
    info!(payment.id = %id, reason = why, "a try to pay {id} was declined");
    Ok(())
}
