//! Paying back.

use crate::{
    Payments, ledger,
    store::{self, refunds::Refund},
};
use anyhow::Context;
use contracts::{
    Caller,
    events::{PaymentEvent, PaymentRefunded},
    ids::GroupId,
};
use serde_json::json;
use tracing::{error, info};
use web::Act;

/// Refunds executed in one run of the sweeper.
const BATCH: i64 = 50;

/// Executes the refunds that are owed. Each happens once, however often this runs and wherever it is interrupted.
pub async fn refund_due(payments: &Payments) -> anyhow::Result<()> {
    let due = store::refunds::claim_due(&mut *payments.db.acquire().await?, BATCH).await?;
    for refund in due {
        if let Err(error) = execute(payments, &refund).await {
            error!(refund.id = %refund.id, error = format!("{error:#}"), "refund not executed, tried again later");
        }
    }
    Ok(())
}

async fn execute(payments: &Payments, refund: &Refund) -> anyhow::Result<()> {
    payments.gateway.refund(refund.id, &refund.reference, refund.amount).await?;
    web::retry(async || note(payments, refund).await).await
}

async fn note(payments: &Payments, refund: &Refund) -> anyhow::Result<()> {
    let mut tx = payments.db.begin().await?;
    let payment = store::payments::lock(&mut tx, refund.payment).await?;
    if !store::refunds::done(&mut tx, refund.id).await? {
        return Ok(());
    }
    let part = payment.part(refund.order).context("a refund for an order that is not of this payment")?;
    let before = store::refunds::sum_others(&mut tx, refund).await?;
    let (version, status) = store::payments::refund(&mut tx, payment.id, refund.amount.minor).await?;
    store::ledger::post(&mut tx, payment.id, "refund", refund.id, &ledger::refund(part, refund.amount, before)).await?;
    let event = PaymentRefunded { payment: payment.id, group: GroupId(payment.id.0), amount: refund.amount };
    payments.outbox.publish(&mut tx, version, &PaymentEvent::Refunded(event)).await?;
    let act = Act {
        action: "payment.refund",
        subject: ("payment", payment.id.0),
        seller: Some(part.seller),
        before: Some(json!({ "status": payment.status })),
        after: Some(json!({ "status": status, "refund": refund.amount, "order": refund.order })),
        ..Act::default()
    };
    act.record(&mut tx, &payments.outbox, &Caller::System).await?;
    payments.outbox.commit(tx).await?;
    info!(payment.id = %payment.id, "{} of payment {} went back", refund.amount, payment.id);
    Ok(())
}
