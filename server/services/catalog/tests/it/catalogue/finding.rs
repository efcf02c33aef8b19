//! Queries: words, slips of the finger, and nonsense.

use super::market::{Market, id, product};
use catalog::NewProduct;
use contracts::{catalog::Suggestions, ids::CategoryId};

async fn market() -> Market {
    let market = Market::open().await;
    for (title, words) in [
        ("Kuthu vilakku oil lamp in cast brass, 14 inch", "diya deepam"),
        ("Brass bell", ""),
        ("Kanchi cotton saree with zari", "silk"),
        ("Café crème mug", ""),
        ("Block-printed cushion cover", ""),
    ] {
        let category = CategoryId(id("rugs"));
        market.put(NewProduct { category, search_words: words.to_owned(), ..product(title) }).await;
    }
    market
}

#[tokio::test]
async fn all_words_must_stand_somewhere_and_the_last_may_be_begun() {
    let market = market().await;

    assert_eq!(market.titles("q=brass+lam").await, ["Kuthu vilakku oil lamp in cast brass, 14 inch"]);
    assert_eq!(market.titles("q=brass").await.len(), 5, "it is in the seller's name");
    assert_eq!(market.titles("q=diya").await.len(), 1);
    assert_eq!(market.titles("q=14-inch+LAMPS").await.len(), 1);
    assert_eq!(market.titles("q=printed+cushions").await, ["Block-printed cushion cover"]);
    assert_eq!(market.list("q=brass+bell").await.items[0].title, "Brass bell");
}

#[tokio::test]
async fn accents_make_no_difference() {
    let market = market().await;

    for query in ["q=cafe+creme", "q=caf%C3%A9+cr%C3%A8me", "q=CAF%C3%89"] {
        assert_eq!(market.titles(query).await, ["Café crème mug"], "{query}");
    }
}

#[tokio::test]
async fn a_slip_of_the_finger_finds_what_was_meant() {
    let market = market().await;

    let slipped = market.list("q=brss+lmap").await;

    assert_eq!(slipped.did_you_mean.as_deref(), Some("brass lamp"));
    assert_eq!(slipped.items.len(), 1);
    assert_eq!(slipped.search.q, "brss lmap");
    for query in ["q=sari", "q=vilaku", "q=kushion", "q=brass+lampp"] {
        assert!(!market.titles(query).await.is_empty(), "{query}");
    }
    assert_eq!(market.list("q=brass+lamp").await.did_you_mean, None);
}

#[tokio::test]
async fn a_query_that_filters_exclude_is_not_misspelt() {
    let market = market().await;

    let listing = market.list("q=lamp&max=1").await;

    assert_eq!((listing.total, listing.did_you_mean), (0, None));
    assert_eq!(listing.relaxed[0].label, "without the price limit");
}

#[tokio::test]
async fn nonsense_is_harmless() {
    let market = market().await;
    let long = "brass+".repeat(2_000);
    let letters = "%E0%A4%B9".repeat(3_000);

    for query in [
        "%00",
        "lamp%00",
        "'%7C!()%26:*%5C",
        "%27;drop+table+catalog.products;--",
        "the",
        "a",
        "%25%25",
        "%F0%9F%98%80",
        "%FF%FE",
        "%E2%80%AE",
        "+++",
        "lamp%01%02",
        "%28%28%28",
        "%3C-%3E",
        &long,
        &letters,
    ] {
        let (status, body) = market.ask(&format!("/api/products?q={query}")).await;
        assert_eq!(status, 200, "{query}: {}", String::from_utf8_lossy(&body));
        let (status, _) = market.ask(&format!("/api/products/suggest?q={query}")).await;
        assert_eq!(status, 200, "{query}");
    }
    for path in
        ["/api/products/by-slug/%00", "/api/products/shops/%00", "/api/products?in=%00lamps%00&seller=%00&o.%00=%00"]
    {
        let (status, _) = market.ask(path).await;
        assert!(status.as_u16() < 500, "{path}: {status}");
    }
    assert_eq!(market.titles("").await.len(), 5);
}

#[tokio::test]
async fn suggestions_follow_the_fingers() {
    let market = market().await;
    let ask = async |q: &str| market.get::<Suggestions>(&format!("/api/products/suggest?q={q}")).await;

    let begun = ask("la").await;
    let seller = ask("anan").await;
    let slipped = ask("sareee").await;

    assert_eq!(begun.categories.iter().map(|crumb| crumb.slug.as_str()).collect::<Vec<_>>(), ["lamps"]);
    assert!(begun.products.iter().any(|product| product.title.contains("lamp") && product.price == "₹100"));
    assert_eq!(seller.sellers[0].name, "Ananthi Weaves");
    assert!(slipped.products[0].title.contains("saree"));
    assert_eq!(ask("l").await, Suggestions::default());
    assert_eq!(ask("%20%20").await, Suggestions::default());
}
