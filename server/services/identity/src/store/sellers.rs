//! Shops and applications.

use crate::{Shop, cursor, papers::masked};
use contracts::{
    identity::{Apply, Contact, FindSellers, Papers, Seller, SellerRow, ShopStatus, Trader},
    ids::{SellerId, UserId},
};
use sqlx::{PgConnection, query, query_scalar, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// A shop, who applied for it, and when it was read by the database's clock.
pub struct File {
    pub seller: Seller,
    pub applicant: Option<UserId>,
    pub now: OffsetDateTime,
}

struct Row {
    id: Uuid,
    slug: String,
    name: String,
    about: String,
    returns: String,
    place: String,
    tint: String,
    since: i32,
    ships_in_days: i32,
    contact_email: String,
    contact_phone: String,
    trader: Option<Json<Trader>>,
    papers: Json<Papers>,
    status: String,
    reason: Option<String>,
    applicant_id: Option<Uuid>,
    applied_at: OffsetDateTime,
    decided_at: Option<OffsetDateTime>,
    version: i64,
    now: OffsetDateTime,
}

impl From<Row> for File {
    fn from(row: Row) -> Self {
        let (applicant, now) = (row.applicant_id.map(UserId), row.now);
        let seller = Seller {
            id: SellerId(row.id),
            slug: row.slug,
            name: row.name,
            about: row.about,
            returns: row.returns,
            place: row.place,
            tint: row.tint,
            since: row.since,
            // The check of the column admits no negative number.
            ships_in_days: row.ships_in_days.unsigned_abs(),
            contact: Contact { email: row.contact_email, phone: row.contact_phone },
            trader: row.trader.map(|trader| trader.0),
            papers: masked(row.papers.0),
            status: status(&row.status),
            reason: row.reason,
            applied_at: row.applied_at,
            decided_at: row.decided_at,
            version: row.version,
        };
        Self { seller, applicant, now }
    }
}

/// The check of the column admits no other texts; what cannot be may not sell.
fn status(text: &str) -> ShopStatus {
    ShopStatus::parse(text).unwrap_or(ShopStatus::Suspended)
}

pub async fn by_id(db: &mut PgConnection, id: SellerId) -> Result<Option<File>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, slug, name, about, returns, place, tint, since, ships_in_days, contact_email, contact_phone,
                  trader as "trader: Json<Trader>", papers as "papers: Json<Papers>", status, reason, applicant_id,
                  applied_at, decided_at, version, now() as "now!"
             from identity.sellers
            where id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(File::from))
}

/// The shop, which nobody else changes until the transaction ends.
pub async fn lock(db: &mut PgConnection, id: SellerId) -> Result<Option<File>, sqlx::Error> {
    let found = query_scalar!("select id from identity.sellers where id = $1 for no key update", id.0);
    let found = found.fetch_optional(&mut *db).await?;
    found_one(db, found).await
}

/// Somebody's application that is not approved yet.
pub async fn open(db: &mut PgConnection, applicant: UserId) -> Result<Option<File>, sqlx::Error> {
    let found = query_scalar!(
        "select id from identity.sellers where applicant_id = $1 and status in ('applied', 'asked', 'refused')",
        applicant.0,
    );
    let found = found.fetch_optional(&mut *db).await?;
    found_one(db, found).await
}

/// The same, which nobody else changes until the transaction ends.
pub async fn lock_open(db: &mut PgConnection, applicant: UserId) -> Result<Option<File>, sqlx::Error> {
    let found = query_scalar!(
        "select id
           from identity.sellers
          where applicant_id = $1 and status in ('applied', 'asked', 'refused')
            for no key update",
        applicant.0,
    );
    let found = found.fetch_optional(&mut *db).await?;
    found_one(db, found).await
}

async fn found_one(db: &mut PgConnection, id: Option<Uuid>) -> Result<Option<File>, sqlx::Error> {
    match id {
        Some(id) => by_id(db, SellerId(id)).await,
        None => Ok(None),
    }
}

/// Inserts an application that was neither saved nor told: both are counted from 0.
pub async fn insert(
    db: &mut PgConnection,
    id: SellerId,
    applicant: UserId,
    request: &Apply,
    tint: &str,
) -> Result<(), sqlx::Error> {
    query!(
        "insert into identity.sellers
                (id, slug, name, about, returns, place, tint, since, ships_in_days, contact_email, contact_phone,
                 trader, status, applicant_id, version, told)
         values ($1, $2, $3, $4, $5, $6, $7, extract(year from now())::integer, $8, $9, $10, $11, 'applied', $12, 0, 0)",
        id.0,
        request.slug,
        request.name,
        request.about,
        request.returns,
        request.place,
        tint,
        days(request.ships_in_days),
        request.contact.email,
        request.contact.phone,
        Json(&request.trader) as _,
        applicant.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes a shop that the transaction has locked; its new version.
pub async fn save(db: &mut PgConnection, seller: &Seller) -> Result<i64, sqlx::Error> {
    query_scalar!(
        "update identity.sellers
            set slug = $2, name = $3, about = $4, returns = $5, place = $6, tint = $7, since = $8, ships_in_days = $9,
                contact_email = $10, contact_phone = $11, trader = $12, status = $13, reason = $14, applied_at = $15,
                decided_at = $16, version = version + 1
          where id = $1
         returning version",
        seller.id.0,
        seller.slug,
        seller.name,
        seller.about,
        seller.returns,
        seller.place,
        seller.tint,
        seller.since,
        days(seller.ships_in_days),
        seller.contact.email,
        seller.contact.phone,
        seller.trader.as_ref().map(Json) as _,
        seller.status.as_str(),
        seller.reason,
        seller.applied_at,
        seller.decided_at,
    )
    .fetch_one(db)
    .await
}

/// Writes what the trader of a shop, which the transaction has locked, has shown; an empty number leaves the one that is known.
/// What is shown of it from now on.
pub async fn set_papers(db: &mut PgConnection, id: SellerId, shown: &Papers) -> sqlx::Result<Papers> {
    let papers = query_scalar!(
        r#"update identity.sellers
              set papers = $2::jsonb || case when $2::jsonb ->> 'account_number' = ''
                                             then jsonb_build_object('account_number',
                                                                     coalesce(papers ->> 'account_number', ''))
                                             else '{}'
                                        end
            where id = $1
           returning papers as "papers: Json<Papers>""#,
        id.0,
        Json(shown) as _,
    )
    .fetch_one(db)
    .await?;
    Ok(masked(papers.0))
}

/// The version of the next event of a shop that the transaction has locked. Not every change is told.
pub async fn next_event(db: &mut PgConnection, id: SellerId) -> sqlx::Result<i64> {
    query_scalar!("update identity.sellers set told = told + 1 where id = $1 returning told", id.0).fetch_one(db).await
}

/// What does not fit is far beyond what the check of the column admits.
fn days(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Shops and applications, those that applied last first; one more than a page has.
///
/// A part of a name is looked for in every row on the way: there are thousands of shops, not millions.
pub async fn list(
    db: &mut PgConnection,
    find: &FindSellers,
    after: Option<cursor::Cursor>,
) -> Result<Vec<SellerRow>, sqlx::Error> {
    let rows = query!(
        "select id, slug, name, place, tint, status, applied_at
           from identity.sellers
          where ($1::text is null or status = $1)
            and ($2::text is null or strpos(lower(name), lower($2)) > 0 or strpos(slug, lower($2)) > 0)
            and ($3::timestamptz is null or (applied_at, id) < ($3, $4))
            and ($6::text is null or slug = $6)
          order by applied_at desc, id desc
          limit $5",
        find.status.map(ShopStatus::as_str),
        find.q.as_deref().and_then(cursor::sought),
        after.map(|after| after.at),
        after.map(|after| after.id),
        cursor::PAGE + 1,
        find.slug.as_deref().map(|slug| slug.replace('\0', "")),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SellerRow {
            id: SellerId(row.id),
            slug: row.slug,
            name: row.name,
            place: row.place,
            tint: row.tint,
            status: status(&row.status),
            applied_at: row.applied_at,
        })
        .collect())
}

/// What shops are called, as far as they are to be found.
pub async fn names(db: &mut PgConnection, shops: &[SellerId]) -> Result<Vec<(SellerId, String)>, sqlx::Error> {
    let ids: Vec<Uuid> = shops.iter().map(|shop| shop.0).collect();
    let rows = query!("select id, name from identity.sellers where id = any($1)", &ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (SellerId(row.id), row.name)).collect())
}

/// Inserts a shop or changes it; the version of the event that tells it, or `None` if nothing had to change or the shop is
/// suspended.
pub async fn upsert(db: &mut PgConnection, id: SellerId, shop: &Shop) -> Result<Option<i64>, sqlx::Error> {
    query_scalar!(
        "insert into identity.sellers as s (id, slug, name, place, tint, about, returns, since, ships_in_days)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict on constraint sellers_slug_unique do update
            set name = excluded.name, place = excluded.place, tint = excluded.tint, about = excluded.about,
                returns = excluded.returns, since = excluded.since, ships_in_days = excluded.ships_in_days,
                version = s.version + 1, told = s.told + 1
          where s.id = excluded.id and s.status = 'approved'
            and (s.name, s.place, s.tint, s.about, s.returns, s.since, s.ships_in_days)
                is distinct from
                (excluded.name, excluded.place, excluded.tint, excluded.about, excluded.returns, excluded.since,
                 excluded.ships_in_days)
         returning told",
        id.0,
        shop.slug,
        shop.name,
        shop.place,
        shop.tint,
        shop.about,
        shop.returns,
        shop.since,
        days(shop.ships_in_days),
    )
    .fetch_optional(db)
    .await
}
