//! What a visitor's browser sees: pages and their headers.

use crate::{
    acting::registered,
    browser::{Answer, Browser},
    market::{GOOD, Offer, order_form},
    shop::Shop,
};
use axum::http::header;
use contracts::orders::GroupStatus;

#[tokio::test]
async fn somebody_buys_with_nothing_but_links_and_forms() {
    buys_with_nothing_but_links_and_forms(&Shop::open().await).await;
}

pub async fn buys_with_nothing_but_links_and_forms(shop: &Shop) {
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut guest = shop.browser();

    let (total, key) = goes_to_checkout(&mut guest, &lamp).await;
    let fields = order_form(&total, &key);
    let placed = guest.post("/do/checkout/place", &fields).await;
    let order = pays(&mut guest, placed.location()).await;

    assert_eq!(
        guest.post("/do/checkout/place", &fields).await.location(),
        placed.location(),
        "pressed twice is ordered once"
    );
    assert_eq!(order.status, 200);
    assert!(order.body.contains("Thank you"), "{}", order.body);
    shop.settle().await;
    assert_eq!(shop.market.stock(&lamp).await, (8, 0));
    assert_eq!(guest.call("/do/cart/count", &[]).await.body, "0");
    shop.market.audit().await;
}

/// Puts two of an offer into the cart; the total and the key with which they are ordered.
async fn goes_to_checkout(guest: &mut Browser, offer: &Offer) -> (String, String) {
    let product = guest.get(&format!("/p/{}", offer.slug)).await;
    assert!(product.body.contains("Brass lamp") && product.body.contains("action=\"/do/cart/add\""));
    let added = guest.post("/do/cart/add", &[("offer", &product.input("offer")), ("quantity", "2")]).await;
    assert_eq!((added.status, added.location()), (303, "/cart"));
    assert!(guest.get("/cart").await.body.contains("Brass lamp"));
    let checkout = guest.get("/checkout").await;
    (checkout.input("expected_total"), checkout.input("key"))
}

/// Pays with a good card; the page to which that leads.
pub async fn pays(guest: &mut Browser, page: &str) -> Answer {
    let pay = guest.get(page).await;
    let payment = pay.input("payment");
    let card = [
        ("payment", payment.as_str()),
        ("number", GOOD),
        ("expires", "12 / 39"),
        ("code", "123"),
        ("holder", "Meera Krishnan"),
    ];
    let paid = guest.post("/do/pay/card", &card).await;
    guest.follow(paid.location()).await
}

#[tokio::test]
async fn somebody_orders_and_pays_while_nothing_carries_events() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut guest = shop.browser();
    shop.close().await;

    let (total, key) = goes_to_checkout(&mut guest, &lamp).await;
    let placed = guest.post("/do/checkout/place", &order_form(&total, &key)).await;
    let order = pays(&mut guest, placed.location()).await;

    assert_eq!(order.status, 200);
    assert!(order.body.contains("Thank you"), "{}", order.body);
    let group = placed.location().rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(shop.group(group).await.status, GroupStatus::Paid);
    assert_eq!(shop.market.stock(&lamp).await, (8, 0), "no hold runs out for what is paid");
}

#[tokio::test]
async fn the_invoice_of_what_is_paid_is_a_file_for_those_who_may_see_the_order() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let buyer = shop.guest();
    shop.add(&buyer, &lamp, 2).await;
    let placed = shop.place(&buyer).await;
    let group = shop.clients.orders.group(&buyer, placed.group).await.unwrap();
    let (order, mut reader, (mut other, _)) = (&group.orders[0], shop.browser(), registered(&shop, "Ravi Rao").await);
    reader.follow(&format!("/orders/{}?access={}", group.id, group.access)).await;
    let page = format!("/orders/{}/invoice/{}", group.id, order.id);
    let path = format!("{page}/file");

    let unpaid = reader.get(&path).await;
    shop.pay(&buyer, placed.group, GOOD).await;
    shop.settle().await;
    let (shown, file) = (reader.get(&page).await, reader.get(&path).await);
    let refused = other.get(&path).await;

    assert_eq!((unpaid.status, refused.status), (404, 404), "{} {}", unpaid.body, refused.body);
    assert!(shown.body.contains(&format!("href=\"{path}\"")), "{}", shown.body);
    assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (200, "application/pdf"), "{}", file.body);
    let name = format!("attachment; filename=\"invoice-{}.pdf\"", order.number);
    assert_eq!(file.header(header::CONTENT_DISPOSITION), name);
    assert_eq!(file.header(header::CACHE_CONTROL), "no-store");
    assert!(file.body.starts_with("%PDF-") && file.body.trim_end().ends_with("%%EOF"));
}

#[tokio::test]
async fn a_product_says_when_it_comes_and_what_that_costs_as_the_checkout_does() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 10).await;
    let statue = shop.market.offer(seller, "Brass statue", 200_000, 10).await;
    let mut guest = shop.browser();

    let cheap = guest.get(&format!("/p/{}", lamp.slug)).await.body;
    let dear = guest.get(&format!("/p/{}", statue.slug)).await.body;
    guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let checkout = guest.get("/checkout").await.body;

    assert!(cheap.contains(", ₹80, free from ₹1,500 in this shop"), "{cheap}");
    let line = |page: &str| page.split_once("Standard delivery: ").unwrap().1.split_once('<').unwrap().0.to_owned();
    assert!(line(&dear).ends_with(", free"), "{}", line(&dear));
    let dates = line(&cheap).split_once(", ₹80").unwrap().0.to_owned();
    assert!(checkout.contains(&dates) && checkout.contains("₹80") && checkout.contains("₹180"), "{dates}");
    assert!(cheap.contains("Express delivery: ") && cheap.contains(", ₹180"));
}

#[tokio::test]
async fn what_is_sold_out_promises_no_delivery() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 0).await;

    let page = shop.browser().get(&format!("/p/{}", lamp.slug)).await.body;

    assert!(page.contains("Sold out"), "{page}");
    assert!(!page.contains("Standard delivery") && !page.contains("Held while you pay"), "{page}");
}

/// The tags of a page as a browser reads them, without what stands in quotes; `"` and `'` open a value inside of tags only,
/// and what is inside of a script, a title or a text field is no tag.
fn tags(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (mut tag, mut quote, mut end) = (String::new(), None, rest.len());
        for (index, c) in rest.char_indices() {
            match quote {
                None if c == '>' => {
                    end = index;
                    break;
                }
                None => {
                    quote = (c == '"' || c == '\'').then_some(c);
                    tag.push(c);
                }
                Some(open) if c == open => quote = None,
                Some(_) => {}
            }
        }
        rest = &rest[end..];
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if ["script", "style", "title", "textarea"].contains(&name.as_str()) {
            rest = rest.find(&format!("</{name}")).map_or("", |close| &rest[close..]);
        }
        found.push(tag.to_lowercase());
    }
    found
}

/// Fails if what a seller wrote could run anywhere in a page.
fn assert_inert(page: &Answer, what: &str) {
    assert_eq!(page.status, 200, "{what}");
    let tags = tags(&page.body);
    assert!(tags.len() > 50, "{what}: the page was not read");
    for tag in tags {
        assert!(!tag.contains("onerror") && !tag.contains("alert"), "{what}: <{tag}>");
        assert!(!tag.starts_with("script") || tag.contains("nonce=") || tag.contains("type="), "{what}: <{tag}>");
    }
    for data in page.body.split("application/ld+json").skip(1) {
        let json = data.split_once('>').unwrap().1.split_once("</script>").unwrap().0;
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{what}: {json}");
    }
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let page = r#"<a title="<script>" b>x</a><title></titl<i></title><img src=x onerror='1>2'><script nonce="a"><b></script><p>"#;

    // Of what stands in quotes, the quote that opens it is left.
    assert_eq!(tags(page), [r#"a title=" b"#, "title", "img src=x onerror='", r#"script nonce=""#, "p"]);
}

#[tokio::test]
async fn a_title_that_is_a_script_is_only_a_title() {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let hostile = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let offer = shop.market.offer(seller, hostile, 80_000, 10).await;
    let mut guest = shop.browser();

    let product = guest.get(&format!("/p/{}", offer.slug)).await;
    assert_inert(&product, "the product's page");
    assert!(product.body.contains("&lt;/title&gt;&lt;script&gt;"), "the title is there, as text");
    for page in ["/products", "/products?q=alert", "/c/home", "/shops/moradabad-brass", "/"] {
        assert_inert(&guest.get(page).await, page);
    }
    guest.post("/do/cart/add", &[("offer", &offer.id.to_string())]).await;
    for page in ["/cart", "/checkout"] {
        assert_inert(&guest.get(page).await, page);
    }
    assert_inert(&guest.get("/products?q=%3C%2Ftitle%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await, "a search for it");
    let suggested = guest.get("/do/suggest?q=alert").await;
    assert!(suggested.header(header::CONTENT_TYPE).starts_with("application/json"));
}

#[tokio::test]
async fn every_page_says_what_browsers_may_do_with_it() {
    let shop = Shop::open().await;
    let mut guest = shop.browser();

    for (page, kept) in [
        ("/", "private, no-cache"),
        ("/products", "private, no-cache"),
        ("/cart", "no-store"),
        ("/login", "no-store"),
        ("/nowhere", "private, no-cache"),
    ] {
        let answer = guest.get(page).await;

        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{page}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "strict-origin-when-cross-origin", "{page}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{page}");
        assert_eq!(answer.header(header::CACHE_CONTROL), kept, "{page}");
        assert!(!answer.header("x-request-id").is_empty(), "{page}");
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        ] {
            assert!(policy.contains(rule), "{page}: {policy}");
        }
        let scripts = policy.split(';').find(|rule| rule.trim().starts_with("script-src")).unwrap();
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{page}: {policy}");
        let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0.to_owned();
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split_once('>').unwrap().0;
            let data = tag.contains("application/ld+json");
            assert!(data || tag.contains(&format!("nonce=\"{nonce}\"")), "{page}: a script without the nonce: {tag}");
        }
        assert!(!answer.body.contains(" style=\""), "{page}: the policy would not let this style be applied");
    }
    let nonce = |answer: Answer| answer.header(header::CONTENT_SECURITY_POLICY).to_owned();
    assert_ne!(nonce(guest.get("/").await), nonce(guest.get("/").await), "every page has a nonce of its own");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so() {
    let shop = Shop::open().await;
    let mut guest = shop.browser();

    for path in [
        "/nowhere",
        "/p/nothing",
        "/c/nothing",
        "/shops/nobody",
        "/orders/not-an-id",
        "/pay/not-an-id",
        "/products/../..",
        "/api/nothing",
        "/api/cart/contents",
        "/do/nothing",
    ] {
        let answer = guest.get(path).await;

        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
    }
    assert!(guest.get("/nowhere").await.body.contains("This page has wilted."));
}

#[tokio::test]
async fn the_process_says_how_it_is() {
    let shop = Shop::open().await;
    let mut probe = shop.browser();

    let (alive, ready) = (probe.get("/healthz").await, probe.get("/readyz").await);

    assert_eq!((alive.status, alive.body.as_str()), (200, "ok"));
    // In this process nobody listens on a port, so it is not ready; everything that it needs is there.
    assert_eq!((ready.status, ready.body.as_str()), (503, "stopping"));
    assert!(!ready.header(header::RETRY_AFTER).is_empty());
}

#[tokio::test]
async fn the_catalogue_stays_open_when_sessions_cannot_be_read() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut config = shop.config.clone();
    let redis = away_soon(&mut config).await;
    let open = levomart::roles::open(&config, &[]).unwrap();
    let router = levomart::storefront::router(&config, open.storefront.unwrap(), open.health.routes());
    let mut guest = Browser::here(router, &config.http.public_url);
    guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    assert!(!guest.cookies.is_empty());

    redis.abort();
    let pages = ["/", "/products", "/c/home", &format!("/p/{}", lamp.slug)];
    for page in pages {
        let answer = guest.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
    }
    let cart = guest.get("/cart").await;
    let adding = guest.call("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;

    assert_eq!((cart.status, adding.status), (503, 503), "{}", adding.body);
    assert!(!cart.header(header::RETRY_AFTER).is_empty());
    assert!(guest.get("/readyz").await.body.contains("redis"));
}

/// Leads the configuration to Redis through a door that can be shut.
async fn away_soon(config: &mut levomart::config::Config) -> tokio::task::JoinHandle<()> {
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_, address) = config.redis.url.split_once("://").unwrap();
    let (host, database) = address.split_once('/').unwrap();
    let host = host.to_owned();
    config.redis.url = format!("redis://{}/{database}", door.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = tokio::task::JoinSet::new();
        loop {
            let (mut from, _) = door.accept().await.unwrap();
            let mut to = tokio::net::TcpStream::connect(&host).await.unwrap();
            open.spawn(async move { tokio::io::copy_bidirectional(&mut from, &mut to).await.map(drop) });
        }
    })
}
