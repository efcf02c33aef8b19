//! What a slice hands to the process that runs it.

use axum::Router;
use events::{Outbox, Subscription};
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};

/// A slice, ready to be run: its API, what it tells, what it listens to, and what it does by the clock.
pub struct Service {
    pub router: Router,
    /// `None` for a slice that tells nothing.
    pub outbox: Option<Outbox>,
    pub subscriptions: Vec<Subscription>,
    pub sweepers: Vec<Sweeper>,
}

/// Work that is done again and again. A failed run is logged and the next one comes all the same.
#[derive(Clone)]
pub struct Sweeper {
    pub name: &'static str,
    pub every: Duration,
    run: Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>,
}

impl Sweeper {
    pub fn new<F>(name: &'static str, every: Duration, run: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name, every, run: Arc::new(move || Box::pin(run())) }
    }

    /// Does the work once.
    pub async fn run(&self) -> anyhow::Result<()> {
        (self.run)().await
    }
}
