//! Categories.

use crate::{categories::Stored, sanitise::plain};
use contracts::ids::CategoryId;
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;
use uuid::Uuid;

/// Every category in the order in which they are shown, with the products that are on sale in it.
pub(crate) async fn all(db: &mut PgConnection) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"
        select c.id, c.parent_id, c.slug, c.name, c.about, c.picture, coalesce(n.products, 0) as "products!",
               c.merging_into
          from catalog.categories as c
          left join (select l.category_id, count(*) as products
                       from catalog.listed as l
                       join catalog.sellers as s on s.id = l.seller_id
                      where s.active
                      group by l.category_id) as n on n.category_id = c.id
         order by c.position, c.slug
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stored {
            id: row.id,
            parent: row.parent_id,
            slug: row.slug,
            name: row.name,
            about: row.about,
            picture: row.picture,
            products: row.products.cast_unsigned(),
            merging_into: row.merging_into,
        })
        .collect())
}

/// Writes a category, which is recognised by its slug; gives its id.
pub(crate) async fn write(tx: &mut PgConnection, category: &Stored, position: i32) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "
        insert into catalog.categories (id, parent_id, slug, name, about, picture, position)
        values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (slug) do update
           set parent_id = excluded.parent_id,
               name = excluded.name,
               about = excluded.about,
               picture = excluded.picture,
               position = excluded.position
        returning id
        ",
        category.id,
        category.parent,
        category.slug,
        category.name,
        category.about,
        category.picture,
        position
    )
    .fetch_one(tx)
    .await
}

/// Every category in the order in which they are shown; nobody counts products.
pub(crate) async fn bare(db: &mut PgConnection) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        "select id, parent_id, slug, name, about, picture, merging_into from catalog.categories order by position, slug"
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stored {
            id: row.id,
            parent: row.parent_id,
            slug: row.slug,
            name: row.name,
            about: row.about,
            picture: row.picture,
            products: 0,
            merging_into: row.merging_into,
        })
        .collect())
}

/// Old addresses with those that they lead to.
pub(crate) async fn moved(db: &mut PgConnection) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        "
        select old.slug, c.slug as now
          from catalog.category_slugs as old
          join catalog.categories as c on c.id = old.category_id
        "
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.now)).collect())
}

/// Lets nobody else change the tree until the transaction ends; it can be read.
pub(crate) async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table catalog.categories in share row exclusive mode").execute(tx).await?;
    Ok(())
}

/// Adds a category, if no other has its slug.
pub(crate) async fn add(tx: &mut PgConnection, category: &Stored, position: i32) -> sqlx::Result<bool> {
    let outcome = sqlx::query!(
        "
        insert into catalog.categories (id, parent_id, slug, name, about, position)
        values ($1, $2, $3, $4, $5, $6)
            on conflict (slug) do nothing
        ",
        category.id,
        category.parent,
        category.slug,
        category.name,
        category.about,
        position
    )
    .execute(tx)
    .await?;
    Ok(outcome.rows_affected() > 0)
}

pub(crate) async fn change(
    tx: &mut PgConnection,
    id: Uuid,
    parent: Option<Uuid>,
    name: &str,
    about: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.categories
           set parent_id = $2,
               name = $3,
               about = $4,
               -- In another place it comes last.
               position = case when parent_id is not distinct from $2 then position
                               else (select count(*) from catalog.categories where parent_id is not distinct from $2) end
         where id = $1
        ",
        id,
        parent,
        name,
        about
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives neighbours this order.
pub(crate) async fn arrange(tx: &mut PgConnection, order: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update catalog.categories as c
           set position = new.place
          from unnest($1::uuid[]) with ordinality as new (id, place)
         where c.id = new.id
           and c.position <> new.place
        ",
        order
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes a category; not if anything is in it.
pub(crate) async fn delete(tx: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    match sqlx::query!("delete from catalog.categories where id = $1", id).execute(tx).await {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lets what is below a category, and every address that led to it, follow it into another.
pub(crate) async fn hand_over(tx: &mut PgConnection, from: Uuid, into: Uuid, slug: &str) -> sqlx::Result<()> {
    sqlx::query!("update catalog.categories set parent_id = $2 where parent_id = $1", from, into)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("update catalog.category_slugs set category_id = $2 where category_id = $1", from, into)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "
        insert into catalog.category_slugs (slug, category_id)
        values ($1, $2)
            on conflict (slug) do update
           set category_id = excluded.category_id
        ",
        slug,
        into
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets the products of a category move into another from now on; says how many there are.
pub(crate) async fn begin_merge(tx: &mut PgConnection, from: Uuid, into: Uuid) -> sqlx::Result<i64> {
    sqlx::query!("update catalog.categories set merging_into = $2 where id = $1", from, into).execute(&mut *tx).await?;
    sqlx::query_scalar!(r#"select count(*) as "products!" from catalog.products where category_id = $1"#, from)
        .fetch_one(tx)
        .await
}

/// How many products are left in the categories that are being merged.
pub(crate) async fn left(db: &mut PgConnection) -> sqlx::Result<HashMap<Uuid, u64>> {
    let rows = sqlx::query!(
        r#"
        select c.id, count(p.id) as "products!"
          from catalog.categories as c
          left join catalog.products as p on p.category_id = c.id
         where c.merging_into is not null
         group by c.id
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.products.cast_unsigned())).collect())
}

/// The category itself, or the one into which it is being merged.
pub(crate) async fn open(db: &mut PgConnection, id: CategoryId) -> sqlx::Result<CategoryId> {
    let into = sqlx::query_scalar!("select merging_into from catalog.categories where id = $1", id.0)
        .fetch_optional(db)
        .await?;
    Ok(into.flatten().map_or(id, CategoryId))
}

/// A product on its way to another category, with what it is found by.
pub(crate) struct Moving {
    pub id: Uuid,
    /// Its seller's name and its tags.
    names: String,
    rest: String,
}

/// Locks some of the products of a category, those after one of them, in ascending order.
pub(crate) async fn moving(tx: &mut PgConnection, from: Uuid, after: Uuid, limit: i64) -> sqlx::Result<Vec<Moving>> {
    let rows = sqlx::query!(
        r#"
        select p.id, p.tags, p.specs as "specs: Json<Vec<(String, String)>>", p.description_html, s.name as seller
          from catalog.products as p
          join catalog.sellers as s on s.id = p.seller_id
         where p.category_id = $1 and p.id > $2
         order by p.id
         limit $3
           for update of p
        "#,
        from,
        after,
        limit
    )
    .fetch_all(tx)
    .await?;
    let moving = rows.into_iter().map(|row| {
        let specs: Vec<String> = row.specs.0.iter().map(|(name, value)| format!("{name} {value}")).collect();
        Moving {
            id: row.id,
            names: format!("{} {}", row.seller, row.tags.join(" ")),
            rest: format!("{} {}", specs.join(" "), plain(&row.description_html)),
        }
    });
    Ok(moving.collect())
}

/// Puts locked products into a category with these names. Whoever edits one of them has to look again; admins have not.
pub(crate) async fn move_products(
    tx: &mut PgConnection,
    into: Uuid,
    names: &str,
    moving: &[Moving],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = moving.iter().map(|product| product.id).collect();
    sqlx::query!("update catalog.products set category_id = $1, version = version + 1 where id = any($2)", into, &ids)
        .execute(&mut *tx)
        .await?;
    index(tx, names, moving).await
}

/// Makes locked products found by these names of their category.
pub(crate) async fn index(tx: &mut PgConnection, names: &str, products: &[Moving]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = products.iter().map(|product| product.id).collect();
    let words: Vec<String> = products.iter().map(|product| format!("{} {names}", product.names)).collect();
    let rest: Vec<String> = products.iter().map(|product| product.rest.clone()).collect();
    sqlx::query!(
        "
        update catalog.products as p
           set search = catalog.search_of(p.title, new.names, p.search_words, new.rest)
          from unnest($1::uuid[], $2::text[], $3::text[]) as new (id, names, rest)
         where p.id = new.id
        ",
        &ids,
        &words,
        &rest
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that a category and what is below it have other names now, or stand elsewhere.
pub(crate) async fn note_renamed(tx: &mut PgConnection, category: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "
        with recursive down (id) as (
            select $1::uuid
             union
            select c.id from catalog.categories as c join down on c.parent_id = down.id
        )
        insert into catalog.renamed_categories (category_id)
        select id from down order by id
            on conflict (category_id) do update
           set done_to = excluded.done_to
        ",
        category
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A renamed category that nobody else works on, and its last product that is done.
pub(crate) async fn next_renamed(tx: &mut PgConnection) -> sqlx::Result<Option<(Uuid, Uuid)>> {
    let row = sqlx::query!(
        "
        select category_id, done_to
          from catalog.renamed_categories
         order by category_id
         limit 1
           for update skip locked
        "
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.category_id, row.done_to)))
}

pub(crate) async fn renamed_up_to(tx: &mut PgConnection, category: Uuid, product: Uuid) -> sqlx::Result<()> {
    sqlx::query!("update catalog.renamed_categories set done_to = $2 where category_id = $1", category, product)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn end_renamed(tx: &mut PgConnection, category: Uuid) -> sqlx::Result<()> {
    sqlx::query!("delete from catalog.renamed_categories where category_id = $1", category).execute(tx).await?;
    Ok(())
}
