//! What is left of the shop when one of its processes is away, and how the others say so.

use super::EACH_ALONE;
use crate::{
    browser::{Answer, Browser},
    goods,
    market::{Offer, order_form},
    shop::{Shop, eventually},
};
use levomart::roles::Role::{self, Analytics, Cart, Catalog, Identity, Orders, Payments, Shipping};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// A shop in many processes, a lamp on sale, and a guest who has one in the cart and another one ordered.
async fn shop_with_a_buyer() -> (Shop, Offer, Browser, String) {
    let shop = Shop::open_apart(EACH_ALONE).await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut guest = shop.browser();
    guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let checkout = guest.get("/checkout").await;
    let (total, key) = (checkout.input("expected_total"), checkout.input("key"));
    let fields = order_form(&total, &key);
    let placed = guest.post("/do/checkout/place", &fields).await;
    let order = placed.location().replace("/pay/", "/orders/");
    (shop, lamp, guest, order)
}

/// What a page says whose slice is away.
fn is_shut(page: &Answer) -> bool {
    page.status == 503 && page.body.contains("This stall is shut for a moment.")
}

#[tokio::test]
async fn without_carts_everything_is_to_be_seen_and_nothing_can_be_bought() {
    let (mut shop, lamp, mut guest, order) = shop_with_a_buyer().await;
    let product = format!("/p/{}", lamp.slug);

    shop.process(Cart).stop().await;

    for page in ["/", "/products", "/c/home", &product, "/orders", &order] {
        assert_eq!(guest.get(page).await.status, 200, "{page}");
    }
    assert!(is_shut(&guest.get("/cart").await));
    let adding = guest.call("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    assert_eq!(adding.status, 503, "{}", adding.body);
    assert!(adding.body.contains("unavailable"), "{}", adding.body);
    let config = shop.config.clone();
    shop.process(Cart).start(&config).await;
    eventually("the cart is back", async || (guest.get("/cart").await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn without_the_catalogue_orders_are_still_to_be_seen() {
    let (mut shop, lamp, mut guest, order) = shop_with_a_buyer().await;

    shop.process(Catalog).stop().await;

    for page in ["/orders", &order, "/login"] {
        assert_eq!(guest.get(page).await.status, 200, "{page}");
    }
    for page in ["/", "/products", &format!("/p/{}", lamp.slug), "/cart"] {
        assert!(is_shut(&guest.get(page).await), "{page}");
    }
}

#[tokio::test]
async fn without_orders_a_product_says_what_is_known_of_its_delivery() {
    let (mut shop, lamp, mut guest, _) = shop_with_a_buyer().await;
    let (config, page) = (shop.config.clone(), format!("/p/{}", lamp.slug));

    shop.process(Orders).stop().await;
    let unknown = guest.get(&page).await;
    shop.process(Orders).start(&config).await;
    eventually("the rates are known", async || guest.get(&page).await.body.contains(", ₹80,").then_some(())).await;
    shop.process(Orders).stop().await;
    let known = guest.get(&page).await;

    assert_eq!((unknown.status, known.status), (200, 200));
    assert!(unknown.body.contains("shown at checkout, before you pay"), "{}", unknown.body);
    assert!(known.body.contains(", ₹80, free from"), "{}", known.body);
}

#[tokio::test]
async fn without_accounts_guests_go_on_buying() {
    let (mut shop, lamp, mut guest, _) = shop_with_a_buyer().await;

    shop.process(Identity).stop().await;

    let add = [("offer", lamp.id.to_string())];
    let add: Vec<(&str, &str)> = add.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(guest.post("/do/cart/add", &add).await.location(), "/cart");
    assert_eq!(guest.get("/checkout").await.status, 200);
    let log_in = [("email", "meera@example.in"), ("password", "brass lamp at dusk")];
    assert_eq!(guest.call("/do/account/log-in", &log_in).await.status, 503);
}

#[tokio::test]
async fn without_payments_the_card_waits_and_the_order_is_kept() {
    let (mut shop, _, mut guest, order) = shop_with_a_buyer().await;
    let (config, card) = (shop.config.clone(), order.replace("/orders/", "/pay/"));

    shop.process(Payments).stop().await;

    assert!(is_shut(&guest.get(&card).await));
    assert_eq!(guest.get(&order).await.status, 200);
    shop.process(Payments).start(&config).await;
    eventually("the card is asked for", async || {
        let page = guest.get(&card).await;
        (page.status == 200 && page.body.contains("name=\"number\"")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn without_shipping_an_order_says_that_the_carrier_is_not_heard() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (buyer, mut owner) = (shop.guest(), goods::owner(&shop).await);
    let bought = shop.buy(&buyer, &lamp, 1).await;
    let (id, line) = (bought.orders[0].id.to_string(), format!("quantity[{}]", bought.orders[0].lines[0].id));
    let access = shop.clients.orders.group(&buyer, bought.id).await.unwrap().access;
    let mut guest = shop.browser();
    let (seen, sold) = (format!("/orders/{}?access={access}", bought.id), format!("/seller/orders/{id}"));
    let fields = [("order", id.as_str()), ("carrier", "kite"), ("tracking", "123456789012"), (line.as_str(), "1")];
    assert_eq!(owner.post("/do/seller/orders/ship", &fields).await.location(), sold);

    shop.process(Shipping).stop().await;
    let (bought, sold) = (guest.follow(&seen).await, owner.get(&sold).await);

    for page in [bought, sold] {
        assert_eq!(page.status, 200);
        for said in ["What the carrier has said", "cannot be shown right now", "123456789012"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn without_analytics_a_seller_still_sees_what_is_to_be_sent() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut owner = goods::owner(&shop).await;
    let group = shop.buy(&shop.guest(), &lamp, 1).await;

    shop.process(Analytics).stop().await;
    let home = owner.get("/seller").await;

    assert_eq!(home.status, 200);
    assert!(home.body.contains("cannot be shown right now"), "{}", home.body);
    assert!(home.body.contains(&group.orders[0].number), "{}", home.body);
}

#[tokio::test]
async fn an_account_shows_what_can_be_shown() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let mut user = shop.browser();
    let email = format!("meera-{}@example.in", uuid::Uuid::new_v4());
    let account = [("name", "Meera Krishnan"), ("email", email.as_str()), ("password", "brass lamp at dusk")];
    assert_eq!(user.post("/do/account/register", &account).await.location(), "/account");

    shop.process(Orders).stop().await;
    let overview = user.get("/account").await;

    assert_eq!(overview.status, 200);
    assert!(overview.body.contains("Meera Krishnan"));
    assert!(overview.body.contains("not available right now"), "it says what is missing");
    assert!(is_shut(&user.get("/orders").await));
}

#[tokio::test]
async fn processes_may_start_in_any_order() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    for process in &mut shop.apart {
        process.stop().await;
    }
    let mut guest = shop.browser();
    assert!(is_shut(&guest.get("/").await), "the storefront is the first to be there");

    let config = shop.config.clone();
    for role in [Analytics, Role::Audit, Shipping, Payments, Orders, Cart, Role::Notifications, Catalog, Identity] {
        shop.process(role).start(&config).await;
    }

    eventually("the home page is open", async || (guest.get("/").await.status == 200).then_some(())).await;
    eventually("everybody finds everybody", async || {
        let processes = shop.apart.iter().map(async |process| {
            let ready = Browser::on_the_wire(process.address).get("/readyz").await;
            (ready.status == 200 && ready.body == "ready").then_some(())
        });
        futures::future::join_all(processes).await.into_iter().collect::<Option<Vec<()>>>()
    })
    .await;
    crate::visiting::buys_with_nothing_but_links_and_forms(&shop).await;
}

#[tokio::test]
async fn a_process_says_what_it_lacks_and_whom_it_misses() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let mut orders = Browser::on_the_wire(shop.process(Orders).address);
    let whole = eventually("everything is there", async || {
        let ready = orders.get("/readyz").await;
        (ready.body == "ready").then_some(ready.status)
    })
    .await;

    shop.process(Cart).stop().await;
    let without_cart = orders.get("/readyz").await;
    let mut config = shop.config.clone();
    config.database.url = "postgres://levomart@127.0.0.1:1/nowhere".to_owned();
    let mut lost = crate::process::Process::new(&[Orders, Payments]);
    lost.start(&config).await;
    let without_database = Browser::on_the_wire(lost.address).get("/readyz").await;
    lost.stop().await;

    assert_eq!(whole, 200);
    assert_eq!((without_cart.status, without_cart.body.as_str()), (200, "ready, but without an answer from cart"));
    assert_eq!(without_database.status, 503);
    assert_eq!(without_database.body, "orders: postgresql\npayments: postgresql");
}

#[tokio::test]
async fn a_process_that_only_listens_says_what_it_does_not_hear() {
    let shop = Shop::open_apart(&[]).await;
    let mut config = shop.config.clone();
    config.database.slices.insert("events".to_owned(), "postgres://levomart@127.0.0.1:1/nowhere".to_owned());
    let mut deaf = crate::process::Process::new(&[Role::Audit]);
    deaf.start(&config).await;
    let ready = Browser::on_the_wire(deaf.address).get("/readyz").await;
    deaf.stop().await;

    assert_eq!((ready.status, ready.body.as_str()), (200, "ready, but without hearing audit"));
}

#[tokio::test]
async fn a_page_waits_no_longer_than_its_budget_for_somebody_who_never_answers() {
    let mut shop = Shop::open_apart(&[&[Catalog]]).await;
    shop.process(Catalog).stop().await;
    // Takes every question and says nothing.
    let silent = TcpListener::bind(shop.process(Catalog).address).await.unwrap();
    let held = tokio::spawn(async move {
        let mut connections = Vec::new();
        while let Ok((connection, _)) = silent.accept().await {
            connections.push(connection);
        }
    });
    let mut guest = shop.browser();

    let began = Instant::now();
    let page = guest.get("/products").await;

    assert!(is_shut(&page), "{}", page.status);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    eventually("who never answers is asked less often", async || {
        let began = Instant::now();
        guest.get("/products").await;
        (began.elapsed() < Duration::from_millis(500)).then_some(())
    })
    .await;
    held.abort();
}
