//! What a gateway calls to say.

use crate::{
    Payments,
    gateway::Callback,
    settle::settle,
    store::{attempts, callbacks},
};
use contracts::Caller;
use tracing::{error, warn};

/// Keeps the callback and settles the payment that it is about. It may come before the return page, after it, twice or
/// out of order: what counts is what the gateway answers when it is asked.
pub async fn hear(payments: &Payments, callback: &Callback) -> anyhow::Result<()> {
    let mut db = payments.db.acquire().await?;
    callbacks::keep(&mut db, payments.gateway.name(), callback).await?;
    let reference = &callback.reference;
    let Some((payment, amount)) = attempts::by_reference(&mut db, reference).await? else {
        warn!(reference, "callback about a charge that is not ours");
        return Ok(());
    };
    drop(db);
    if (callback.amount_minor, callback.currency.as_str()) != (amount.minor, amount.currency.code()) {
        let Callback { amount_minor, currency, .. } = callback;
        error!(payment.id = %payment, reference, amount_minor, currency, "callback about another amount, not applied");
        return Ok(());
    }
    settle(payments, &Caller::System, payment).await
}
