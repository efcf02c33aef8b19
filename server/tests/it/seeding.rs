//! A shop with a past that was made up: what every slice was given fits together.

use crate::{checking::passes, market, shop::database};
use sqlx::PgPool;
use std::{path::Path, process::Stdio};
use tokio::process::Command;

async fn seed(database: &str) -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_levomart"))
        .args(["seed", "--products", "300", "--sellers", "7", "--orders", "3000"])
        .env_clear()
        .env("LEVOMART__DATABASE__URL", database)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

async fn count(db: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db).await.unwrap()
}

#[tokio::test]
async fn a_past_is_made_up_once_and_stands_every_check() {
    let database = database().await;
    let db = &database.pool;

    assert!(seed(&database.url).await);

    assert!(passes(&database.url, &market::settings("postgres")).await);
    assert!(!seed(&database.url).await, "orders would be there twice");
    assert!(passes(&database.url, &market::settings("postgres")).await);
    let wants = [
        ("every order is there", "select (count(*) = 3000)::integer::bigint from orders.orders"),
        ("in every state but the first", "select (count(distinct status) = 6)::integer::bigint from orders.orders"),
        ("some were asked back", "select count(*) from orders.returns where status = 'refused'"),
        (
            "every shop has an owner",
            "select (count(*) = 7)::integer::bigint from identity.members where role = 'owner'",
        ),
        ("shops were told", "select count(*) from notifications.notices"),
        (
            "parcels are where orders say",
            "select (count(*) = (select count(*) from orders.parcels))::integer::bigint
                                            from shipping.parcels as p
                                            join orders.parcels as o on o.id = p.id and o.order_id = p.order_id
                                             and (o.delivered_at is not null) = (p.state = 'delivered')",
        ),
        (
            "reports count what is left of what was paid",
            "select (sum(revenue_minor) = (select sum(o.total_minor - o.refunded_minor) from orders.orders as o
                                         where o.paid_at is not null and o.cancelled_at is null))::integer::bigint
            from analytics.market_days",
        ),
        (
            "what left was recorded",
            "select (count(*) = (select count(*) from orders.parcels))::integer::bigint from audit.entries",
        ),
        (
            "nothing waits to be sent",
            "select (count(*) = 0)::integer::bigint from notifications.mails where sent_at is null",
        ),
    ];
    for (story, sql) in wants {
        assert!(count(db, sql).await > 0, "{story}");
    }
}
