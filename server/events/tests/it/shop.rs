//! A slice called `orders` with nothing but an aggregate, an outbox, an inbox and a place for effects.

use contracts::{
    Money,
    events::{PaymentEvent, PaymentSucceeded},
    ids::{GroupId, PaymentId},
    money::Currency,
};
use events::{Bus, Envelope, Inbox, Outbox, Subscription};
use sqlx::PgPool;
use testing::Database;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub struct Shop {
    pub database: Database,
    pub outbox: Outbox,
    pub bus: Bus,
    pub stop: CancellationToken,
}

impl Shop {
    pub async fn open() -> Self {
        let database = Database::new(&[&events::MIGRATOR]).await;
        // The tables that every slice has, and an aggregate.
        sqlx::raw_sql(
            "create schema till;
             create table till.outbox (
                 id uuid primary key, seq bigint not null generated always as identity, topic text not null,
                 aggregate_id uuid not null, aggregate_version bigint not null, envelope jsonb not null,
                 shard smallint not null generated always as ((uuid_hash_extended(aggregate_id, 0) & 3)::smallint) stored,
                 created_at timestamptz not null default now(), published_at timestamptz,
                 unique (aggregate_id, aggregate_version));
             create table till.inbox (event_id uuid primary key, at timestamptz not null default now());
             create table till.drawers (id uuid primary key, version bigint not null);
             create table till.effects (n bigint generated always as identity, drawer uuid not null, amount bigint not null);",
        )
        .execute(&database.pool)
        .await
        .unwrap();
        let outbox = Outbox::new("till", database.pool.clone());
        let bus = Bus::postgres(database.pool.clone());
        Self { database, outbox, bus, stop: CancellationToken::new() }
    }

    pub fn db(&self) -> &PgPool {
        &self.database.pool
    }

    /// Changes a drawer and tells of it: the amount in the event is the drawer's version.
    pub async fn ring(&self, drawer: Uuid) {
        let mut tx = self.db().begin().await.unwrap();
        let version: i64 = sqlx::query_scalar(
            "insert into till.drawers (id, version) values ($1, 1)
             on conflict (id) do update set version = drawers.version + 1 returning version",
        )
        .bind(drawer)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        self.outbox.publish(&mut tx, version, &paid(drawer, version)).await.unwrap();
        self.outbox.commit(tx).await.unwrap();
    }

    /// Sends everything.
    pub async fn drain(&self) {
        while events::drain(&self.outbox, &self.bus).await.unwrap() > 0 {}
    }

    /// Lets a consumer handle everything.
    pub async fn handle(&self, subscription: &Subscription) {
        while subscription.advance(&self.bus, &self.stop).await.unwrap() > 0 {}
    }

    /// A consumer that notes each amount once; `refuse` makes it fail for some.
    pub fn clerk(&self, refuse: fn(i64) -> bool) -> Subscription {
        let db = self.db().clone();
        Subscription::new("clerk", move |event: PaymentEvent, envelope: Envelope| {
            let db = db.clone();
            async move {
                let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                anyhow::ensure!(!refuse(paid.amount.minor), "cannot take {}", paid.amount.minor);
                let mut tx = db.begin().await?;
                if Inbox::new("till").first_time(&mut tx, &envelope).await? {
                    sqlx::query("insert into till.effects (drawer, amount) values ($1, $2)")
                        .bind(paid.payment.0)
                        .bind(paid.amount.minor)
                        .execute(&mut *tx)
                        .await?;
                }
                tx.commit().await?;
                Ok(())
            }
        })
    }

    /// What the clerk noted of a drawer, in order.
    pub async fn noted(&self, drawer: Uuid) -> Vec<i64> {
        sqlx::query_scalar("select amount from till.effects where drawer = $1 order by n")
            .bind(drawer)
            .fetch_all(self.db())
            .await
            .unwrap()
    }
}

pub fn paid(drawer: Uuid, amount: i64) -> PaymentEvent {
    PaymentEvent::Succeeded(PaymentSucceeded {
        payment: PaymentId(drawer),
        group: GroupId(drawer),
        amount: Money::new(amount, Currency::Inr),
    })
}
