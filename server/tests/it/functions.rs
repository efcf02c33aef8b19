//! Every server function, through the whole web tier: what it must refuse, and how.
//!
//! The table is compared with what is registered: a function that is not in it fails.

use crate::{
    browser::{Browser, FORM},
    market::GOOD,
    shop::Shop,
};
use axum::http::{Method, header};
use contracts::{Caller, ids::OfferId};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Path, the fields that it cannot do without (`=` stands before those that may be left out), and the status that a
/// stranger gets who names somebody else's things; 0 where it names none.
type Function = (&'static str, &'static [(&'static str, &'static str)], u16);

/// The field of a form with quantities in it; without it nothing is chosen.
const ONE_LINE: &str = "=quantity[00000000-0000-0000-0000-000000000001]";

const FUNCTIONS: &[Function] = &[
    ("/do/account/log-in", &[("email", "nobody@example.in"), ("password", "not the right one")], 0),
    ("/do/account/register", &[("name", "A"), ("email", "not an address"), ("password", "short")], 0),
    ("/do/account/log-out", &[], 0),
    ("/do/account/log-out-everywhere", &[], 0),
    ("/do/account/password", &[("current", "not the right one"), ("new", "short")], 0),
    ("/do/account/profile", &[("name", "")], 0),
    ("/do/account/addresses/add", &[("=name", "")], 0),
    ("/do/account/addresses/change", &[("id", "{address}"), ("=name", "Somebody Else")], 401),
    ("/do/account/addresses/default", &[("id", "{address}")], 401),
    ("/do/account/addresses/remove", &[("id", "{address}")], 401),
    ("/do/seller/switch", &[("seller", "{group}")], 401),
    ("/do/admin/view", &[("user", "{group}"), ("reason", "Cannot find it.")], 401),
    ("/do/admin/view/stop", &[], 0),
    ("/do/seller/apply", &[("=name", "Brass")], 0),
    ("/do/seller/settings/shop", &[("=name", "Brass")], 0),
    ("/do/seller/settings/mail", &[], 0),
    ("/do/seller/members/add", &[("email", "somebody@example.in")], 0),
    ("/do/seller/members/change", &[("user", "{group}"), ("owner", "true")], 401),
    ("/do/seller/members/remove", &[("user", "{group}")], 401),
    ("/do/seller/notices/read", &[("id", "{group}")], 401),
    ("/do/seller/notices/read-all", &[("newest", "{group}")], 401),
    ("/do/admin/users/change", &[("user", "{group}"), ("act", "disable"), ("reason", "To see whether it works.")], 401),
    ("/do/admin/sellers/decide", &[("seller", "{group}"), ("reason", "To see."), ("version", "1")], 401),
    ("/do/admin/products/decide", &[("product", "{group}"), ("seen", "1"), ("decision", "approve")], 401),
    ("/do/admin/categories/save", &[("=id", "{group}"), ("=name", "Lamps")], 401),
    ("/do/admin/categories/shift", &[("id", "{group}"), ("to", "up")], 401),
    ("/do/admin/categories/merge", &[("id", "{group}"), ("=into", "{group}")], 401),
    ("/do/admin/categories/delete", &[("id", "{group}")], 401),
    ("/do/admin/events/replay", &[("consumer", "orders"), ("key", "{group}")], 401),
    ("/do/admin/events/drop", &[("consumer", "orders"), ("id", "{group}"), ("=reason", "A mistake.")], 401),
    ("/do/suggest", &[("q", "lamp")], 0),
    ("/do/cart/add", &[("offer", "{offer}")], 0),
    ("/do/cart/change", &[("offer", "{offer}"), ("quantity", "9")], 404),
    ("/do/cart/remove", &[("offer", "{offer}")], 0),
    ("/do/cart/clear", &[], 0),
    ("/do/cart/save", &[("offer", "{offer}")], 404),
    ("/do/cart/restore", &[("offer", "{offer}")], 404),
    ("/do/cart/forget", &[("offer", "{offer}")], 0),
    ("/do/cart/count", &[], 0),
    ("/do/checkout/delivery", &[("=email", "meera@example.in")], 0),
    ("/do/checkout/place", &[("=email", "meera@example.in")], 0),
    (
        "/do/pay/card",
        &[
            ("payment", "{group}"),
            ("number", GOOD),
            ("expires", "12 / 39"),
            ("code", "123"),
            ("holder", "Somebody Else"),
        ],
        404,
    ),
    ("/do/pay/confirm", &[("payment", "{group}"), ("answer", "approve")], 404),
    ("/do/pay/settle", &[("payment", "{group}")], 404),
    ("/do/orders/cancel", &[("group", "{group}")], 404),
    ("/do/orders/reorder", &[("group", "{group}")], 404),
    ("/do/orders/keep", &[("group", "{group}"), ("password", "another lamp at dusk")], 404),
    (
        "/do/orders/return",
        &[("group", "{group}"), ("order", "{group}"), ("=reason", "It is too large."), (ONE_LINE, "1")],
        404,
    ),
    ("/do/orders/return/withdraw", &[("group", "{group}"), ("wish", "{group}")], 404),
    ("/do/seller/stock/count", &[("=note", "Counted.")], 0),
    ("/do/seller/stock/move", &[("offer", "{offer}"), ("=by", "5")], 401),
    ("/do/seller/stock/threshold", &[("offer", "{offer}"), ("=low_at", "3")], 401),
    ("/do/seller/stock/shop-threshold", &[("=low_at", "3")], 0),
    ("/do/seller/import/check", &[("import", "{group}")], 401),
    ("/do/seller/import/run", &[("import", "{group}")], 401),
    ("/do/seller/import/cancel", &[("import", "{group}")], 401),
    ("/do/seller/products/save", &[("=id", "{group}"), ("=title", "Lamp")], 401),
    ("/do/seller/products/change", &[("what", "remove"), ("=chosen[]", "{group}")], 401),
    ("/do/seller/products/picture", &[("id", "{group}"), ("src", "/media/1.jpg"), ("what", "up")], 401),
    ("/do/seller/orders/pack", &[("order", "{group}")], 401),
    ("/do/seller/orders/ship", &[("order", "{group}"), ("=carrier", "kite"), ("=tracking", "1"), (ONE_LINE, "1")], 401),
    ("/do/seller/orders/cancel", &[("order", "{group}"), ("=reason", "It broke."), (ONE_LINE, "1")], 401),
    ("/do/seller/orders/note", &[("order", "{group}"), ("=text", "A gift.")], 401),
    ("/do/seller/returns/accept", &[("wish", "{group}"), ("=restock", "on")], 401),
    ("/do/seller/returns/refuse", &[("wish", "{group}"), ("=reason", "It was used.")], 401),
    ("/do/admin/orders/cancel", &[("order", "{group}"), ("=reason", "A fraud."), (ONE_LINE, "1")], 401),
    ("/do/admin/orders/note", &[("order", "{group}"), ("=text", "They wrote to us.")], 401),
    ("/do/admin/commission", &[("=shop", "{group}"), ("=percent", "0")], 401),
];

/// A shop with a lamp on sale, and a guest's session in which one lies in the cart.
async fn shop_with_a_guest() -> (Shop, OfferId, Browser) {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 50).await;
    let mut guest = shop.browser();
    assert_eq!(guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await.location(), "/cart");
    (shop, lamp.id, guest)
}

fn filled(fields: &[(&'static str, &str)], offer: OfferId, group: Uuid) -> Vec<(&'static str, String)> {
    let value = |text: &str| {
        text.replace("{offer}", &offer.to_string())
            .replace("{group}", &group.to_string())
            .replace("{address}", &Uuid::new_v4().to_string())
    };
    fields.iter().map(|(name, text)| (name.trim_start_matches('='), value(text))).collect()
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn the_table_names_every_server_function() {
    let _shop = Shop::open().await;

    let registered: BTreeSet<(&str, Method)> = server_fn_paths().collect();

    let method = |path: &str| if path == "/do/suggest" { Method::GET } else { Method::POST };
    let known: BTreeSet<&str> = FUNCTIONS.iter().copied().map(|(path, ..)| path).collect();
    assert_eq!(registered.iter().map(|(path, _)| *path).collect::<BTreeSet<_>>(), known);
    assert!(
        registered.iter().all(|(path, registered)| *registered == method(path)),
        "only what changes nothing may be GET"
    );
}

#[tokio::test]
async fn a_post_of_another_site_is_refused_by_every_function() {
    let (shop, offer, guest) = shop_with_a_guest().await;

    for (path, fields, _) in FUNCTIONS.iter().copied() {
        let fields = filled(fields, offer, Uuid::new_v4());
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let request = axum::http::Request::post(path).header(header::CONTENT_TYPE, FORM).header(name, value);
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(borrowed(&fields)).finish();

            let answer = guest.clone().send(request.body(body).unwrap()).await.unwrap();

            assert_eq!(answer.status, 403, "{path} with {name}: {value}");
        }
    }

    assert_eq!(shop.browser().get("/cart").await.status, 200);
    assert_eq!(guest.clone().call("/do/cart/count", &[]).await.body, "1", "nothing was done");
}

#[tokio::test]
async fn what_is_no_form_is_refused_by_every_function() {
    let (_shop, _, guest) = shop_with_a_guest().await;

    for (path, ..) in FUNCTIONS.iter().copied() {
        for kind in ["text/plain", "application/octet-stream", "text/xml", ""] {
            let mut request = guest.request(Method::POST, path);
            if !kind.is_empty() {
                request = request.header(header::CONTENT_TYPE, kind);
            }

            let answer = guest.clone().send(request.body("q=lamp".to_owned()).unwrap()).await.unwrap();

            assert_eq!(answer.status, 415, "{path} with `{kind}`");
        }
    }
}

#[tokio::test]
async fn nonsense_is_the_senders_fault_and_never_ours() {
    let (_shop, offer, guest) = shop_with_a_guest().await;
    let nonsense = [
        (FORM, String::new()),
        (FORM, "unknown=1".to_owned()),
        (FORM, "%FF%FE=%00&&==%&%zz".to_owned()),
        (FORM, "offer=&group=&payment=&id=&q=".to_owned()),
        (FORM, "[[[[=1&a[b=2&delivery[x][y][z]=1".to_owned()),
        ("application/json", "{".to_owned()),
        ("application/json", "[".repeat(5_000)),
        ("multipart/form-data", "no boundary".to_owned()),
        ("multipart/form-data; boundary=x", "--x\r\nno end".to_owned()),
    ];

    for (path, fields, _) in FUNCTIONS.iter().copied() {
        let needs = fields.iter().any(|(name, _)| !name.starts_with('='));
        for (kind, body) in &nonsense {
            for accept in ["application/json", "text/html"] {
                let method = if path == "/do/suggest" { Method::GET } else { Method::POST };
                let uri = if method == Method::GET {
                    format!("{path}?{}", body.replace(['[', '{', '\r', '\n', ' '], "%5B"))
                } else {
                    path.to_owned()
                };
                let request =
                    guest.request(method, &uri).header(header::CONTENT_TYPE, *kind).header(header::ACCEPT, accept);

                let answer = guest.clone().send(request.body(body.clone()).unwrap()).await.unwrap();

                let about =
                    format!("{path} with {kind} `{body:.40}`, {accept}: {} {:.200}", answer.status, answer.body);
                assert!(answer.status < 500, "{about}");
                if needs && accept == "application/json" && !body.contains("offer=") {
                    assert!((400..500).contains(&answer.status), "{about}");
                }
                assert!(
                    !answer.location().contains("://") || answer.location().starts_with("http://shop.test/"),
                    "{about}"
                );
            }
        }
    }
    assert_eq!(guest.clone().get("/cart").await.status, 200, "{offer} is still to be seen");
}

#[tokio::test]
async fn a_body_that_no_form_fills_is_refused_by_every_function() {
    let (_shop, offer, guest) = shop_with_a_guest().await;
    let large = "x".repeat(300_000);

    for (path, fields, _) in FUNCTIONS.iter().copied().filter(|(path, ..)| *path != "/do/suggest") {
        let mut fields = filled(fields, offer, Uuid::new_v4());
        fields.push(("filler", large.clone()));

        let answer = guest.clone().call(path, &borrowed(&fields)).await;

        assert!((400..500).contains(&answer.status), "{path}: {} {:.200}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn a_link_changes_nothing() {
    let (shop, offer, _) = shop_with_a_guest().await;
    let mut user = shop.browser();
    let email = format!("meera-{}@example.in", Uuid::new_v4());
    let account = [("name", "Meera Krishnan"), ("email", email.as_str()), ("password", "brass lamp at dusk")];
    user.post("/do/account/register", &account).await;
    user.post("/do/cart/add", &[("offer", &offer.to_string()), ("quantity", "3")]).await;

    for (path, fields, _) in FUNCTIONS.iter().copied().filter(|(path, ..)| *path != "/do/suggest") {
        let fields = filled(fields, offer, Uuid::new_v4());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(borrowed(&fields)).finish();
        for method in [Method::GET, Method::HEAD] {
            let request = user.request(method.clone(), &format!("{path}?{query}")).header(header::ACCEPT, "text/html");

            let answer = user.clone().send(request.body(String::new()).unwrap()).await.unwrap();

            assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }

    assert_eq!(user.call("/do/cart/count", &[]).await.body, "3");
    assert_eq!(user.get("/account").await.status, 200);
    assert!(user.get("/account").await.body.contains("Meera Krishnan"));
}

#[tokio::test]
async fn a_function_that_names_somebody_elses_things_finds_nothing() {
    let shop = Shop::open().await;
    let smith = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(smith, "Brass lamp", 80_000, 50).await;
    let bowl = shop.market.offer(smith, "Brass bowl", 30_000, 50).await;
    let owner = shop.user().await;
    shop.add(&owner, &lamp, 1).await;
    let placed = shop.place(&owner).await;
    shop.payment(&owner, placed.group).await;
    let mut stranger = shop.browser();
    stranger.post("/do/cart/add", &[("offer", &bowl.id.to_string())]).await;

    for (path, fields, expected) in FUNCTIONS.iter().copied().filter(|(.., expected)| *expected != 0) {
        let fields = filled(fields, lamp.id, placed.group.0);

        let answer = stranger.clone().call(path, &borrowed(&fields)).await;

        assert_eq!(answer.status, expected, "{path}: {}", answer.body);
    }

    assert_eq!(shop.group(placed.group).await.status, contracts::orders::GroupStatus::Pending);
    assert_eq!(shop.clients.cart.count(&owner).await, Ok(1));
    assert_eq!(shop.clients.identity.addresses(&owner).await.map(|book| book.len()), Ok(0));
    assert_eq!(shop.clients.orders.list(&Caller::Nobody, None).await.unwrap_err().status, 401);
}

#[tokio::test]
async fn no_answer_leads_to_another_site() {
    let (_shop, offer, guest) = shop_with_a_guest().await;
    let evil = "https://evil.example/trap";

    for (path, fields, _) in FUNCTIONS.iter().copied() {
        let full = filled(fields, offer, Uuid::new_v4());
        for fields in [Vec::new(), full] {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(borrowed(&fields)).finish();
            let (method, uri, body) = match path {
                "/do/suggest" => (Method::GET, format!("{path}?{body}"), String::new()),
                _ => (Method::POST, path.to_owned(), body),
            };
            let mut request =
                guest.request(method, &uri).header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, FORM);
            request.headers_mut().unwrap().insert(header::REFERER, evil.parse().unwrap());

            let answer = guest.clone().send(request.body(body).unwrap()).await.unwrap();

            assert!(!answer.location().contains("evil"), "{path} leads to {}", answer.location());
        }
    }
}
