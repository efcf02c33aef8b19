//! The API's door: programs that come with a token, and those that come without.

mod editing;

use crate::{
    browser::{Answer, Browser},
    market::{GOOD, card, order_form, postal},
    shop::{Shop, eventually},
};
use axum::http::{Method, Request, header};
use contracts::{Role, ids::UserId};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use uuid::Uuid;
use web::{Bearer, TokenKey};

const PASSWORD: &str = "brass lamp at dusk";

/// A program, at an address of its own.
struct Program {
    way: Browser,
    token: Option<String>,
}

impl Program {
    fn new(shop: &Shop) -> Self {
        Self { way: shop.browser(), token: None }
    }

    /// The program of somebody with a new account.
    async fn of_somebody(shop: &Shop) -> (Self, String) {
        let email = format!("meera-{}@example.in", Uuid::new_v4());
        let mut program = Self::new(shop);
        let account = json!({ "name": "Meera Krishnan", "email": email, "password": PASSWORD });
        assert_eq!(program.post("/api/auth/register", account).await.status, 201);
        program.log_in(&email).await;
        (program, email)
    }

    /// Asks for tokens and bears the access token from now on; all that was answered.
    async fn log_in(&mut self, email: &str) -> Value {
        let answer = self.post("/api/auth/token", json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        let tokens: Value = serde_json::from_str(&answer.body).unwrap();
        self.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
        tokens
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], Value::Null).await
    }

    async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, &[], body).await
    }

    async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !body.is_null() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.way.send(request.body(body).unwrap()).await.unwrap()
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json", "{} {}", answer.status, answer.body);
    json_of(answer)["code"].as_str().unwrap().to_owned()
}

fn key_of(shop: &Shop) -> TokenKey {
    TokenKey::new(&shop.config.secret(), &shop.config.http.public_url)
}

/// Buys one lamp, as far as the paid order.
async fn buy(shop: &Shop, program: &mut Program) -> Value {
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let added = program.post("/api/cart/lines", json!({ "offer": lamp.id, "quantity": 1 })).await;
    assert!(added.status < 300, "{}", added.body);
    let checkout = json_of(&program.post("/api/orders/checkout", json!({})).await);
    let order = json!({
        "email": "meera@example.in", "postal": postal(), "delivery": {}, "expected_total": checkout["total"]["minor"],
    });
    let key = [("idempotency-key", "1")];
    let placed = program.ask(Method::POST, "/api/orders", &key, order.clone()).await;
    let again = program.ask(Method::POST, "/api/orders", &key, order).await;
    assert_eq!((placed.status, &again.body), (201, &placed.body));
    let group = json_of(&placed)["group"].as_str().unwrap().to_owned();
    let payment = format!("/api/payments/{group}");
    eventually("the payment is open", async || (program.get(&payment).await.status == 200).then_some(())).await;
    let paid = program.post(&format!("{payment}/pay"), serde_json::to_value(card(GOOD)).unwrap()).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    shop.settle().await;
    json_of(&program.get(&format!("/api/orders/{group}")).await)
}

#[tokio::test]
async fn a_shopper_buys_with_a_program() {
    let shop = Shop::open().await;
    let (mut meera, _) = Program::of_somebody(&shop).await;

    let order = buy(&shop, &mut meera).await;

    assert_eq!(order["status"], "paid", "{order}");
    let mine = json_of(&meera.get("/api/orders").await);
    assert_eq!(mine["items"][0]["id"], order["id"], "{mine}");
    let mut other = Program::of_somebody(&shop).await.0;
    assert_eq!(code(&other.get(&format!("/api/orders/{}", order["id"].as_str().unwrap())).await), "not-found");
    shop.settle_and_audit().await;
}

#[tokio::test]
async fn a_guest_buys_with_a_program_and_has_no_account() {
    let shop = Shop::open().await;
    let mut guest = Program::new(&shop);
    let tokens = json_of(&guest.ask(Method::POST, "/api/auth/guest", &[], Value::Null).await);
    guest.token = Some(tokens["access_token"].as_str().unwrap().to_owned());

    let order = buy(&shop, &mut guest).await;

    assert_eq!(order["status"], "paid", "{order}");
    assert_eq!(code(&guest.get("/api/users/me").await), "log-in");
    assert_eq!(code(&guest.get("/api/seller/orders").await), "log-in");
}

#[tokio::test]
async fn only_a_token_of_this_shop_that_has_not_expired_counts() {
    let shop = Shop::open().await;
    let (mut meera, _) = Program::of_somebody(&shop).await;
    let good = meera.token.clone().unwrap();
    let key = key_of(&shop);
    let bearer = key.check(&good, OffsetDateTime::now_utc()).unwrap();
    let (life, now) = (time::Duration::minutes(10), OffsetDateTime::now_utc());
    let claims = good.split('.').nth(1).unwrap();
    let other_secret = TokenKey::new(&[9; 32], &shop.config.http.public_url);
    let stranger = Bearer::User { id: UserId(Uuid::new_v4()), grant: Uuid::new_v4() };

    for bad in [
        key.issue(bearer, life, now - life),
        key.issue(stranger, life, now),
        other_secret.issue(bearer, life, now),
        // {"alg":"none","typ":"at+jwt"}
        format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}."),
        format!("{}B", good.strip_suffix(|_: char| true).unwrap()),
        "nonsense".to_owned(),
    ] {
        meera.token = Some(bad);
        for path in ["/api/users/me", "/api/cart", "/api/products"] {
            let answer = meera.get(path).await;
            assert_eq!((answer.status, code(&answer).as_str()), (401, "invalid-token"), "{path}");
            assert!(answer.header(header::WWW_AUTHENTICATE).contains("error=\"invalid_token\""));
        }
    }
    meera.token = None;
    let nobody = meera.get("/api/users/me").await;
    let basic =
        meera.ask(Method::GET, "/api/users/me", &[("authorization", "Basic bWVlcmE6cGFzcw==")], Value::Null).await;
    let open = meera.get("/api/products").await;

    assert_eq!((nobody.status, nobody.header(header::WWW_AUTHENTICATE)), (401, "Bearer realm=\"levomart\""));
    assert_eq!((code(&nobody).as_str(), code(&basic).as_str()), ("log-in", "invalid-token"));
    assert_eq!(open.status, 200);
    meera.token = Some(good);
    assert_eq!(meera.get("/api/users/me").await.status, 200);
    assert_eq!(json_of(&meera.get("/.well-known/jwks.json").await), key.jwks(), "others can check it, too");
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_tokens_of_thief_and_owner_within_a_second() {
    let shop = Shop::open().await;
    let (mut meera, email) = Program::of_somebody(&shop).await;
    let tokens = meera.log_in(&email).await;
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });

    let next = json_of(&meera.post("/api/auth/refresh", refresh.clone()).await);
    meera.token = Some(next["access_token"].as_str().unwrap().to_owned());
    assert_eq!(meera.get("/api/users/me").await.status, 200);
    let again = meera.post("/api/auth/refresh", refresh).await;
    let began = Instant::now();
    ended(&mut meera).await;

    assert_eq!((again.status, code(&again).as_str()), (401, "invalid-refresh-token"));
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
}

async fn ended(program: &mut Program) {
    eventually("the token counts no more", async || (program.get("/api/users/me").await.status == 401).then_some(()))
        .await;
}

#[tokio::test]
async fn what_ends_sessions_ends_tokens_within_a_second() {
    let shop = Shop::open().await;
    let (mut banned, email) = Program::of_somebody(&shop).await;
    assert_eq!(banned.get("/api/users/me").await.status, 200);
    shop.market.execute(&format!("update identity.users set disabled_at = now() where email = '{email}'")).await;
    let began = Instant::now();
    ended(&mut banned).await;
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());

    let (mut meera, email) = Program::of_somebody(&shop).await;
    assert_eq!(code(&meera.get("/api/admin/users").await), "not-found");
    identity::set_role(&shop.market.db, &email, Role::Admin).await.unwrap();
    ended(&mut meera).await;
    let tokens = meera.log_in(&email).await;
    assert_eq!(meera.get("/api/admin/users").await.status, 200, "the new role counts after a log-in");
    assert_eq!(meera.post("/api/auth/revoke", json!({ "token": tokens["refresh_token"] })).await.status, 200);
    ended(&mut meera).await;
}

/// Lets whoever bears the program's token work for a shop.
async fn employ(shop: &Shop, program: &mut Program, name: &str) -> String {
    let me = json_of(&program.get("/api/users/me").await)["id"].as_str().unwrap().parse().unwrap();
    let seller = shop.market.seller(name).await;
    shop.market.hire(seller, me, "owner").await;
    eventually("the shop is known at the door", async || {
        let header = [("levomart-shop", seller.to_string())];
        let header = header.each_ref().map(|(name, value)| (*name, value.as_str()));
        (program.ask(Method::GET, "/api/seller/shop", &header, Value::Null).await.status == 200).then_some(())
    })
    .await;
    seller.to_string()
}

#[tokio::test]
async fn a_shop_is_shut_to_its_owner_who_is_no_seller_any_more() {
    let shop = Shop::open().await;
    let (mut arun, email) = Program::of_somebody(&shop).await;
    employ(&shop, &mut arun, "Moradabad Brass").await;

    identity::set_role(&shop.market.db, &email, Role::User).await.unwrap();
    ended(&mut arun).await;
    arun.log_in(&email).await;
    let shut = arun.get("/api/seller/shop").await;
    let mut browser = shop.browser();
    browser.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;
    let room = browser.get("/seller").await;
    identity::set_role(&shop.market.db, &email, Role::Seller).await.unwrap();
    ended(&mut arun).await;
    arun.log_in(&email).await;

    assert_eq!((shut.status, code(&shut).as_str()), (404, "no-shop"));
    assert_eq!(room.status, 404, "{}", room.body);
    assert_eq!(arun.get("/api/seller/shop").await.status, 200);
}

#[tokio::test]
async fn a_member_of_two_shops_says_for_which() {
    let shop = Shop::open().await;
    let (mut arun, _) = Program::of_somebody(&shop).await;
    assert_eq!(code(&arun.get("/api/seller/shop").await), "no-shop");
    let brass = employ(&shop, &mut arun, "Moradabad Brass").await;
    let only = json_of(&arun.get("/api/seller/shop").await);
    let looms = employ(&shop, &mut arun, "Kochi Looms").await;

    let unsaid = arun.get("/api/seller/shop").await;
    let by_id = arun.ask(Method::GET, "/api/seller/shop", &[("levomart-shop", &looms)], Value::Null).await;
    let slug = only["slug"].as_str().unwrap();
    let by_slug = arun.ask(Method::GET, "/api/seller/shop", &[("levomart-shop", slug)], Value::Null).await;
    let stranger = shop.market.seller("Jaipur Prints").await.to_string();
    let of_another = arun.ask(Method::GET, "/api/seller/shop", &[("levomart-shop", &stranger)], Value::Null).await;

    assert_eq!(only["id"].as_str().unwrap(), brass);
    assert_eq!((unsaid.status, code(&unsaid).as_str()), (400, "shop-not-named"));
    assert_eq!((&json_of(&by_id)["id"], &json_of(&by_slug)["id"]), (&json!(looms), &json!(brass)));
    assert_eq!((of_another.status, code(&of_another).as_str()), (404, "not-found"));
}

#[tokio::test]
async fn an_edit_of_what_has_changed_meanwhile_changes_nothing() {
    let shop = Shop::open().await;
    let (mut arun, _) = Program::of_somebody(&shop).await;
    employ(&shop, &mut arun, "Moradabad Brass").await;
    let read = arun.get("/api/seller/shop").await;
    let tag = read.header(header::ETAG).to_owned();
    let seller = json_of(&read);
    let mut edit = json!({ "version": seller["version"] });
    for field in ["name", "returns", "place", "ships_in_days", "tint"] {
        edit[field] = seller[field].clone();
    }
    edit["about"] = json!("Lamps, and what belongs to them.");

    let known = arun.ask(Method::GET, "/api/seller/shop", &[("if-none-match", &tag)], Value::Null).await;
    let outdated = arun.ask(Method::PUT, "/api/seller/shop", &[("if-match", "\"999\"")], edit.clone()).await;
    let unchanged = arun.get("/api/seller/shop").await;
    let fitting = arun.ask(Method::PUT, "/api/seller/shop", &[("if-match", &tag)], edit).await;
    let changed = arun.ask(Method::GET, "/api/seller/shop", &[("if-none-match", &tag)], Value::Null).await;

    assert!(tag.starts_with(&format!("\"{}.", seller["version"])), "{tag}");
    assert_eq!((known.status, known.body.as_str(), known.header(header::ETAG)), (304, "", tag.as_str()));
    assert_eq!((outdated.status, code(&outdated).as_str()), (412, "outdated"));
    assert_eq!(json_of(&unchanged), seller);
    assert_eq!(fitting.status, 200, "{}", fitting.body);
    assert_eq!(json_of(&changed)["about"], "Lamps, and what belongs to them.");
}

#[tokio::test]
async fn products_and_categories_are_edited_as_they_were_read() {
    let shop = Shop::open().await;
    let (mut arun, email) = Program::of_somebody(&shop).await;
    let seller = employ(&shop, &mut arun, "Moradabad Brass").await;
    shop.market.offer(seller.parse().unwrap(), "Brass lamp", 80_000, 10).await;
    let id = json_of(&arun.get("/api/seller/products").await)["items"][0]["id"].as_str().unwrap().to_owned();
    let product = arun.get(&format!("/api/seller/products/{id}")).await;
    let save = json!({ "title": "Lamp", "variants": [], "status": "draft", "version": json_of(&product)["version"] });

    let of_product = arun.ask(Method::PUT, &format!("/api/seller/products/{id}"), &[("if-match", "\"0\"")], save).await;
    identity::set_role(&shop.market.db, &email, Role::Admin).await.unwrap();
    ended(&mut arun).await;
    arun.log_in(&email).await;
    let category = json_of(&arun.get("/api/admin/categories").await)[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/admin/categories/{category}");
    let read = arun.get(&path).await;
    let tag = [("if-match", read.header(header::ETAG))];
    let mut renamed = json_of(&read);
    renamed["about"] = json!("What gives light.");
    let first = arun.ask(Method::PUT, &path, &tag, renamed.clone()).await;
    let second = arun.ask(Method::PUT, &path, &tag, renamed).await;

    let tag_of_product = product.header(header::ETAG);
    assert!(tag_of_product.starts_with(&format!("\"{}.", json_of(&product)["version"])), "{tag_of_product}");
    assert_eq!((of_product.status, code(&of_product).as_str()), (412, "outdated"));
    assert_eq!(first.status, 204, "{}", first.body);
    assert_eq!((second.status, code(&second).as_str()), (412, "outdated"));
}

#[tokio::test]
async fn what_is_not_described_is_not_there_and_every_refusal_is_a_problem() {
    let shop = Shop::open().await;
    let (mut meera, _) = Program::of_somebody(&shop).await;
    let me = json_of(&meera.get("/api/users/me").await)["id"].as_str().unwrap().to_owned();

    for path in [
        format!("/api/users/{me}").as_str(),
        format!("/api/users/{me}/standing").as_str(),
        format!("/api/grants/{me}/holder").as_str(),
        "/api/cart/contents",
        "/api/outbox/identity",
        "/api",
        "/api/",
        "/api/nothing/at/all",
    ] {
        let answer = meera.get(path).await;
        assert_eq!((answer.status, code(&answer).as_str()), (404, "not-found"), "{path}");
    }
    let login =
        meera.post("/api/auth/login", json!({ "email": "a@b.in", "password": "x", "client_ip": "1.2.3.4" })).await;
    assert_eq!(login.status, 404);

    let method = meera.ask(Method::DELETE, "/api/users/me", &[], Value::Null).await;
    let allowed: BTreeSet<&str> = method.header(header::ALLOW).split(',').collect();
    assert_eq!((method.status, code(&method).as_str()), (405, "method-not-allowed"));
    assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "PUT"]));

    let text = Request::put("/api/users/me").header(header::CONTENT_TYPE, "text/plain").body("name=Meera".to_owned());
    let text = meera.way.send(text.unwrap()).await.unwrap();
    assert_eq!((text.status, code(&text).as_str()), (415, "wrong-type"));

    let long = meera.ask(Method::PUT, "/api/users/me", &[], json!({ "name": "x".repeat(300 << 10) })).await;
    assert_eq!((long.status, code(&long).as_str()), (413, "too-large"));
}

#[tokio::test]
async fn a_session_means_nothing_at_the_door_and_other_sites_get_nothing_by_it() {
    let shop = Shop::open().await;
    let (mut meera, email) = Program::of_somebody(&shop).await;
    meera.token = None;
    let answer = meera.way.post("/do/account/log-in", &[("email", &email), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    assert!(meera.way.get("/account").await.body.contains("Meera Krishnan"), "the session is there");

    let read = meera.get("/api/users/me").await;
    let written = meera
        .ask(
            Method::PUT,
            "/api/users/me",
            &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
            json!({ "name": "Mallory" }),
        )
        .await;

    assert_eq!((read.status, written.status), (401, 401));
    assert!(
        read.headers.get(header::SET_COOKIE).is_none() && read.headers.get("access-control-allow-origin").is_none()
    );
}

#[tokio::test]
async fn whoever_comes_too_often_is_told_when_to_come_back_and_others_are_not_kept() {
    let shop = Shop::open().await;
    let mut config = shop.config.clone();
    config.api.requests_per_minute = 5;
    config.api.auth_requests_per_minute = 2;
    let open = levomart::roles::open(&config, &[]).unwrap();
    let router = levomart::storefront::router(&config, open.storefront.unwrap(), open.health.routes());
    let here = || Program { way: Browser::here(router.clone(), &config.http.public_url), token: None };

    // Nobody waits for Redis, to which this process is not connected before its first question.
    eventually("requests are counted", async || {
        (!here().get("/api/categories").await.header("ratelimit").is_empty()).then_some(())
    })
    .await;
    let mut busy = here();
    let first = busy.get("/api/categories").await;
    for _ in 0..4 {
        assert_eq!(busy.get("/api/categories").await.status, 200);
    }
    let over = busy.get("/api/categories").await;
    let mut guesser = here();
    let wrong = json!({ "email": format!("{}@example.in", Uuid::new_v4()), "password": "x" });
    for _ in 0..2 {
        let guess = guesser.post("/api/auth/token", wrong.clone()).await;
        assert_eq!(guess.status, 401);
    }
    let guess = guesser.post("/api/auth/token", wrong.clone()).await;

    assert_eq!(first.header("ratelimit-policy"), "\"requests\";q=5;w=60");
    assert!(first.header("ratelimit").starts_with("\"requests\";r=4;t="), "{}", first.header("ratelimit"));
    assert_eq!((over.status, code(&over).as_str()), (429, "too-many"));
    assert!((1..=60).contains(&over.header(header::RETRY_AFTER).parse::<u32>().unwrap()));
    assert_eq!((guess.status, guesser.get("/api/categories").await.status), (429, 200));
    assert_eq!(here().get("/api/categories").await.status, 200);
}

#[tokio::test]
async fn costly_forms_that_come_too_often_are_refused_and_pages_are_still_served() {
    let shop = Shop::open().await;
    let mut config = shop.config.clone();
    config.storefront.forms_per_minute = 2;
    let open = levomart::roles::open(&config, &[]).unwrap();
    let router = levomart::storefront::router(&config, open.storefront.unwrap(), open.health.routes());
    let here = || Browser::here(router.clone(), &config.http.public_url);
    // As above: only then are they counted.
    eventually("Redis is connected", async || {
        (!here().get("/api/categories").await.header("ratelimit").is_empty()).then_some(())
    })
    .await;
    let mut visitor = here();
    let key = Uuid::new_v4().to_string();
    let order = order_form("0", &key);
    for _ in 0..2 {
        assert_eq!(visitor.post("/do/checkout/place", &order).await.status, 303);
        visitor.cookies.clear();
    }

    let form = visitor.post("/do/checkout/place", &order).await;
    let script = visitor.call("/do/account/register", &[("name", "Meera Krishnan")]).await;
    let page = visitor.get("/login").await;
    let elsewhere = here().post("/do/checkout/place", &order).await;

    assert_eq!((form.status, form.header(header::CONTENT_TYPE)), (429, "text/html; charset=utf-8"));
    assert_eq!((script.status, code(&script).as_str()), (429, "too-many"));
    for refused in [&form, &script] {
        assert!((1..=60).contains(&refused.header(header::RETRY_AFTER).parse::<u32>().unwrap()));
    }
    assert_eq!((page.status, elsewhere.status), (200, 303));
}

#[tokio::test]
async fn the_api_describes_itself() {
    let shop = Shop::open().await;
    let mut program = Program::new(&shop);

    let document = program.get("/api/openapi.json").await;
    let tag = document.header(header::ETAG).to_owned();
    let again = program.ask(Method::GET, "/api/openapi.json", &[("if-none-match", &tag)], Value::Null).await;
    let page = program.get("/api/docs").await;

    assert_eq!(json_of(&document), levomart::openapi::document());
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert!(page.body.contains("swagger-ui-bundle.js") && !page.body.contains("://"), "{}", page.body);
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
}

#[tokio::test]
async fn what_delivery_costs_is_told_to_everybody_and_kept_by_nobody() {
    let shop = Shop::open().await;

    let rates = Program::new(&shop).get("/api/orders/delivery").await;

    assert_eq!((rates.status, rates.header(header::CACHE_CONTROL)), (200, "no-store"));
    assert!(rates.body.contains("\"express\""), "{}", rates.body);
}
