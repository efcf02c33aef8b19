//! The inventory over a socket, as orders and cart ask it, and as a person with a gRPC tool does.

use super::EACH_ALONE;
use crate::shop::Shop;
use clients::Inventory;
use contracts::{
    Caller,
    ids::GroupId,
    inventory::{QuoteRequest, inventory_client::InventoryClient},
};
use levomart::roles::Role::Catalog;
use std::time::Duration;
use time::OffsetDateTime;
use tokio_stream::StreamExt;
use tonic::{Code, Request, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};
use uuid::Uuid;
use web::{Passes, Remote};

async fn line(shop: &mut Shop) -> Channel {
    let address = format!("http://{}", shop.process(Catalog).address);
    Channel::from_shared(address).unwrap().connect().await.unwrap()
}

async fn quote(line: &Channel, pass: Option<&str>, timeout: Option<&str>) -> Result<usize, Status> {
    let mut request = Request::new(QuoteRequest { offer_ids: Vec::new() });
    if let Some(pass) = pass {
        request.metadata_mut().insert("levomart-pass", pass.parse().unwrap());
    }
    if let Some(timeout) = timeout {
        request.metadata_mut().insert("grpc-timeout", timeout.parse().unwrap());
    }
    let answer = InventoryClient::new(line.clone()).quote(request).await?;
    Ok(answer.into_inner().offers.len())
}

#[tokio::test]
async fn stock_is_quoted_held_and_given_back_over_a_socket() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let base = format!("http://{}", shop.process(Catalog).address);
    let remote = Remote::new("catalog", &base, &Passes::new(&shop.config.secret()));
    let inventory = Inventory::remote(&remote.into()).unwrap();
    let group = GroupId(Uuid::now_v7());

    let quoted = inventory.quote(&[lamp.id]).await.unwrap();
    inventory.reserve(group, &[(lamp.id, 3)], Duration::from_secs(60)).await.unwrap();
    inventory.reserve(group, &[(lamp.id, 3)], Duration::from_secs(60)).await.unwrap();
    let held = shop.market.stock(&lamp).await;
    inventory.release(group, &[]).await.unwrap();

    assert_eq!(quoted[&lamp.id].price_minor, 80_000);
    assert_eq!(held, (10, 3), "asked twice is held once");
    assert_eq!(shop.market.stock(&lamp).await, (10, 0));
}

#[tokio::test]
async fn an_inventory_that_is_away_for_a_moment_is_asked_again() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let lamp = shop.market.offer(shop.market.seller("Moradabad Brass").await, "Brass lamp", 80_000, 10).await;
    let base = format!("http://{}", shop.process(Catalog).address);
    let remote = Remote::new("catalog", &base, &Passes::new(&shop.config.secret()));
    let inventory = Inventory::remote(&remote.into()).unwrap();
    inventory.quote(&[lamp.id]).await.unwrap();

    // The connection is lost, and the next question meets the process that was started anew.
    let config = shop.config.clone();
    shop.process(Catalog).stop().await;
    let away = inventory.quote(&[lamp.id]).await.unwrap_err();
    shop.process(Catalog).start(&config).await;

    assert_eq!(away.code, "unavailable");
    assert_eq!(inventory.quote(&[lamp.id]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_pass_the_inventory_says_nothing() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let line = line(&mut shop).await;
    let passes = Passes::new(&shop.config.secret());
    let (now, system) = (OffsetDateTime::now_utc(), Caller::System);

    let old = passes.issue(&system, "catalog", now - time::Duration::minutes(1));
    for pass in [None, Some(passes.issue(&system, "orders", now)), Some(old)] {
        let refused = quote(&line, pass.as_deref(), None).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{pass:?}");
    }
    assert_eq!(quote(&line, Some(&passes.issue(&system, "catalog", now)), None).await.unwrap(), 0);
}

#[tokio::test]
async fn a_question_is_given_up_when_its_deadline_has_passed() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let line = line(&mut shop).await;
    let pass = Passes::new(&shop.config.secret()).issue(&Caller::System, "catalog", OffsetDateTime::now_utc());

    let late = quote(&line, Some(&pass), Some("0m")).await.unwrap_err();

    // The client may notice first, and then says it in its own words.
    assert!([Code::DeadlineExceeded, Code::Cancelled].contains(&late.code()), "{late:?}");
    assert!(quote(&line, Some(&pass), Some("5S")).await.is_ok());
}

#[tokio::test]
async fn gives_account_of_itself_to_grpc_tools() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let line = line(&mut shop).await;

    let asked = HealthCheckRequest { service: "levomart.inventory.v1.Inventory".to_owned() };
    let health = HealthClient::new(line.clone()).check(asked).await.unwrap().into_inner();
    let list = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = ServerReflectionClient::new(line)
        .server_reflection_info(tokio_stream::iter([list]))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.next().await.unwrap().unwrap().message_response.unwrap();

    assert_eq!(health.status(), ServingStatus::Serving);
    let MessageResponse::ListServicesResponse(listed) = answer else { panic!("{answer:?}") };
    let names: Vec<&str> = listed.service.iter().map(|service| service.name.as_str()).collect();
    assert!(names.contains(&"levomart.inventory.v1.Inventory"), "{names:?}");
}
