//! What was sold goes on its way, or does not, with nothing but forms.

use crate::{acting::admin, goods::owner, shop::Shop, strangers::world::taken_back};
use contracts::{
    Caller,
    ids::UserId,
    orders::{Group, Order, sold::Ship},
};
use uuid::Uuid;

/// A shop that has sold two lamps to a guest.
async fn sold(shop: &Shop) -> (Caller, Group, Order) {
    let smith = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(smith, "Brass lamp", 80_000, 50).await;
    let buyer = shop.guest();
    let group = shop.buy(&buyer, &lamp, 2).await;
    let order = group.orders[0].clone();
    (buyer, group, order)
}

#[tokio::test]
async fn one_lamp_is_sent_the_other_is_called_off_and_both_sides_see_it() {
    let shop = Shop::open().await;
    let (buyer, group, order) = sold(&shop).await;
    let mut owner = owner(&shop).await;
    let page = format!("/seller/orders/{}", order.id);
    let line = format!("quantity[{}]", order.lines[0].id);
    let id = order.id.to_string();
    let ship = |tracking| [("order", id.as_str()), ("carrier", "kite"), ("tracking", tracking), (line.as_str(), "1")];

    let list = owner.get("/seller/orders?tab=to_ship").await.body;
    assert!(list.contains(&order.number) && list.contains("Meera Krishnan"), "{list}");
    owner.post("/do/seller/orders/ship", &ship("KITE-1")).await;
    let refused = owner.get(&page).await.body;
    assert!(refused.contains("id=\"tracking-error\"") && refused.contains("value=\"KITE-1\""), "{refused}");
    let sent = owner.post("/do/seller/orders/ship", &ship("1234 5678 9012")).await;
    assert_eq!(sent.location(), page);

    let draft = format!("{page}?cancel=1&quantity%5B{}%5D=1&reason=It+fell.", order.lines[0].id);
    let asked = owner.get(&draft).await.body;
    assert!(asked.contains("Cancel and give back ₹800"), "{asked}");
    let off = [("order", id.as_str()), ("reason", "It fell."), (line.as_str(), "1")];
    assert_eq!(owner.post("/do/seller/orders/cancel", &off).await.location(), page);
    shop.settle_and_audit().await;

    assert!(owner.get(&page).await.body.contains("1 sent, 1 cancelled"));
    assert!(!owner.get(&format!("{page}/slip")).await.body.contains('₹'), "it may be a gift");
    let sent = owner.get(&page).await.body;
    let mut links = sent.split("href=\"").map(|rest| rest.split('"').next().unwrap());
    let parcel = links.find(|link| link.starts_with(&format!("{page}/slip?parcel="))).unwrap();
    let slip = owner.get(parcel).await.body;
    assert!(slip.contains("Brass lamp") && slip.contains(">1<"), "one of two lies in it: {slip}");
    assert_eq!(owner.get(&format!("{page}/slip?parcel={}", order.id)).await.status, 404);
    let access = shop.clients.orders.group(&buyer, group.id).await.unwrap().access;
    let mut reader = shop.browser();
    let seen = reader.follow(&format!("/orders/{}?access={access}", group.id)).await.body;
    assert!(seen.contains("123456789012") && seen.contains("1 cancelled"), "{seen}");
    let invoice = reader.get(&format!("/orders/{}/invoice/{}", group.id, order.id)).await.body;
    assert!(invoice.contains("Given back") && invoice.contains("−₹800"), "{invoice}");
}

#[tokio::test]
async fn a_packing_slip_without_a_street_names_the_city_alone() {
    let shop = Shop::open().await;
    let (buyer, group, order) = sold(&shop).await;
    let mut owner = owner(&shop).await;
    let slip = format!("/seller/orders/{}/slip", order.id);

    let whole = owner.get(&slip).await.body;
    shop.cancel(&buyer, group.id, &[order.id]).await;
    let bare = owner.get(&slip).await.body;

    assert!(whole.contains(">14 Lake View Road<") && whole.contains(">Kochi 682001, Kerala<"), "{whole}");
    assert!(bare.contains(">Kochi<") && !bare.contains("14 Lake View Road"), "{bare}");
}

#[tokio::test]
async fn money_is_shown_and_handed_out_to_the_shop_alone() {
    let shop = Shop::open().await;
    let (_, _, order) = sold(&shop).await;
    let mut owner = owner(&shop).await;

    let today = time::OffsetDateTime::now_utc().to_offset(contracts::delivery::INDIA).date();
    let page = owner.get("/seller/money").await.body;
    let file = owner.get(&format!("/seller/money/statement.csv?from={today}&to={today}")).await;
    let wrong = owner.get("/seller/money/statement.csv?from=yesterday&to=").await;

    assert!(page.contains(&order.number) && page.contains("₹1,600"), "{page}");
    assert!(file.status == 200 && file.body.contains(&order.number), "{} {}", file.status, file.body);
    assert_eq!(wrong.location(), "/seller/money");
    assert!(owner.get("/seller/money").await.body.contains("id=\"from-error\""));
    let stranger = shop.browser().get("/seller/money/statement.csv?from=2020-01-01&to=2020-01-31").await;
    assert_eq!(stranger.location(), "/seller/money");
}

#[tokio::test]
async fn the_market_calls_an_order_off_and_sets_what_it_keeps() {
    let shop = Shop::open().await;
    let (_, group, order) = sold(&shop).await;
    let mut admin = admin(&shop).await;
    let page = format!("/admin/orders/{}", order.id);
    let line = format!("quantity[{}]", order.lines[0].id);

    assert!(admin.get("/admin/orders?q=meera@example.in").await.body.contains(&order.number));
    let seen = admin.get(&page).await.body;
    assert!(seen.contains("Moradabad Brass") && seen.contains("₹1,600"), "{seen}");
    let off = [("order", order.id.to_string()), ("reason", "A fraud.".to_owned()), (&line, "2".to_owned())];
    let off = off.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(admin.post("/do/admin/orders/cancel", &off).await.location(), page);
    // Shops that came later, and whose addresses have the shop's in them.
    for number in 0..51 {
        shop.market.seller(&format!("Moradabad Brass {number}")).await;
    }
    for percent in ["12.5", "a tenth"] {
        let rate = [("form", "another"), ("shop", "moradabad-brass"), ("percent", percent)];
        admin.post("/do/admin/commission", &rate).await;
    }
    let rates = admin.get("/admin/money").await.body;
    shop.settle_and_audit().await;

    assert_eq!(shop.group(group.id).await.refund_total, group.total);
    assert!(rates.contains("12.5\u{a0}%") && rates.contains("id=\"percent-error\""), "{rates}");
    assert!(rates.contains(">Moradabad Brass<"), "the shop is called by its name: {rates}");
}

#[tokio::test]
async fn the_market_answers_a_return_that_the_shop_leaves_lying() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 50).await;
    let smith = Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: false };
    let (group, wish) = taken_back(&shop, &shop.guest(), &smith, &lamp).await;
    let (mut admin, mut owner) = (admin(&shop).await, owner(&shop).await);
    let order = shop.group(group).await.orders[0].id;
    let (page, wish) = (format!("/admin/orders/{order}"), wish.to_string());

    admin.post("/do/admin/returns/accept", &[("wish", wish.as_str()), ("reason", "")]).await;
    let refused = admin.get(&page).await.body;
    let answer = [("wish", wish.as_str()), ("reason", "It came broken.")];
    assert_eq!(admin.post("/do/admin/returns/accept", &answer).await.location(), page);
    shop.settle_and_audit().await;

    assert!(refused.contains(&format!("id=\"accept-{wish}-reason-error\"")), "{refused}");
    assert_eq!(shop.group(group).await.refund_total.minor, 80_000);
    let told = owner.get(&format!("/seller/orders/{order}")).await.body;
    assert!(told.contains("Levomart answered: “It came broken.”"), "{told}");
    assert!(owner.get("/seller/notices").await.body.contains("Levomart has answered a return"));
}

#[tokio::test]
async fn the_market_pays_back_what_was_lost_and_the_stock_stays_gone() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 50).await;
    let smith = Caller::Member { id: UserId(Uuid::new_v4()), seller, owner: false };
    let group = shop.buy(&shop.guest(), &lamp, 2).await;
    let order = group.orders[0].clone();
    let parcel = Ship { carrier: "kite".to_owned(), tracking: "123456789012".to_owned(), lines: Vec::new() };
    shop.clients.orders.ship(&smith, order.id, &parcel).await.unwrap();
    let (mut admin, mut owner) = (admin(&shop).await, owner(&shop).await);
    let (page, id) = (format!("/admin/orders/{}", order.id), order.id.to_string());
    let (line, key) = (format!("quantity[{}]", order.lines[0].id), Uuid::new_v4().to_string());

    assert!(admin.get(&page).await.body.contains("Pay back without a return"));
    let lost = [("order", id.as_str()), ("reason", "It was lost."), (line.as_str(), "1"), ("key", key.as_str())];
    for _ in 0..2 {
        assert_eq!(admin.post("/do/admin/orders/refund", &lost).await.location(), page);
    }
    let none = [("order", id.as_str()), ("reason", "It was lost."), (line.as_str(), "0")];
    admin.post("/do/admin/orders/refund", &none).await;
    let refused = admin.get(&page).await.body;
    shop.settle_and_audit().await;

    assert!(refused.contains("id=\"back-lines\"") && refused.contains("href=\"#back-lines\""), "{refused}");
    assert_eq!(shop.group(group.id).await.refund_total.minor, 80_000);
    assert_eq!(shop.market.stock(&lamp).await, (48, 0));
    assert!(owner.get("/seller/notices").await.body.contains("Levomart has paid back a part"));
}
