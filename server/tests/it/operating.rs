//! What an operator does about events, by the commands.

use crate::shop::Shop;
use std::{path::Path, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

/// The program with the settings of a shop.
fn levomart(shop: &Shop, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levomart"));
    command
        .args(arguments)
        .env_clear()
        .env("LEVOMART__DATABASE__URL", &shop.config.database.url)
        .env("LEVOMART__EVENTS__URL", &shop.config.events.url)
        .env("LEVOMART__EVENTS__PREFIX", &shop.config.events.prefix)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// What the program says; it has to end well.
async fn said(shop: &Shop, arguments: &[&str]) -> String {
    let output = levomart(shop, arguments).output().await.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Why the program does not do it.
async fn refused(command: &mut Command) -> String {
    let output = command.output().await.unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// A shop in which somebody has bought something, and which is closed.
async fn closed_shop() -> Shop {
    let shop = Shop::open().await;
    let seller = shop.market.seller("Moradabad Brass").await;
    let lamp = shop.market.offer(seller, "Brass lamp", 80_000, 5).await;
    let buyer = shop.user().await;
    shop.buy(&buyer, &lamp, 1).await;
    shop.close().await;
    shop
}

#[tokio::test]
async fn whoever_watches_a_topic_sees_an_order_pass_from_its_beginning() {
    let shop = closed_shop().await;
    let mut watching =
        levomart(&shop, &["events", "tail", "orders", "--from-beginning"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();

    let created = lines.next_line().await.unwrap().unwrap();
    let paid = lines.next_line().await.unwrap().unwrap();

    assert!(created.contains(" orders com.levomart.order.created.v1 ") && created.contains(" 1 {"), "{created}");
    assert!(paid.contains(" orders com.levomart.order.paid.v1 ") && paid.contains(" 2 {"), "{paid}");
}

#[tokio::test]
async fn dead_letters_are_listed_released_and_given_up() {
    let shop = closed_shop().await;
    let none = said(&shop, &["events", "dlq", "list"]).await;
    shop.market
        .execute(
            "insert into events.parked (consumer, id, topic, key, envelope, error, tries)
             select 'cart', id, topic, aggregate_id, envelope, 'cannot\nbe read', 5 from orders.outbox order by seq limit 1",
        )
        .await;

    let listed = said(&shop, &["events", "dlq", "list"]).await;
    let released = said(&shop, &["events", "dlq", "replay", "cart"]).await;

    let id = listed.split_once(" id: ").and_then(|(_, rest)| rest.split_once(' ')).unwrap().0;
    let given_up = said(&shop, &["events", "dlq", "drop", "cart", id]).await;
    let again = levomart(&shop, &["events", "dlq", "drop", "cart", id]).output().await.unwrap();

    assert_eq!(none, "there are no dead letters\n");
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert!(listed.contains(" cart orders com.levomart.order.created.v1 "), "{listed}");
    assert!(listed.trim().ends_with("tries: 5 cannot be read"), "{listed}");
    assert!(released.starts_with("1 dead letters of cart released"), "{released}");
    assert_eq!(given_up, format!("{id} given up for cart\n"));
    assert_eq!(shop.market.count("select count(*) from events.given_up where error = E'cannot\nbe read'").await, 1);
    assert!(!again.status.success());
    let recorded =
        "select count(*) from audit.entries where actor is null and reason = 'by command line' and action = ";
    assert_eq!(shop.market.count(&format!("{recorded}'events.replay' and subject_kind = 'consumer'")).await, 1);
    assert_eq!(shop.market.count(&format!("{recorded}'events.drop' and subject = '{id}'")).await, 1);
}

#[tokio::test]
async fn dead_letters_that_are_not_there_are_neither_released_nor_watched() {
    let shop = closed_shop().await;
    let key = "00000000-0000-0000-0000-000000000007";
    let watching = ["events", "tail", "orders.dlq"];

    let unknown = refused(&mut levomart(&shop, &["events", "dlq", "replay", "carts"])).await;
    let other = refused(&mut levomart(&shop, &["events", "dlq", "replay", "cart", "--key", key])).await;
    let topic = refused(levomart(&shop, &watching).env("LEVOMART__EVENTS__URL", "postgres")).await;

    assert!(unknown.contains("levomart: carts has no dead letters"), "{unknown}");
    assert!(other.contains(&format!("levomart: cart has no dead letters about {key}")), "{other}");
    assert!(topic.contains("`levomart events dlq list`"), "{topic}");
    assert_eq!(shop.market.count("select count(*) from audit.entries where action = 'events.replay'").await, 0);
}

#[tokio::test]
async fn a_pass_is_recorded_before_it_is_printed() {
    let shop = closed_shop().await;
    let command = || {
        let mut command = levomart(&shop, &["pass", "orders"]);
        command.env("LEVOMART__SECRETS__KEY", "0123456789abcdef".repeat(4));
        command
    };

    let printed = command().output().await.unwrap();
    let unrecorded =
        command().env("LEVOMART__DATABASE__SLICES__AUDIT", "postgres://127.0.0.1:1/none").output().await.unwrap();

    assert!(String::from_utf8(printed.stdout).unwrap().starts_with("orders."), "{:?}", printed.status);
    assert!(!unrecorded.status.success() && unrecorded.stdout.is_empty());
    let issued = "select count(*) from audit.entries
                   where action = 'pass.issue' and slice = 'orders' and actor is null and reason = 'by command line'";
    assert_eq!(shop.market.count(issued).await, 1);
}

#[tokio::test]
async fn the_process_cannot_change_the_audit_log_and_its_operator_reads_it() {
    let shop = closed_shop().await;
    let own = levomart::database::pool(&shop.config, "audit").unwrap();

    let refused = sqlx::query("delete from audit.entries").execute(&own).await.unwrap_err().to_string();

    assert!(refused.contains("permission denied"), "{refused}");
    assert!(said(&shop, &["audit", "verify"]).await.contains(" entries, whole"));
}

#[tokio::test]
async fn a_rebuilt_copy_hears_everything_once_more() {
    let shop = closed_shop().await;
    let told = shop.market.count("select count(*) from identity.outbox").await;
    let before = said(&shop, &["events", "lag"]).await;

    let rebuilt = said(&shop, &["events", "rebuild", "catalog.sellers"]).await;

    let behind = |table: &str| {
        let row =
            table.lines().find(|line| line.starts_with("catalog") && line.contains("identity")).map(str::to_owned);
        row.and_then(|row| row.split_whitespace().last().and_then(|number| number.parse::<i64>().ok()))
    };
    assert_eq!(behind(&before), Some(0), "{before}");
    assert_eq!(rebuilt, format!("catalog hears the {told} events of identity again, as soon as it runs\n"));
    assert_eq!(shop.market.bus.lag("catalog", "identity").await.unwrap(), told);
}

#[tokio::test]
async fn topics_are_checked_by_exit_code() {
    let shop = closed_shop().await;

    let applied = said(&shop, &["topics", "apply"]).await;
    let checked = said(&shop, &["topics", "check"]).await;

    assert_eq!(applied, checked);
    assert!(
        checked.lines().all(|line| line.contains("as it should be") || line.contains("needs no topics")),
        "{checked}"
    );
}
