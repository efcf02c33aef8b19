//! How this process is: `/healthz` says that it lives, `/readyz` whether it can work, and what it lacks if not.

use crate::host::Ready;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use events::{Bus, Outbox, count_parked};
use futures::future::{join, join_all};
use moka::future::Cache;
use redis::aio::ConnectionManager;
use sqlx::PgPool;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use web::Upstream;

/// Who asks for readiness does not wait long: a second is Kubernetes's default.
const PATIENCE: Duration = Duration::from_millis(800);

/// What waits longer than that to be sent, waits because what carries the events does not take it, seconds.
const STUCK: f64 = 10.0;

/// How long it counts that a topic was heard, or was not: a broker that is away keeps a thread for seconds whenever it is
/// asked.
const HEARD: Duration = Duration::from_secs(5);

/// What a role cannot work without.
pub enum Need {
    Database(&'static str, PgPool),
    Redis(&'static str, ConnectionManager),
}

/// All that this process stands on.
#[derive(Clone)]
pub struct Health(Arc<Standing>);

struct Standing {
    ready: Ready,
    needs: Arc<[Need]>,
    asked: Vec<(&'static str, Upstream)>,
    outboxes: Vec<Outbox>,
    bus: Bus,
    /// Topics that are listened to here, each with one of the consumers that do.
    topics: BTreeMap<&'static str, &'static str>,
    heard: Cache<&'static str, bool>,
}

impl Health {
    /// `asked` are the slices that are asked from here, `outboxes` those of the slices that are here, `topics` what these
    /// listen to, each with one of the consumers; a process does some of its work without an answer from the first, without
    /// anybody who takes what is in the second, and without hearing the third.
    pub fn new(
        ready: Ready,
        needs: Vec<Need>,
        asked: Vec<(&'static str, Upstream)>,
        outboxes: Vec<Outbox>,
        bus: Bus,
        topics: BTreeMap<&'static str, &'static str>,
    ) -> Self {
        let heard = Cache::builder().time_to_live(HEARD).build();
        Self(Arc::new(Standing { ready, needs: needs.into(), asked, outboxes, bus, topics, heard }))
    }

    /// Both answers, for whoever starts and stops processes.
    pub fn routes(self) -> Router {
        Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(readiness)).with_state(self)
    }

    /// What the roles here cannot work without, for whoever has to look again and again.
    pub fn needs(&self) -> Arc<[Need]> {
        self.0.needs.clone()
    }

    /// Slices that do not answer.
    async fn away(&self) -> Vec<&'static str> {
        let looked = self.0.asked.iter().map(async |(slice, upstream)| (!upstream.lives().await).then_some(*slice));
        join_all(looked).await.into_iter().flatten().collect()
    }

    /// Slices whose events nobody takes.
    async fn stuck(&self) -> Vec<&'static str> {
        let looked = self.0.outboxes.iter().map(async |outbox| {
            let waiting = tokio::time::timeout(PATIENCE, outbox.backlog()).await.ok()?.ok()?;
            (waiting.1 > STUCK).then(|| outbox.slice())
        });
        join_all(looked).await.into_iter().flatten().collect()
    }

    /// Topics that are listened to in vain.
    async fn unheard(&self) -> Vec<&'static str> {
        let looked = self.0.topics.iter().map(async |(topic, consumer)| {
            let heard = self.0.heard.get_with(*topic, is_heard(&self.0.bus, consumer, topic)).await;
            (!heard).then_some(*topic)
        });
        join_all(looked).await.into_iter().flatten().collect()
    }
}

/// Whether a topic can be heard: what carries it answers, and so does the database of what is parked.
async fn is_heard(bus: &Bus, consumer: &str, topic: &str) -> bool {
    let looked = join(bus.lag(consumer, topic), count_parked(bus));
    matches!(tokio::time::timeout(PATIENCE, looked).await, Ok((Ok(_), Ok(_))))
}

/// What is lacking, as `role: what`.
pub async fn lacking(needs: &[Need]) -> Vec<String> {
    let looked = needs.iter().map(async |need| (!need.is_met().await).then(|| need.to_string()));
    join_all(looked).await.into_iter().flatten().collect()
}

impl Need {
    async fn is_met(&self) -> bool {
        let looked = tokio::time::timeout(PATIENCE, async {
            match self {
                Self::Database(_, pool) => sqlx::query("select 1").execute(pool).await.is_ok(),
                Self::Redis(_, redis) => redis::cmd("PING").query_async::<()>(&mut redis.clone()).await.is_ok(),
            }
        });
        looked.await.unwrap_or(false)
    }
}

impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(role, _) => write!(f, "{role}: postgresql"),
            Self::Redis(role, _) => write!(f, "{role}: redis"),
        }
    }
}

/// Without a slice that it asks, or without what carries the events, a process still gets requests: the rest of its work
/// goes on.
async fn readiness(State(health): State<Health>) -> Response {
    let (mut lacking, away, stuck, unheard) =
        tokio::join!(lacking(&health.0.needs), health.away(), health.stuck(), health.unheard());
    if !health.0.ready.is() {
        lacking.insert(0, "stopping".to_owned());
    }
    if !lacking.is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], lacking.join("\n")).into_response();
    }
    let without = [("an answer from", away), ("anybody who takes the events of", stuck), ("hearing", unheard)];
    let without = without.into_iter().filter(|(_, slices)| !slices.is_empty());
    let without: Vec<String> = without.map(|(what, slices)| format!("{what} {}", slices.join(", "))).collect();
    match without.is_empty() {
        true => "ready".into_response(),
        false => format!("ready, but without {}", without.join(", and without ")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use http::Request;
    use sqlx::postgres::PgPoolOptions;
    use tower::ServiceExt;

    /// A process that lacks nothing, with these outboxes, which listens to orders on this bus.
    fn listening(outboxes: Vec<Outbox>, bus: Bus) -> Health {
        let ready = Ready::default();
        ready.set(true);
        Health::new(ready, vec![], vec![], outboxes, bus, BTreeMap::from([("orders", "cart")]))
    }

    async fn readiness_of(health: &Health) -> (StatusCode, String) {
        let request = Request::get("/readyz").body(Body::empty()).unwrap();
        let answer = health.clone().routes().oneshot(request).await.unwrap();
        let status = answer.status();
        (status, String::from_utf8(to_bytes(answer.into_body(), 1000).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn whose_events_nobody_takes_is_said_and_does_not_shut_the_shop() {
        let database = testing::Database::new(&[&events::MIGRATOR, &orders::MIGRATOR]).await;
        let outbox = Outbox::new("orders", database.pool.clone());
        let health = listening(vec![outbox], Bus::postgres(database.pool.clone()));
        let before = readiness_of(&health).await;
        sqlx::query(
            "insert into orders.outbox (id, topic, aggregate_id, aggregate_version, envelope, created_at)
             values (gen_random_uuid(), 'orders', gen_random_uuid(), 1, '{}', now() - interval '11 s')",
        )
        .execute(&database.pool)
        .await
        .unwrap();

        let after = readiness_of(&health).await;

        assert_eq!(before, (StatusCode::OK, "ready".to_owned()));
        assert_eq!(after, (StatusCode::OK, "ready, but without anybody who takes the events of orders".to_owned()));
    }

    #[tokio::test]
    async fn what_is_not_heard_is_said_and_does_not_shut_the_shop() {
        let pool = PgPoolOptions::new().acquire_timeout(Duration::from_millis(100));
        let away = pool.connect_lazy("postgres://levomart@127.0.0.1:1/nowhere").unwrap();
        let health = listening(vec![], Bus::postgres(away));

        let deaf = readiness_of(&health).await;

        assert_eq!(deaf, (StatusCode::OK, "ready, but without hearing orders".to_owned()));
    }
}
