//! Writing a product, and writing it again.

use super::market::{Market, id, kurta, product, variant};
use catalog::{NewProduct, OnHand, Outcome};
use contracts::{Kind, catalog::Product, ids::SellerId};
use sqlx::Row;

/// SKU, on hand, active, of all offers.
async fn offers(market: &Market) -> Vec<(String, i32, bool)> {
    let rows = sqlx::query(
        "select o.sku, s.on_hand, o.active
           from catalog.offers as o join catalog.stock as s on s.offer_id = o.id order by o.sku",
    );
    rows.fetch_all(market.db()).await.unwrap().iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

/// Names and versions of the events told, in order.
async fn told(market: &Market) -> Vec<(String, i64)> {
    let rows = sqlx::query("select envelope ->> 'type', aggregate_version from catalog.outbox order by seq");
    rows.fetch_all(market.db()).await.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Everything that is stored about products, as one text.
async fn everything(market: &Market) -> String {
    let sql = "select concat((select string_agg(p::text, ';' order by id) from catalog.products as p),
                             (select string_agg(v::text, ';' order by id) from catalog.variants as v),
                             (select string_agg(o::text, ';' order by id) from catalog.offers as o),
                             (select string_agg(s::text, ';' order by offer_id) from catalog.stock as s),
                             (select string_agg(m::text, ';' order by id) from catalog.stock_movements as m),
                             (select string_agg(l::text, ';' order by product_id) from catalog.listed as l),
                             (select string_agg(l::text, ';' order by offer_id) from catalog.listed_offers as l))";
    sqlx::query_scalar(sql).fetch_one(market.db()).await.unwrap()
}

#[tokio::test]
async fn writing_again_changes_nothing() {
    let market = Market::open().await;
    let shirt = kurta("Shirt", &[("Blue", "S", 3), ("Red", "M", 4)]);
    assert_eq!(market.put(shirt.clone()).await.outcome, Outcome::Created);
    let before = everything(&market).await;

    let again = market.put(shirt).await;

    assert_eq!(again.outcome, Outcome::Kept);
    assert_eq!(everything(&market).await, before);
    assert!(told(&market).await.is_empty());
}

#[tokio::test]
async fn stock_stays_unless_it_was_counted() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;
    market.execute("update catalog.stock set on_hand = 4, reserved = 3").await;

    market.put(product("Lamp")).await;
    assert_eq!(offers(&market).await, [("Lamp/".to_owned(), 4, true)]);

    let mut counted = product("Lamp");
    counted.variants[0].on_hand = OnHand::Exactly(1);
    market.put(counted).await;
    assert_eq!(offers(&market).await, [("Lamp/".to_owned(), 3, true)], "never fewer than orders hold");
}

#[tokio::test]
async fn every_unit_has_a_movement() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;
    let mut counted = product("Lamp");
    counted.variants[0].on_hand = OnHand::Exactly(25);

    market.put(counted).await;

    let movements: Vec<(String, i32)> =
        sqlx::query_as("select reason, on_hand_delta from catalog.stock_movements order by id")
            .fetch_all(market.db())
            .await
            .unwrap();
    assert_eq!(movements, [("received".to_owned(), 10), ("imported".to_owned(), 15)]);
}

#[tokio::test]
async fn a_variant_left_out_retires_and_can_come_back() {
    let market = Market::open().await;
    market.put(kurta("Shirt", &[("Blue", "S", 3), ("Red", "M", 4)])).await;

    market.put(kurta("Shirt", &[("Blue", "S", 3)])).await;
    let retired = offers(&market).await;
    market.put(kurta("Shirt", &[("Red", "M", 9), ("Blue", "S", 3)])).await;

    assert_eq!(retired, [("Shirt/Blue/S".to_owned(), 3, true), ("Shirt/Red/M".to_owned(), 4, false)]);
    assert_eq!(offers(&market).await, [("Shirt/Blue/S".to_owned(), 3, true), ("Shirt/Red/M".to_owned(), 4, true)]);
}

#[tokio::test]
async fn variants_keep_their_sku_when_they_swap_options() {
    let market = Market::open().await;
    market.put(kurta("Shirt", &[("Blue", "S", 3), ("Red", "S", 4)])).await;
    let mut swapped = kurta("Shirt", &[("Blue", "S", 3), ("Red", "S", 4)]);
    swapped.variants[0].options[0] = "Red".to_owned();
    swapped.variants[1].options[0] = "Blue".to_owned();

    market.put(swapped).await;

    let shown: Product = market.get("/api/products/by-slug/p-shirt").await;
    let variants: Vec<(String, String)> =
        shown.variants.into_iter().map(|variant| (variant.sku, variant.options[0].clone())).collect();
    assert_eq!(
        variants,
        [("Shirt/Blue/S".to_owned(), "Red".to_owned()), ("Shirt/Red/S".to_owned(), "Blue".to_owned())]
    );
}

#[tokio::test]
async fn a_new_price_is_told_once_with_versions_from_one() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;
    let mut dearer = product("Lamp");

    for price in [20_000, 20_000, 30_000] {
        dearer.variants[0].price_minor = price;
        market.put(dearer.clone()).await;
    }

    let name = "com.levomart.offer.price_changed.v1".to_owned();
    assert_eq!(told(&market).await, [(name.clone(), 1), (name, 2)]);
    assert_eq!(market.list("").await.items[0].price.minor, 30_000);
}

#[tokio::test]
async fn a_sku_belongs_to_one_product_of_a_seller() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;
    let mut other = product("Other");
    other.variants[0].sku = "Lamp/".to_owned();

    let refusal = market.try_to_put(other.clone()).await.unwrap_err();
    market.put(NewProduct { seller: SellerId(id("looms")), ..other }).await;

    assert_eq!((refusal.kind, refusal.code.as_str()), (Kind::Conflict, "sku-taken"));
}

#[tokio::test]
async fn two_products_never_share_an_address() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;

    market.put(NewProduct { slug: "p-lamp".to_owned(), ..product("Second") }).await;

    let slugs: Vec<String> = market.list("sort=newest").await.items.into_iter().map(|card| card.slug).collect();
    assert!(slugs.contains(&"p-lamp".to_owned()) && slugs.iter().any(|slug| slug.starts_with("p-lamp-")), "{slugs:?}");
}

/// Makes a product one that cannot be written.
type Break = fn(&mut NewProduct);

#[tokio::test]
async fn what_cannot_be_sold_is_refused() {
    let market = Market::open().await;
    let broken: [(&str, Break); 9] = [
        ("title", |product| product.title = " ".to_owned()),
        ("title", |product| product.title = "a\0b".to_owned()),
        ("variants.0.price", |product| product.variants[0].price_minor = 0),
        ("variants.0.price", |product| product.variants[0].price_minor = i64::MAX),
        ("variants", |product| product.variants.clear()),
        ("variants.1.options", |product| product.variants.push(variant("Lamp", &[], 1))),
        ("variants.0.options", |product| product.options.push("Size".to_owned())),
        ("pictures", |product| product.pictures[0].src = "javascript:alert(1)".to_owned()),
        ("seller", |product| product.seller = SellerId(id("moon"))),
    ];

    for (field, break_it) in broken {
        let mut lamp = product("Lamp");
        break_it(&mut lamp);
        let refusal = market.try_to_put(lamp).await.unwrap_err();
        assert_eq!((refusal.kind, refusal.errors[0].field.as_str()), (Kind::Invalid, field));
    }
    assert_eq!(market.list("").await.total, 0);
}
