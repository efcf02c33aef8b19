//! Stories about files that other shops export.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod background;
mod files;
mod refusals;
mod repeats;

use catalog::{
    Catalog,
    import::{Error, Mode, Report, RowIssue},
};
use sqlx::types::Uuid;
use std::io::Cursor;
use testing::Database;

/// The columns that the stories use, as an export names them.
const EXPORT: &str = "Handle,Title,Body (HTML),Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
                      Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Position,\
                      Image Alt Text,Status";

/// A shop that imports, on a database of its own.
struct Shop {
    database: Database,
    catalog: Catalog,
}

/// A variant as it is on sale.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct OnSale {
    handle: String,
    options: String,
    sku: String,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    on_hand: i32,
}

impl Shop {
    async fn open() -> Self {
        let database = Database::new(&[&events::MIGRATOR, &catalog::MIGRATOR]).await;
        let shop = Self { catalog: Catalog::new(database.pool.clone()), database };
        for slug in ["brass", "clay"] {
            sqlx::query(
                "insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days)
                 values ($1, $2, $2, '', 'sage', '', '', 2020, 2)",
            )
            .bind(Uuid::new_v4())
            .bind(slug)
            .execute(&shop.database.pool)
            .await
            .unwrap();
        }
        sqlx::query(
            "insert into catalog.categories (id, parent_id, slug, name)
             values ('00000000-0000-0000-0000-000000000001', null, 'home-living', 'Home & living'),
                    ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'lamps', 'Lamps & lighting')",
        )
        .execute(&shop.database.pool)
        .await
        .unwrap();
        shop
    }

    async fn try_import(&self, file: impl AsRef<[u8]>) -> Result<Report, Error> {
        catalog::import::shopify(&self.catalog, Cursor::new(file), "brass", Mode::Apply).await
    }

    /// Imports a file that has no errors.
    async fn import(&self, file: impl AsRef<[u8]>) -> Report {
        let report = self.try_import(file).await.unwrap();
        assert_eq!(report.errors, []);
        report
    }

    /// Imports a file that has errors; gives them.
    async fn refused(&self, file: impl AsRef<[u8]>) -> Vec<RowIssue> {
        let report = self.try_import(file).await.unwrap();
        assert!(report.error_count > 0, "{report}");
        assert_eq!((report.products_created, report.products_updated, report.unchanged), (0, 0, 0));
        report.errors
    }

    /// Everything that is on sale, by handle and position.
    async fn on_sale(&self) -> Vec<OnSale> {
        sqlx::query_as(
            "select p.handle, v.options::text as options, o.sku, o.price_minor, o.compare_at_minor, s.on_hand
               from catalog.offers as o
               join catalog.products as p on p.id = o.product_id
               join catalog.variants as v on v.id = o.variant_id
               join catalog.stock as s on s.offer_id = o.id
              where o.active
              order by p.handle, v.position",
        )
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
    }

    /// One text of one product.
    async fn text(&self, what: &str, handle: &str) -> String {
        let sql = format!(
            "select ({what})::text from catalog.products as p join catalog.categories as c on c.id = p.category_id
              where handle = $1"
        );
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(handle).fetch_one(&self.database.pool).await.unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from catalog.{table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.database.pool).await.unwrap()
    }

    /// What the other slices were told, oldest first: type and data.
    async fn told(&self) -> Vec<(String, serde_json::Value)> {
        sqlx::query_as(
            "select envelope ->> 'type', envelope -> 'data' from catalog.outbox where topic <> 'audit' order by seq",
        )
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
    }

    /// What audit was told, oldest first: action, how things stand now, and the reason.
    async fn recorded(&self) -> Vec<(String, String, String)> {
        sqlx::query_as(
            "select envelope -> 'data' ->> 'action', envelope -> 'data' ->> 'after', envelope -> 'data' ->> 'reason'
               from catalog.outbox
              where topic = 'audit'
              order by seq",
        )
        .fetch_all(&self.database.pool)
        .await
        .unwrap()
    }
}

fn on_sale(
    handle: &str,
    options: &str,
    sku: &str,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    on_hand: i32,
) -> OnSale {
    let (handle, options, sku) = (handle.to_owned(), options.to_owned(), sku.to_owned());
    OnSale { handle, options, sku, price_minor, compare_at_minor, on_hand }
}

/// A file with the columns of [`EXPORT`].
fn file(rows: &[&str]) -> String {
    [&[EXPORT], rows].concat().join("\n") + "\n"
}

/// A file of one plain product, with some of its cells.
fn lamp(price: &str, stock: &str) -> String {
    file(&[&format!(
        "lamp,Brass lamp,<p>Cast.</p>,Lamps,brass,TRUE,Title,Default Title,,,LAMP-1,{stock},{price},,,,,active"
    )])
}
