//! Pages of one product, of shops, and the first one.

use super::market::{Market, kurta, product};
use catalog::NewProduct;
use contracts::{
    Page, Problem,
    catalog::{Category, Home, Product, Rating, Shop, Stock},
};

#[tokio::test]
async fn a_product_comes_with_all_that_its_page_shows() {
    let market = Market::open().await;
    let mut shirt = kurta("Linen shirt", &[("Blue", "S", 9), ("Blue", "M", 0), ("Red", "M", 2)]);
    shirt.variants[2].price_minor = 12_000;
    shirt.variants[2].compare_at_minor = Some(15_000);
    shirt.variants[2].picture = Some(0);
    shirt.specs = vec![("Material".to_owned(), "Linen".to_owned())];
    market.put(shirt).await;
    market.put(kurta("Neighbour", &[("Blue", "S", 1)])).await;

    let shown: Product = market.get("/api/products/by-slug/p-linenshirt").await;

    assert_eq!(shown.path.iter().map(|crumb| crumb.slug.as_str()).collect::<Vec<_>>(), ["clothing", "kurtas"]);
    assert_eq!(
        shown.options.iter().map(|axis| (axis.name.as_str(), axis.values.len())).collect::<Vec<_>>(),
        [("Colour", 2), ("Size", 2)]
    );
    assert_eq!(
        shown.variants.iter().map(|variant| variant.options.join(" ")).collect::<Vec<_>>(),
        ["Blue S", "Blue M", "Red M"]
    );
    assert_eq!(
        shown.variants.iter().map(|variant| variant.stock).collect::<Vec<_>>(),
        [Stock::In, Stock::Out, Stock::Low { left: 2 }]
    );
    assert_eq!(shown.variants[2].compare_at.unwrap().minor, 15_000);
    assert_eq!(shown.variants[2].picture, Some(0));
    assert_eq!((shown.seller.badge.slug.as_str(), shown.seller.products), ("looms", 2));
    assert_eq!(shown.related.iter().map(|card| card.title.as_str()).collect::<Vec<_>>(), ["Neighbour"]);
    assert_eq!(shown.specs, [("Material".to_owned(), "Linen".to_owned())]);
}

#[tokio::test]
async fn a_card_says_from_and_whether_one_click_buys_it() {
    let market = Market::open().await;
    let mut shirt = kurta("Shirt", &[("Blue", "S", 3), ("Blue", "M", 2)]);
    shirt.variants[1].price_minor = 20_000;
    market.put(shirt).await;
    market.put(product("Lamp")).await;

    let cards = market.list("sort=newest").await.items;

    assert_eq!((cards[0].title.as_str(), cards[0].from, cards[0].offer.is_some()), ("Lamp", false, true));
    assert_eq!((cards[1].title.as_str(), cards[1].from, cards[1].offer), ("Shirt", true, None));
    assert_eq!((cards[1].price.minor, cards[1].stock), (10_000, Stock::Low { left: 5 }));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let market = Market::open().await;

    for path in ["/api/products/by-slug/nothing", "/api/products/shops/nobody", "/api/products?in=nowhere"] {
        let (status, body) = market.ask(path).await;
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!((status.as_u16(), problem.code.as_str()), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn an_archived_product_is_gone_from_everywhere() {
    let market = Market::open().await;
    market.put(product("Lamp")).await;

    market.put(NewProduct { status: catalog::Status::Archived, ..product("Lamp") }).await;

    assert_eq!(market.list("").await.total, 0);
    assert_eq!(market.list("q=lamp").await.total, 0);
    assert_eq!(market.ask("/api/products/by-slug/p-lamp").await.0, 404);
    assert_eq!(market.get::<Vec<Category>>("/api/categories").await[0].products, 0);
}

#[tokio::test]
async fn hostile_text_comes_out_as_it_went_in_but_hostile_html_does_not() {
    let market = Market::open().await;
    let hostile = "<script>alert('x')</script> \"; drop table -- \u{202e} 😀";
    let lamp = product(hostile);
    let slug = lamp.slug.clone();
    market
        .put(NewProduct { description_html: format!("<p onclick=x>{hostile}</p><img src=x onerror=y>Hi"), ..lamp })
        .await;

    let shown: Product = market.get(&format!("/api/products/by-slug/{slug}")).await;

    assert_eq!(shown.title, hostile);
    assert_eq!(market.list("q=alert").await.items[0].title, hostile);
    assert_eq!(shown.description_html, "<p> \"; drop table -- \u{202e} 😀</p>Hi");
}

#[tokio::test]
async fn home_shops_and_categories_count_what_is_on_sale() {
    let market = Market::open().await;
    market.put(NewProduct { featured: true, ..product("Lamp") }).await;
    market.put(kurta("Kurta", &[("Blue", "S", 1)])).await;

    let home: Home = market.get("/api/products/home").await;
    let shops: Page<Shop> = market.get("/api/products/shops").await;
    let shop: Shop = market.get("/api/products/shops/brass").await;
    let categories: Vec<Category> = market.get("/api/categories").await;

    assert_eq!(home.featured[0].title, "Lamp");
    assert_eq!((home.seller_count, home.sellers[0].badge.slug.as_str()), (2, "brass"));
    assert_eq!(home.categories, categories);
    assert_eq!(
        shops.items.iter().map(|shop| shop.badge.name.as_str()).collect::<Vec<_>>(),
        ["Ananthi Weaves", "Rafiq & Sons Brass"]
    );
    assert_eq!((shop.products, shop.pictures), (1, vec!["/pictures/lamp.svg".to_owned()]));
    let home = categories.iter().find(|category| category.slug == "home").unwrap();
    assert_eq!((home.products, home.children.len()), (1, 2));
}

#[tokio::test]
async fn a_shop_is_rated_as_its_goods_are_by_everybody_who_rated_one() {
    let market = Market::open().await;
    let unrated: Shop = market.get("/api/products/shops/brass").await;
    for title in ["Lamp", "Bell", "Plate"] {
        market.put(product(title)).await;
    }
    market.execute("update catalog.listed as l set rating = 48 * 1000000 + 3 from catalog.products as p where p.id = l.product_id and p.title = 'Lamp'").await;
    market.execute("update catalog.listed as l set rating = 30 * 1000000 + 1 from catalog.products as p where p.id = l.product_id and p.title = 'Bell'").await;

    let rated: Shop = market.get("/api/products/shops/brass").await;

    assert_eq!(unrated.rating, None);
    // (4.8 · 3 + 3.0) / 4 = 4.35, and a half goes up.
    assert_eq!(rated.rating, Some(Rating { tenths: 44, count: 4 }));
    assert_eq!(rated.rating.unwrap().stars(), "4.4");
}
