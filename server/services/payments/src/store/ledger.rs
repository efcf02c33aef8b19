//! Postings of the ledger.

use crate::ledger::Entry;
use contracts::ids::PaymentId;
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes a posting: a `sale` (reference: the payment) or a `refund` (reference: the refund). The database refuses one
/// that was written before and one that does not add up.
pub async fn post(
    tx: &mut PgConnection,
    payment: PaymentId,
    kind: &str,
    reference: Uuid,
    entries: &[Entry],
) -> Result<(), sqlx::Error> {
    let accounts: Vec<String> = entries.iter().map(|entry| entry.account.as_str().to_owned()).collect();
    let sellers: Vec<Option<Uuid>> = entries.iter().map(|entry| entry.account.seller().map(|id| id.0)).collect();
    let minors: Vec<i64> = entries.iter().map(|entry| entry.amount.minor).collect();
    let currencies: Vec<String> = entries.iter().map(|entry| entry.amount.currency.code().to_owned()).collect();
    sqlx::query!(
        "with posting as (
             insert into payments.postings (id, payment_id, kind, reference) values ($1, $2, $3, $4) returning id
         )
         insert into payments.entries (posting_id, line, account, seller_id, minor, currency)
         select posting.id, e.line::integer, e.account, e.seller_id, e.minor, e.currency
           from posting
          cross join unnest($5::text[], $6::uuid[], $7::bigint[], $8::text[])
                with ordinality as e (account, seller_id, minor, currency, line)",
        Uuid::now_v7(),
        payment.0,
        kind,
        reference,
        &accounts,
        &sellers as &[Option<Uuid>],
        &minors,
        &currencies,
    )
    .execute(tx)
    .await?;
    Ok(())
}
