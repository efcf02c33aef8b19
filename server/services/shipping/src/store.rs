//! All SQL of shipping.

use crate::carrier::{self, News};
use contracts::{
    deal::Deal,
    events::{OrderShipped, ShipmentTold},
    ids::{GroupId, OrderId, ParcelId, SellerId},
    shipping::{Parcel, Scan, State},
};
use sqlx::{Error, PgConnection, postgres::types::PgInterval, types::Json};
use std::{collections::BTreeMap, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

/// As many parcels as one box, one order or one group can have; far more than any has.
const MOST: i64 = 100;

/// As many scans as are shown of a parcel.
const SCANS: i64 = 2_000;

/// A parcel that a carrier has something to say of. It is locked.
pub struct Tracked {
    /// What is told of it; its state is not yet in it.
    pub told: ShipmentTold,
    pub state: State,
    pub since: OffsetDateTime,
}

/// A simulated parcel that has been where it is for long enough.
pub struct Due {
    pub carrier: String,
    pub tracking: String,
    pub state: State,
    pub since: OffsetDateTime,
    pub now: OffsetDateTime,
}

/// The database's time.
pub async fn now(db: &mut PgConnection) -> Result<OffsetDateTime, Error> {
    sqlx::query_scalar!(r#"select now() as "now!""#).fetch_one(db).await
}

/// A parcel that its carrier is about to get; `false` when it is known.
pub async fn insert(db: &mut PgConnection, event: &OrderShipped) -> Result<bool, Error> {
    let inserted = sqlx::query!(
        "with parcel as (
             insert into shipping.parcels (id, group_id, order_id, seller_id, carrier, tracking, state)
             values ($1, $2, $3, $4, $5, $6, 'announced')
             on conflict do nothing
             returning id, state, state_at
         )
         insert into shipping.scans (parcel_id, id, state, at)
         select id, state, state, state_at from parcel",
        event.parcel.0,
        event.group.0,
        event.order.0,
        event.seller.0,
        event.carrier,
        event.tracking,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Writes the parcels of purchases that were made up.
pub async fn insert_deals(db: &mut PgConnection, deals: &[Deal]) -> Result<(), Error> {
    sqlx::query_file!("src/store/seed.sql", Json(deals) as _).execute(db).await?;
    Ok(())
}

/// Parcels with a tracking number, the latest of those under way before all that have arrived; locked in the order of their
/// ids.
pub async fn lock_tracked(db: &mut PgConnection, carrier: &str, tracking: &str) -> Result<Vec<Tracked>, Error> {
    let rows = sqlx::query!(
        "select id, group_id, order_id, seller_id, state, state_at
           from shipping.parcels
          where id in (select id from shipping.parcels
                        where carrier = $1 and tracking = $2
                        order by state = 'delivered', created_at desc limit $3)
          order by id
            for update",
        carrier,
        tracking,
        MOST,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let told = ShipmentTold {
                parcel: ParcelId(row.id),
                group: GroupId(row.group_id),
                order: OrderId(row.order_id),
                seller: SellerId(row.seller_id),
                state: String::new(),
            };
            Ok(Tracked { told, state: known(&row.state)?, since: row.state_at })
        })
        .collect()
}

/// Keeps what a carrier has said; `false` when it was said before.
pub async fn insert_scan(db: &mut PgConnection, parcel: ParcelId, news: &News) -> Result<bool, Error> {
    let inserted = sqlx::query!(
        "insert into shipping.scans (parcel_id, id, state, at, place)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        parcel.0,
        news.id,
        news.state.as_str(),
        news.at,
        news.place,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Notes how a parcel stands since when; the version counts only other states. It is the version of the event then.
pub async fn advance(db: &mut PgConnection, parcel: ParcelId, state: State, at: OffsetDateTime) -> Result<i64, Error> {
    sqlx::query_scalar!(
        "update shipping.parcels
            set state = $2,
                state_at = $3::timestamptz,
                delivered_at = case when $2 = 'delivered' then $3::timestamptz end,
                version = version + (state <> $2)::integer
          where id = $1
         returning version",
        parcel.0,
        state.as_str(),
        at,
    )
    .fetch_one(db)
    .await
}

/// Parcels of these carriers that have been where they are for `pace`, those that have waited longest first.
pub async fn list_due(
    db: &mut PgConnection,
    carriers: &[String],
    pace: Duration,
    limit: i64,
) -> Result<Vec<Due>, Error> {
    let pace = PgInterval::try_from(pace).map_err(Error::Encode)?;
    let rows = sqlx::query!(
        r#"select carrier, tracking, state, state_at, now() as "now!"
             from shipping.parcels
            where state <> 'delivered' and state_at <= now() - $1::interval and carrier = any($2)
            order by state_at
            limit $3"#,
        pace,
        carriers,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = known(&row.state)?;
            Ok(Due { carrier: row.carrier, tracking: row.tracking, state, since: row.state_at, now: row.now })
        })
        .collect()
}

/// The parcels of an order, of one seller or of all, the oldest first.
pub async fn of_order(db: &mut PgConnection, order: OrderId, seller: Option<SellerId>) -> Result<Vec<Parcel>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, group_id, order_id, seller_id, carrier, tracking, state, created_at, delivered_at
           from shipping.parcels
          where order_id = $1 and ($2::uuid is null or seller_id = $2)
          order by created_at, id
          limit $3",
        order.0,
        seller.map(|seller| seller.0),
        MOST,
    )
    .fetch_all(&mut *db)
    .await?;
    with_scans(db, rows).await
}

/// The parcels of a group, the oldest first.
pub async fn of_group(db: &mut PgConnection, group: GroupId) -> Result<Vec<Parcel>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, group_id, order_id, seller_id, carrier, tracking, state, created_at, delivered_at
           from shipping.parcels
          where group_id = $1
          order by created_at, id
          limit $2",
        group.0,
        MOST,
    )
    .fetch_all(&mut *db)
    .await?;
    with_scans(db, rows).await
}

struct Row {
    id: Uuid,
    group_id: Uuid,
    order_id: Uuid,
    seller_id: Uuid,
    carrier: String,
    tracking: String,
    state: String,
    created_at: OffsetDateTime,
    delivered_at: Option<OffsetDateTime>,
}

async fn with_scans(db: &mut PgConnection, rows: Vec<Row>) -> Result<Vec<Parcel>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut scans: BTreeMap<Uuid, Vec<Scan>> = BTreeMap::new();
    let found = sqlx::query!(
        "select parcel_id, state, at, place
           from shipping.scans
          where parcel_id = any($1)
          order by at desc, heard_at desc
          limit $2",
        &ids,
        SCANS,
    )
    .fetch_all(db)
    .await?;
    for row in found {
        let scan = Scan { state: known(&row.state)?, at: row.at, place: row.place };
        scans.entry(row.parcel_id).or_default().push(scan);
    }
    rows.into_iter()
        .map(|row| {
            let carrier = carrier::find(&row.carrier);
            Ok(Parcel {
                id: ParcelId(row.id),
                group: GroupId(row.group_id),
                order: OrderId(row.order_id),
                seller: SellerId(row.seller_id),
                link: carrier.as_ref().map(|carrier| carrier.link(&row.tracking)).unwrap_or_default(),
                carrier: carrier.map_or(row.carrier, |carrier| carrier.name().to_owned()),
                tracking: row.tracking,
                state: known(&row.state)?,
                sent_at: row.created_at,
                delivered_at: row.delivered_at,
                scans: scans.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// What a text of the database stands for. The database's own checks let no other text in.
fn known(text: &str) -> Result<State, Error> {
    State::parse(text).ok_or_else(|| Error::Decode(format!("`{text}` is not known").into()))
}
