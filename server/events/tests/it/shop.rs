//! A slice called `till` with nothing but an aggregate, an outbox, an inbox and a place for effects.

use contracts::{
    Money,
    events::{PaymentEvent, PaymentSucceeded},
    ids::{GroupId, PaymentId},
    money::Currency,
};
use events::{
    Bus, Delivery, Encoding, Envelope, Inbox, Lying, Outbox, Settings, Span, Subscription,
    topics::{self, TOPICS, Topic},
};
use sqlx::{AssertSqlSafe, PgPool};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use testing::Database;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long something may take that has to happen by itself. Far more than it needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Tells a story twice: on PostgreSQL, and on a broker.
pub async fn on_both(story: impl AsyncFn(Shop)) {
    for url in ["postgres".to_owned(), kafka()] {
        eprintln!("on {url}");
        let shop = Shop::open(&url).await;
        story(shop.clone()).await;
        shop.close().await;
    }
}

/// The address of the test broker.
pub fn kafka() -> String {
    format!("kafka://{}", testing::kafka_brokers())
}

/// Looks again and again until there is something to see.
pub async fn eventually(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !look().await {
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[derive(Clone)]
pub struct Shop {
    database: Arc<Database>,
    pub settings: Settings,
    pub outbox: Outbox,
    pub bus: Bus,
    pub stop: CancellationToken,
}

impl Shop {
    pub async fn open(url: &str) -> Self {
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
        let settings = Settings {
            url: url.to_owned(),
            prefix: format!("test-{}.", Uuid::new_v4().simple()),
            instance: String::new(),
            encoding: Encoding::Json,
        };
        let bus = Bus::open(&settings, database.pool.clone()).unwrap();
        topics::apply(&bus, &payments()).await.unwrap();
        Self { database: Arc::new(database), settings, outbox, bus, stop: CancellationToken::new() }
    }

    pub async fn close(self) {
        self.stop.cancel();
        topics::delete(&self.bus, &payments()).await.unwrap();
    }

    /// The bus as another process has it.
    pub fn process(&self, instance: &str) -> Bus {
        let settings = Settings { instance: instance.to_owned(), ..self.settings.clone() };
        Bus::open(&settings, self.db().clone()).unwrap()
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

    /// Sends everything. Another relay may still hold a part of it for a moment.
    pub async fn drain(&self) {
        while self.count("till.outbox where published_at is null").await > 0 {
            events::drain(&self.outbox, &self.bus).await.unwrap();
        }
    }

    /// Advisory locks that somebody holds.
    pub async fn locks(&self) -> i64 {
        let here = "select count(*) from pg_locks where locktype = 'advisory'
                       and database = (select oid from pg_database where datname = current_database())";
        sqlx::query_scalar(here).fetch_one(self.db()).await.unwrap()
    }

    /// Lets a consumer handle everything.
    pub async fn handle(&self, subscription: &Subscription) {
        while subscription.advance(&self.bus, &self.stop).await.unwrap() > 0 {}
    }

    /// A consumer that notes each amount once; `refuse` makes it fail for some.
    pub fn clerk(&self, refuse: fn(i64) -> bool) -> Subscription {
        let db = self.db().clone();
        Subscription::new("till", move |event: PaymentEvent, envelope: Envelope| {
            let db = db.clone();
            async move {
                let PaymentEvent::Succeeded(paid) = event else { return Ok(()) };
                anyhow::ensure!(!refuse(paid.amount.minor), "cannot take {}", paid.amount.minor);
                note(&db, &paid, &envelope).await
            }
        })
    }

    /// What was noted of a drawer, in order.
    pub async fn noted(&self, drawer: Uuid) -> Vec<i64> {
        sqlx::query_scalar("select amount from till.effects where drawer = $1 order by n")
            .bind(drawer)
            .fetch_all(self.db())
            .await
            .unwrap()
    }

    /// How many rows there are.
    pub async fn count(&self, from: &str) -> i64 {
        let sql = format!("select count(*) from {from}");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(self.db()).await.unwrap()
    }

    /// What lies on the bus.
    pub async fn kept(&self) -> Vec<Delivery> {
        let mut kept = Vec::new();
        let keep = |Lying { topic, envelope, .. }| kept.push(Delivery { topic, envelope });
        self.bus.read(&["payments"], Span::Kept, keep).await.unwrap();
        kept
    }

    pub async fn lag(&self) -> i64 {
        self.bus.lag("till", "payments").await.unwrap()
    }
}

/// Notes an amount, once per event.
pub async fn note(db: &PgPool, paid: &PaymentSucceeded, envelope: &Envelope) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    if Inbox::new("till").first_time(&mut tx, envelope).await? {
        sqlx::query("insert into till.effects (drawer, amount) values ($1, $2)")
            .bind(paid.payment.0)
            .bind(paid.amount.minor)
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// The topic of the stories, and its dead letters.
pub fn payments() -> Vec<Topic> {
    TOPICS.into_iter().filter(|topic| topic.name.starts_with("payments")).collect()
}

pub fn paid(drawer: Uuid, amount: i64) -> PaymentEvent {
    PaymentEvent::Succeeded(PaymentSucceeded {
        payment: PaymentId(drawer),
        group: GroupId(drawer),
        amount: Money::new(amount, Currency::Inr),
    })
}
