//! Products of all shops, as admins look at them.

use super::{goods, listing::money};
use crate::{categories::Tree, sanitise::plain};
use contracts::{
    goods::Status,
    ids::{CategoryId, ProductId, SellerId},
    moderation::{Pile, ReviewRow, Shown, ShownPrice},
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

/// Products with the words of a search that are read at once, in no order. Where there are more, the pile is looked through
/// in its own order.
const MAX_HITS: i64 = 2_000;

/// Products of a pile that are looked through for one page: of a million, of which more than [`MAX_HITS`] have the words, ten
/// or more have them, too.
const WINDOW: i64 = 5_000;

/// Products with the words of a search, among which those of a page are.
pub(crate) struct Hits {
    pub ids: Vec<Uuid>,
    /// Where looking through the pile has ended; nothing when all of it was searched.
    pub until: Option<(OffsetDateTime, Uuid)>,
}

/// What of a pile has these words, and the product at this address. To be read as [`list`].
pub(crate) async fn hits(
    db: &mut PgConnection,
    pile: Pile,
    q: &str,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> sqlx::Result<Hits> {
    let ids = sqlx::query_scalar!(
        r#"
        (select id as "id!"
           from catalog.products
          where status = 'active'
            and search @@ plainto_tsquery('pg_catalog.english', catalog.words($1))
          limit $2)
        union
        (select id
           from catalog.products
          where status <> 'active'
            and $3 <> 'waiting'
            and search @@ plainto_tsquery('pg_catalog.english', catalog.words($1))
          limit $2)
        union
        select id from catalog.products where slug = $1
        "#,
        q,
        MAX_HITS + 1,
        pile.as_str()
    )
    .fetch_all(&mut *db)
    .await?;
    if ids.len() <= MAX_HITS as usize {
        return Ok(Hits { ids, until: None });
    }
    let walked = walk(db, pile, q, after).await?;
    let until = walked.last().filter(|_| walked.len() == WINDOW as usize).map(|(at, id, _)| (*at, *id));
    let ids = walked.into_iter().filter(|(.., hit)| *hit).map(|(_, id, _)| id).take(limit).collect();
    Ok(Hits { ids, until })
}

/// The next products of a pile, in the order of [`list`], and whether they have the words.
async fn walk(
    db: &mut PgConnection,
    pile: Pile,
    q: &str,
    after: Option<(OffsetDateTime, Uuid)>,
) -> sqlx::Result<Vec<(OffsetDateTime, Uuid, bool)>> {
    let rows = sqlx::query!(
        r#"
        select id, case when $1 = 'blocked' then blocked_at else updated_at end as "mark!",
               search @@ plainto_tsquery('pg_catalog.english', catalog.words($2)) or slug = $2 as "hit!"
          from catalog.products
         where case $1
               when 'waiting' then status = 'active' and reviewed_mark is distinct from updated_at
               when 'blocked' then blocked_at is not null
               else true
               end
           and ($3::timestamptz is null
                or case $1
                   when 'waiting' then (updated_at, id) > ($3, $4::uuid)
                   when 'blocked' then (blocked_at, id) < ($3, $4::uuid)
                   else id < $4::uuid
                   end)
         order by case when $1 = 'waiting' then updated_at end,
                  case when $1 = 'waiting' then id end,
                  case when $1 = 'blocked' then blocked_at end desc,
                  case when $1 <> 'waiting' then id end desc
         limit $5
        "#,
        pile.as_str(),
        q,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id),
        WINDOW
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.mark, row.id, row.hit)).collect())
}

/// Rows with what they are ordered by: what has waited longest, what was blocked last, or else by id. To be read within
/// [`super::listing::begin`], so that the order is an index's.
pub(crate) async fn list(
    db: &mut PgConnection,
    pile: Pile,
    within: Option<&[Uuid]>,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<(OffsetDateTime, ReviewRow)>> {
    let rows = sqlx::query!(
        r#"
        select p.id, p.title, p.picture, p.status, p.updated_at, p.reviewed_at, p.blocked_at, s.name as seller
          from catalog.products as p
          join catalog.sellers as s on s.id = p.seller_id
         where case $1
               when 'waiting' then p.status = 'active' and p.reviewed_mark is distinct from p.updated_at
               when 'blocked' then p.blocked_at is not null
               else true
               end
           and ($2::uuid[] is null or p.id = any ($2))
           and ($3::timestamptz is null
                or case $1
                   when 'waiting' then (p.updated_at, p.id) > ($3, $4::uuid)
                   when 'blocked' then (p.blocked_at, p.id) < ($3, $4::uuid)
                   else p.id < $4::uuid
                   end)
         order by case when $1 = 'waiting' then p.updated_at end,
                  case when $1 = 'waiting' then p.id end,
                  case when $1 = 'blocked' then p.blocked_at end desc,
                  case when $1 <> 'waiting' then p.id end desc
         limit $5
        "#,
        pile.as_str(),
        within,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    let listed = rows.into_iter().map(|row| {
        let mark = row.blocked_at.filter(|_| pile == Pile::Blocked).unwrap_or(row.updated_at);
        let listed = ReviewRow {
            id: ProductId(row.id),
            title: row.title,
            picture: row.picture,
            seller: row.seller,
            status: Status::from_word(&row.status).unwrap_or_default(),
            blocked: row.blocked_at.is_some(),
            new: row.reviewed_at.is_none(),
            changed_at: row.updated_at,
        };
        (mark, listed)
    });
    Ok(listed.collect())
}

/// What is kept of a product besides what shoppers see.
pub(crate) struct Kept {
    pub slug: String,
    pub seller: SellerId,
    pub seller_name: String,
    pub status: Status,
    pub blocked: Option<String>,
    pub changed_at: OffsetDateTime,
    pub reviewed_at: Option<OffsetDateTime>,
    pub before: Option<Shown>,
}

pub(crate) async fn one(db: &mut PgConnection, id: ProductId) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"
        select p.slug, p.seller_id, s.name as seller_name, p.status, p.blocked_at is not null as "blocked!",
               p.blocked_reason, p.updated_at, p.reviewed_at, p.reviewed as "reviewed: Json<Shown>"
          from catalog.products as p
          join catalog.sellers as s on s.id = p.seller_id
         where p.id = $1
        "#,
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Kept {
        slug: row.slug,
        seller: SellerId(row.seller_id),
        seller_name: row.seller_name,
        status: Status::from_word(&row.status).unwrap_or_default(),
        blocked: row.blocked.then_some(row.blocked_reason),
        changed_at: row.updated_at,
        reviewed_at: row.reviewed_at,
        before: row.reviewed.map(|Json(shown)| shown),
    }))
}

/// A product that is locked until the transaction ends.
pub(crate) struct Locked {
    pub seller: SellerId,
    pub changed_at: OffsetDateTime,
    pub status: Status,
    pub blocked: bool,
}

pub(crate) async fn lock(tx: &mut PgConnection, id: ProductId) -> sqlx::Result<Option<Locked>> {
    let row = sqlx::query!(
        r#"
        select seller_id, updated_at, status, blocked_at is not null as "blocked!"
          from catalog.products
         where id = $1
           for update
        "#,
        id.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Locked {
        seller: SellerId(row.seller_id),
        changed_at: row.updated_at,
        status: Status::from_word(&row.status).unwrap_or_default(),
        blocked: row.blocked,
    }))
}

/// What shoppers see of a product that exists.
pub(crate) async fn shown(db: &mut PgConnection, id: ProductId, tree: &Tree) -> sqlx::Result<Shown> {
    let row = sqlx::query!(
        r#"
        select title, description_html, category_id, specs as "specs: Json<Vec<(String, String)>>", tags, seo_title, seo_about
          from catalog.products
         where id = $1
        "#,
        id.0
    )
    .fetch_one(&mut *db)
    .await?;
    let prices = sqlx::query!(
        r#"
        select (select string_agg(value, ', ' order by name) from jsonb_each_text(v.options) as e (name, value)) as variant,
               o.price_minor, o.compare_at_minor, o.currency
          from catalog.variants as v
          join catalog.offers as o on o.variant_id = v.id
         where v.product_id = $1
           and o.active
         order by v.position, v.id
        "#,
        id.0
    )
    .fetch_all(&mut *db)
    .await?;
    let prices = prices.into_iter().map(|row| ShownPrice {
        variant: row.variant.unwrap_or_default(),
        price: money(row.price_minor, &row.currency),
        compare_at: row.compare_at_minor.map(|minor| money(minor, &row.currency)),
    });
    let path = tree.place_of(CategoryId(row.category_id)).map(|place| place.path.as_slice()).unwrap_or_default();
    let pictures = goods::pictures(db, id).await?;
    Ok(Shown {
        title: row.title,
        text: plain(&row.description_html),
        category: path.iter().map(|crumb| crumb.name.as_str()).collect::<Vec<_>>().join(" › "),
        prices: prices.collect(),
        pictures: pictures.into_iter().map(|picture| picture.src).collect(),
        specs: row.specs.0,
        tags: row.tags,
        seo_title: row.seo_title,
        seo_about: row.seo_about,
    })
}

/// Keeps what was looked at of a locked product, and what its shop was asked; gives the number of the decision.
pub(crate) async fn note_review(
    tx: &mut PgConnection,
    id: ProductId,
    shown: &Shown,
    asked: Option<&str>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "
        update catalog.products
           set reviewed_at = now(),
               reviewed_mark = updated_at,
               reviewed = $2,
               asked = $3::text is not null,
               asked_reason = coalesce($3, ''),
               decisions = decisions + 1
         where id = $1
        returning decisions
        ",
        id.0,
        Json(shown) as _,
        asked
    )
    .fetch_one(tx)
    .await
}

/// A product about which an admin had asked back, and that its shop has changed.
pub(crate) struct Answer {
    pub product: ProductId,
    pub seller: SellerId,
    pub title: String,
    /// Of the event.
    pub version: i64,
}

/// Notes those of the products, all locked, that answer what an admin had asked.
pub(crate) async fn note_answers(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<Answer>> {
    let rows = sqlx::query!(
        "
        update catalog.products
           set asked = false,
               decisions = decisions + 1
         where id = any($1)
           and asked
           and reviewed_mark is distinct from updated_at
        returning id, seller_id, title, decisions
        ",
        products
    )
    .fetch_all(tx)
    .await?;
    let answers = rows.into_iter().map(|row| Answer {
        product: ProductId(row.id),
        seller: SellerId(row.seller_id),
        title: row.title,
        version: row.decisions,
    });
    Ok(answers.collect())
}

pub(crate) async fn block(tx: &mut PgConnection, id: ProductId, reason: &str) -> sqlx::Result<()> {
    sqlx::query!("update catalog.products set blocked_at = now(), blocked_reason = $2 where id = $1", id.0, reason)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn unblock(tx: &mut PgConnection, id: ProductId) -> sqlx::Result<()> {
    sqlx::query!("update catalog.products set blocked_at = null, blocked_reason = '' where id = $1", id.0)
        .execute(tx)
        .await?;
    Ok(())
}
