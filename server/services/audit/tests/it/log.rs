//! A log, and slices that tell it what was done.

use contracts::{
    Caller, Page, Role,
    audit::{Chain, Entry, Filter},
    events::{AuditEvent, AuditRecorded},
    ids::{EntryId, UserId},
};
use events::{Bus, Delivery, Envelope};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::Upstream;

pub struct Log {
    /// Of whoever owns the tables.
    pub db: PgPool,
    /// The slice's own.
    pub own: PgPool,
    service: web::Service,
    bus: Bus,
    /// Last: the pool is of no use without it.
    _database: testing::Database,
}

impl Log {
    pub async fn open() -> Self {
        let database = testing::Database::new(&[&events::MIGRATOR, &audit::MIGRATOR]).await;
        let db = database.pool.clone();
        let own = PgPoolOptions::new()
            .max_connections(5)
            .after_connect(|connection, _| Box::pin(audit::restrict(connection)))
            .connect(&database.url)
            .await
            .unwrap();
        Self { service: audit::service(own.clone()), bus: Bus::postgres(db.clone()), db, own, _database: database }
    }

    /// A slice tells, audit listens; every telling is another event.
    pub async fn tell(&self, entry: &AuditRecorded) {
        let event = AuditEvent::Recorded(entry.clone());
        let envelope = Envelope::wrap(&event, Uuid::now_v7(), 1, OffsetDateTime::now_utc()).unwrap();
        self.bus.publish(&[Delivery { topic: "audit".to_owned(), envelope }]).await.unwrap();
        for subscription in &self.service.subscriptions {
            while subscription.advance(&self.bus, &CancellationToken::new()).await.unwrap() > 0 {}
        }
        assert!(events::list_parked(&self.bus, 1).await.unwrap().is_empty());
    }

    pub fn api(&self) -> Upstream {
        Upstream::Local(self.service.router.clone())
    }

    pub async fn page(&self, filter: &Filter) -> Page<Entry> {
        self.api().get(&admin(), &format!("/api/admin/audit?{}", filter.query())).await.unwrap()
    }

    /// Places of the entries that pass.
    pub async fn places(&self, filter: Filter) -> Vec<i64> {
        self.page(&filter).await.items.iter().map(|entry| entry.seq).collect()
    }

    pub async fn chain(&self) -> Chain {
        audit::verify(&mut self.db.acquire().await.unwrap()).await.unwrap()
    }

    /// Somebody who may do anything to the database goes past its triggers.
    pub async fn tamper(&self, sql: &str) {
        let sql = format!(
            "alter table audit.entries disable trigger user; {sql}; alter table audit.entries enable trigger user"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.db).await.unwrap();
    }
}

pub fn admin() -> Caller {
    Caller::User { id: UserId(Uuid::now_v7()), role: Role::Admin }
}

/// An act about a shop.
pub fn act(action: &str) -> AuditRecorded {
    AuditRecorded {
        entry: EntryId(Uuid::now_v7()),
        at: OffsetDateTime::now_utc(),
        slice: "identity".to_owned(),
        actor: Some(UserId(Uuid::now_v7())),
        actor_kind: "admin".to_owned(),
        action: action.to_owned(),
        subject_kind: "seller".to_owned(),
        subject: Uuid::now_v7().to_string(),
        seller: None,
        before: Some(r#"{"status":"approved"}"#.to_owned()),
        after: Some(r#"{"status":"suspended"}"#.to_owned()),
        reason: Some("The pictures show another product.".to_owned()),
        from: Some("10.4.0.18".to_owned()),
    }
}
