//! Nobody reaches a slice from outside: every route, with every kind of pass that does not count.

use super::EACH_ALONE;
use crate::{
    browser::{Answer, Browser},
    openapi::INTERNAL,
    shop::Shop,
    strangers::ROUTES,
};
use axum::http::Request;
use clap::ValueEnum;
use contracts::Caller;
use levomart::roles::Role;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use web::Passes;

/// Asks a slice's process directly, with this pass or with none.
async fn ask(shop: &mut Shop, slice: &str, method: &str, path: &str, pass: Option<&str>) -> Answer {
    let role = *Role::value_variants().iter().find(|role| role.word() == slice).unwrap();
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(pass) = pass {
        request = request.header(Passes::HEADER, pass);
    }
    let mut line = Browser::on_the_wire(shop.process(role).address);
    line.send(request.body("{}".to_owned()).unwrap()).await.unwrap()
}

/// Slice, method and path of the routes that are in another process than the storefront.
fn gated() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ROUTES
        .iter()
        .map(|(slice, method, route, _)| (*slice, *method, *route))
        .filter(|(slice, ..)| *slice != "storefront")
}

fn path(path: &str) -> String {
    let id = Uuid::new_v4().to_string();
    let parts = path.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn without_a_pass_for_this_slice_every_route_is_shut() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let ours = Passes::new(&shop.config.secret());
    let now = OffsetDateTime::now_utc();
    let other = |slice: &str| if slice == "cart" { "orders" } else { "cart" };

    for (slice, method, route) in gated() {
        let expired = ours.issue(&Caller::System, slice, now - Duration::minutes(1));
        let elsewhere = ours.issue(&Caller::System, other(slice), now);
        let forged = Passes::new(&[9; 32]).issue(&Caller::System, slice, now);
        let raised = ours.issue(&Caller::Nobody, slice, now).replace("nobody", "system");
        for (pass, what) in [
            (None, "none"),
            (Some(""), "an empty one"),
            (Some(expired.as_str()), "an old one"),
            (Some(elsewhere.as_str()), "one for another slice"),
            (Some(forged.as_str()), "one of another shop"),
            (Some(raised.as_str()), "one that was somebody else's"),
        ] {
            let answer = ask(&mut shop, slice, method, &path(route), pass).await;

            let about = format!("{method} {route} with {what}: {}", answer.body);
            assert_eq!(answer.status, 401, "{about}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{about}");
        }
    }
}

#[tokio::test]
async fn a_pass_opens_every_route_of_its_slice() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let ours = Passes::new(&shop.config.secret());

    for (slice, method, route) in gated() {
        let pass = ours.issue(&shop.guest(), slice, OffsetDateTime::now_utc());

        let answer = ask(&mut shop, slice, method, &path(route), Some(&pass)).await;

        // A guest may still have to log in; nobody asks for a pass any more.
        assert!(!answer.body.contains("no-pass") && answer.status < 500, "{method} {route}: {}", answer.body);
    }
}

#[tokio::test]
async fn at_the_storefronts_port_a_pass_opens_nothing() {
    let shop = Shop::open().await;
    let pass =
        |slice: &str| Passes::new(&shop.config.secret()).issue(&Caller::System, slice, OffsetDateTime::now_utc());

    for (slice, method, route, _) in ROUTES.iter().filter(|(_, _, route, _)| !route.starts_with("/webhooks")) {
        let request = || Request::builder().method(*method).uri(path(route)).header("content-type", "application/json");
        let (with, without) = (request().header(Passes::HEADER, pass(slice)), request());

        let with = shop.browser().send(with.body("{}".to_owned()).unwrap()).await.unwrap();
        let without = shop.browser().send(without.body("{}".to_owned()).unwrap()).await.unwrap();

        assert_eq!(with.status, without.status, "{method} {route}: {}", with.body);
        if INTERNAL.contains(&(*method, *route)) {
            assert!([404, 405].contains(&with.status), "{method} {route}: {} {}", with.status, with.body);
        }
    }
    for closed in ["/metrics", "/levomart.inventory.v1.Inventory/Quote", "/grpc.health.v1.Health/Check"] {
        assert_eq!(shop.browser().get(closed).await.status, 404, "{closed}");
    }
}
