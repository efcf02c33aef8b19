//! Categories.

use crate::categories::Stored;
use sqlx::PgConnection;
use uuid::Uuid;

/// Every category in the order in which they are shown, with the products that are on sale in it.
pub(crate) async fn all(db: &mut PgConnection) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"
        select c.id, c.parent_id, c.slug, c.name, c.about, c.picture, coalesce(n.products, 0) as "products!"
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
