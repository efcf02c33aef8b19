//! Who a visitor is: cookies, log-in, log-out.

use crate::{
    browser::{Answer, Browser, FORM},
    market::order_form,
    shop::{Shop, eventually},
    visiting::pays,
};
use axum::http::{Method, header};
use std::time::{Duration, Instant};
use uuid::Uuid;

const PASSWORD: &str = "brass lamp at dusk";

async fn registered(shop: &Shop) -> (Browser, String) {
    let mut browser = shop.browser();
    let email = format!("meera-{}@example.in", Uuid::new_v4());
    let account = [("name", "Meera Krishnan"), ("email", email.as_str()), ("password", PASSWORD)];
    let answer = browser.post("/do/account/register", &account).await;
    assert_eq!((answer.status, answer.location()), (303, "/account"));
    (browser, email)
}

fn session(browser: &Browser) -> String {
    browser.cookies.get("sid").cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let shop = Shop::open().await;
    let mut guest = shop.browser();
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;

    let looking = guest.get("/").await;
    let adding = guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;

    assert_eq!(looking.header(header::SET_COOKIE), "", "who only looks gets no cookie");
    let cookie = adding.header(header::SET_COOKIE);
    for attribute in ["sid=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn with_tls_the_cookie_is_for_this_host_only() {
    let shop = Shop::open().await;
    let mut config = shop.config.clone();
    config.http.public_url = "https://shop.test".to_owned();
    let open = levomart::roles::open(&config, &[]).unwrap();
    let router = levomart::storefront::router(&config, open.storefront.unwrap(), open.health.routes());
    let mut guest = Browser::here(router, "https://shop.test");
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;

    let adding = guest.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;

    let cookie = adding.header(header::SET_COOKIE);
    assert!(cookie.starts_with("__Host-sid=") && cookie.contains("Secure") && cookie.contains("Path=/"), "{cookie}");
    assert!(guest.get("/").await.header(header::CONTENT_SECURITY_POLICY).contains("upgrade-insecure-requests"));
}

#[tokio::test]
async fn logging_in_changes_the_session_and_keeps_the_cart() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (_, email) = registered(&shop).await;
    let mut browser = shop.browser();
    browser.post("/do/cart/add", &[("offer", &lamp.id.to_string()), ("quantity", "2")]).await;
    let fixed = browser.clone();

    let answer =
        browser.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD), ("next", "/cart")]).await;

    assert_eq!((answer.status, answer.location()), (303, "/cart"));
    assert_ne!(session(&browser), session(&fixed));
    assert_eq!(browser.call("/do/cart/count", &[]).await.body, "2");
    assert_eq!(
        fixed.clone().call("/do/cart/count", &[]).await.body,
        "0",
        "who knew the old session has nothing of the new"
    );
    assert!(!fixed.clone().get("/account").await.body.contains("Meera Krishnan"));
}

#[tokio::test]
async fn what_was_ordered_before_logging_in_is_paid_and_found_afterwards() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let (_, email) = registered(&shop).await;
    let mut browser = shop.browser();
    browser.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let checkout = browser.get("/checkout").await;
    let (total, key) = (checkout.input("expected_total"), checkout.input("key"));
    let placed = browser.post("/do/checkout/place", &order_form(&total, &key)).await;
    // The payment is opened in the guest's name.
    shop.settle().await;

    browser.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;
    let order = pays(&mut browser, placed.location()).await;
    shop.settle_and_audit().await;

    assert!(order.body.contains("Thank you"), "{}", order.body);
    assert!(browser.get("/orders").await.body.contains("Brass lamp"));
    assert_eq!(browser.call("/do/cart/count", &[]).await.body, "0", "what was bought is in no cart");
}

#[tokio::test]
async fn a_wrong_password_says_the_same_as_an_unknown_address() {
    let shop = Shop::open().await;
    let (_, email) = registered(&shop).await;
    let mut browser = shop.browser();

    let wrong = browser.call("/do/account/log-in", &[("email", &email), ("password", "brass lamp at noon")]).await;
    let unknown =
        browser.call("/do/account/log-in", &[("email", "nobody@example.in"), ("password", "brass lamp at noon")]).await;

    assert_eq!((wrong.status, &wrong.body), (401, &unknown.body));
    assert_eq!(wrong.status, unknown.status);
}

#[tokio::test]
async fn a_failed_log_in_brings_the_form_back_with_the_address_and_without_the_password() {
    let shop = Shop::open().await;
    let mut browser = shop.browser();

    let request = browser
        .request(Method::POST, "/do/account/log-in")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, FORM);
    let mut request = request.body("email=meera%40example.in&password=a-secret-word".to_owned()).unwrap();
    request.headers_mut().insert(header::REFERER, "http://shop.test/login?next=/cart".parse().unwrap());
    let answer = browser.send(request).await.unwrap();
    let page = browser.get(answer.location()).await;
    let again = browser.get("/login").await;

    assert_eq!(answer.location(), "/login?next=/cart");
    assert!(page.body.contains("meera@example.in") && page.body.contains("is not right"));
    assert!(!page.body.contains("a-secret-word"));
    assert!(!again.body.contains("is not right"), "a form's answer is said once");
}

#[tokio::test]
async fn what_a_form_left_to_say_waits_for_a_page_that_somebody_sees() {
    let shop = Shop::open().await;
    let mut browser = shop.browser();
    let wrong = [("email", "meera@example.in"), ("password", "brass lamp at noon")];
    browser.post("/do/account/log-in", &wrong).await;

    for (name, value) in [("accept", "image/avif,image/svg+xml,*/*;q=0.8"), ("sec-purpose", "prefetch")] {
        let mut request = browser.request(Method::GET, "/login").body(String::new()).unwrap();
        request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
        request.headers_mut().insert(name, value.parse().unwrap());
        browser.send(request).await.unwrap();
    }
    let page = browser.get("/login").await;

    assert!(page.body.contains("is not right"), "an icon or a page fetched in advance took the message away");
}

#[tokio::test]
async fn what_a_stranger_typed_is_kept_for_an_hour_and_only_as_far_as_forms_need_it() {
    let shop = Shop::open().await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let mut browser = shop.browser();
    let email = format!("{}{}", Uuid::new_v4(), "a".repeat(30 << 10));
    let wrong = [("email", email.as_str()), ("password", "brass lamp at noon")];

    let of_nobody = browser.post("/do/account/log-in", &wrong).await;
    let page = browser.get("/login").await;
    let of_a_guest = browser.post("/do/cart/add", &[("offer", &lamp.id.to_string())]).await;
    let still_a_guest = browser.post("/do/account/log-in", &wrong).await;

    assert!(page.body.contains("is not right") && !page.body.contains(&email));
    let lasts = |answer: &Answer, seconds: u32| {
        let cookie = answer.header(header::SET_COOKIE);
        assert!(cookie.contains(&format!("Max-Age={seconds}")), "{cookie}");
    };
    lasts(&of_nobody, 60 * 60);
    lasts(&page, 60 * 60);
    lasts(&of_a_guest, 30 * 24 * 60 * 60);
    lasts(&still_a_guest, 30 * 24 * 60 * 60);
}

#[tokio::test]
async fn logging_out_everywhere_ends_other_sessions_within_a_second() {
    let shop = Shop::open().await;
    let (mut here, email) = registered(&shop).await;
    let mut elsewhere = shop.browser();
    elsewhere.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;
    assert!(elsewhere.get("/account").await.body.contains("Meera Krishnan"));

    let answer = here.post("/do/account/log-out-everywhere", &[]).await;
    let began = Instant::now();
    eventually("the other session is over", async || {
        (!elsewhere.get("/account").await.body.contains("Meera Krishnan")).then_some(())
    })
    .await;

    assert_eq!(answer.location(), "/login");
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    assert!(!here.get("/account").await.body.contains("Meera Krishnan"));
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let shop = Shop::open().await;
    let (mut here, email) = registered(&shop).await;
    let mut elsewhere = shop.browser();
    elsewhere.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;

    here.post("/do/account/password", &[("current", PASSWORD), ("new", "another lamp at dusk")]).await;
    eventually("the other session is over", async || {
        (!elsewhere.get("/account").await.body.contains("Meera Krishnan")).then_some(())
    })
    .await;

    assert!(here.get("/account").await.body.contains("Meera Krishnan"));
}

#[tokio::test]
async fn a_log_out_ends_the_session_for_whoever_copied_it() {
    let shop = Shop::open().await;
    let (mut here, _) = registered(&shop).await;
    let mut copy = here.clone();

    here.post("/do/account/log-out", &[]).await;

    assert!(!copy.get("/account").await.body.contains("Meera Krishnan"));
    assert_eq!(copy.call("/do/account/profile", &[("name", "Somebody Else")]).await.status, 401);
}

#[tokio::test]
async fn a_page_only_leads_on_within_the_shop() {
    let shop = Shop::open().await;
    let (_, email) = registered(&shop).await;

    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/%0d%0aevil",
        "/\t/evil.example",
        "javascript:alert(1)",
    ] {
        let mut browser = shop.browser();
        let answer =
            browser.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD), ("next", next)]).await;
        let encoded: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let already = browser.get(&format!("/login?next={encoded}")).await;

        for location in [answer.location(), already.location()] {
            assert!(location.starts_with('/') && !location.contains("evil.example"), "{next}: {location}");
        }
    }
}
