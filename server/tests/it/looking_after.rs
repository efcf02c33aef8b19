//! Those who look after the market: what was done, and how events get on.

use crate::{
    acting::admin,
    shop::{Shop, eventually},
};
use axum::http::Method;
use contracts::{
    Caller,
    events::{OrderEvent, OrderMoved},
    ids::{GroupId, OrderId, SellerId, UserId},
};
use events::Envelope;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;
use web::Act;

#[tokio::test]
async fn an_admin_reads_the_log_checks_its_chain_and_takes_it_along() {
    let shop = Shop::open().await;
    let subject = Uuid::now_v7();
    let act = Act { action: "lamp.light", subject: ("lamp", subject), reason: Some("=1+1"), ..Act::default() };
    let told = act.told("catalog", &shop.user().await);
    shop.clients.audit.record(&told).await.unwrap();
    let (mut admin, mut guest) = (admin(&shop).await, shop.browser());

    let page = admin.get("/admin/audit?action=lamp.&check=now").await;
    let other = admin.get("/admin/audit?action=candle.").await;
    let file = admin.get(&format!("/admin/audit.csv?subject={subject}")).await;
    let by_name = admin.get("/admin/audit?action=lamp.&actor=meera").await.body;
    let by_nobody = admin.get("/admin/audit?action=lamp.&actor=meerkat").await.body;
    assert!(by_name.contains("lamp.light") && by_name.contains("Meera Krishnan"), "{by_name}");
    assert!(by_nobody.contains("begins with “meerkat”") && !by_nobody.contains("lamp.light"), "{by_nobody}");

    assert!(page.body.contains("lamp.light") && page.body.contains("The chain is whole"), "{}", page.body);
    assert!(other.body.contains("Nothing was recorded") && !other.body.contains("lamp.light"));
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = file.body.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains("\"'=1+1\""), "{}", file.body);
    assert_eq!(guest.get("/admin/audit.csv").await.status, 401);
    assert!(!guest.follow("/admin/audit").await.body.contains("lamp.light"));
}

#[tokio::test]
async fn a_product_that_an_admin_deletes_leaves_the_shop_and_stays_in_orders() {
    let shop = Shop::open().await;
    let smith = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(smith, "Brass lamp", 80_000, 10).await;
    let bought = shop.buy(&shop.user().await, &lamp, 2).await;
    let product: Uuid = sqlx::query_scalar("select id from catalog.products where slug = $1")
        .bind(&lamp.slug)
        .fetch_one(&shop.market.db)
        .await
        .unwrap();
    let (mut admin, page) = (admin(&shop).await, format!("/admin/moderation?product={product}"));
    let (seen, product) = (admin.get(&page).await.input("seen"), product.to_string());
    let delete = [("product", &*product), ("seen", &*seen), ("decision", "delete"), ("ground", "unsafe")];
    let why = "The cable catches fire.";

    let silent = admin.call("/do/admin/products/decide", &delete).await;
    let deleted = admin.post("/do/admin/products/decide", &[&delete[..], &[("text", why)]].concat()).await;

    assert_eq!((silent.status, deleted.location()), (422, "/admin/moderation"));
    let review = admin.get(&page).await.body;
    assert!(review.contains("Taken out of the shop") && !review.contains("Delete the product"), "{review}");
    assert_eq!(shop.browser().get(&format!("/p/{}", lamp.slug)).await.status, 404);
    assert_eq!(shop.group(bought.id).await.orders[0].lines, bought.orders[0].lines);
    let owner = Caller::Member { id: UserId(Uuid::now_v7()), seller: smith, owner: true };
    let told = eventually("the shop is told", async || {
        let notices = shop.clients.notifications.notices(&owner, None).await.unwrap().items;
        notices.into_iter().find(|notice| notice.title == "Brass lamp was deleted")
    });
    assert!(told.await.text.contains(why));
    shop.settle_and_audit().await;
}

#[tokio::test]
async fn a_dead_letter_is_replayed_or_given_up_and_both_are_recorded() {
    let shop = Shop::open().await;
    let moved =
        OrderMoved { group: GroupId(Uuid::now_v7()), order: OrderId(Uuid::now_v7()), seller: SellerId(Uuid::now_v7()) };
    let envelope =
        Envelope::wrap(&OrderEvent::Packed(moved.clone()), Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap();
    // Nobody of that name listens, so nobody takes it while it is looked at.
    sqlx::query(
        "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
         values ('museum', $1, 'orders', $2, $3, 'there is no such showcase', 5)",
    )
    .bind(envelope.id)
    .bind(envelope.partitionkey)
    .bind(Json(&envelope))
    .execute(&shop.market.db)
    .await
    .unwrap();
    let (id, key) = (envelope.id.to_string(), moved.group.to_string());
    let mut admin = admin(&shop).await;

    let page = admin.get("/admin/events").await;
    let replayed = admin.post("/do/admin/events/replay", &[("consumer", "museum"), ("key", &key)]).await;
    let silent = admin.call("/do/admin/events/drop", &[("consumer", "museum"), ("id", &id)]).await;
    let reason = ("reason", "The museum has closed.");
    let dropped = admin.post("/do/admin/events/drop", &[("consumer", "museum"), ("id", &id), reason]).await;

    assert!(
        page.body.contains("there is no such showcase") && page.body.contains("Who listens to what"),
        "{}",
        page.body
    );
    assert_eq!((replayed.location(), dropped.location()), ("/admin/events", "/admin/events"));
    assert_eq!(silent.status, 422);
    let after = admin.get("/admin/events").await;
    assert!(after.body.contains("Every event was handled"), "{}", after.body);
    let log = eventually("both are in the log", async || {
        let log = admin.get("/admin/audit?action=events.").await.body;
        (log.contains("events.replay") && log.contains("events.drop")).then_some(log)
    });
    assert!(log.await.contains("The museum has closed."));
}

#[tokio::test]
async fn looking_and_buying_are_counted_and_an_admin_takes_the_numbers_along() {
    let shop = Shop::open().await;
    let smith = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(smith, "=Brass lamp", 80_000, 10).await;
    let (mut guest, mut admin) = (shop.browser(), admin(&shop).await);
    let (page, seen) = (format!("/p/{}", lamp.slug), format!("/seen/{}", lamp.slug));

    let product = guest.get(&page).await;
    assert!(product.body.contains(&format!("src=\"{seen}\"")), "{}", product.body);
    assert_eq!(guest.get(&seen).await.status, 200);
    for (method, purpose) in [(Method::HEAD, None), (Method::GET, Some("prefetch"))] {
        let mut ahead = guest.request(method, &seen);
        if let Some(purpose) = purpose {
            ahead = ahead.header("sec-purpose", purpose);
        }
        guest.send(ahead.body(String::new()).unwrap()).await.unwrap();
    }
    assert_eq!(guest.get("/seen/nothing").await.status, 404);
    guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    guest.get("/cart").await;
    guest.get("/checkout").await;
    shop.buy(&shop.guest(), &lamp, 2).await;
    shop.sweep("storefront.footfall").await;
    let today = OffsetDateTime::now_utc().to_offset(contracts::delivery::INDIA).date();
    let path = format!("/admin/overview.csv?from={}&to={today}", today - time::Duration::DAY);
    let file = eventually("all was told", async || {
        let file = admin.get(&path).await.body;
        let told = ["Checkout begun", "Order placed", "Order paid"];
        told.iter().all(|step| file.contains(&format!("\"{step}\",\"\",1,,"))).then_some(file)
    });
    let file = file.await;

    for row in [
        "\"Product pages seen\",\"\",1,,",
        "\"Added to a cart\",\"\",1,,",
        "\"'=Brass lamp\",\"Moradabad Brass\",2,1600.00,INR",
    ] {
        assert!(file.contains(row), "{row} in {file}");
    }
    assert!(admin.get("/admin").await.body.contains("From looking to buying"));
    // What was sold the day before leads in no ranking of today.
    sqlx::query("update analytics.product_days set day = day - 1").execute(&shop.market.db).await.unwrap();
    for (from, leads) in [(today, false), (today - time::Duration::DAY, true)] {
        let page = admin.get(&format!("/admin?from={from}&to={today}")).await.body;
        assert_eq!(page.contains("Top products"), leads, "{from}: {page}");
    }
    assert_eq!(guest.get(&path).await.status, 401);
}

#[tokio::test]
async fn an_admin_reads_the_policies_of_the_market_as_they_are_configured() {
    let shop = Shop::open_as(&[], |config| {
        config.identity.approve_automatically = true;
        config.orders.return_days = 41;
        config.orders.cancel_after_days = 17;
        config.payments.commission_bp = 1_175;
    })
    .await;
    let mut admin = admin(&shop).await;
    admin.post("/do/admin/commission", &[("form", "default"), ("percent", "5")]).await;

    let page = admin.get("/admin/money").await.body;

    for said in [
        "Open at once",
        "41\u{a0}days after delivery",
        "Cancelled 17\u{a0}days late",
        "11.75\u{a0}%",
        "orders.return_days",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
}
