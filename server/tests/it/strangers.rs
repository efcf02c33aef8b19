//! What belongs to somebody does not exist for anybody else: every route and every page, tried by every kind of stranger.
//!
//! The tables below are compared with the source: a route or page without an expectation fails.

use crate::{
    browser::Browser,
    market::{GOOD, card, postal},
    shop::Shop,
    walls::{files, root},
};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use contracts::{
    Caller, Role,
    cart::Cart,
    identity::{Address, SaveAddress},
    ids::{GroupId, OfferId, UserId},
    orders::Group,
    payments::Payment,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::PathBuf};
use tower::ServiceExt;
use uuid::Uuid;

/// What strangers get: somebody else with an account, a guest, and nobody in particular.
pub enum Expect {
    /// It names nothing that belongs to anybody; everybody gets the same.
    Public,
    /// It is about the caller's own things, and names none: whoever asks sees their own.
    Own,
    /// It names something of somebody.
    Owned([u16; 3]),
    /// It is about the shop for which a member works; for everybody else there is no such thing.
    Members,
    /// It is for admins; for everybody else there is no such thing.
    Admins,
}

use Expect::{Admins, Members, Own, Owned, Public};

/// Slice, method, path.
pub const ROUTES: &[(&str, &str, &str, Expect)] = &[
    ("identity", "POST", "/api/auth/register", Public),
    ("identity", "POST", "/api/auth/login", Public),
    ("identity", "GET", "/api/users/me", Own),
    ("identity", "PUT", "/api/users/me", Own),
    ("identity", "POST", "/api/users/me/password", Own),
    ("identity", "POST", "/api/users/me/log-out-everywhere", Own),
    ("identity", "GET", "/api/users/me/addresses", Own),
    ("identity", "POST", "/api/users/me/addresses", Own),
    ("identity", "PUT", "/api/users/me/addresses/{id}", Owned([404, 401, 401])),
    ("identity", "DELETE", "/api/users/me/addresses/{id}", Owned([404, 401, 401])),
    ("identity", "GET", "/api/users/me/application", Own),
    ("identity", "PUT", "/api/users/me/application", Own),
    ("identity", "GET", "/api/seller/shop", Members),
    ("identity", "PUT", "/api/seller/shop", Members),
    ("identity", "GET", "/api/seller/members", Members),
    ("identity", "POST", "/api/seller/members", Members),
    ("identity", "PUT", "/api/seller/members/{user}", Members),
    ("identity", "DELETE", "/api/seller/members/{user}", Members),
    ("identity", "GET", "/api/admin/sellers", Admins),
    ("identity", "GET", "/api/admin/sellers/{id}", Admins),
    ("identity", "POST", "/api/admin/sellers/{id}/decide", Admins),
    ("identity", "GET", "/api/admin/users", Admins),
    ("identity", "GET", "/api/admin/users/{id}", Admins),
    ("identity", "POST", "/api/admin/users/{id}/change", Admins),
    ("identity", "POST", "/api/admin/users/{id}/view", Admins),
    ("identity", "POST", "/api/admin/users/{id}/view/stop", Admins),
    ("identity", "GET", "/api/users/{id}", Owned([404, 404, 404])),
    ("identity", "GET", "/api/users/{id}/standing", Owned([404, 404, 404])),
    ("catalog", "GET", "/api/products", Public),
    ("catalog", "GET", "/api/products/home", Public),
    ("catalog", "GET", "/api/products/by-slug/{slug}", Public),
    ("catalog", "GET", "/api/products/suggest", Public),
    ("catalog", "GET", "/api/products/shops", Public),
    ("catalog", "GET", "/api/products/shops/{slug}", Public),
    ("catalog", "GET", "/api/categories", Public),
    ("catalog", "GET", "/api/admin/products", Admins),
    ("catalog", "GET", "/api/admin/products/{id}", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/approve", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/ask", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/block", Admins),
    ("catalog", "POST", "/api/admin/products/{id}/unblock", Admins),
    ("catalog", "GET", "/api/admin/categories", Admins),
    ("catalog", "POST", "/api/admin/categories", Admins),
    ("catalog", "PUT", "/api/admin/categories/{id}", Admins),
    ("catalog", "DELETE", "/api/admin/categories/{id}", Admins),
    ("catalog", "POST", "/api/admin/categories/{id}/shift", Admins),
    ("catalog", "POST", "/api/admin/categories/{id}/merge", Admins),
    ("catalog", "GET", "/api/seller/products", Members),
    ("catalog", "POST", "/api/seller/products", Members),
    ("catalog", "GET", "/api/seller/products/{id}", Members),
    ("catalog", "PUT", "/api/seller/products/{id}", Members),
    ("catalog", "POST", "/api/seller/products/{id}/pictures", Members),
    ("catalog", "PUT", "/api/seller/products/{id}/pictures", Members),
    ("catalog", "POST", "/api/seller/products/bulk", Members),
    ("catalog", "GET", "/api/seller/inventory", Members),
    ("catalog", "POST", "/api/seller/inventory", Members),
    ("catalog", "GET", "/api/seller/inventory/threshold", Members),
    ("catalog", "PUT", "/api/seller/inventory/threshold", Members),
    ("catalog", "GET", "/api/seller/inventory/{offer}", Members),
    ("catalog", "GET", "/api/seller/inventory/{offer}/movements", Members),
    ("catalog", "PUT", "/api/seller/inventory/{offer}/threshold", Members),
    ("catalog", "GET", "/api/seller/imports", Members),
    ("catalog", "POST", "/api/seller/imports", Members),
    ("catalog", "GET", "/api/seller/imports/template", Members),
    ("catalog", "GET", "/api/seller/imports/{id}", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/check", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/run", Members),
    ("catalog", "POST", "/api/seller/imports/{id}/cancel", Members),
    ("catalog", "GET", "/api/seller/imports/{id}/issues", Members),
    ("catalog", "GET", "/api/seller/imports/{id}/failures", Members),
    ("catalog", "GET", "/api/seller/export", Members),
    ("cart", "GET", "/api/cart", Own),
    ("cart", "DELETE", "/api/cart", Own),
    ("cart", "GET", "/api/cart/count", Own),
    ("cart", "GET", "/api/cart/contents", Own),
    ("cart", "POST", "/api/cart/lines", Own),
    ("cart", "PUT", "/api/cart/lines/{offer}", Owned([404, 404, 401])),
    ("cart", "POST", "/api/cart/lines/{offer}/save", Owned([404, 404, 401])),
    // Forgetting what one has not is done.
    ("cart", "DELETE", "/api/cart/saved/{offer}", Owned([204, 204, 401])),
    ("cart", "POST", "/api/cart/saved/{offer}/restore", Owned([404, 404, 401])),
    // Names a guest; an account's id is not one, so there is nothing to merge.
    ("cart", "POST", "/api/cart/merge", Owned([204, 401, 401])),
    ("orders", "GET", "/api/orders", Own),
    ("orders", "POST", "/api/orders", Own),
    ("orders", "POST", "/api/orders/checkout", Own),
    ("orders", "GET", "/api/orders/{group}", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/cancel", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/reorder", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/open", Owned([404, 404, 401])),
    ("orders", "POST", "/api/orders/{group}/returns", Owned([404, 404, 404])),
    ("orders", "POST", "/api/orders/{group}/returns/{id}/withdraw", Owned([404, 404, 404])),
    ("orders", "GET", "/api/seller/orders", Members),
    ("orders", "GET", "/api/seller/orders/{order}", Members),
    ("orders", "POST", "/api/seller/orders/{order}/pack", Members),
    ("orders", "POST", "/api/seller/orders/{order}/ship", Members),
    ("orders", "POST", "/api/seller/orders/{order}/cancel", Members),
    ("orders", "POST", "/api/seller/orders/{order}/notes", Members),
    ("orders", "POST", "/api/seller/returns/{id}/accept", Members),
    ("orders", "POST", "/api/seller/returns/{id}/refuse", Members),
    ("orders", "GET", "/api/admin/orders", Admins),
    ("orders", "GET", "/api/admin/orders/{order}", Admins),
    ("orders", "POST", "/api/admin/orders/{order}/cancel", Admins),
    ("orders", "POST", "/api/admin/orders/{order}/notes", Admins),
    ("payments", "GET", "/api/seller/ledger", Members),
    ("payments", "GET", "/api/seller/balance", Members),
    ("payments", "GET", "/api/seller/statement", Members),
    ("payments", "GET", "/api/admin/commissions", Admins),
    ("payments", "PUT", "/api/admin/commissions", Admins),
    ("payments", "GET", "/api/payments/{id}", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/pay", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/confirm", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/settle", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/open", Owned([404, 404, 404])),
    // Nobody who cannot sign is heard.
    ("payments", "POST", "/webhooks/simulated", Owned([400, 400, 400])),
    // And members those of their own shop.
    ("shipping", "GET", "/api/shipping/parcels", Admins),
    ("shipping", "GET", "/api/shipping/groups/{group}", Admins),
    // Only carriers are heard, and only those that there are.
    ("shipping", "POST", "/webhooks/carriers/{carrier}", Owned([404, 404, 404])),
    ("identity", "GET", "/api/sellers/{id}/contact", Owned([404, 404, 404])),
    ("notifications", "GET", "/api/notifications/notices", Own),
    ("notifications", "POST", "/api/notifications/notices/read", Own),
    ("notifications", "POST", "/api/notifications/notices/{id}/read", Owned([404, 401, 401])),
    ("notifications", "GET", "/api/notifications/unread", Own),
    ("notifications", "GET", "/api/seller/notifications/mail", Members),
    ("notifications", "PUT", "/api/seller/notifications/mail", Members),
    ("analytics", "GET", "/api/seller/analytics", Members),
    ("analytics", "GET", "/api/admin/analytics", Admins),
    // Levomart alone tells it.
    ("analytics", "POST", "/api/analytics/searched", Owned([422, 422, 422])),
    ("audit", "GET", "/api/admin/audit", Admins),
    ("audit", "GET", "/api/admin/audit/verify", Admins),
    // Only other parts of Levomart record anything, and this is no entry.
    ("audit", "POST", "/api/audit/entries", Owned([422, 422, 422])),
];

/// Pages with something in their address, and whether that is somebody's own.
const PAGES: &[(&str, bool)] = &[
    ("/c/:category", false),
    ("/shops/:seller", false),
    ("/p/:slug", false),
    ("/pay/:payment", true),
    ("/orders/:id", true),
    ("/orders/:id/invoice/:order", true),
    // Admins see everybody's; for everybody else there is no such page.
    ("/admin/users/:id", false),
    ("/admin/sellers/:id", false),
    ("/admin/orders/:id", false),
    // Who is not logged in is led to the log-in; what a shop has sold, no other shop finds.
    ("/seller/orders/:id", false),
    ("/seller/products/:id", false),
    ("/seller/orders/:id/slip", false),
    ("/seller/inventory/:offer", false),
    ("/seller/import/:import", false),
];

/// `(method, path)` of every `.route("…", …)` in a source.
fn routes(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let path = call.split('"').nth(1).unwrap();
        let mut depth = 1;
        let arguments: String = call
            .chars()
            .take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            })
            .collect();
        let methods = ["get", "post", "put", "patch", "delete", "any"];
        let words = arguments.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(');
        for word in words.flat_map(|word| word.split_inclusive('(')) {
            if let Some(method) = word.strip_suffix('(').filter(|word| methods.contains(word)) {
                found.push((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_route_has_an_expectation() {
    let sources = files(&root().join("server/services"), "rs");
    let code = |(path, text): &(PathBuf, String)| {
        let tested = text.split("#[cfg(test)]").next().unwrap();
        if path.iter().any(|part| part == "src") { routes(tested) } else { Vec::new() }
    };
    let written: BTreeSet<(String, String)> = sources.iter().flat_map(code).collect();

    let known = ROUTES.iter().map(|(_, method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();

    let new: Vec<_> = written.difference(&known).collect();
    assert!(new.is_empty(), "say in the table what strangers get of {new:?}");
    assert_eq!(written, known, "the table has routes that do not exist");
}

#[test]
fn every_page_about_something_has_an_expectation() {
    let source = fs::read_to_string(root().join("app/src/routes.rs")).unwrap();
    let pages: BTreeSet<&str> = source
        .split("path!(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|page| page.contains(':'))
        .collect();

    let known: BTreeSet<&str> = PAGES.iter().map(|(page, _)| *page).collect();

    assert_eq!(pages, known);
}

/// Somebody with a cart, things saved for later, an address and a paid order.
struct Owner {
    caller: Caller,
    user: UserId,
    offer: OfferId,
    group: GroupId,
    address: Address,
}

/// All that the owner has.
type Belongings = (Cart, Vec<Address>, Group, Payment);

impl Owner {
    async fn of(shop: &Shop) -> Self {
        let caller = shop.user().await;
        let smith = shop.market.seller("Moradabad Brass").await;
        let lamp = shop.market.offer(smith, "Brass lamp", 80_000, 50).await;
        let bowl = shop.market.offer(smith, "Brass bowl", 30_000, 50).await;
        let save = SaveAddress { postal: postal(), default: true };
        let address = shop.clients.identity.add_address(&caller, &save).await.unwrap();
        let group = shop.buy(&caller, &lamp, 2).await;
        shop.add(&caller, &bowl, 3).await;
        shop.clients.cart.save(&caller, bowl.id).await.unwrap();
        shop.add(&caller, &lamp, 4).await;
        Self { user: caller.user().unwrap(), caller, offer: lamp.id, group: group.id, address }
    }

    async fn belongings(&self, shop: &Shop) -> Belongings {
        (
            shop.cart(&self.caller).await,
            shop.clients.identity.addresses(&self.caller).await.unwrap(),
            shop.clients.orders.group(&self.caller, self.group).await.unwrap(),
            shop.money(self.group).await,
        )
    }

    fn path(&self, slice: &str, path: &str) -> String {
        let id = match slice {
            "identity" if path.contains("addresses") => self.address.id.to_string(),
            "identity" => self.user.to_string(),
            _ => self.group.to_string(),
        };
        let query = match path {
            "/api/shipping/parcels" => format!("?order={}", self.group),
            _ if path.ends_with("/analytics") => "?from=2026-11-01&to=2026-11-30".to_owned(),
            _ => String::new(),
        };
        path.replace("{id}", &id)
            .replace("{group}", &self.group.to_string())
            .replace("{order}", &self.group.to_string())
            .replace("{user}", &self.user.to_string())
            .replace("{offer}", &self.offer.to_string())
            .replace("{slug}", "nothing")
            + &query
    }

    /// A body that the route understands, naming the owner's things wherever it can.
    fn body(&self, path: &str) -> Value {
        let last = path.rsplit('/').next().unwrap();
        match last {
            "open" => json!({ "access": "00".repeat(32) }),
            "pay" => serde_json::to_value(card(GOOD)).unwrap(),
            "confirm" => json!({ "answer": "approve" }),
            "cancel" if path.starts_with("/api/orders") => json!({ "orders": [] }),
            "cancel" | "refuse" => json!({ "reason": "To see whether it works." }),
            "returns" => json!({ "order": self.group, "lines": [], "reason": "To see whether it works." }),
            "ship" => json!({ "carrier": "kite", "tracking": "123456789012" }),
            "accept" => json!({ "restock": false }),
            "notes" => json!({ "text": "To see whether it works." }),
            // Ends a rule that there is not.
            "commissions" => json!({ "seller": null, "bp": null }),
            "approve" | "ask" | "block" | "unblock" => json!({ "seen": 1, "text": "To see whether it works." }),
            "shift" => json!({ "to": "up" }),
            "merge" if path.starts_with("/api/admin") => json!({ "into": self.group }),
            _ if path.starts_with("/api/admin/categories") => json!({ "name": "Odds and ends" }),
            "merge" => json!({ "guest": self.user }),
            "password" => json!({ "current": "not the one", "new": "another lamp at dusk" }),
            "decide" => json!({ "decision": "suspend", "reason": "To see whether it works.", "version": 1 }),
            // Does nothing to an account that is not disabled.
            "change" => json!({ "change": "enable", "reason": "To see whether it works." }),
            "view" => json!({ "reason": "To see whether it works." }),
            "shop" => json!({
                "name": "Brass", "about": "", "returns": "", "place": "", "ships_in_days": 1, "tint": "lake", "version": 1,
            }),
            "read" => json!({ "newest": self.group }),
            "inventory" => json!({ "reason": "received", "changes": [{ "offer": self.offer, "to": { "by": 5 } }] }),
            "threshold" => json!({ "low_at": 3 }),
            "check" => json!({ "columns": [], "remember": false }),
            "pictures" => json!({ "src": "/media/products/1/2/1280.jpg", "do": "remove" }),
            "bulk" => json!({ "products": [self.group], "change": { "do": "remove" } }),
            _ if path.starts_with("/api/seller/products") => {
                json!({ "title": "Lamp", "variants": [], "status": "draft" })
            }
            "mail" => json!([{ "kind": "stock_low", "mail": true }]),
            "members" => json!({ "email": "somebody@example.in", "owner": true }),
            _ if path.contains("/members/") => json!({ "owner": true }),
            "me" => json!({ "name": "Somebody Else" }),
            "lines" => json!({ "offer": Uuid::new_v4(), "quantity": 1 }),
            "checkout" => json!({}),
            "addresses" => json!({ "postal": postal(), "default": true }),
            _ if path.contains("/addresses/") => json!({ "postal": postal(), "default": true }),
            _ if path.contains("/lines/") => json!({ "quantity": 9 }),
            _ => json!({}),
        }
    }
}

async fn ask(shop: &Shop, caller: Caller, method: &str, path: &str, body: &Value) -> (u16, String) {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(web::IdempotencyKey::HEADER, Uuid::new_v4().to_string())
        .extension(caller)
        .body(Body::from(body.to_string()))
        .unwrap();
    let Ok(response) = shop.slices.clone().oneshot(request).await;
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn what_belongs_to_somebody_does_not_exist_for_anybody_else() {
    let shop = Shop::open().await;
    let owner = Owner::of(&shop).await;
    let before = owner.belongings(&shop).await;
    let other = shop.user().await;
    let Caller::User { id, .. } = other else { unreachable!() };
    // A role is not a key to other people's things.
    let admin = Caller::User { id, role: Role::Admin };

    for (slice, method, path, expect) in ROUTES {
        let address = owner.path(slice, path);
        for (caller, who) in [(other, 0), (admin, 0), (shop.guest(), 1), (Caller::Nobody, 2)] {
            let (status, answer) = ask(&shop, caller, method, &address, &owner.body(path)).await;

            assert!(status < 500, "{method} {path} as {caller:?}: {status} {answer}");
            let expected = match expect {
                Owned(expected) => Some(expected[who]),
                Members => Some(404),
                Admins if !caller.is_admin() => Some(404),
                Public | Own | Admins => None,
            };
            if let Some(expected) = expected {
                assert_eq!(status, expected, "{method} {path} as {caller:?}: {answer}");
            }
            let tells_all = matches!((expect, caller.is_admin()), (Admins, true));
            if !matches!(expect, Public) && !tells_all {
                let told = [owner.group.to_string(), owner.address.id.to_string(), owner.user.to_string()];
                let secrets = told.iter().filter(|id| !address.contains(id.as_str()) && answer.contains(id.as_str()));
                assert_eq!(secrets.count(), 0, "{method} {path} as {caller:?} tells of the owner's things: {answer}");
            }
        }
    }

    shop.settle().await;
    assert_eq!(owner.belongings(&shop).await, before);
}

#[tokio::test]
async fn the_owner_finds_everything_where_it_is() {
    let shop = Shop::open().await;
    let owner = Owner::of(&shop).await;

    for (slice, method, path, expect) in ROUTES {
        // A GET only looks; what changes things is told elsewhere.
        let levomarts = path.starts_with("/api/users/{id}") || path.starts_with("/api/sellers/{id}");
        if *method == "GET" && !levomarts && matches!(expect, Owned(_) | Own) {
            let (status, answer) = ask(&shop, owner.caller, method, &owner.path(slice, path), &json!({})).await;

            assert_eq!(status, 200, "{method} {path}: {answer}");
        }
    }
}

#[tokio::test]
async fn pages_about_somebodys_things_are_not_found_by_anybody_else() {
    let shop = Shop::open().await;
    let owner = Owner::of(&shop).await;
    let order = shop.group(owner.group).await.orders[0].id;
    let mut guest = shop.browser();
    guest.post("/do/cart/add", &[("offer", &owner.offer.to_string())]).await;
    let mut other = shop.browser();
    let email = format!("other-{}@example.in", Uuid::new_v4());
    let account = [("name", "Somebody Else"), ("email", email.as_str()), ("password", "another lamp at dusk")];
    assert_eq!(other.post("/do/account/register", &account).await.location(), "/account");

    for (page, _) in PAGES.iter().filter(|(_, owned)| *owned) {
        let path = page
            .replace(":payment", &owner.group.to_string())
            .replace(":id", &owner.group.to_string())
            .replace(":order", &order.to_string());
        for (browser, who) in [(&mut guest, "a guest"), (&mut other, "somebody else"), (&mut shop.browser(), "nobody")]
        {
            let answer = Browser::get(browser, &path).await;
            let forged = Browser::get(browser, &format!("{path}?access={}", "00".repeat(32))).await;

            assert_eq!((answer.status, forged.status), (404, 404), "{page} as {who}");
            assert!(!answer.body.contains("Meera Krishnan"), "{page} as {who}");
        }
    }
}
