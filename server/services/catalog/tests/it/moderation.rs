//! What admins decide of products, and how they tend the category tree.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use crate::catalogue::market::{Market, id, product};
use catalog::{NewProduct, Status};
use clients::{Catalog, Inventory};
use contracts::{
    Caller, Kind, Problem, Role,
    goods::{Bulk, Change, SaveGoods, SaveLine},
    ids::{CategoryId, OfferId, ProductId, SellerId, UserId},
    moderation::{Decide, Decision, FindProducts, Finding, Ground, Merge, Merged, Pile, SaveCategory, Shift},
};
use sqlx::types::Json;
use std::collections::BTreeSet;
use web::Upstream;

const WHY: &str = "The pictures show another product.";

fn admin() -> Caller {
    Caller::User { id: UserId(id("vikram")), role: Role::Admin }
}

fn client(market: &Market) -> Catalog {
    Catalog(Upstream::Local(market.router.clone()))
}

fn category(slug: &str) -> CategoryId {
    CategoryId(id(slug))
}

/// Titles of a pile, in its order.
async fn pile(market: &Market, state: Pile, q: &str) -> Vec<String> {
    let find = FindProducts { state, q: q.to_owned(), after: None };
    client(market).reviews(&admin(), &find).await.unwrap().items.into_iter().map(|row| row.title).collect()
}

async fn decide(market: &Market, product: ProductId, decision: Decision) -> Result<(), Problem> {
    let seen = client(market).review(&admin(), product).await?.seen;
    let request = Decide { seen, ground: Some(Ground::Misleading), text: WHY.to_owned() };
    client(market).decide(&admin(), product, decision, &request).await
}

async fn on_sale(market: &Market, title: &str) -> bool {
    let offer = OfferId(id(&format!("offer {title}/")));
    let quoted = Inventory::local(catalog::grpc(&market.catalog)).quote(&[offer]).await.unwrap();
    quoted[&offer].on_sale
}

/// Data of the events of this kind, oldest first.
async fn told(market: &Market, kind: &str) -> Vec<serde_json::Value> {
    let events: Vec<Json<serde_json::Value>> =
        sqlx::query_scalar("select envelope->'data' from catalog.outbox where envelope->>'type' like $1 order by seq")
            .bind(format!("%{kind}%"))
            .fetch_all(market.db())
            .await
            .unwrap();
    events.into_iter().map(|Json(event)| event).collect()
}

#[tokio::test]
async fn what_was_looked_at_waits_again_once_it_has_changed() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    market.put(product("Bowl")).await;
    assert_eq!(pile(&market, Pile::Waiting, "").await, ["Lamp", "Bowl"]);

    decide(&market, lamp, Decision::Approve).await.unwrap();

    assert_eq!(pile(&market, Pile::Waiting, "").await, ["Bowl"]);
    market.put(product("Lamp")).await;
    assert_eq!(pile(&market, Pile::Waiting, "").await, ["Bowl"], "the same again is no change");

    let mut dearer = NewProduct { description_html: "<p>Call 98765 43210.</p>".to_owned(), ..product("Lamp") };
    dearer.variants[0].price_minor = 20_000;
    market.put(dearer).await;

    assert_eq!(pile(&market, Pile::Waiting, "").await, ["Bowl", "Lamp"]);
    let review = client(&market).review(&admin(), lamp).await.unwrap();
    let before = review.before.unwrap();
    assert_eq!((before.prices[0].price.minor, review.now.prices[0].price.minor), (10_000, 20_000));
    assert_eq!((before.text.as_str(), review.now.text.as_str()), ("", "Call 98765 43210."));
    assert_eq!(review.now.category, "Home & living › Lamps");
    let phone = Finding::Contact { words: "98765 43210".to_owned() };
    assert_eq!(review.findings, [phone, Finding::PriceJump { percent: 100 }]);
    assert_eq!(told(&market, "product.moderated").await.len(), 1);
}

#[tokio::test]
async fn whatever_a_change_was_about_stands_beside_what_it_was() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    decide(&market, lamp, Decision::Approve).await.unwrap();

    let details = vec![("Order at".to_owned(), "www.brass.example".to_owned())];
    market.put(NewProduct { specs: details.clone(), tags: vec!["brass".to_owned()], ..product("Lamp") }).await;
    let told = "update catalog.products set seo_title = 'A lamp', seo_about = 'Cast by hand.' where id = $1";
    sqlx::query(told).bind(lamp.0).execute(market.db()).await.unwrap();

    let review = client(&market).review(&admin(), lamp).await.unwrap();
    let before = review.before.unwrap();
    assert_eq!((before.specs.len(), before.tags.len(), before.seo_title.as_str()), (0, 0, ""));
    let now = review.now;
    assert_eq!((now.specs, now.tags), (details, vec!["brass".to_owned()]));
    assert_eq!((now.seo_title.as_str(), now.seo_about.as_str()), ("A lamp", "Cast by hand."));
    let led_away = Finding::Contact { words: "www.brass.example".to_owned() };
    assert_eq!(review.findings, [led_away, Finding::NoDescription]);
}

#[tokio::test]
async fn a_blocked_product_is_nowhere_to_be_had_until_it_is_unblocked() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    let shop = client(&market);

    decide(&market, lamp, Decision::Block).await.unwrap();

    assert_eq!(market.list("").await.total, 0);
    assert_eq!(shop.product("p-lamp").await.unwrap_err().kind, Kind::NotFound);
    assert!(!on_sale(&market, "Lamp").await);
    assert_eq!(pile(&market, Pile::Blocked, "").await, ["Lamp"]);
    assert_eq!(pile(&market, Pile::Waiting, "").await.len(), 0);
    let seller = Caller::Member { id: UserId(id("rafiq")), seller: SellerId(id("brass")), owner: true };
    let reason = shop.seller_product(&seller, lamp).await.unwrap().blocked.unwrap();
    assert!(reason.starts_with(Ground::Misleading.sentence()) && reason.contains(WHY) && reason.contains("court"));
    assert_eq!(decide(&market, lamp, Decision::Block).await.unwrap_err().code, "edited-meanwhile");

    decide(&market, lamp, Decision::Unblock).await.unwrap();

    assert_eq!((market.list("").await.total, on_sale(&market, "Lamp").await), (1, true));
    let events = told(&market, "product.moderated").await;
    let outcomes: Vec<&str> = events.iter().map(|event| event["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["blocked", "unblocked"]);
    let acts = told(&market, "audit.recorded").await;
    assert_eq!((acts[0]["action"].as_str(), acts[0]["reason"].as_str()), (Some("product.block"), Some(WHY)));
}

#[tokio::test]
async fn a_deleted_product_is_gone_and_its_seller_cannot_bring_it_back() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    let shop = client(&market);
    let seller = Caller::Member { id: UserId(id("rafiq")), seller: SellerId(id("brass")), owner: true };

    decide(&market, lamp, Decision::Delete).await.unwrap();
    let kept = shop.seller_product(&seller, lamp).await.unwrap();
    let again = decide(&market, lamp, Decision::Delete).await.unwrap_err();
    let live = Bulk { products: vec![lamp], change: Change::Status { status: Status::Active } };
    shop.change_products(&seller, &live).await.unwrap();
    market.put(product("Lamp")).await;

    assert_eq!((market.list("").await.total, on_sale(&market, "Lamp").await), (0, false));
    assert_eq!(shop.product("p-lamp").await.unwrap_err().kind, Kind::NotFound);
    assert_eq!((kept.status, again.code.as_str()), (Status::Archived, "edited-meanwhile"));
    let reason = kept.blocked.unwrap();
    assert!(reason.starts_with(Ground::Misleading.sentence()) && reason.contains(WHY) && reason.contains("court"));
    let events = told(&market, "product.moderated").await;
    assert_eq!((events.len(), events[0]["outcome"].as_str()), (1, Some("deleted")));
    let act = &told(&market, "audit.recorded").await[0];
    assert_eq!((act["action"].as_str(), act["reason"].as_str()), (Some("product.delete"), Some(WHY)));
    assert_eq!(act["before"].as_str(), Some(r#"{"blocked":false,"status":"active"}"#));
    assert_eq!(act["after"].as_str(), Some(r#"{"blocked":true,"ground":"misleading","status":"archived"}"#));
}

#[tokio::test]
async fn what_is_blocked_can_be_deleted_and_what_was_deleted_can_be_given_back() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    let seller = Caller::Member { id: UserId(id("rafiq")), seller: SellerId(id("brass")), owner: true };

    for decision in [Decision::Block, Decision::Delete, Decision::Unblock] {
        decide(&market, lamp, decision).await.unwrap();
    }

    let kept = client(&market).seller_product(&seller, lamp).await.unwrap();
    assert_eq!((kept.status, kept.blocked, on_sale(&market, "Lamp").await), (Status::Archived, None, false));
}

#[tokio::test]
async fn nobody_decides_about_what_they_have_not_seen_or_without_a_reason() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    let shop = client(&market);
    let seen = shop.review(&admin(), lamp).await.unwrap().seen;
    let bare = Decide { seen, ground: None, text: String::new() };

    let ask = shop.decide(&admin(), lamp, Decision::Ask, &bare).await.unwrap_err();
    let block = shop.decide(&admin(), lamp, Decision::Block, &bare).await.unwrap_err();
    let delete = shop.decide(&admin(), lamp, Decision::Delete, &bare).await.unwrap_err();

    assert_eq!(ask.errors[0].field, "text");
    for refused in [block, delete] {
        assert_eq!(refused.errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["text", "ground"]);
    }

    market.put(NewProduct { description_html: "<p>New.</p>".to_owned(), ..product("Lamp") }).await;
    let stale = shop.decide(&admin(), lamp, Decision::Approve, &bare).await.unwrap_err();
    assert_eq!((stale.kind, stale.code.as_str()), (Kind::Conflict, "edited-meanwhile"));
    assert!(told(&market, "product.moderated").await.is_empty());

    decide(&market, lamp, Decision::Ask).await.unwrap();
    assert!(on_sale(&market, "Lamp").await);
}

#[tokio::test]
async fn the_pages_of_every_pile_hold_each_product_once() {
    let market = Market::open().await;
    for n in 0..23 {
        let id = market.put(product(&format!("Lamp {n:02}"))).await.product;
        if n % 10 == 0 {
            decide(&market, id, Decision::Block).await.unwrap();
        }
    }

    for (state, count) in [(Pile::Waiting, 20), (Pile::Blocked, 3), (Pile::All, 23)] {
        let mut find = FindProducts { state, ..FindProducts::default() };
        let mut found = Vec::new();
        loop {
            let page = client(&market).reviews(&admin(), &find).await.unwrap();
            found.extend(page.items.into_iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            find.after = Some(next);
        }
        found.sort();
        found.dedup();
        assert_eq!(found.len(), count, "{state:?}");
    }
    assert_eq!(pile(&market, Pile::All, "lamp 07").await, ["Lamp 07"]);
    assert_eq!(pile(&market, Pile::Blocked, "p-lamp10").await, ["Lamp 10"]);
    assert_eq!(pile(&market, Pile::Waiting, "p-lamp10").await.len(), 0);
}

#[tokio::test]
async fn a_search_finds_what_very_many_others_have_in_common_in_the_order_of_its_pile() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    decide(&market, lamp, Decision::Block).await.unwrap();
    let draft = NewProduct { status: Status::Draft, ..product("Old draft") };
    market.put(draft).await;
    let made = "insert into catalog.products (id, seller_id, category_id, slug, handle, title, status, search, updated_at,
                                              reviewed_mark)
                select gen_random_uuid(), $1, $2, 's' || n, 's' || n, 'Same', case when n % 2 = 0 then 'draft' else 'active' end,
                       to_tsvector('pg_catalog.english', case when n > 8000 then 'lamp' else 'bowl' end),
                       'epoch'::timestamptz + n * interval '1 second',
                       case when n <= 10000 then 'epoch'::timestamptz + n * interval '1 second' end
                  from generate_series(1, 10200) as n";
    sqlx::query(made).bind(id("brass")).bind(id("lamps")).execute(market.db()).await.unwrap();

    let all = async |state, q: &str| {
        let mut find = FindProducts { state, q: q.to_owned(), after: None };
        let mut found = Vec::new();
        loop {
            let page = client(&market).reviews(&admin(), &find).await.unwrap();
            found.extend(page.items);
            let Some(next) = page.next else { return found };
            find.after = Some(next);
        }
    };
    let waiting = all(Pile::Waiting, "lamp").await;
    let ids: BTreeSet<ProductId> = all(Pile::All, "lamp").await.into_iter().map(|row| row.id).collect();

    assert_eq!(waiting.len(), 100, "those that nobody has looked at");
    assert!(waiting.is_sorted_by_key(|row| row.changed_at));
    assert_eq!((ids.len(), ids.contains(&lamp)), (2_202, true), "more than are read at once");
    assert_eq!(pile(&market, Pile::Blocked, "lamp").await, ["Lamp"]);
    assert_eq!(pile(&market, Pile::All, "old").await, ["Old draft"], "drafts are found by words");
    assert!(pile(&market, Pile::Waiting, "old").await.is_empty());
}

#[tokio::test]
async fn merged_products_are_found_in_the_other_category_and_the_old_address_leads_there() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    decide(&market, lamp, Decision::Approve).await.unwrap();
    let shop = client(&market);

    let merged = shop.merge_category(&admin(), category("lamps"), Merge { into: category("rugs") }).await.unwrap();

    assert_eq!(merged, Merged { moved: 1, done: true });
    assert_eq!(market.titles("in=rugs").await, ["Lamp"]);
    assert_eq!(market.titles("q=rugs").await, ["Lamp"], "found by the new name");
    let old = market.list("in=lamps").await;
    assert_eq!((old.search.within.as_deref(), old.total), (Some("rugs"), 1));
    assert!(pile(&market, Pile::Waiting, "").await.is_empty(), "its seller has changed nothing");

    let circle = shop.merge_category(&admin(), category("home"), Merge { into: category("rugs") }).await.unwrap_err();
    assert_eq!(circle.errors[0].field, "into");
}

#[tokio::test]
async fn a_large_category_is_merged_by_asking_once_and_takes_nothing_new_meanwhile() {
    let market = Market::open().await;
    let (shop, admin) = (client(&market), admin());
    market.put(product("Lamp")).await;
    let made = "insert into catalog.products (id, seller_id, category_id, slug, handle, title, status, search)
                select gen_random_uuid(), $1, $2, 's' || n, 's' || n, 'Same', 'draft', ''
                  from generate_series(1, 2000) as n";
    sqlx::query(made).bind(id("brass")).bind(id("lamps")).execute(market.db()).await.unwrap();
    let sweepers = catalog::service(market.catalog.clone()).sweepers;
    let merging = sweepers.iter().find(|sweeper| sweeper.name == "merging categories").unwrap();
    let owner = Caller::Member { id: UserId(id("rafiq")), seller: SellerId(id("brass")), owner: true };
    let goods = SaveGoods {
        title: "Late lamp".to_owned(),
        category: Some(category("lamps")),
        variants: vec![SaveLine { price_minor: 10_000, ..SaveLine::default() }],
        ..SaveGoods::default()
    };
    let below = SaveCategory { name: "Wall lamps".to_owned(), about: String::new(), parent: Some(category("lamps")) };

    let begun = shop.merge_category(&admin, category("lamps"), Merge { into: category("rugs") }).await.unwrap();
    let meanwhile = shop.tended_categories(&admin).await.unwrap();
    let elsewhere = shop.merge_category(&admin, category("lamps"), Merge { into: category("kurtas") }).await;
    let below = shop.add_category(&admin, &below).await;
    let late = shop.create_product(&owner, &id("late").to_string(), &goods).await.unwrap().id;
    merging.run().await.unwrap();

    assert_eq!(begun, Merged { moved: 2_000, done: false });
    let lamps = meanwhile[1].children.iter().find(|category| category.slug == "lamps").unwrap();
    assert_eq!(lamps.merging, Some(1));
    assert_eq!(elsewhere.unwrap_err().errors[0].field, "into");
    assert_eq!(below.unwrap_err().errors[0].field, "parent");
    assert_eq!(shop.seller_product(&owner, late).await.unwrap().category, category("rugs"));
    let after = shop.tended_categories(&admin).await.unwrap();
    assert_eq!(after[1].children.iter().map(|category| category.slug.as_str()).collect::<Vec<_>>(), ["rugs"]);
    assert_eq!(market.titles("in=lamps").await, ["Lamp"]);
    let entries = told(&market, "audit.recorded").await;
    let recorded: Vec<_> = entries.iter().filter(|entry| entry["action"] == "category.merge").collect();
    assert_eq!(recorded.len(), 1);
    assert!(recorded[0]["after"].to_string().contains("2001"), "{recorded:?}");
}

#[tokio::test]
async fn what_is_in_a_renamed_category_is_found_by_its_new_name_alone() {
    let market = Market::open().await;
    let (shop, admin) = (client(&market), admin());
    market.put(product("Lamp")).await;
    let sweepers = catalog::service(market.catalog.clone()).sweepers;
    let index = sweepers.iter().find(|sweeper| sweeper.name == "renamed categories").unwrap();
    let save = |name: &str, parent| SaveCategory { name: name.to_owned(), about: String::new(), parent };

    shop.save_category(&admin, category("home"), &save("Dwelling", None)).await.unwrap();
    index.run().await.unwrap();
    assert_eq!(market.titles("q=dwelling").await, ["Lamp"], "below it, too");
    assert!(market.titles("q=living").await.is_empty());

    shop.save_category(&admin, category("lamps"), &save("Lanterns", Some(category("clothing")))).await.unwrap();
    index.run().await.unwrap();
    assert_eq!(market.titles("q=lanterns").await, ["Lamp"]);
    assert_eq!(market.titles("q=clothing").await, ["Lamp"]);
    assert!(market.titles("q=dwelling").await.is_empty());
}

#[tokio::test]
async fn the_tree_grows_and_shrinks_without_circles() {
    let market = Market::open().await;
    let (shop, admin) = (client(&market), admin());
    let save = |name: &str, parent: Option<&str>| SaveCategory {
        name: name.to_owned(),
        about: String::new(),
        parent: parent.map(category),
    };
    market.put(product("Lamp")).await;

    let added = shop.add_category(&admin, &save("Wall lamps", Some("lamps"))).await.unwrap();
    let twice = shop.add_category(&admin, &save("Wall  Lamps", None)).await.unwrap_err();
    let circle = shop.save_category(&admin, category("home"), &save("Home", Some("lamps"))).await.unwrap_err();
    shop.save_category(&admin, category("rugs"), &save("Rugs & mats", Some("clothing"))).await.unwrap();
    shop.shift_category(&admin, category("rugs"), Shift::Up).await.unwrap();
    shop.shift_category(&admin, category("clothing"), Shift::Up).await.unwrap();
    let full = shop.delete_category(&admin, category("lamps")).await.unwrap_err();
    shop.delete_category(&admin, added).await.unwrap();

    assert_eq!((twice.errors[0].field.as_str(), circle.errors[0].field.as_str()), ("name", "parent"));
    assert_eq!((full.kind, full.code.as_str()), (Kind::Conflict, "category-in-use"));
    let tree = shop.tended_categories(&admin).await.unwrap();
    let names = |categories: &[contracts::catalog::Category]| {
        categories.iter().map(|category| category.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&tree), ["Clothing", "Home & living"]);
    assert_eq!(names(&tree[0].children), ["Rugs & mats", "Kurtas & shirts"]);
    assert_eq!((names(&tree[1].children), tree[1].products), (vec!["Lamps".to_owned()], 1));
    assert_eq!(told(&market, "audit.recorded").await.len(), 5);
}

#[tokio::test]
async fn for_everybody_but_admins_there_is_nothing() {
    let market = Market::open().await;
    let lamp = market.put(product("Lamp")).await.product;
    let shop = client(&market);
    let seen = shop.review(&admin(), lamp).await.unwrap().seen;
    let request = Decide { seen, ground: Some(Ground::Rules), text: WHY.to_owned() };
    let owner = Caller::Member { id: UserId(id("rafiq")), seller: SellerId(id("brass")), owner: true };
    let user = Caller::User { id: UserId(id("meera")), role: Role::Seller };

    for caller in [owner, user, Caller::Nobody, Caller::System] {
        let refusals = [
            shop.reviews(&caller, &FindProducts::default()).await.unwrap_err(),
            shop.review(&caller, lamp).await.unwrap_err(),
            shop.decide(&caller, lamp, Decision::Block, &request).await.unwrap_err(),
            shop.decide(&caller, lamp, Decision::Delete, &request).await.unwrap_err(),
            shop.tended_categories(&caller).await.unwrap_err(),
            shop.merge_category(&caller, category("lamps"), Merge { into: category("rugs") }).await.unwrap_err(),
            shop.delete_category(&caller, category("rugs")).await.unwrap_err(),
        ];
        assert!(refusals.iter().all(|refusal| refusal.kind == Kind::NotFound), "{caller:?}");
    }
    assert!(on_sale(&market, "Lamp").await);
}
