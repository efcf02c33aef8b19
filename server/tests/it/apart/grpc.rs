//! The inventory over a socket, as other slices ask it, and as a person with a gRPC tool does.

use super::EACH_ALONE;
use crate::{
    process::Process,
    shop::{Shop, eventually},
};
use clients::Inventory;
use contracts::{
    Caller, Kind,
    ids::{GroupId, OfferId},
    inventory::{QuoteRequest, inventory_client::InventoryClient},
};
use levomart::roles::Role::Catalog;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::{io::AsyncReadExt, net::TcpListener, time::timeout};
use tokio_stream::StreamExt;
use tonic::{Code, Request, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};
use uuid::Uuid;
use web::{Origin, Passes, Remote, on_errand};

/// The inventory as gRPC knows it.
const INVENTORY: &str = "levomart.inventory.v1.Inventory";

async fn line(catalog: &Process) -> Channel {
    Channel::from_shared(format!("http://{}", catalog.address)).unwrap().connect().await.unwrap()
}

/// The inventory as a process asks it that takes this address for catalog's.
fn inventory_at(address: SocketAddr) -> Inventory {
    let remote = Remote::new("catalog", &format!("http://{address}"), &Passes::new(&[7; 32]));
    Inventory::remote(&remote.into()).unwrap()
}

/// What catalog's process says of a service, or of itself.
async fn health(line: &Channel, service: &str) -> Option<ServingStatus> {
    let asked = HealthCheckRequest { service: service.to_owned() };
    Some(HealthClient::new(line.clone()).check(asked).await.ok()?.into_inner().status())
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
async fn a_connection_that_is_lost_under_way_is_no_answer() {
    let catalog = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let inventory = inventory_at(catalog.local_addr().unwrap());
    // Reads what it is asked, three times, and hangs up when nothing more comes.
    let asked_in_vain = tokio::spawn(async move {
        for _ in 0..3 {
            let (mut connection, _) = catalog.accept().await.unwrap();
            let mut read = [0; 4096];
            while let Ok(Ok(1..)) = timeout(Duration::from_millis(100), connection.read(&mut read)).await {}
        }
    });

    let lost = inventory.quote(&[OfferId(Uuid::now_v7())]).await.unwrap_err();

    assert_eq!((lost.status, lost.kind), (503, Kind::Unavailable));
    assert!(asked_in_vain.is_finished(), "it is asked again, and once more");
}

#[tokio::test]
async fn an_inventory_that_says_nothing_is_away() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let inventory = inventory_at(silent.local_addr().unwrap());
    let (offers, began) = ([OfferId(Uuid::now_v7())], Instant::now());

    let asked = on_errand(Duration::from_millis(200), Origin::default(), inventory.quote(&offers));
    let late = asked.await.unwrap_err();

    assert_eq!((late.status, late.kind), (503, Kind::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[tokio::test]
async fn without_a_pass_the_inventory_says_nothing() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let line = line(shop.process(Catalog)).await;
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
    let line = line(shop.process(Catalog)).await;
    let pass = Passes::new(&shop.config.secret()).issue(&Caller::System, "catalog", OffsetDateTime::now_utc());

    let late = quote(&line, Some(&pass), Some("0m")).await.unwrap_err();

    // The client may notice first, and then says it in its own words.
    assert!([Code::DeadlineExceeded, Code::Cancelled].contains(&late.code()), "{late:?}");
    assert!(quote(&line, Some(&pass), Some("5S")).await.is_ok());
}

#[tokio::test]
async fn gives_account_of_itself_to_grpc_tools() {
    let mut shop = Shop::open_apart(EACH_ALONE).await;
    let line = line(shop.process(Catalog)).await;

    eventually("the inventory serves", async || {
        (health(&line, INVENTORY).await == Some(ServingStatus::Serving)).then_some(())
    })
    .await;
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

    let MessageResponse::ListServicesResponse(listed) = answer else { panic!("{answer:?}") };
    let names: Vec<&str> = listed.service.iter().map(|service| service.name.as_str()).collect();
    assert!(names.contains(&INVENTORY), "{names:?}");
}

#[tokio::test]
async fn an_inventory_without_its_database_does_not_serve() {
    let shop = Shop::open_apart(&[]).await;
    let mut config = shop.config.clone();
    config.database.slices.insert("catalog".to_owned(), "postgres://levomart@127.0.0.1:1/nowhere".to_owned());
    let mut lost = Process::new(&[Catalog]);
    lost.start(&config).await;
    let line = line(&lost).await;

    eventually("the process serves, its inventory does not", async || {
        let told = (health(&line, "").await?, health(&line, INVENTORY).await?);
        (told == (ServingStatus::Serving, ServingStatus::NotServing)).then_some(())
    })
    .await;

    drop(line);
    lost.stop().await;
}
