//! Those who look after the market: what was done, and how events get on.

use crate::{
    acting::admin,
    shop::{Shop, eventually},
};
use contracts::{
    events::{OrderEvent, OrderMoved},
    ids::{GroupId, OrderId, SellerId},
};
use events::Envelope;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;
use web::Act;

#[tokio::test]
async fn an_admin_reads_the_log_checks_its_chain_and_takes_it_along() {
    let shop = Shop::open().await;
    let subject = Uuid::now_v7();
    let act = Act { action: "lamp.light", subject: ("lamp", subject), reason: Some("=1+1"), ..Act::default() };
    let told = act.told("catalog", &shop.user().await);
    shop.clients.audit.record(&told).await.unwrap();
    let (mut admin, mut guest) = (admin(&shop).await, shop.browser());

    let page = admin.get("/admin/audit?action=lamp.&check=now").await;
    let other = admin.get("/admin/audit?action=candle.").await;
    let file = admin.get(&format!("/admin/audit.csv?subject={subject}")).await;

    assert!(page.body.contains("lamp.light") && page.body.contains("The chain is whole"), "{}", page.body);
    assert!(other.body.contains("Nothing was recorded") && !other.body.contains("lamp.light"));
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = file.body.lines().collect();
    assert!(lines.len() == 2 && lines[1].contains("\"'=1+1\""), "{}", file.body);
    assert_eq!(guest.get("/admin/audit.csv").await.status, 401);
    assert!(!guest.follow("/admin/audit").await.body.contains("lamp.light"));
}

#[tokio::test]
async fn a_dead_letter_is_replayed_or_given_up_and_both_are_recorded() {
    let shop = Shop::open().await;
    let moved =
        OrderMoved { group: GroupId(Uuid::now_v7()), order: OrderId(Uuid::now_v7()), seller: SellerId(Uuid::now_v7()) };
    let envelope =
        Envelope::wrap(&OrderEvent::Packed(moved.clone()), Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap();
    // Nobody of that name listens, so nobody takes it while it is looked at.
    sqlx::query(
        "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
         values ('museum', $1, 'orders', $2, $3, 'there is no such showcase', 5)",
    )
    .bind(envelope.id)
    .bind(envelope.partitionkey)
    .bind(Json(&envelope))
    .execute(&shop.market.db)
    .await
    .unwrap();
    let (id, key) = (envelope.id.to_string(), moved.group.to_string());
    let mut admin = admin(&shop).await;

    let page = admin.get("/admin/events").await;
    let replayed = admin.post("/do/admin/events/replay", &[("consumer", "museum"), ("key", &key)]).await;
    let silent = admin.call("/do/admin/events/drop", &[("consumer", "museum"), ("id", &id)]).await;
    let reason = ("reason", "The museum has closed.");
    let dropped = admin.post("/do/admin/events/drop", &[("consumer", "museum"), ("id", &id), reason]).await;

    assert!(
        page.body.contains("there is no such showcase") && page.body.contains("Who listens to what"),
        "{}",
        page.body
    );
    assert_eq!((replayed.location(), dropped.location()), ("/admin/events", "/admin/events"));
    assert_eq!(silent.status, 422);
    let after = admin.get("/admin/events").await;
    assert!(after.body.contains("Every event was handled"), "{}", after.body);
    let log = eventually("both are in the log", async || {
        let log = admin.get("/admin/audit?action=events.").await.body;
        (log.contains("events.replay") && log.contains("events.drop")).then_some(log)
    });
    assert!(log.await.contains("The museum has closed."));
}
