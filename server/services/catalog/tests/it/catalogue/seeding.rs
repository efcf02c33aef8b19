//! The demo shop and the large catalogue.

use super::market::id;
use catalog::{Catalog, demo_sellers, seed_bulk, seed_demo};
use contracts::{ids::SellerId, search::Search};
use std::collections::HashMap;
use testing::Database;

/// Rows of every table that seeding fills, and all stock.
async fn census(database: &Database) -> Vec<i64> {
    sqlx::query_scalar(
        "select unnest(array[(select count(*) from catalog.sellers), (select count(*) from catalog.categories),
                             (select count(*) from catalog.products), (select count(*) from catalog.variants),
                             (select count(*) from catalog.offers), (select count(*) from catalog.pictures),
                             (select count(*) from catalog.stock_movements), (select sum(on_hand)::bigint from catalog.stock),
                             (select count(*) from catalog.outbox), (select count(*) from catalog.listed),
                             (select sum(version)::bigint from catalog.products)])",
    )
    .fetch_all(&database.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn the_demo_is_sown_once() {
    let database = Database::new(&[&events::MIGRATOR, &catalog::MIGRATOR]).await;
    let catalog = Catalog::new(database.pool.clone());
    let sellers: HashMap<String, SellerId> =
        demo_sellers().unwrap().into_iter().map(|seller| (seller.slug.clone(), SellerId(id(&seller.slug)))).collect();
    let products = seed_demo(&catalog, &sellers).await.unwrap();
    sqlx::query("update catalog.stock set on_hand = on_hand - 1 where on_hand > reserved")
        .execute(&database.pool)
        .await
        .unwrap();
    let before = census(&database).await;

    let again = seed_demo(&catalog, &sellers).await.unwrap();

    assert_eq!(again, products);
    assert_eq!(census(&database).await, before, "nothing is added, and stock stays as it has become");
    let listing = catalog.listing(&Search::default()).await.unwrap();
    assert_eq!(listing.total, products as u64);
    let lamp = catalog.listing(&Search { q: "brss lmap".to_owned(), ..Search::default() }).await.unwrap();
    assert_eq!(lamp.did_you_mean.as_deref(), Some("brass lamp"));
}

#[tokio::test]
async fn the_large_catalogue_is_sown_once_and_hangs_together() {
    let database = Database::new(&[&events::MIGRATOR, &catalog::MIGRATOR]).await;
    let catalog = Catalog::new(database.pool.clone());
    seed_bulk(&catalog, 1_200, 10, |_| {}).await.unwrap();
    let before = census(&database).await;

    seed_bulk(&catalog, 1_200, 10, |_| {}).await.unwrap();

    assert_eq!(census(&database).await, before);
    let listing = catalog.listing(&Search::default()).await.unwrap();
    assert_eq!((listing.total, listing.facets.sellers.len()), (1_200, 10));
    let unbalanced: i64 = sqlx::query_scalar(
        "select count(*) from catalog.stock as s
          where on_hand <> (select coalesce(sum(on_hand_delta), 0) from catalog.stock_movements as m where m.offer_id = s.offer_id)",
    )
    .fetch_one(&database.pool)
    .await
    .unwrap();
    assert_eq!(unbalanced, 0);
}
