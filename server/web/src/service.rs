//! What a slice hands to the process that runs it.

use axum::Router;
use events::{Outbox, Subscription};
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};

/// A slice, ready to be run: its API, what it tells, what it listens to, and what it does by the clock.
#[derive(Default)]
pub struct Service {
    /// The slice's word.
    pub slice: &'static str,
    pub router: Router,
    /// The gRPC service that `router` answers as well.
    pub grpc: Option<Grpc>,
    /// `None` for a slice that tells nothing.
    pub outbox: Option<Outbox>,
    pub subscriptions: Vec<Subscription>,
    pub sweepers: Vec<Sweeper>,
    pub gauges: Vec<Gauge>,
}

/// Something that can be counted when somebody asks for measurements.
#[derive(Clone)]
pub struct Gauge {
    /// `levomart_reservations_live`.
    pub name: &'static str,
    /// A sentence for whoever reads the measurements.
    pub about: &'static str,
    look: Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<f64>> + Send + Sync>,
}

impl Gauge {
    pub fn new<F>(name: &'static str, about: &'static str, look: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<f64>> + Send + 'static,
    {
        Self { name, about, look: Arc::new(move || Box::pin(look())) }
    }

    /// Counts.
    pub async fn look(&self) -> anyhow::Result<f64> {
        (self.look)().await
    }
}

/// A gRPC service, for those who ask what there is.
pub struct Grpc {
    /// `levomart.inventory.v1.Inventory`.
    pub name: &'static str,
    /// The encoded `FileDescriptorSet`.
    pub descriptor: &'static [u8],
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
