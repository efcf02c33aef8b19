//! How this process is: `/healthz` says that it lives, `/readyz` whether it can work, and what it lacks if not.

use crate::host::Ready;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::future::join_all;
use redis::aio::ConnectionManager;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use web::Upstream;

/// Who asks for readiness does not wait long: a second is Kubernetes's default.
const PATIENCE: Duration = Duration::from_millis(800);

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
    needs: Vec<Need>,
    asked: Vec<(&'static str, Upstream)>,
}

impl Health {
    /// `asked` are the slices that are asked from here; a process does some of its work without them.
    pub fn new(ready: Ready, needs: Vec<Need>, asked: Vec<(&'static str, Upstream)>) -> Self {
        Self(Arc::new(Standing { ready, needs, asked }))
    }

    /// Both answers, for whoever starts and stops processes.
    pub fn routes(self) -> Router {
        Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(readiness)).with_state(self)
    }

    /// What is lacking, as `role: what`.
    async fn lacking(&self) -> Vec<String> {
        let looked = self.0.needs.iter().map(async |need| (!need.is_met().await).then(|| need.to_string()));
        join_all(looked).await.into_iter().flatten().collect()
    }

    /// Slices that do not answer.
    async fn away(&self) -> Vec<&'static str> {
        let looked = self.0.asked.iter().map(async |(slice, upstream)| (!upstream.lives().await).then_some(*slice));
        join_all(looked).await.into_iter().flatten().collect()
    }
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

/// Without a slice that it asks a process still gets requests: the rest of its work goes on.
async fn readiness(State(health): State<Health>) -> Response {
    let (mut lacking, away) = tokio::join!(health.lacking(), health.away());
    if !health.0.ready.is() {
        lacking.insert(0, "stopping".to_owned());
    }
    if !lacking.is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], lacking.join("\n")).into_response();
    }
    match away.is_empty() {
        true => "ready".into_response(),
        false => format!("ready, but without an answer from {}", away.join(", ")).into_response(),
    }
}
