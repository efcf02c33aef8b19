//! Every server function, through the whole web tier: what it must refuse, and how.
//!
//! The table is compared with what is registered: a function that is not in it fails.

use crate::{
    browser::{Browser, FORM},
    market::GOOD,
    shop::Shop,
    strangers::{
        Expect::{self, Admins, Members, Own, Owned, Owners},
        world::{PICTURE, Stranger, World},
    },
};
use axum::http::{Method, header};
use contracts::ids::OfferId;
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Path, the fields that it cannot do without (`=` stands before those that may be left out; `{order}` is the id of an
/// order that is not the caller's), and what strangers get.
type Function = (&'static str, &'static [(&'static str, &'static str)], Expect);

/// The field of a form with quantities in it; without it nothing is chosen.
const ONE_LINE: &str = "=quantity[00000000-0000-0000-0000-000000000001]";

const FUNCTIONS: &[Function] = &[
    ("/do/account/log-in", &[("email", "nobody@example.in"), ("password", "not the right one")], Own),
    ("/do/account/register", &[("name", "A"), ("email", "not an address"), ("password", "short")], Own),
    ("/do/account/log-out", &[], Own),
    ("/do/account/log-out-everywhere", &[], Own),
    ("/do/account/password", &[("current", "not the right one"), ("new", "short")], Own),
    ("/do/account/profile", &[("name", "")], Own),
    ("/do/account/addresses/add", &[("=name", "")], Own),
    (
        "/do/account/addresses/change",
        &[
            ("id", "{address}"),
            ("=name", "Somebody Else"),
            ("=line1", "14 Lake View Road"),
            ("=city", "Kochi"),
            ("=region", "Kerala"),
            ("=postal_code", "682001"),
            ("=country", "IN"),
            ("=phone", "+91 98765 43210"),
        ],
        Owned([404, 401, 401]),
    ),
    ("/do/account/addresses/default", &[("id", "{address}")], Owned([404, 401, 401])),
    ("/do/account/addresses/remove", &[("id", "{address}")], Owned([404, 401, 401])),
    ("/do/seller/switch", &[("seller", "{seller}")], Members),
    ("/do/admin/view", &[("user", "{buyer}"), ("reason", "Cannot find it.")], Admins),
    ("/do/admin/view/stop", &[], Own),
    ("/do/seller/apply", &[("=name", "Brass")], Own),
    ("/do/seller/settings/shop", &[("=name", "Brass")], Owners(403)),
    ("/do/seller/settings/trader", &[("=legal_name", "Brass")], Owners(403)),
    ("/do/seller/settings/mail", &[], Owners(403)),
    ("/do/seller/members/add", &[("email", "somebody@example.in")], Owners(403)),
    ("/do/seller/members/change", &[("user", "{member}"), ("owner", "true")], Owners(403)),
    ("/do/seller/members/remove", &[("user", "{member}")], Owners(403)),
    ("/do/seller/members/leave", &[], Own),
    ("/do/seller/notices/read", &[("id", "{notice}")], Members),
    ("/do/seller/notices/read-all", &[("newest", "{notice}")], Members),
    ("/do/admin/notices/read", &[("id", "{notice}")], Admins),
    ("/do/admin/notices/read-all", &[("newest", "{notice}")], Admins),
    (
        "/do/admin/users/change",
        &[("user", "{buyer}"), ("act", "disable"), ("reason", "To see whether it works.")],
        Admins,
    ),
    ("/do/admin/sellers/decide", &[("seller", "{seller}"), ("reason", "To see."), ("version", "1")], Admins),
    ("/do/admin/products/decide", &[("product", "{product}"), ("seen", "1"), ("decision", "approve")], Admins),
    ("/do/admin/categories/save", &[("=id", "{group}"), ("=name", "Lamps")], Admins),
    ("/do/admin/categories/shift", &[("id", "{group}"), ("to", "up")], Admins),
    ("/do/admin/categories/merge", &[("id", "{group}"), ("=into", "{group}")], Admins),
    ("/do/admin/categories/delete", &[("id", "{group}")], Admins),
    ("/do/admin/events/replay", &[("consumer", "orders"), ("key", "{group}")], Admins),
    ("/do/admin/events/drop", &[("consumer", "orders"), ("id", "{group}"), ("=reason", "A mistake.")], Admins),
    ("/do/suggest", &[("q", "lamp")], Own),
    ("/do/cart/add", &[("offer", "{offer}")], Own),
    ("/do/cart/change", &[("offer", "{offer}"), ("quantity", "9")], Owned([404, 404, 401])),
    ("/do/cart/remove", &[("offer", "{offer}")], Own),
    ("/do/cart/clear", &[], Own),
    ("/do/cart/save", &[("offer", "{offer}")], Owned([404, 404, 401])),
    ("/do/cart/restore", &[("offer", "{offer}")], Owned([404, 404, 401])),
    ("/do/cart/forget", &[("offer", "{offer}")], Own),
    ("/do/cart/count", &[], Own),
    ("/do/checkout/delivery", &[("=email", "meera@example.in")], Own),
    ("/do/checkout/place", &[("=email", "meera@example.in")], Own),
    (
        "/do/pay/card",
        &[
            ("payment", "{group}"),
            ("number", GOOD),
            ("expires", "12 / 39"),
            ("code", "123"),
            ("holder", "Somebody Else"),
        ],
        Owned([404; 3]),
    ),
    ("/do/pay/confirm", &[("payment", "{group}"), ("answer", "approve")], Owned([404; 3])),
    ("/do/pay/settle", &[("payment", "{group}")], Owned([404; 3])),
    ("/do/orders/cancel", &[("group", "{group}")], Owned([404; 3])),
    ("/do/orders/reorder", &[("group", "{group}")], Owned([404; 3])),
    ("/do/orders/keep", &[("group", "{group}"), ("password", "another lamp at dusk")], Owned([404; 3])),
    (
        "/do/orders/return",
        &[("group", "{group}"), ("order", "{order}"), ("=reason", "It is too large."), (ONE_LINE, "1")],
        Owned([404; 3]),
    ),
    ("/do/orders/return/withdraw", &[("group", "{returned}"), ("wish", "{wish}")], Owned([404; 3])),
    ("/do/seller/stock/count", &[("=note", "Counted.")], Members),
    ("/do/seller/stock/move", &[("offer", "{offer}"), ("=by", "5")], Members),
    ("/do/seller/stock/threshold", &[("offer", "{offer}"), ("=low_at", "3")], Members),
    ("/do/seller/stock/shop-threshold", &[("=low_at", "3")], Members),
    ("/do/seller/import/check", &[("import", "{import}")], Members),
    ("/do/seller/import/run", &[("import", "{import}")], Members),
    ("/do/seller/import/cancel", &[("import", "{import}")], Members),
    ("/do/seller/products/save", &[("=id", "{product}"), ("=title", "Lamp")], Members),
    ("/do/seller/products/change", &[("what", "remove"), ("=chosen[]", "{product}")], Members),
    ("/do/seller/products/picture", &[("id", "{product}"), ("src", PICTURE), ("what", "up")], Members),
    ("/do/seller/orders/pack", &[("order", "{order}")], Members),
    (
        "/do/seller/orders/ship",
        &[("order", "{order}"), ("=carrier", "kite"), ("=tracking", "123456789013"), (ONE_LINE, "1")],
        Members,
    ),
    ("/do/seller/orders/cancel", &[("order", "{order}"), ("=reason", "It broke."), (ONE_LINE, "1")], Members),
    ("/do/seller/orders/note", &[("order", "{order}"), ("=text", "A gift.")], Members),
    ("/do/seller/returns/accept", &[("wish", "{wish}"), ("=restock", "on")], Members),
    ("/do/seller/returns/refuse", &[("wish", "{wish}"), ("=reason", "It was used.")], Members),
    ("/do/admin/orders/cancel", &[("order", "{order}"), ("=reason", "A fraud."), (ONE_LINE, "1")], Admins),
    ("/do/admin/orders/refund", &[("order", "{order}"), ("=reason", "It was lost."), (ONE_LINE, "1")], Admins),
    ("/do/admin/orders/note", &[("order", "{order}"), ("=text", "They wrote to us.")], Admins),
    ("/do/admin/returns/accept", &[("wish", "{wish}"), ("=restock", "on"), ("=reason", "It is broken.")], Admins),
    ("/do/admin/returns/refuse", &[("wish", "{wish}"), ("=reason", "It was used.")], Admins),
    ("/do/admin/commission", &[("=shop", "{seller}"), ("=percent", "0")], Admins),
];

/// A shop with a lamp on sale, and a guest's session in which one lies in the cart.
async fn shop_with_a_guest() -> (Shop, OfferId, Browser) {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 50).await;
    let mut guest = shop.browser();
    assert_eq!(guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await.location(), "/cart");
    (shop, lamp.id, guest)
}

/// The fields with ids in them, of nothing but the offer.
fn filled(fields: &[(&'static str, &str)], offer: OfferId) -> Vec<(&'static str, String)> {
    filled_with(fields, |name| if name == "offer" { offer.to_string() } else { Uuid::new_v4().to_string() })
}

fn filled_with(fields: &[(&'static str, &str)], id: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let value = |text: &str| named(text).map_or_else(|| text.to_owned(), &id);
    fields.iter().map(|(name, text)| (name.trim_start_matches('='), value(text))).collect()
}

/// What a field names: `order` for `{order}`.
fn named(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}')
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn the_table_names_every_server_function() {
    let _shop = Shop::open().await;

    let registered: BTreeSet<(&str, Method)> = server_fn_paths().collect();

    let method = |path: &str| if path == "/do/suggest" { Method::GET } else { Method::POST };
    let known: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    assert_eq!(registered.iter().map(|(path, _)| *path).collect::<BTreeSet<_>>(), known);
    assert!(
        registered.iter().all(|(path, registered)| *registered == method(path)),
        "only what changes nothing may be GET"
    );
}

#[tokio::test]
async fn a_post_of_another_site_is_refused_by_every_function() {
    let (shop, offer, guest) = shop_with_a_guest().await;

    for (path, fields, _) in FUNCTIONS {
        let fields = filled(fields, offer);
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let request = axum::http::Request::post(*path).header(header::CONTENT_TYPE, FORM).header(name, value);
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

    for (path, ..) in FUNCTIONS {
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

    for (path, fields, _) in FUNCTIONS {
        let needs = fields.iter().any(|(name, _)| !name.starts_with('='));
        for (kind, body) in &nonsense {
            for accept in ["application/json", "text/html"] {
                let method = if *path == "/do/suggest" { Method::GET } else { Method::POST };
                let uri = if method == Method::GET {
                    format!("{path}?{}", body.replace(['[', '{', '\r', '\n', ' '], "%5B"))
                } else {
                    (*path).to_owned()
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

    for (path, fields, _) in FUNCTIONS.iter().filter(|(path, ..)| *path != "/do/suggest") {
        let mut fields = filled(fields, offer);
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

    for (path, fields, _) in FUNCTIONS.iter().filter(|(path, ..)| *path != "/do/suggest") {
        let fields = filled(fields, offer);
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

/// Whether the table says what strangers get of the function at this path.
pub fn is_listed(path: &str) -> bool {
    FUNCTIONS.iter().any(|(listed, ..)| *listed == path)
}

/// Names what is somebody's to every function, as every kind of stranger.
pub async fn try_as_strangers(world: &World) {
    // What they name among other things, and is not the shop's, is passed over.
    let lists = ["/do/seller/notices/read-all", "/do/seller/products/change"];
    for (path, fields, expect) in FUNCTIONS.iter().filter(|(.., expect)| !matches!(expect, Own)) {
        let names = fields.iter().any(|(_, text)| named(text).is_some()) && !lists.contains(path);
        let fields = filled_with(fields, |name| world.id(name));
        for stranger in Stranger::ALL.into_iter().filter(|stranger| !expect.allows(*stranger)) {
            let answer = world.browser(stranger).call(path, &borrowed(&fields)).await;

            let about = format!("{path} as {stranger:?}: {} {}", answer.status, answer.body);
            let must_log_in = matches!(stranger, Stranger::Nobody | Stranger::Guest) && !matches!(expect, Owned(_));
            match expect.of(stranger, names) {
                _ if must_log_in => assert_eq!(answer.status, 401, "{about}"),
                Some(expected) => assert_eq!(answer.status, expected, "{about}"),
                None => assert!(answer.status < 500, "{about}"),
            }
        }
    }
}

#[tokio::test]
async fn no_answer_leads_to_another_site() {
    let (_shop, offer, guest) = shop_with_a_guest().await;
    let evil = "https://evil.example/trap";

    for (path, fields, _) in FUNCTIONS {
        let full = filled(fields, offer);
        for fields in [Vec::new(), full] {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(borrowed(&fields)).finish();
            let (method, uri, body) = match *path {
                "/do/suggest" => (Method::GET, format!("{path}?{body}"), String::new()),
                _ => (Method::POST, (*path).to_owned(), body),
            };
            let mut request =
                guest.request(method, &uri).header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, FORM);
            request.headers_mut().unwrap().insert(header::REFERER, evil.parse().unwrap());

            let answer = guest.clone().send(request.body(body).unwrap()).await.unwrap();

            assert!(!answer.location().contains("evil"), "{path} leads to {}", answer.location());
        }
    }
}
