//! Postings of the ledger.

use super::money;
use crate::{ledger::Entry, payment::Part};
use anyhow::Context;
use contracts::{
    Money,
    ids::{PaymentId, SellerId},
    payments::{EntryKind, LedgerEntry},
};
use sqlx::{PgConnection, types::Json};
use time::{Duration, OffsetDateTime};
use uuid::{Builder, Uuid};

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
         ), entries as (
             insert into payments.entries (posting_id, line, account, seller_id, minor, currency)
             select posting.id, e.line::integer, e.account, e.seller_id, e.minor, e.currency
               from posting
              cross join unnest($5::text[], $6::uuid[], $7::bigint[], $8::text[])
                    with ordinality as e (account, seller_id, minor, currency, line)
             returning seller_id, minor
         )
         -- In one order, so that two postings never wait for each other.
         insert into payments.balances as b (seller_id, minor)
         select seller_id, sum(minor) from entries where seller_id is not null group by seller_id order by seller_id
             on conflict (seller_id) do update
            set minor = b.minor + excluded.minor",
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

struct Row {
    posting_id: Uuid,
    kind: String,
    at: OffsetDateTime,
    number: String,
    minor: i64,
    currency: String,
    part: Json<Part>,
    position: i64,
    refund_minor: i64,
}

impl TryFrom<Row> for LedgerEntry {
    type Error = anyhow::Error;

    /// What the ledger says of the seller is negative where the seller is owed.
    fn try_from(row: Row) -> anyhow::Result<Self> {
        let kind = EntryKind::parse(&row.kind).with_context(|| format!("`{}` is no kind of posting", row.kind))?;
        let amount = money(-row.minor, &row.currency)?;
        let minor = |minor| Money::new(minor, amount.currency);
        let (goods, delivery) = match kind {
            EntryKind::Sale => (row.part.goods().minor, row.part.total.minor - row.part.goods().minor),
            EntryKind::Refund => (0, 0),
        };
        Ok(Self {
            id: row.posting_id,
            kind,
            at: row.at,
            order: row.part.order,
            number: format!("{}-{}", row.number, row.position),
            goods: minor(goods),
            delivery: minor(delivery),
            refund: minor(-row.refund_minor),
            commission: minor(amount.minor - goods - delivery + row.refund_minor),
            amount,
        })
    }
}

/// A seller's entries, the latest first, at most `limit` before that posting.
pub async fn list(
    db: &mut PgConnection,
    seller: SellerId,
    before: Option<Uuid>,
    limit: usize,
) -> anyhow::Result<Vec<LedgerEntry>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select e.posting_id, s.kind, s.at, p.number, e.minor, e.currency, t.part as "part!: Json<Part>",
                  t.position as "position!", coalesce(r.amount_minor, 0) as "refund_minor!"
             from payments.entries as e
             join payments.postings as s on s.id = e.posting_id
             join payments.payments as p on p.id = s.payment_id
            cross join lateral jsonb_array_elements(p.parts) with ordinality as t (part, position)
             left join payments.refunds as r on s.kind = 'refund' and r.id = s.reference
            where e.seller_id = $1
              and e.posting_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
              and (t.part ->> 'seller')::uuid = $1
            order by e.posting_id desc
            limit $3"#,
        seller.0,
        before,
        limit as i64,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(LedgerEntry::try_from).collect()
}

/// A seller's entries of a time, the earliest first. Ids of postings tell when they were made, by a clock that is less than
/// a day from the database's: that is where they are looked for.
pub async fn list_between(
    db: &mut PgConnection,
    seller: SellerId,
    begin: OffsetDateTime,
    end: OffsetDateTime,
    limit: usize,
) -> anyhow::Result<Vec<LedgerEntry>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select e.posting_id, s.kind, s.at, p.number, e.minor, e.currency, t.part as "part!: Json<Part>",
                  t.position as "position!", coalesce(r.amount_minor, 0) as "refund_minor!"
             from payments.entries as e
             join payments.postings as s on s.id = e.posting_id
             join payments.payments as p on p.id = s.payment_id
            cross join lateral jsonb_array_elements(p.parts) with ordinality as t (part, position)
             left join payments.refunds as r on s.kind = 'refund' and r.id = s.reference
            where e.seller_id = $1
              and s.at >= $2
              and s.at < $3
              and e.posting_id >= $5
              and e.posting_id < $6
              and (t.part ->> 'seller')::uuid = $1
            order by e.posting_id
            limit $4"#,
        seller.0,
        begin,
        end,
        limit as i64,
        first_of(begin.saturating_sub(Duration::DAY)),
        first_of(end.saturating_add(Duration::DAY)),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(LedgerEntry::try_from).collect()
}

/// The least id that a posting of this moment can have.
fn first_of(at: OffsetDateTime) -> Uuid {
    let millis = u64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

/// What a seller is owed, in minor units.
pub async fn balance(db: &mut PgConnection, seller: SellerId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce((select -minor from payments.balances where seller_id = $1), 0) as "minor!""#,
        seller.0,
    )
    .fetch_one(db)
    .await
}
