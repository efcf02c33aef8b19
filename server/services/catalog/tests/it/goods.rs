//! What sellers do with their products.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::catalogue::market::{Market, id, kurta, product};
use catalog::Status;
use clients::{Catalog, Inventory};
use contracts::{
    Caller, Kind, Problem,
    goods::{
        Bulk, Change, ChangePicture, Goods, PictureChange, SaveGoods, SaveLine, Saved, Search, Shelf, Shelves, Sort,
    },
    ids::{CategoryId, GroupId, ProductId, SellerId, UserId},
    moderation::{Decide, Decision, FindProducts},
};
use image::{ImageFormat, RgbaImage};
use serde_json::{Value, json};
use sqlx::types::Json;
use std::{io::Cursor, time::Duration};
use uuid::Uuid;
use web::Upstream;

/// Somebody who works for a shop of the market.
fn member(shop: &str) -> Caller {
    Caller::Member { id: UserId(id("somebody")), seller: SellerId(id(shop)), owner: false }
}

fn client(market: &Market) -> Catalog {
    Catalog(Upstream::Local(market.router.clone()))
}

/// Writes a product, each time another one.
async fn create(shop: &Catalog, member: &Caller, goods: &SaveGoods) -> Result<Saved, Problem> {
    shop.create_product(member, &Uuid::new_v4().to_string(), goods).await
}

/// A lamp for ₹100 of which there are five.
fn lamp() -> SaveGoods {
    SaveGoods {
        title: "Brass lamp".to_owned(),
        description_html: "<p>Cast.</p><script>x()</script>".to_owned(),
        category: Some(CategoryId(id("lamps"))),
        specs: vec![("Material".to_owned(), "Brass".to_owned())],
        tags: vec!["handmade".to_owned()],
        seo_title: "Brass lamp, cast by hand".to_owned(),
        variants: vec![SaveLine { sku: "LAMP".to_owned(), price_minor: 10_000, on_hand: 5, ..SaveLine::default() }],
        status: Status::Active,
        ..SaveGoods::default()
    }
}

/// What is sent back of a product that is only looked at.
fn unchanged(goods: Goods) -> SaveGoods {
    let line = |line: contracts::goods::Line| SaveLine {
        id: Some(line.id),
        options: line.options,
        sku: line.sku,
        price_minor: line.price_minor,
        compare_at_minor: line.compare_at_minor,
        on_hand: line.on_hand,
    };
    SaveGoods {
        version: goods.version,
        title: goods.title,
        slug: goods.slug,
        description_html: goods.description_html,
        category: Some(goods.category),
        specs: goods.specs,
        tags: goods.tags,
        seo_title: goods.seo_title,
        seo_about: goods.seo_about,
        options: goods.options,
        variants: goods.variants.into_iter().map(line).collect(),
        status: goods.status,
    }
}

async fn titles(shop: &Catalog, search: &Search) -> Vec<String> {
    let Shelves { items, .. } = shop.seller_products(&member("brass"), search).await.unwrap();
    items.into_iter().map(|row| row.title).collect()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbaImage::from_pixel(width, height, image::Rgba([40, 120, 90, 255]))
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_product_that_is_saved_is_on_sale_as_it_was_written() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));

    let saved = create(&shop, &brass, &lamp()).await.unwrap();

    let goods = shop.seller_product(&brass, saved.id).await.unwrap();
    assert_eq!((goods.slug.as_str(), goods.description_html.as_str()), ("brass-lamp", "<p>Cast.</p>"));
    assert_eq!((goods.version, goods.variants[0].on_hand), (saved.version, 5));
    let page = shop.product("brass-lamp").await.unwrap();
    assert_eq!((page.title.as_str(), page.seo_title.as_str()), ("Brass lamp", "Brass lamp, cast by hand"));
    assert_eq!(market.titles("q=cast").await, ["Brass lamp"]);
}

#[tokio::test]
async fn pressing_twice_makes_one_product() {
    let market = Market::open().await;
    let (shop, brass, looms) = (client(&market), member("brass"), member("looms"));
    let (lamp, another) = (lamp(), SaveGoods { title: "Brass bell".to_owned(), ..lamp() });

    let (first, second) =
        tokio::join!(shop.create_product(&brass, "k", &lamp), shop.create_product(&brass, "k", &lamp));
    let reused = shop.create_product(&brass, "k", &another).await.unwrap_err();
    let of_looms = shop.create_product(&looms, "k", &another).await.unwrap();

    assert_eq!(first.as_ref().unwrap(), second.as_ref().unwrap());
    assert_eq!(titles(&shop, &Search { q: "lamp".to_owned(), ..Search::default() }).await, ["Brass lamp"]);
    assert_eq!(reused.code, "idempotency-key-reused");
    assert_ne!(of_looms.id, first.unwrap().id, "another shop may have the same key");
}

#[tokio::test]
async fn the_editor_changes_prices_and_never_the_stock() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let created = create(&shop, &brass, &lamp()).await.unwrap();
    let mut edited = unchanged(shop.seller_product(&brass, created.id).await.unwrap());
    (edited.variants[0].price_minor, edited.variants[0].on_hand) = (12_000, 900);
    (edited.variants[0].sku, edited.slug) = ("LAMP-2".to_owned(), "lamp-of-brass".to_owned());

    let saved = shop.save_product(&brass, created.id, &edited).await.unwrap();

    let goods = shop.seller_product(&brass, created.id).await.unwrap();
    let line = &goods.variants[0];
    assert_eq!((line.price_minor, line.on_hand, line.sku.as_str()), (12_000, 5, "LAMP-2"));
    assert_eq!(Some(line.id), edited.variants[0].id);
    assert!(saved.version > created.version);
    assert_eq!(shop.product("lamp-of-brass").await.unwrap().title, "Brass lamp");
    let told: Vec<String> =
        sqlx::query_scalar("select envelope->>'type' from catalog.outbox").fetch_all(market.db()).await.unwrap();
    assert_eq!(told.iter().filter(|told| told.contains("price_changed")).count(), 1, "{told:?}");
}

#[tokio::test]
async fn whoever_saves_what_was_edited_meanwhile_is_told_so() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let mut mine = unchanged(shop.seller_product(&brass, id).await.unwrap());
    let mut theirs = mine.clone();
    theirs.variants[0].price_minor = 11_000;
    shop.save_product(&brass, id, &theirs).await.unwrap();
    mine.title = "Bronze lamp".to_owned();

    let refusal = shop.save_product(&brass, id, &mine).await.unwrap_err();

    assert_eq!((refusal.kind, refusal.code.as_str()), (Kind::Conflict, "edited-meanwhile"));
    assert_eq!(shop.seller_product(&brass, id).await.unwrap().title, "Brass lamp");
}

#[tokio::test]
async fn a_product_of_another_shop_does_not_exist() {
    let market = Market::open().await;
    let shop = client(&market);
    let id = create(&shop, &member("brass"), &lamp()).await.unwrap().id;
    let save = unchanged(shop.seller_product(&member("brass"), id).await.unwrap());
    let looms = member("looms");

    let seen = shop.seller_product(&looms, id).await.unwrap_err();
    let saved = shop.save_product(&looms, id, &save).await.unwrap_err();
    let pictured = shop.add_picture(&looms, id, png(10, 10)).await.unwrap_err();
    let bulk = Bulk { products: vec![id], change: Change::Remove };
    let changed = shop.change_products(&looms, &bulk).await.unwrap();

    assert_eq!([seen.kind, saved.kind, pictured.kind], [Kind::NotFound; 3]);
    assert_eq!(changed.products, 0);
    let nobody = Caller::User { id: UserId(id.0), role: contracts::Role::Seller };
    assert_eq!(shop.seller_product(&nobody, id).await.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    create(&shop, &brass, &lamp()).await.unwrap();
    let size = |size: &str, sku: &str| SaveLine {
        options: vec![size.to_owned()],
        sku: sku.to_owned(),
        price_minor: 9_000,
        ..SaveLine::default()
    };
    let sized = |lines| SaveGoods { options: vec!["Size".to_owned()], variants: lines, ..lamp() };
    let dear = SaveLine { compare_at_minor: Some(10), ..size("M", "C") };
    let free = SaveLine { price_minor: 0, ..size("M", "C") };

    for (lines, field) in [
        (vec![size("S", "A"), size("M", "LAMP")], "variants.1.sku"),
        (vec![size("S", "A"), size("M", "A")], "variants.1.sku"),
        (vec![size("S", "A"), size("S", "B")], "variants.1.options"),
        (vec![size("S", "A"), dear], "variants.1.compare_at"),
        (vec![size("S", "A"), free], "variants.1.price"),
    ] {
        let refusal = create(&shop, &brass, &sized(lines)).await.unwrap_err();
        assert_eq!((refusal.kind, refusal.errors[0].field.as_str()), (Kind::Invalid, field));
    }
}

#[tokio::test]
async fn variants_swap_their_skus_and_those_that_are_left_out_are_taken_out_of_sale() {
    let market = Market::open().await;
    let (shop, looms) = (client(&market), member("looms"));
    let written = market.put(kurta("Kurta", &[("Red", "S", 1), ("Red", "M", 2), ("Blue", "S", 3)])).await;
    let mut edited = unchanged(shop.seller_product(&looms, written.product).await.unwrap());
    edited.variants.pop();
    let (first, second) = (edited.variants[0].sku.clone(), edited.variants[1].sku.clone());
    (edited.variants[0].sku, edited.variants[1].sku) = (second.clone(), first);

    shop.save_product(&looms, written.product, &edited).await.unwrap();

    let goods = shop.seller_product(&looms, written.product).await.unwrap();
    let on_hand: Vec<u32> = goods.variants.iter().map(|line| line.on_hand).collect();
    assert_eq!((on_hand, goods.variants[0].sku.clone()), (vec![1, 2], second));
}

#[tokio::test]
async fn a_thousand_variants_are_saved_at_once_and_their_prices_too() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let line = |n: usize| SaveLine {
        options: vec![format!("C{}", n / 40), format!("S{}", n % 40)],
        sku: format!("SKU-{n}"),
        price_minor: 10_000 + n as i64,
        on_hand: 3,
        ..SaveLine::default()
    };
    let options = vec!["Colour".to_owned(), "Size".to_owned()];
    let many = SaveGoods { options, variants: (0..1_000).map(line).collect(), ..lamp() };

    let saved = create(&shop, &brass, &many).await.unwrap();
    let mut dearer = unchanged(shop.seller_product(&brass, saved.id).await.unwrap());
    dearer.variants.iter_mut().for_each(|line| line.price_minor += 500);
    shop.save_product(&brass, saved.id, &dearer).await.unwrap();

    let goods = shop.seller_product(&brass, saved.id).await.unwrap();
    assert_eq!((goods.variants.len(), goods.variants[999].price_minor), (1_000, 11_499));
    let told = "select count(*) from catalog.outbox where envelope->>'type' like '%price_changed%'";
    let told: i64 = sqlx::query_scalar(told).fetch_one(market.db()).await.unwrap();
    assert_eq!(told, 1_000);
    let acts = acts(&market).await;
    assert_eq!(acts.iter().map(|(action, ..)| &**action).collect::<Vec<_>>(), ["product.create", "product.edit"]);
    assert_eq!(acts[1].2.as_object().unwrap().len(), 51, "fifty of the thousand, and how many the others are");
    let one_more = SaveGoods { variants: (0..1_001).map(line).collect(), ..many };
    assert_eq!(create(&shop, &brass, &one_more).await.unwrap_err().errors[0].field, "variants");
}

/// What audit was told, with how things stood before and after.
async fn acts(market: &Market) -> Vec<(String, Value, Value)> {
    let told: Vec<Json<Value>> = sqlx::query_scalar(
        "select envelope->'data' from catalog.outbox where envelope->>'type' like '%audit.recorded%' order by seq",
    )
    .fetch_all(market.db())
    .await
    .unwrap();
    let state = |act: &Value, name: &str| serde_json::from_str(act[name].as_str().unwrap_or("null")).unwrap();
    let act = |Json(act): Json<Value>| {
        (act["action"].as_str().unwrap().to_owned(), state(&act, "before"), state(&act, "after"))
    };
    told.into_iter().map(act).collect()
}

#[tokio::test]
async fn an_edit_is_recorded_with_what_it_has_changed_and_nothing_else() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let save = unchanged(shop.seller_product(&brass, id).await.unwrap());
    let saved = shop.save_product(&brass, id, &save).await.unwrap();

    let edited = SaveGoods { version: saved.version, title: "Copper lamp".to_owned(), ..save };
    shop.save_product(&brass, id, &edited).await.unwrap();

    let acts = acts(&market).await;
    assert_eq!(acts.len(), 2, "a save that changes nothing is none: {acts:?}");
    assert_eq!((&*acts[0].0, &acts[0].1, &acts[0].2["title"]), ("product.create", &Value::Null, &json!("Brass lamp")));
    let edit = ("product.edit".to_owned(), json!({ "title": "Brass lamp" }), json!({ "title": "Copper lamp" }));
    assert_eq!(acts[1], edit);
}

#[tokio::test]
async fn the_market_hears_once_that_what_it_has_asked_about_was_changed() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let admin = Caller::User { id: UserId(Uuid::new_v4()), role: contracts::Role::Admin };
    let seen = shop.review(&admin, id).await.unwrap().seen;
    let request = Decide { seen, ground: None, text: "Which brass is it?".to_owned() };
    shop.decide(&admin, id, Decision::Ask, &request).await.unwrap();

    for title in ["Brass lamp, cast", "Brass lamp, turned"] {
        let goods = unchanged(shop.seller_product(&brass, id).await.unwrap());
        shop.save_product(&brass, id, &SaveGoods { title: title.to_owned(), ..goods }).await.unwrap();
    }

    let told = "select envelope->'data' from catalog.outbox where envelope->>'type' like '%product.answered%'";
    let told: Vec<Json<Value>> = sqlx::query_scalar(told).fetch_all(market.db()).await.unwrap();
    let titles: Vec<&str> = told.iter().map(|event| event["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Brass lamp, cast"]);
}

#[tokio::test]
async fn a_shop_reads_what_it_was_asked_until_it_has_changed_something_or_the_market_has_decided() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let admin = Caller::User { id: UserId(Uuid::new_v4()), role: contracts::Role::Admin };
    let decide = async |decision| {
        let seen = shop.review(&admin, id).await.unwrap().seen;
        let request = Decide { seen, ground: None, text: "Which brass is it?".to_owned() };
        shop.decide(&admin, id, decision, &request).await.unwrap();
    };
    // What the editor says of it, and whether the list marks it.
    let asked = async || {
        let listed = shop.seller_products(&brass, &Search::default()).await.unwrap().items[0].asked;
        (shop.seller_product(&brass, id).await.unwrap().asked, listed)
    };
    let save = async |title: &str| {
        let goods = unchanged(shop.seller_product(&brass, id).await.unwrap());
        shop.save_product(&brass, id, &SaveGoods { title: title.to_owned(), ..goods }).await.unwrap();
    };
    let waits = (Some("Which brass is it?".to_owned()), true);
    assert_eq!(asked().await, (None, false));

    decide(Decision::Ask).await;
    assert_eq!(asked().await, waits);
    save("Brass lamp").await;
    assert_eq!(asked().await, waits, "a save that changes nothing is no answer");
    save("Brass lamp, cast").await;
    assert_eq!(asked().await, (None, false));

    decide(Decision::Ask).await;
    decide(Decision::Approve).await;
    assert_eq!(asked().await, (None, false));
}

#[tokio::test]
async fn pictures_prices_and_words_for_search_engines_answer_the_market_and_wait_for_it() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let admin = Caller::User { id: UserId(Uuid::new_v4()), role: contracts::Role::Admin };
    let ask = async || {
        let seen = shop.review(&admin, id).await.unwrap().seen;
        let request = Decide { seen, ground: None, text: "Is there a picture?".to_owned() };
        shop.decide(&admin, id, Decision::Ask, &request).await.unwrap();
    };
    // How often the market was answered, and how many products wait for it.
    let answered = async || {
        let told = "select count(*) from catalog.outbox where envelope->>'type' like '%product.answered%'";
        let told: i64 = sqlx::query_scalar(told).fetch_one(market.db()).await.unwrap();
        (told, shop.reviews(&admin, &FindProducts::default()).await.unwrap().items.len())
    };
    let price = Bulk { products: vec![id], change: Change::Price { minor: 12_000 } };

    ask().await;
    assert_eq!(answered().await, (0, 0));
    shop.add_picture(&brass, id, png(100, 100)).await.unwrap();
    assert_eq!(answered().await, (1, 1));
    ask().await;
    let goods = unchanged(shop.seller_product(&brass, id).await.unwrap());
    let told = SaveGoods { seo_about: "Call 98765 43210.".to_owned(), ..goods };
    shop.save_product(&brass, id, &told).await.unwrap();
    assert_eq!(answered().await, (2, 1));
    ask().await;
    shop.change_products(&brass, &price).await.unwrap();
    assert_eq!(answered().await, (3, 1));
    ask().await;
    shop.change_products(&brass, &price).await.unwrap();
    assert_eq!(answered().await, (3, 0), "the same price again is no answer");
}

#[tokio::test]
async fn an_offer_is_quoted_with_its_categories_up_to_the_root() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let saved = create(&shop, &brass, &lamp()).await.unwrap();
    let offer = shop.seller_product(&brass, saved.id).await.unwrap().variants[0].offer;

    let quoted = Inventory::local(catalog::grpc(&market.catalog)).quote(&[offer]).await.unwrap();

    assert_eq!(quoted[&offer].category_ids, ["lamps", "home"].map(|slug| id(slug).to_string()));
}

#[tokio::test]
async fn many_products_change_at_once() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let mut ids = Vec::new();
    for title in ["Lamp", "Bowl", "Bell"] {
        ids.push(market.put(product(title)).await.product);
    }
    let change =
        async |change| shop.change_products(&brass, &Bulk { products: ids.clone(), change }).await.unwrap().products;

    assert_eq!(change(Change::PriceBy { hundredths: 1_250 }).await, 3);
    let lamp = shop.seller_product(&brass, ids[0]).await.unwrap();
    // 112.50, in whole rupees.
    assert_eq!(lamp.variants[0].price_minor, 11_300);

    assert_eq!(change(Change::Stock { units: 2 }).await, 3);
    assert_eq!(shop.seller_product(&brass, ids[1]).await.unwrap().variants[0].on_hand, 2);
    let ledger: i64 = sqlx::query_scalar("select sum(on_hand_delta)::bigint from catalog.stock_movements")
        .fetch_one(market.db())
        .await
        .unwrap();
    assert_eq!(ledger, 6);

    assert_eq!(change(Change::Status { status: Status::Archived }).await, 3);
    assert_eq!(market.list("").await.total, 0);
    assert_eq!(change(Change::Status { status: Status::Archived }).await, 0);
    let acts = acts(&market).await;
    let actions: Vec<&str> = acts.iter().map(|(action, ..)| &**action).collect();
    assert_eq!(
        actions,
        ["product.set_price", "product.set_stock", "product.set_status"],
        "one for each that did something"
    );
    let (_, before, after) = &acts[2];
    assert_eq!(
        (&before["p-lamp"], &after["p-lamp"], &after["products"]),
        (&json!("active"), &json!("archived"), &json!(3))
    );
    let none = shop.change_products(&brass, &Bulk { products: Vec::new(), change: Change::Remove }).await;
    assert_eq!(none.unwrap_err().errors[0].field, "products");
}

#[tokio::test]
async fn stock_that_is_set_for_many_is_what_can_be_bought() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let lamp = market.put(product("Lamp")).await.product;
    market.execute("update catalog.stock set reserved = 3").await;
    let set = Bulk { products: vec![lamp], change: Change::Stock { units: 2 } };

    let changed = shop.change_products(&brass, &set).await.unwrap().products;
    let again = shop.change_products(&brass, &set).await.unwrap().products;

    let line = &shop.seller_product(&brass, lamp).await.unwrap().variants[0];
    assert_eq!((line.on_hand, line.reserved), (5, 3));
    assert_eq!((changed, again), (1, 0));
}

#[tokio::test]
async fn only_drafts_that_were_never_sold_are_deleted() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let draft = SaveGoods { status: Status::Draft, ..lamp() };
    let draft = create(&shop, &brass, &draft).await.unwrap().id;
    let live = market.put(product("Bowl")).await.product;

    let bulk = Bulk { products: vec![draft, live], change: Change::Remove };
    let changed = shop.change_products(&brass, &bulk).await.unwrap();

    assert_eq!(changed.products, 2);
    assert_eq!(shop.seller_product(&brass, draft).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(shop.seller_product(&brass, live).await.unwrap().status, Status::Archived);
}

#[tokio::test]
async fn what_becomes_a_draft_again_is_off_sale_and_not_deleted_if_it_was_ever_ordered() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let (lamp, bowl) = (market.put(product("Lamp")).await.product, market.put(product("Bowl")).await.product);
    let inventory = Inventory::local(catalog::grpc(&market.catalog));
    let ordered = shop.seller_product(&brass, lamp).await.unwrap().variants[0].offer;
    inventory.reserve(GroupId(Uuid::now_v7()), &[(ordered, 1)], Duration::from_mins(15)).await.unwrap();
    let change = async |change| {
        let bulk = Bulk { products: vec![lamp, bowl], change };
        shop.change_products(&brass, &bulk).await.unwrap().products
    };

    let drafted = change(Change::Status { status: Status::Draft }).await;

    assert_eq!((drafted, market.list("").await.total), (2, 0));
    assert!(!inventory.quote(&[ordered]).await.unwrap()[&ordered].on_sale);
    assert_eq!(shop.product("p-lamp").await.unwrap_err().kind, Kind::NotFound);
    let drafts = Search { show: Shelf::Draft, sort: Sort::Title, ..Search::default() };
    assert_eq!(titles(&shop, &drafts).await, ["Bowl", "Lamp"]);
    assert_eq!(change(Change::Remove).await, 2);
    assert_eq!(shop.seller_product(&brass, lamp).await.unwrap().status, Status::Archived);
    assert_eq!(shop.seller_product(&brass, bowl).await.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test]
async fn a_shop_finds_its_products_on_their_shelves() {
    let market = Market::open().await;
    let shop = client(&market);
    for title in ["Lamp 100%", "Bowl", "Bell"] {
        market.put(product(title)).await;
    }
    market.execute("update catalog.products set status = 'draft' where title = 'Bell'").await;
    market.execute("update catalog.products set low_minor = 5 where title = 'Lamp 100%'").await;
    market.put(kurta("Lamp of looms", &[("Red", "S", 1)])).await;

    let by = |q: &str, show, sort| Search { q: q.to_owned(), show, sort, ..Search::default() };
    assert_eq!(titles(&shop, &by("", Shelf::All, Sort::Title)).await, ["Bell", "Bowl", "Lamp 100%"]);
    assert_eq!(titles(&shop, &by("", Shelf::All, Sort::Price)).await[0], "Lamp 100%");
    assert_eq!(titles(&shop, &by("", Shelf::Draft, Sort::Newest)).await, ["Bell"]);
    assert_eq!(titles(&shop, &by("amp", Shelf::All, Sort::Newest)).await, ["Lamp 100%"]);
    assert_eq!(
        titles(&shop, &by("lamp 100%/", Shelf::All, Sort::Newest)).await,
        ["Lamp 100%"],
        "the beginning of a SKU"
    );
    assert!(titles(&shop, &by("%", Shelf::All, Sort::Newest)).await.is_empty());
    let counts = shop.seller_products(&member("brass"), &Search::default()).await.unwrap().counts;
    assert_eq!(counts[..3], [(Shelf::All, 3), (Shelf::Live, 2), (Shelf::Draft, 1)]);
}

#[tokio::test]
async fn the_pages_of_a_list_hold_everything_once() {
    let market = Market::open().await;
    let shop = client(&market);
    for n in 0..27 {
        market.put(product(&format!("Lamp {n:02}"))).await;
    }

    for sort in Sort::ALL {
        let mut search = Search { sort, ..Search::default() };
        let mut found = Vec::new();
        loop {
            let page = shop.seller_products(&member("brass"), &search).await.unwrap();
            found.extend(page.items.into_iter().map(|row| row.title));
            let Some(next) = page.next else { break };
            search.after = next;
        }
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 27, "{sort:?}");
    }
}

#[tokio::test]
async fn a_blocked_product_is_not_on_sale_whatever_its_seller_says() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    market.execute("update catalog.products set blocked_at = now(), blocked_reason = 'Counterfeit.'").await;

    let save = unchanged(shop.seller_product(&brass, id).await.unwrap());
    shop.save_product(&brass, id, &save).await.unwrap();

    assert_eq!(shop.product("brass-lamp").await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(market.list("").await.total, 0);
    assert_eq!(shop.seller_product(&brass, id).await.unwrap().blocked.as_deref(), Some("Counterfeit."));
}

#[tokio::test]
async fn pictures_are_made_anew_moved_described_and_removed() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;

    let first = shop.add_picture(&brass, id, png(1_500, 1_000)).await.unwrap();
    let second = shop.add_picture(&brass, id, png(100, 300)).await.unwrap();

    let path = first.src.strip_prefix("/media/").unwrap();
    for (width, expected) in [("1280", (1_280, 853)), ("320", (320, 214))] {
        let jpeg = market.catalog.media().read(&path.replace("1280", width)).await.unwrap().unwrap();
        assert_eq!(image::guess_format(&jpeg).unwrap(), ImageFormat::Jpeg);
        let kept = image::load_from_memory(&jpeg).unwrap();
        assert_eq!((kept.width(), kept.height()), expected);
    }
    let narrow = second.src.strip_prefix("/media/").unwrap();
    let narrow = market.catalog.media().read(narrow).await.unwrap().unwrap();
    assert_eq!(image::load_from_memory(&narrow).unwrap().width(), 100, "nothing is blown up");

    let change = async |src: &str, what| {
        shop.change_picture(&brass, id, &ChangePicture { src: src.to_owned(), what }).await.unwrap();
        shop.seller_product(&brass, id).await.unwrap().pictures
    };
    assert_eq!(change(&second.src, PictureChange::Up).await[0].src, second.src);
    let alt = "A lamp on a table".to_owned();
    assert_eq!(change(&second.src, PictureChange::Describe { alt: alt.clone() }).await[0].alt, alt);
    assert_eq!(change(&second.src, PictureChange::Remove).await, std::slice::from_ref(&first));
    assert_eq!(market.catalog.media().read(second.src.strip_prefix("/media/").unwrap()).await.unwrap(), None);
    assert_eq!(shop.product("brass-lamp").await.unwrap().pictures, [first]);
    let acts = acts(&market).await;
    let added = acts.iter().filter(|(action, ..)| action == "product.add_picture").count();
    let changes: Vec<_> = acts.iter().filter(|(action, ..)| action == "product.change_picture").collect();
    assert_eq!((added, changes.len()), (2, 3));
    assert_eq!((&changes[0].1["place"], &changes[0].2["place"]), (&json!(2), &json!(1)));
    assert_eq!((&changes[1].1["alt"], &changes[1].2["alt"]), (&json!(""), &json!("A lamp on a table")));
    assert_eq!((&changes[2].1["picture"], &changes[2].2), (&json!(second.src), &Value::Null));
}

#[tokio::test]
async fn a_picture_is_kept_as_jpeg_and_webp_in_four_widths_without_what_the_camera_wrote_into_it() {
    const SECRET: &[u8] = b"at my house";
    let market = Market::open().await;
    let (shop, brass, media) = (client(&market), member("brass"), market.catalog.media());
    let id = create(&shop, &brass, &lamp()).await.unwrap().id;
    let mut glass = Cursor::new(Vec::new());
    RgbaImage::new(1_400, 700).write_to(&mut glass, ImageFormat::Png).unwrap();
    // Behind the head of the file: what cameras write, with nothing in it but a remark.
    let exif = [&b"eXIfMM\0*\0\0\0\x08\0\0\0\0\0\0"[..], SECRET].concat();
    let (head, rest) = glass.get_ref().split_at(33);
    let length = (exif.len() as u32 - 4).to_be_bytes();
    let file = [head, &length, &exif, &crc32(&exif).to_be_bytes(), rest].concat();

    let picture = shop.add_picture(&brass, id, file).await.unwrap();

    let path = picture.src.strip_prefix("/media/").unwrap();
    let named = |width: u32, kind: &str| path.replace("1280.jpg", &format!("{width}.{kind}"));
    for width in [1_280, 960, 640, 320] {
        for (kind, format) in [("jpg", ImageFormat::Jpeg), ("webp", ImageFormat::WebP)] {
            let kept = media.read(&named(width, kind)).await.unwrap().unwrap();
            assert_eq!(image::guess_format(&kept).unwrap(), format);
            assert!(!kept.windows(SECRET.len()).any(|bytes| bytes == SECRET), "{width}.{kind}");
            let shown = image::load_from_memory(&kept).unwrap().to_rgba8();
            assert_eq!(shown.dimensions(), (width, width / 2));
            assert!(shown.get_pixel(9, 9).0.iter().all(|part| *part > 250), "what shines through is white");
        }
    }
    let change = ChangePicture { src: picture.src.clone(), what: PictureChange::Remove };
    shop.change_picture(&brass, id, &change).await.unwrap();
    for kind in ["jpg", "webp"] {
        assert_eq!(media.read(&named(640, kind)).await.unwrap(), None, "{kind}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let market = Market::open().await;
    let (shop, brass) = (client(&market), member("brass"));
    let id: ProductId = create(&shop, &brass, &lamp()).await.unwrap().id;
    // Says in its head that it has 50,000 times 50,000 pixels, and has none.
    let mut bomb = png(1, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let crc = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    let cut_off = png(200, 200)[..60].to_vec();

    for (file, said) in [
        (b"just some text, called lamp.png".to_vec(), "not a picture"),
        (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "not a picture"),
        (cut_off, "not a picture"),
        (bomb, "40 megapixels"),
    ] {
        let refusal = shop.add_picture(&brass, id, file).await.unwrap_err();
        assert_eq!(refusal.kind, Kind::Invalid);
        assert!(refusal.errors[0].message.contains(said), "{}", refusal.errors[0].message);
    }
    assert!(shop.seller_product(&brass, id).await.unwrap().pictures.is_empty());
}

/// The check sum of a PNG's chunk.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
