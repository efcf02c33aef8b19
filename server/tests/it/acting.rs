//! In whose name somebody acts: an admin who looks at the shop as somebody else, and a member of two shops.

use crate::{
    browser::Browser,
    market::LATE,
    shop::{Shop, eventually},
};
use axum::http::{Method, header};
use contracts::{Caller, Role, ids::UserId, payments::Status};
use uuid::Uuid;

const PASSWORD: &str = "brass lamp at dusk";

/// Somebody with an account, logged in, and their e-mail.
pub async fn registered(shop: &Shop, name: &str) -> (Browser, String) {
    let mut browser = shop.browser();
    let email = format!("{}@example.in", Uuid::new_v4().simple());
    let account = [("name", name), ("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(browser.post("/do/account/register", &account).await.location(), "/account");
    (browser, email)
}

/// An admin's browser, after the log-in that a new role asks for.
pub async fn admin(shop: &Shop) -> Browser {
    registered_admin(shop).await.0
}

/// The same, with the admin's e-mail.
pub async fn registered_admin(shop: &Shop) -> (Browser, String) {
    let (mut browser, email) = registered(shop, "Asha Admin").await;
    identity::set_role(&shop.market.db, &email, Role::Admin).await.unwrap();
    browser.cookies.clear();
    browser.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;
    (browser, email)
}

/// The id of an account.
pub async fn id_of(shop: &Shop, email: &str) -> Uuid {
    sqlx::query_scalar("select id from identity.users where email = $1")
        .bind(email)
        .fetch_one(&shop.market.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_admin_looks_at_the_shop_as_somebody_and_can_only_look() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    meera.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let id = id_of(&shop, &email).await.to_string();
    let mut admin = admin(&shop).await;

    let began = admin.post("/do/admin/view", &[("user", &id), ("reason", "Cannot find the lamp.")]).await;
    let cart = admin.get("/cart").await;
    let put = admin.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let asked = admin.request(Method::POST, "/do/account/profile").header(header::CONTENT_TYPE, crate::browser::FORM);
    let asked = admin.send(asked.body("name=Mallory".to_owned()).unwrap()).await.unwrap();
    let again = admin.call("/do/admin/view", &[("user", &id), ("reason", "Once more.")]).await;
    let stopped = admin.post("/do/admin/view/stop", &[]).await;
    let account = admin.get("/account").await;

    assert_eq!(began.location(), "/");
    assert!(cart.body.contains("Brass lamp") && cart.body.contains("Stop looking"), "{}", cart.body);
    assert!((put.status, asked.status, again.status) == (403, 403, 403) && put.body.contains("only look"));
    assert!(asked.body.contains("read-only"));
    assert_eq!(stopped.location(), format!("/admin/users/{id}"));
    assert!(account.body.contains("Asha Admin") && !account.body.contains("Stop looking"));
    assert_eq!(meera.call("/do/cart/count", &[]).await.body, "1");
    let noted = "select count(*) from identity.outbox where envelope->'data'->>'action' like 'user.view%'";
    assert_eq!(shop.market.count(noted).await, 2);
}

#[tokio::test]
async fn who_looks_as_a_buyer_at_the_way_to_pay_moves_nothing() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    let id = id_of(&shop, &email).await;
    let buyer = Caller::User { id: UserId(id), role: Role::User };
    shop.add(&buyer, &lamp, 1).await;
    let group = shop.place(&buyer).await.group;
    shop.pay(&buyer, group, LATE).await;
    // The bank says yes, and only who asks hears of it.
    shop.market
        .execute(
            "update payments.simulator set status = 'succeeded', called_back_at = now();
             update payments.attempts set ask_at = now() + interval '1 hour';",
        )
        .await;
    let mut admin = admin(&shop).await;
    admin.post("/do/admin/view", &[("user", &id.to_string()), ("reason", "The payment hangs.")]).await;

    let seen = admin.get(&format!("/pay/{group}")).await;
    let stands = shop.money(group).await.status;
    let checkout = admin.get("/checkout").await;
    let search = admin.get("/products?q=zanzibar").await;
    shop.sweep("storefront.footfall").await;
    let begun = "select coalesce(sum(checkouts), 0)::bigint from analytics.steps";
    let steps = shop.market.count(begun).await;
    let own = meera.get(&format!("/pay/{group}")).await;

    assert!(seen.body.contains("We are checking your payment."), "{}", seen.body);
    assert_eq!(stands, Status::Processing);
    assert_eq!((checkout.status, search.status, steps), (200, 200, 0));
    assert_eq!(own.location(), format!("/orders/{group}?paid"));
}

#[tokio::test]
async fn looking_as_somebody_ends_with_their_account() {
    let shop = Shop::open().await;
    let (_, email) = registered(&shop, "Meera Krishnan").await;
    let id = id_of(&shop, &email).await;
    let mut admin = admin(&shop).await;
    admin.post("/do/admin/view", &[("user", &id.to_string()), ("reason", "Cannot find it.")]).await;
    assert!(admin.get("/cart").await.body.contains("Stop looking"));

    shop.market.execute(&format!("update identity.users set disabled_at = now() where id = '{id}'")).await;
    let page = eventually("the admin is told", async || {
        let page = admin.get("/cart").await;
        page.body.contains("you see the shop as yourself again").then_some(page)
    })
    .await;
    let after = admin.get("/account").await;

    assert!(!page.body.contains("Stop looking"), "{}", page.body);
    assert!(after.body.contains("Asha Admin") && !after.body.contains("as yourself again"), "{}", after.body);
    let noted = "select count(*) from identity.outbox where envelope->'data'->>'action' like 'user.view%'";
    assert_eq!(shop.market.count(noted).await, 2);
}

#[tokio::test]
async fn nobody_but_an_admin_looks_as_somebody_else_and_nobody_as_an_admin() {
    let shop = Shop::open().await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    let id = id_of(&shop, &email).await.to_string();
    let (_, other) = registered(&shop, "Other Admin").await;
    identity::set_role(&shop.market.db, &other, Role::Admin).await.unwrap();
    let other = id_of(&shop, &other).await.to_string();
    let mut admin = admin(&shop).await;

    let stranger = meera.call("/do/admin/view", &[("user", &id), ("reason", "To see.")]).await;
    let as_admin = admin.call("/do/admin/view", &[("user", &other), ("reason", "To see.")]).await;

    assert!(stranger.body.contains("not-found"), "{}", stranger.body);
    assert!(as_admin.body.contains("not-viewable"), "{}", as_admin.body);
    assert!(!admin.get("/account").await.body.contains("Stop looking"));
}

#[tokio::test]
async fn a_member_of_two_shops_switches_between_them_and_to_no_other() {
    let shop = Shop::open().await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    let id = id_of(&shop, &email).await;
    let (one, two, three) = (
        shop.market.seller("Amber Works").await,
        shop.market.seller("Brass Works").await,
        shop.market.seller("Copper Works").await,
    );
    for seller in [one, two] {
        shop.market.hire(seller, id, "owner").await;
    }

    let elsewhere = meera.call("/do/seller/switch", &[("seller", &three.to_string())]).await;
    let switched = meera.post("/do/seller/switch", &[("seller", &two.to_string())]).await;
    let stale = format!("/do/seller/members/add?shop={one}");
    let stale = meera.call(&stale, &[("email", "somebody@example.in")]).await;
    let settings = meera.get("/seller/settings").await;

    assert!(elsewhere.body.contains("not-found"), "{}", elsewhere.body);
    assert_eq!(switched.location(), "/seller");
    assert!(stale.body.contains("other-shop"), "{}", stale.body);
    assert!(settings.body.contains(&format!("/do/seller/members/add?shop={two}")), "{}", settings.body);
    let standing = shop.clients.identity.standing(UserId(id)).await.unwrap();
    assert_eq!(standing.shops.iter().map(|shop| shop.seller).collect::<Vec<_>>(), [one, two]);
    let member = Caller::Member { id: UserId(id), seller: two, owner: true };
    assert_eq!(shop.clients.identity.shop(&member).await.unwrap().name, "Brass Works");
}

#[tokio::test]
async fn staff_leave_a_shop_from_its_settings_and_its_owner_does_not() {
    let shop = Shop::open().await;
    let (mut meera, email) = registered(&shop, "Meera Krishnan").await;
    let seller = shop.market.seller("Brass Works").await;
    shop.market.hire(seller, id_of(&shop, &email).await, "staff").await;
    let mut owner = crate::goods::owner(&shop).await;

    let settings = meera.get("/seller/settings").await;
    let left = meera.post("/do/seller/members/leave", &[]).await;
    let account = meera.get("/account").await;
    let stayed = owner.post("/do/seller/members/leave", &[]).await;
    let refused = owner.get("/seller/settings").await;

    assert!(settings.body.contains("Leave the shop"), "{}", settings.body);
    assert_eq!(left.location(), "/account");
    assert!(account.body.contains("You no longer work for the shop."), "{}", account.body);
    assert_ne!(stayed.location(), "/account");
    assert_eq!(refused.status, 200);
    assert!(!refused.body.contains("Leave the shop"), "{}", refused.body);
    let members = format!("select count(*) from identity.members where seller_id = '{seller}'");
    assert_eq!(shop.market.count(&members).await, 1);
}
