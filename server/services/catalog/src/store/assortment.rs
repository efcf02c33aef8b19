//! A seller's products, as they are listed.

use super::listing::money;
use crate::goods::After;
use contracts::{
    goods::{Row, Shelf, Shelves, Sort, Status},
    ids::{ProductId, SellerId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is listed, with names resolved to ids.
pub(crate) struct Filter {
    pub q: String,
    pub shelf: Shelf,
    /// Categories; none lets all through.
    pub within: Option<Vec<Uuid>>,
    pub sort: Sort,
}

/// Rows with their cursors. To be read within [`super::listing::begin`], so that the order is an index's.
pub(crate) async fn list(
    db: &mut PgConnection,
    seller: SellerId,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> sqlx::Result<Vec<(Row, After)>> {
    let (mut newest, mut title, mut price, mut id) = (None, None, None, None);
    match after {
        Some(After::Newest(at, last)) => (newest, id) = (Some(at), Some(last)),
        Some(After::Title(text, last)) => (title, id) = (Some(text), Some(last)),
        Some(After::Price(minor, last)) => (price, id) = (Some(minor), Some(last)),
        None => {}
    }
    let begins = format!("{}%", literal(&filter.q.to_lowercase()));
    let rows = sqlx::query_file!(
        "src/store/assortment.sql",
        seller.0,
        filter.shelf.as_str(),
        filter.within.as_deref(),
        filter.q,
        begins,
        newest,
        title,
        price,
        id,
        filter.sort.as_str(),
        limit
    )
    .fetch_all(db)
    .await?;
    let listed = rows.into_iter().map(|row| {
        let after = match filter.sort {
            Sort::Newest => After::Newest(row.created_at, row.id),
            Sort::Title => After::Title(row.title.clone(), row.id),
            Sort::Price => After::Price(row.low_minor, row.id),
        };
        let listed = Row {
            id: ProductId(row.id),
            slug: row.slug,
            title: row.title,
            picture: row.picture,
            status: Status::from_word(&row.status).unwrap_or_default(),
            blocked: row.blocked,
            asked: row.asked,
            variants: u32::try_from(row.variants).unwrap_or_default(),
            sku: row.sku,
            available: u64::try_from(row.available).unwrap_or_default(),
            price: money(row.low_minor, &row.currency),
        };
        (listed, after)
    });
    Ok(listed.collect())
}

/// How many products stand on each shelf. Nobody counts further than [`Shelves::COUNTED`] and one.
pub(crate) async fn counts(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<Vec<(Shelf, u32)>> {
    let limit = i64::from(Shelves::COUNTED) + 1;
    let row = sqlx::query!(
        r#"
        select (select count(*) from (select from catalog.products where seller_id = $1 limit $2) as c) as "all!",
               (select count(*) from (select from catalog.products
                                       where seller_id = $1 and status = 'active' and blocked_at is null
                                       limit $2) as c) as "live!",
               (select count(*) from (select from catalog.products
                                       where seller_id = $1 and status = 'draft' limit $2) as c) as "draft!",
               (select count(*) from (select from catalog.products
                                       where seller_id = $1 and status = 'archived' limit $2) as c) as "archived!",
               (select count(*) from (select from catalog.products
                                       where seller_id = $1 and blocked_at is not null limit $2) as c) as "blocked!",
               (select count(*) from (select from catalog.listed
                                       where seller_id = $1 and not in_stock limit $2) as c) as "out!"
        "#,
        seller.0,
        limit
    )
    .fetch_one(db)
    .await?;
    let counts = [row.all, row.live, row.draft, row.archived, row.blocked, row.out];
    Ok(Shelf::ALL.into_iter().zip(counts.map(|count| u32::try_from(count).unwrap_or_default())).collect())
}

/// Text that `like` takes for nothing but itself.
pub(super) fn literal(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '\\' | '%' | '_').then_some('\\').into_iter().chain([c])).collect()
}
