//! Every kind of stranger tries everything, in one market.

use super::{
    Expect::{Admins, Members, Own, Owned, Owners, Public, Rooms},
    FILES, FOR_DEVELOPERS, INSIDE, OPEN, PAGES, ROUTES, pages, room,
    world::{PICTURE, Stranger, World},
};
use crate::{
    browser::FORM,
    functions,
    market::{GOOD, card, postal},
    shop::Shop,
};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use contracts::Caller;
use levomart::config::Mode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tower::ServiceExt;
use uuid::Uuid;

/// Where a route leads that is about the world's things.
fn path(world: &World, path: &str) -> String {
    let id = match path {
        _ if path.contains("/addresses/") => world.address.id.to_string(),
        _ if path.contains("/users/") => world.buyer.caller.subject().unwrap().to_string(),
        _ if path.contains("/sellers/") => world.seller.to_string(),
        _ if path.contains("/products/") => world.product.to_string(),
        _ if path.contains("/categories/") => world.category.to_string(),
        _ if path.contains("/imports/") => world.import.to_string(),
        _ if path.contains("/returns/") => world.wish.to_string(),
        _ if path.contains("/notices/") => world.notice.to_string(),
        _ => world.group.to_string(),
    };
    let group = if path.contains("/returns/{id}") { world.returned } else { world.group };
    let query = match path {
        "/api/shipping/parcels" => format!("?order={}", world.order),
        _ if path.ends_with("/analytics") => "?from=2026-11-01&to=2026-11-30".to_owned(),
        _ => String::new(),
    };
    path.replace("{id}", &id)
        .replace("{group}", &group.to_string())
        .replace("{order}", &world.order.to_string())
        .replace("{user}", &world.member().to_string())
        .replace("{offer}", &world.offer.to_string())
        .replace("{import}", &world.import.to_string())
        .replace("{slug}", "nothing")
        + &query
}

/// A body that the route understands, naming the world's things wherever it can.
fn body(world: &World, path: &str) -> Value {
    let last = path.rsplit('/').next().unwrap();
    let trader = json!({ "legal_name": "Brass", "address": postal(), "certified": true });
    match last {
        "open" => json!({ "access": "00".repeat(32) }),
        "pay" => serde_json::to_value(card(GOOD)).unwrap(),
        "confirm" => json!({ "answer": "approve" }),
        "cancel" if path.starts_with("/api/orders") => json!({ "orders": [] }),
        "cancel" | "refuse" => json!({ "reason": "To see whether it works." }),
        "refund" => json!({ "lines": [], "reason": "To see whether it works." }),
        "returns" => json!({ "order": world.order, "lines": [], "reason": "To see whether it works." }),
        "ship" => json!({ "carrier": "kite", "tracking": "123456789013" }),
        "accept" if path.starts_with("/api/admin") => {
            json!({ "restock": false, "reason": "To see whether it works." })
        }
        "accept" => json!({ "restock": false }),
        "notes" => json!({ "text": "To see whether it works." }),
        // Ends a rule that there is not.
        "commissions" => json!({ "seller": null, "bp": null }),
        "replay" => json!({ "consumer": "cart", "key": world.group }),
        "drop" => json!({ "consumer": "cart", "id": world.group, "reason": "To see whether it works." }),
        "approve" | "ask" | "block" | "unblock" | "delete" => json!({ "seen": 1, "text": "To see whether it works." }),
        "shift" => json!({ "to": "up" }),
        "merge" if path.starts_with("/api/admin") => json!({ "into": world.group }),
        _ if path.starts_with("/api/admin/categories") => json!({ "name": "Odds and ends" }),
        "merge" | "adopt" => json!({ "guest": world.buyer.caller.subject() }),
        "password" => json!({ "current": "not the one", "new": "another lamp at dusk" }),
        "decide" => json!({ "decision": "suspend", "reason": "To see whether it works.", "version": 1 }),
        // Does nothing to an account that is not disabled.
        "change" => json!({ "change": "enable", "reason": "To see whether it works." }),
        "view" => json!({ "reason": "To see whether it works." }),
        "shop" => json!({
            "name": "Brass", "about": "", "returns": "", "place": "", "ships_in_days": 1, "tint": "lake", "version": 1,
        }),
        "names" => json!([]),
        "trader" => json!({ "contact": { "email": "", "phone": "" }, "trader": trader, "version": 1 }),
        "read" => json!({ "newest": world.notice }),
        "inventory" => json!({ "reason": "received", "changes": [{ "offer": world.offer, "to": { "by": 5 } }] }),
        "threshold" => json!({ "low_at": 3 }),
        "check" => json!({ "columns": [], "remember": false }),
        "pictures" => json!({ "src": PICTURE, "do": "up" }),
        "bulk" => json!({ "products": [world.product], "change": { "do": "remove" } }),
        _ if path.starts_with("/api/seller/products") => json!({ "title": "Lamp", "variants": [], "status": "draft" }),
        "mail" => json!([{ "kind": "stock_low", "mail": true }]),
        "members" => json!({ "email": "somebody@example.in", "owner": true }),
        _ if path.contains("/members/") => json!({ "owner": true }),
        // What the one of them is called whom others see in a list.
        "me" => json!({ "name": "Stella Staff" }),
        "lines" => json!({ "offer": Uuid::new_v4(), "quantity": 1 }),
        "checkout" => json!({}),
        "addresses" => json!({ "postal": postal(), "default": true }),
        _ if path.contains("/addresses/") => json!({ "postal": postal(), "default": true }),
        _ if path.contains("/lines/") => json!({ "quantity": 9 }),
        _ => json!({}),
    }
}

/// Whether a route names something of somebody. What a bulk edit names and is not the shop's is passed over.
fn names(method: &str, path: &str) -> bool {
    path.contains('{') || (method, path) == ("POST", "/api/seller/inventory")
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
    let world = World::open().await;
    let before = world.belongings().await;

    functions::try_as_strangers(&world).await;
    try_pages(&world).await;
    try_files(&world).await;
    try_open(&world).await;
    try_routes(&world).await;

    world.shop.settle().await;
    let after = world.belongings().await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "a stranger has changed it");
    }
    find_all(&world).await;
}

/// Notes what is not as it has to be, so that a run tells all of it.
fn holds(wrong: &mut Vec<String>, holds: bool, about: &str) {
    if !holds {
        wrong.push(about.to_owned());
    }
}

async fn try_routes(world: &World) {
    let mut wrong = Vec::new();
    for (_, method, route, expect) in ROUTES {
        let address = path(world, route);
        for stranger in Stranger::ALL {
            // What the shop is told is for all who work there.
            let is_theirs = route.starts_with("/api/notifications/") && stranger == Stranger::Staff;
            if is_theirs || expect.allows(stranger) && *method != "GET" {
                continue;
            }
            let (status, answer) =
                ask(&world.shop, world.caller(stranger), method, &address, &body(world, route)).await;

            let about = format!("{method} {route} as {stranger:?}: {status} {answer}");
            holds(&mut wrong, status < 500, &about);
            match expect.of(stranger, names(method, route)) {
                Some(expected) => holds(&mut wrong, status == expected, &about),
                None if expect.allows(stranger) => holds(&mut wrong, ![401, 403, 404].contains(&status), &about),
                None => {}
            }
            if !matches!(expect, Public) && !matches!(stranger, Stranger::Staff | Stranger::Admin) {
                let told = world.secrets();
                let told = told.iter().filter(|id| !address.contains(id.as_str()) && answer.contains(id.as_str()));
                holds(&mut wrong, told.count() == 0, &format!("tells of somebody's things: {about}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A GET only looks; of what changes things, only what names something is asked: the names are right, and it is the
/// stranger who is not.
async fn find_all(world: &World) {
    let mut wrong = Vec::new();
    let levomarts = [
        "/api/users/{id}",
        "/api/users/names",
        "/api/grants/",
        "/api/sellers/",
        "/webhooks/",
        "/api/analytics/",
        "/api/audit/entries",
        "/api/orders/{group}/created",
        "/api/payments/{id}/succeeded",
    ];
    for (_, method, route, expect) in ROUTES {
        let caller = match expect {
            Members | Owners(_) | Rooms => world.owner.caller,
            Owned(_) if route.starts_with("/api/notifications/") => world.owner.caller,
            Owned(_) | Own => world.buyer.caller,
            Public | Admins => continue,
        };
        // The right token opens an order; the body has a wrong one.
        let is_told_elsewhere = levomarts.iter().any(|path| route.starts_with(path)) || route.ends_with("/open");
        if is_told_elsewhere || *method != "GET" && !names(method, route) {
            continue;
        }
        let (status, answer) = ask(&world.shop, caller, method, &path(world, route), &body(world, route)).await;

        let refused = [401, 403, 404].contains(&status) || status >= 500;
        holds(&mut wrong, !refused, &format!("{method} {route} by whose it is: {status} {answer}"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn try_pages(world: &World) {
    let mut wrong = Vec::new();
    for page in pages() {
        let listed = || PAGES.iter().find(|(known, _)| *known == page).map(|(_, expect)| expect);
        let room = room(&page);
        let Some(expect) = room.as_ref().or_else(listed).filter(|expect| !matches!(expect, Public)) else { continue };
        let id = match page.as_str() {
            "/seller/products/:id" => world.product.to_string(),
            "/admin/users/:id" => world.member().to_string(),
            "/admin/sellers/:id" => world.seller.to_string(),
            _ if room.is_some() => world.order.to_string(),
            _ => world.group.to_string(),
        };
        let address = page
            .replace(":payment", &world.group.to_string())
            .replace(":import", &world.import.to_string())
            .replace(":offer", &world.offer.to_string())
            .replace(":order", &world.order.to_string())
            .replace(":id", &id);
        for stranger in Stranger::ALL {
            let answer = world.browser(stranger).get(&address).await;

            let about = format!("{address} as {stranger:?}: {} {}", answer.status, answer.location());
            let must_log_in = room.is_some() && matches!(stranger, Stranger::Nobody | Stranger::Guest);
            match expect.of(stranger, page.contains(':')) {
                _ if must_log_in => holds(&mut wrong, answer.location().starts_with("/login?"), &about),
                Some(expected) => holds(&mut wrong, answer.status == expected, &about),
                // Some lead who has nothing there to where it begins.
                None if matches!(expect, Own) => holds(&mut wrong, answer.status < 400, &about),
                None => holds(&mut wrong, answer.status == 200, &about),
            }
            if matches!(expect, Own) && !matches!(stranger, Stranger::Staff | Stranger::Admin) {
                let told = world.secrets().into_iter().filter(|id| answer.body.contains(id.as_str()));
                holds(&mut wrong, told.count() == 0, &format!("tells of somebody's things: {about}"));
                holds(&mut wrong, !answer.body.contains("Meera Krishnan"), &about);
            } else if matches!(expect, Owned(_)) {
                let forged = world.browser(stranger).get(&format!("{address}?access={}", "00".repeat(32))).await;
                holds(&mut wrong, forged.status == 404, &about);
                holds(&mut wrong, !answer.body.contains("Meera Krishnan"), &about);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn try_files(world: &World) {
    let mut wrong = Vec::new();
    let file = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nHandle\r\n--x--\r\n";
    for (method, route, expect) in FILES {
        let address = path(world, route);
        for stranger in Stranger::ALL.into_iter().filter(|stranger| !expect.allows(*stranger)) {
            let mut browser = world.browser(stranger);
            let request = browser.request(Method::from_bytes(method.as_bytes()).unwrap(), &address);
            let sent = *method == "POST";
            let kind = if sent { "multipart/form-data; boundary=x" } else { FORM };
            let request = request.header(header::CONTENT_TYPE, kind).header(header::ACCEPT, "text/html");
            let request = request.body(if sent { file.to_owned() } else { String::new() }).unwrap();

            let answer = browser.send(request).await.unwrap();

            let about = format!("{method} {address} as {stranger:?}: {} {}", answer.status, answer.body);
            match expect.of(stranger, route.contains('{')) {
                // What is a shop's or the market's, one has to log in for.
                Some(_) if !matches!(expect, Owned(_)) && matches!(stranger, Stranger::Nobody | Stranger::Guest) => {
                    holds(&mut wrong, answer.status == 401, &about)
                }
                Some(expected) => holds(&mut wrong, answer.status == expected, &about),
                None => holds(&mut wrong, answer.status < 500, &about),
            }
            holds(&mut wrong, !answer.body.contains("Brass lamp"), &about);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn try_open(world: &World) {
    let mut wrong = Vec::new();
    for (method, route, address) in OPEN {
        let methods = if *method == "ANY" { &["GET", "POST"][..] } else { &[*method] };
        for method in methods {
            let mut statuses = BTreeSet::new();
            for stranger in Stranger::ALL {
                let mut browser = world.browser(stranger);
                let request = browser.request(Method::from_bytes(method.as_bytes()).unwrap(), address);
                let request = request.header(header::CONTENT_TYPE, FORM).header(header::ACCEPT, "text/html");

                let answer = browser.send(request.body(String::new()).unwrap()).await.unwrap();

                statuses.insert(answer.status);
                let told = world.secrets().iter().any(|id| answer.body.contains(id.as_str()));
                holds(&mut wrong, !told, &format!("tells of somebody's things: {method} {route} as {stranger:?}"));
            }
            holds(&mut wrong, statuses.len() == 1, &format!("{method} {route} is not the same for all: {statuses:?}"));
        }
    }
    for (_, route) in INSIDE {
        let answer = world.browser(Stranger::Admin).get(&route.replace("{method}", "Check")).await;
        holds(&mut wrong, answer.status == 404, &format!("{route}: {}", answer.status));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_is_for_developers_is_not_there_in_production() {
    let shop = Shop::open_as(&[], |config| config.mode = Mode::Production).await;

    for address in FOR_DEVELOPERS {
        assert_eq!(shop.browser().get(address).await.status, 404, "{address}");
    }
}
