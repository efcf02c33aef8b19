//! Pages: every product once, in every order.

use super::market::{Market, kurta, product};
use contracts::{
    Page,
    catalog::Shop,
    search::{Listing, Sort},
};
use std::collections::{HashMap, HashSet};

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
async fn the_directory_names_every_shop_once_and_in_order_though_many_share_a_name() {
    let market = Market::open().await;
    market
        .execute(
            "insert into catalog.sellers (id, slug, name, place, tint, about, returns, since, ships_in_days, active)
             select gen_random_uuid(), 'shop-' || n, 'Shop ' || n % 3, 'Pune', 'lake', '', '', 2020, 2, n % 10 > 0
               from generate_series(1, 150) as n",
        )
        .await;

    let (mut shops, mut query) = (Vec::new(), String::new());
    loop {
        let page: Page<Shop> = market.get(&format!("/api/products/shops{query}")).await;
        shops.extend(page.items.into_iter().map(|shop| shop.badge));
        let Some(next) = page.next else { break };
        query = format!("?after={next}");
    }
    let nonsense: Page<Shop> = market.get("/api/products/shops?after=nobody%00").await;

    let slugs: HashSet<&str> = shops.iter().map(|shop| shop.slug.as_str()).collect();
    assert_eq!((shops.len(), slugs.len()), (137, 137), "two of the market, and nine of ten others");
    assert!(shops.is_sorted_by_key(|shop| shop.name.clone()));
    assert_eq!(nonsense.items[0].badge.slug, shops[0].slug);
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

/// Four thousand lamps, each cheaper than those before it; the last for ₹2,960.
async fn large_market() -> Market {
    let market = Market::open().await;
    market.put(product("Lamp")).await;
    for copies in [
        "insert into catalog.products
         select (jsonb_populate_record(p, jsonb_build_object(
                    'id', gen_random_uuid(), 'slug', 'copy-' || n, 'handle', n, 'low_minor', 300000 - n))).*
           from catalog.products as p, generate_series(1, 4000) as n",
        "insert into catalog.listed
         select (jsonb_populate_record(l, jsonb_build_object(
                    'product_id', p.id, 'price_minor', p.low_minor, 'price_max_minor', p.low_minor))).*
           from catalog.listed as l, catalog.products as p
          where p.slug like 'copy-%'",
    ] {
        market.execute(copies).await;
    }
    market
}

#[tokio::test]
async fn of_a_list_that_is_too_long_to_be_counted_everything_can_be_had() {
    let market = large_market().await;

    for query in ["", "q=lamp&"] {
        let listing = market.list(query).await;
        assert_eq!((listing.total, listing.has_more()), (Listing::COUNT_UP_TO, true), "{query}");
        assert_eq!(listing.items.len(), Listing::PAGE);

        let dearest = market.list(&format!("{query}min=100.01&sort=price_down")).await.items;
        let cheapest = market.list(&format!("{query}min=100.01&sort=price_up")).await.items;
        assert_eq!((dearest[0].price.minor, cheapest[0].price.minor), (299_999, 296_000), "{query}");

        let last = market.list(&format!("{query}min=100.01&max=2960")).await.items;
        assert_eq!(last.iter().map(|card| card.price.minor).collect::<Vec<_>>(), [296_000], "{query}");
    }
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
