//! Facets: what they let through, and what they count.

use super::market::{Market, kurta, product};
use contracts::search::{FacetValue, Listing};

fn count(values: &[FacetValue], value: &str) -> Option<u64> {
    values.iter().find(|facet| facet.value == value).map(|facet| facet.count)
}

fn option(listing: &Listing, name: &str, value: &str) -> Option<u64> {
    count(&listing.facets.options.iter().find(|option| option.name == name)?.values, value)
}

/// A blue-S-and-red-XL kurta, a blue XL one of which none is left, a blue XL one in stock, and a lamp.
async fn market() -> Market {
    let market = Market::open().await;
    market.put(kurta("Mixed", &[("Blue", "S", 3), ("Red", "XL", 3)])).await;
    market.put(kurta("Gone", &[("Blue", "XL", 0), ("Blue", "S", 4)])).await;
    market.put(kurta("Here", &[("Blue", "XL", 9)])).await;
    market.put(product("Lamp")).await;
    market
}

#[tokio::test]
async fn options_hold_together_for_one_variant() {
    let market = market().await;

    assert_eq!(market.titles("o.Colour=Blue&o.Size=XL").await, ["Gone", "Here"]);
    assert_eq!(market.titles("o.Colour=Red&o.Size=S").await, [""; 0]);
    assert_eq!(market.titles("o.Colour=Red&o.Colour=Blue&o.Size=XL").await, ["Gone", "Here", "Mixed"]);
}

#[tokio::test]
async fn in_stock_asks_for_the_very_variant() {
    let market = market().await;

    assert_eq!(market.titles("o.Colour=Blue&o.Size=XL&in_stock=1").await, ["Here"]);
    assert_eq!(market.titles("o.Colour=Blue&in_stock=1").await, ["Gone", "Here", "Mixed"]);
    assert_eq!(market.titles("in_stock=1").await, ["Gone", "Here", "Lamp", "Mixed"]);
    assert_eq!(market.list("o.Colour=Blue&o.Size=XL").await.facets.in_stock, 1);
}

#[tokio::test]
async fn a_retired_variant_lets_nothing_through() {
    let market = market().await;

    market.put(kurta("Mixed", &[("Blue", "S", 3)])).await;

    assert_eq!(market.titles("o.Colour=Red").await, [""; 0]);
    assert_eq!(market.titles("o.Colour=Blue&o.Size=S").await, ["Gone", "Mixed"]);
}

#[tokio::test]
async fn counts_of_an_option_leave_out_its_own_choice() {
    let market = market().await;

    let one = market.list("o.Colour=Red").await;
    let two = market.list("o.Colour=Red&o.Size=XL").await;
    let stocked = market.list("o.Colour=Blue&o.Size=XL&in_stock=1").await;

    assert_eq!((option(&one, "Colour", "Red"), option(&one, "Colour", "Blue")), (Some(1), Some(3)));
    assert_eq!((option(&one, "Size", "XL"), option(&one, "Size", "S")), (Some(1), None), "the red one is XL only");
    assert_eq!((option(&two, "Colour", "Blue"), option(&two, "Colour", "Red")), (Some(2), Some(1)));
    assert_eq!(option(&two, "Size", "S"), None, "there is no red S");
    assert_eq!((option(&stocked, "Colour", "Blue"), option(&stocked, "Colour", "Red")), (Some(1), Some(1)));
    assert_eq!((option(&stocked, "Size", "XL"), option(&stocked, "Size", "S")), (Some(1), Some(2)));
}

#[tokio::test]
async fn counts_of_every_facet_agree_with_its_list() {
    let market = market().await;
    market.execute("update catalog.products set rating_tenths = 45, rating_count = 7 where title = 'Here'").await;
    market.execute("update catalog.listed set stars_tenths = 45 where product_id in (select id from catalog.products where title = 'Here')").await;

    for query in [
        "",
        "o.Colour=Blue",
        "seller=looms",
        "category=lamps",
        "in_stock=1",
        "rating=4",
        "min=50&max=200",
        "in=clothing",
        "o.Colour=Blue&seller=looms&in_stock=1",
        "q=blue",
        "o.Colour=Red&o.Size=XL&category=lamps",
    ] {
        let facets = market.list(query).await.facets;
        for (key, values) in
            [("category", &facets.categories), ("seller", &facets.sellers), ("rating", &facets.ratings)]
        {
            for value in values {
                let others: Vec<&str> = query.split('&').filter(|part| !part.starts_with(&format!("{key}="))).collect();
                let alone = format!("{}&{key}={}", others.join("&"), value.value);
                assert_eq!(market.list(&alone).await.total, value.count, "{query}, then {key}={}", value.value);
            }
        }
        for facet in &facets.options {
            for value in &facet.values {
                let key = format!("o.{}=", facet.name);
                let others: Vec<&str> = query.split('&').filter(|part| !part.starts_with(&key)).collect();
                let alone = format!("{}&{key}{}", others.join("&"), value.value);
                assert_eq!(market.list(&alone).await.total, value.count, "{query}, then {key}{}", value.value);
            }
        }
        assert_eq!(market.list(&format!("{query}&in_stock=1")).await.total, facets.in_stock, "{query}, then in stock");
    }
}

#[tokio::test]
async fn values_of_one_facet_are_alternatives_and_facets_must_all_hold() {
    let market = market().await;

    assert_eq!(market.titles("seller=brass&seller=looms").await.len(), 4);
    assert_eq!(market.titles("seller=brass&category=clothing").await, [""; 0]);
    assert_eq!(market.titles("category=lamps&category=kurtas&seller=looms").await, ["Gone", "Here", "Mixed"]);
    assert_eq!(market.titles("in=home").await, ["Lamp"]);
}

#[tokio::test]
async fn what_is_chosen_stays_listed_though_it_finds_nothing() {
    let market = market().await;

    let listing = market.list("seller=brass&seller=moon&o.Colour=Blue&o.Fit=Slim&category=rugs").await;

    assert_eq!(listing.total, 0);
    assert_eq!(count(&listing.facets.sellers, "moon"), Some(0));
    assert_eq!(option(&listing, "Fit", "Slim"), Some(0));
    assert_eq!(option(&listing, "Colour", "Blue"), Some(0));
    assert!(listing.facets.categories.iter().any(|value| value.value == "rugs" && value.selected && value.count == 0));
    assert!(listing.facets.sellers.iter().all(|value| value.selected), "{:?}", listing.facets.sellers);
}

#[tokio::test]
async fn an_empty_list_offers_ways_out_that_find_what_they_say() {
    let market = market().await;

    for query in [
        "o.Colour=Red&seller=brass",
        "o.Colour=Red&o.Size=S",
        "o.Colour=Blue&o.Size=XL&seller=looms&max=1",
        "rating=5&q=kurtas",
    ] {
        let listing = market.list(query).await;
        assert_eq!((listing.total, listing.items.len()), (0, 0), "{query}");
        assert!((1..=4).contains(&listing.relaxed.len()), "{query}: {:?}", listing.relaxed);
        for relaxed in &listing.relaxed {
            let rest = relaxed.href.strip_prefix("/products").unwrap().trim_start_matches('?');
            assert_eq!(market.list(rest).await.total, relaxed.count, "{query}: {relaxed:?}");
        }
    }
    assert!(market.list("o.Colour=Blue").await.relaxed.is_empty());
}

#[tokio::test]
async fn prices_spread_over_the_histogram() {
    let market = Market::open().await;
    for rupees in [100, 100, 550, 900] {
        let title = format!("Lamp {rupees} {}", uuid::Uuid::new_v4());
        let mut lamp = product(&title);
        lamp.variants[0].price_minor = rupees * 100;
        market.put(lamp).await;
    }

    let price = market.list("min=500").await.facets.price.unwrap();

    assert_eq!((price.lowest.minor, price.highest.minor), (10_000, 90_000), "its own limits are left out");
    assert_eq!(price.histogram.len(), 16);
    assert_eq!((price.histogram[0], price.histogram[8] + price.histogram[9], price.histogram[15]), (2, 1, 1));
    assert_eq!(market.list("min=500&max=600").await.total, 1);
}
