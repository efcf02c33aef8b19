//! Pages: every product once, in every order.

use super::market::{Market, kurta, product};
use contracts::search::{Listing, Sort};
use std::collections::HashMap;

/// Sixty lamps; prices, stars and ages repeat.
async fn market() -> Market {
    let market = Market::open().await;
    for number in 0..60 {
        let mut lamp = product(&format!("Lamp {number}"));
        lamp.variants[0].price_minor = 1_000 * (1 + number % 7);
        lamp.featured = number % 10 == 0;
        market.put(lamp).await;
    }
    market
        .execute(
            "update catalog.listed set rating = stars * 1000000, newest = stars
           from (select id, ('x' || left(id::text, 2))::bit(8)::integer % 5 as stars from catalog.products) as p
          where p.id = product_id",
        )
        .await;
    market
}

#[tokio::test]
async fn every_order_visits_every_product_once_while_one_is_added() {
    let market = market().await;

    for query in
        Sort::ALL.iter().flat_map(|sort| [format!("sort={}", sort.as_str()), format!("q=lamp&sort={}", sort.as_str())])
    {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut next = String::new();
        for page in 0.. {
            let listing: Listing = market.list(&format!("{query}{next}")).await;
            listing.items.iter().for_each(|card| *seen.entry(card.slug.clone()).or_default() += 1);
            if page == 0 {
                market.put(product(&format!("Late lamp {query}"))).await;
            }
            assert!(listing.items.len() <= Listing::PAGE);
            let Some(cursor) = listing.next else { break };
            assert_eq!(listing.items.len(), Listing::PAGE, "only the last page is short");
            next = format!("&after={cursor}");
        }
        let early: usize = (0..60).filter(|number| seen.contains_key(&format!("p-lamp{number}"))).count();
        assert_eq!(early, 60, "{query}");
        assert!(seen.values().all(|times| *times == 1), "{query}: {seen:?}");
    }
}

#[tokio::test]
async fn orders_are_what_they_say() {
    let market = market().await;

    let up: Vec<i64> = market.list("sort=price_up").await.items.iter().map(|card| card.price.minor).collect();
    let down: Vec<i64> = market.list("sort=price_down").await.items.iter().map(|card| card.price.minor).collect();
    let best = market.list("").await.items;

    assert!(up.is_sorted() && up[0] == 1_000, "{up:?}");
    assert!(down.iter().rev().is_sorted() && down[0] == 7_000, "{down:?}");
    let featured: Vec<String> = (0..60).step_by(10).map(|number| format!("p-lamp{number}")).collect();
    assert!(best[..6].iter().all(|card| featured.contains(&card.slug)), "featured products stand first");
}

#[tokio::test]
async fn a_bad_cursor_begins_at_the_first_page() {
    let market = market().await;
    let first = market.list("sort=newest").await;
    let of_another_order = market.list("sort=price_up").await.next.unwrap();

    for cursor in ["x", "00", "-1", "%F0%9F%98%80", &of_another_order, &"ab".repeat(25), &"f".repeat(5_000)] {
        assert_eq!(market.list(&format!("sort=newest&after={cursor}")).await.items, first.items, "{cursor}");
    }
}

#[tokio::test]
async fn a_suspended_shop_is_not_shown() {
    let market = market().await;
    market.put(kurta("Kurta", &[("Blue", "S", 1)])).await;

    market.execute("update catalog.sellers set active = false where slug = 'brass'").await;

    assert_eq!(market.titles("").await, ["Kurta"]);
    assert_eq!(market.titles("q=lamp").await, [""; 0]);
    assert_eq!(market.ask("/api/products/by-slug/p-lamp1").await.0, 404);
    assert_eq!(market.ask("/api/products/shops/brass").await.0, 404);
}
