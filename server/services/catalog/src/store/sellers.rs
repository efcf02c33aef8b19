//! The copy of what identity says about shops.

use contracts::{
    catalog::{Rating, SellerBadge, Shop},
    events::SellerApproved,
    ids::SellerId,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes what a shop says of itself; it may sell from now on.
pub(crate) async fn welcome(tx: &mut PgConnection, seller: &SellerApproved) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into catalog.sellers as s (id, slug, name, place, tint, about, returns, since, ships_in_days)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (id) do update
           set slug = excluded.slug,
               name = excluded.name,
               place = excluded.place,
               tint = excluded.tint,
               about = excluded.about,
               returns = excluded.returns,
               since = excluded.since,
               ships_in_days = excluded.ships_in_days,
               active = true,
               updated_at = now()
         where (s.slug, s.name, s.place, s.tint, s.about, s.returns, s.since, s.ships_in_days, s.active)
               is distinct from
               (excluded.slug, excluded.name, excluded.place, excluded.tint, excluded.about, excluded.returns,
                excluded.since, excluded.ships_in_days, true)
        ",
        seller.seller.0,
        seller.slug,
        seller.name,
        seller.place,
        seller.tint,
        seller.about,
        seller.returns,
        seller.since,
        i32::try_from(seller.ships_in_days).unwrap_or(i32::MAX)
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a shop off the market; what it sells is neither shown nor sold until it is welcome again.
pub(crate) async fn suspend(tx: &mut PgConnection, seller: SellerId) -> sqlx::Result<()> {
    sqlx::query!("update catalog.sellers set active = false, updated_at = now() where id = $1", seller.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// A shop as a row.
struct Row {
    id: Uuid,
    slug: String,
    name: String,
    place: String,
    tint: String,
    about: String,
    returns: String,
    since: i32,
    ships_in_days: i32,
    products: i64,
    /// Stars of all of its goods and who gave them, in tenths.
    tenths: i64,
    rated: i64,
    pictures: Vec<String>,
}

impl Row {
    fn shop(self) -> Shop {
        let rating = (self.rated > 0).then(|| Rating {
            tenths: u32::try_from((self.tenths + self.rated / 2) / self.rated).unwrap_or(0),
            count: u32::try_from(self.rated).unwrap_or(u32::MAX),
        });
        Shop {
            badge: SellerBadge {
                id: SellerId(self.id),
                slug: self.slug,
                name: self.name,
                place: self.place,
                tint: self.tint,
            },
            about: self.about,
            returns: self.returns,
            since: self.since,
            ships_in_days: self.ships_in_days.cast_unsigned(),
            products: self.products.cast_unsigned(),
            rating,
            pictures: self.pictures,
        }
    }
}

/// The shop of a seller who may sell.
pub(crate) async fn shop(db: &mut PgConnection, seller: SellerId) -> sqlx::Result<Option<Shop>> {
    Ok(read(db, Pick { id: Some(seller.0), ..Pick::all(1) }).await?.pop())
}

/// The same by its slug.
pub(crate) async fn shop_named(db: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Shop>> {
    Ok(read(db, Pick { slug: Some(slug), ..Pick::all(1) }).await?.pop())
}

/// Shops by name, behind the one with this slug.
pub(crate) async fn shops(db: &mut PgConnection, after: Option<&str>, limit: i64) -> sqlx::Result<Vec<Shop>> {
    read(db, Pick { after, ..Pick::all(limit) }).await
}

/// Shops whose goods stand foremost in the market.
pub(crate) async fn prominent(db: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Shop>> {
    read(db, Pick { foremost: true, ..Pick::all(limit) }).await
}

/// How many sellers may sell.
pub(crate) async fn count(db: &mut PgConnection) -> sqlx::Result<u64> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from catalog.sellers where active"#).fetch_one(db).await?;
    Ok(count.cast_unsigned())
}

/// Which shops, and how many at most.
struct Pick<'a> {
    id: Option<Uuid>,
    slug: Option<&'a str>,
    /// Of those by name, the slug of the last that was read.
    after: Option<&'a str>,
    foremost: bool,
    limit: i64,
}

impl Pick<'_> {
    fn all(limit: i64) -> Self {
        Self { id: None, slug: None, after: None, foremost: false, limit }
    }
}

async fn read(db: &mut PgConnection, pick: Pick<'_>) -> sqlx::Result<Vec<Shop>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select s.id, s.slug, s.name, s.place, s.tint, s.about, s.returns, s.since, s.ships_in_days,
               (select count(*) from (select from catalog.listed as l where l.seller_id = s.id limit $5) as c) as "products!",
               rated.tenths as "tenths!", rated.count as "rated!",
               array(select p.picture
                       from (select product_id, best
                               from catalog.listed
                              where seller_id = s.id
                              order by best desc, product_id desc
                              limit 4) as l
                       join catalog.products as p on p.id = l.product_id
                      where p.picture <> ''
                      order by l.best desc, p.id desc) as "pictures!"
          from (select *
                  from catalog.sellers as s
                 where s.active
                   and ($1::uuid is null or s.id = $1)
                   and ($2::text is null or s.slug = $2)
                   and coalesce((s.name, s.id) > (select a.name, a.id from catalog.sellers as a where a.slug = $6), true)
                   and (not $3 or s.id = any (array(select seller_id
                                                      from catalog.listed
                                                     order by best desc, product_id desc
                                                     limit 500)))
                 order by case when $3 then (select max(best) from catalog.listed as l where l.seller_id = s.id) end
                          desc nulls last, s.name, s.id
                 limit $4) as s
          -- As `refresh.sql` packs it: tenths of stars in millions, and how many people gave them.
         cross join lateral (select coalesce(sum(l.rating / 1000000 * (l.rating % 1000000)), 0)::bigint as tenths,
                                    coalesce(sum(l.rating % 1000000), 0)::bigint as count
                               from catalog.listed as l
                              where l.seller_id = s.id and l.rating > 0) as rated
         order by case when $3 then (select max(best) from catalog.listed as l where l.seller_id = s.id) end
                  desc nulls last, s.name, s.id
        "#,
        pick.id,
        pick.slug,
        pick.foremost,
        pick.limit,
        i64::from(Shop::COUNTED) + 1,
        pick.after
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Row::shop).collect())
}
