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
}

use Expect::{Own, Owned, Public};

/// Slice, method, path.
pub const ROUTES: [(&str, &str, &str, Expect); 42] = [
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
    ("identity", "GET", "/api/users/{id}", Owned([404, 404, 404])),
    ("identity", "GET", "/api/users/{id}/standing", Owned([404, 404, 404])),
    ("catalog", "GET", "/api/products", Public),
    ("catalog", "GET", "/api/products/home", Public),
    ("catalog", "GET", "/api/products/by-slug/{slug}", Public),
    ("catalog", "GET", "/api/products/suggest", Public),
    ("catalog", "GET", "/api/products/shops", Public),
    ("catalog", "GET", "/api/products/shops/{slug}", Public),
    ("catalog", "GET", "/api/categories", Public),
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
    ("payments", "GET", "/api/payments/{id}", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/pay", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/confirm", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/settle", Owned([404, 404, 404])),
    ("payments", "POST", "/api/payments/{id}/open", Owned([404, 404, 404])),
    // Nobody who cannot sign is heard.
    ("payments", "POST", "/webhooks/simulated", Owned([400, 400, 400])),
];

/// Pages with something in their address, and whether that is somebody's own.
const PAGES: [(&str, bool); 6] = [
    ("/c/:category", false),
    ("/shops/:seller", false),
    ("/p/:slug", false),
    ("/pay/:payment", true),
    ("/orders/:id", true),
    ("/orders/:id/invoice/:order", true),
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
        path.replace("{id}", &id)
            .replace("{group}", &self.group.to_string())
            .replace("{offer}", &self.offer.to_string())
            .replace("{slug}", "nothing")
    }

    /// A body that the route understands, naming the owner's things wherever it can.
    fn body(&self, path: &str) -> Value {
        let last = path.rsplit('/').next().unwrap();
        match last {
            "open" => json!({ "access": "00".repeat(32) }),
            "pay" => serde_json::to_value(card(GOOD)).unwrap(),
            "confirm" => json!({ "answer": "approve" }),
            "cancel" => json!({ "orders": [] }),
            "merge" => json!({ "guest": self.user }),
            "password" => json!({ "current": "not the one", "new": "another lamp at dusk" }),
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

    for (slice, method, path, expect) in &ROUTES {
        let address = owner.path(slice, path);
        for (caller, who) in [(other, 0), (admin, 0), (shop.guest(), 1), (Caller::Nobody, 2)] {
            let (status, answer) = ask(&shop, caller, method, &address, &owner.body(path)).await;

            assert!(status < 500, "{method} {path} as {caller:?}: {status} {answer}");
            if let Owned(expected) = expect {
                assert_eq!(status, expected[who], "{method} {path} as {caller:?}: {answer}");
            }
            if !matches!(expect, Public) {
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

    for (slice, method, path, expect) in &ROUTES {
        // A GET only looks; what changes things is told elsewhere.
        if *method == "GET" && !path.starts_with("/api/users/{id}") && matches!(expect, Owned(_) | Own) {
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
