//! What is looked up when somebody asks for measurements.

use crate::roles::Shop;
use events::{Bus, Outbox};
use futures::future::join_all;
use prometheus::{GaugeVec, Opts, Registry, proto::MetricFamily};
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use web::Gauge;

/// A look that takes longer is left out: what is there is told at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where to look.
#[derive(Clone)]
pub struct Lookup(Arc<Places>);

struct Places {
    pools: Vec<(&'static str, PgPool)>,
    outboxes: Vec<(&'static str, Outbox)>,
    /// Consumer and topic.
    listeners: Vec<(&'static str, &'static str)>,
    gauges: Vec<Gauge>,
    bus: Bus,
}

impl Lookup {
    /// What is in this process.
    pub fn of(shop: &Shop) -> Self {
        let services = || shop.services.iter();
        let subscriptions = services().flat_map(|service| &service.subscriptions);
        Self(Arc::new(Places {
            pools: shop.pools.clone(),
            outboxes: services().filter_map(|service| Some((service.slice, service.outbox.clone()?))).collect(),
            listeners: subscriptions.map(|subscription| (subscription.consumer, subscription.topic)).collect(),
            gauges: services().flat_map(|service| service.gauges.clone()).collect(),
            bus: shop.bus.clone(),
        }))
    }

    /// What is to be seen now. What cannot be seen is missing, not zero and not as it was.
    pub async fn look(&self) -> Vec<MetricFamily> {
        let sheet = Registry::new();
        self.look_at_pools(&sheet);
        tokio::join!(
            self.look_at_outboxes(&sheet),
            self.look_at_lags(&sheet),
            self.look_at_parked(&sheet),
            self.look_at_gauges(&sheet)
        );
        sheet.gather()
    }

    fn look_at_pools(&self, sheet: &Registry) {
        let connections = gauge(
            sheet,
            "levomart_database_connections",
            "Connections of a slice, or of the bus (`events`), to its database; `most` is how many there may be.",
            &["slice", "state"],
        );
        for (slice, pool) in &self.0.pools {
            let (all, idle) = (f64::from(pool.size()), pool.num_idle() as f64);
            let most = f64::from(pool.options().get_max_connections());
            for (state, count) in [("used", all - idle), ("idle", idle), ("most", most)] {
                connections.with_label_values(&[slice, state]).set(count);
            }
        }
    }

    async fn look_at_outboxes(&self, sheet: &Registry) {
        let waiting = gauge(sheet, "levomart_outbox_events", "Events that wait to be sent.", &["slice"]);
        let oldest =
            gauge(sheet, "levomart_outbox_oldest_seconds", "How long the oldest of them has been waiting.", &["slice"]);
        join_all(self.0.outboxes.iter().map(async |(slice, outbox)| {
            if let Some((count, seconds)) = soon(outbox.backlog()).await {
                waiting.with_label_values(&[slice]).set(count as f64);
                oldest.with_label_values(&[slice]).set(seconds);
            }
        }))
        .await;
    }

    async fn look_at_lags(&self, sheet: &Registry) {
        let lag = gauge(sheet, "levomart_consumer_lag_events", "Events not read yet.", &["consumer", "topic"]);
        join_all(self.0.listeners.iter().map(async |(consumer, topic)| {
            if let Some(count) = soon(self.0.bus.lag(consumer, topic)).await {
                lag.with_label_values(&[consumer, topic]).set(count as f64);
            }
        }))
        .await;
    }

    /// For consumers in this process, so that each is told of once.
    async fn look_at_parked(&self, sheet: &Registry) {
        let parked = gauge(
            sheet,
            "levomart_parked_events",
            "Events that could not be handled, and those that wait behind them.",
            &["consumer", "topic"],
        );
        if self.0.listeners.is_empty() {
            return;
        }
        let Some(found) = soon(events::count_parked(&self.0.bus)).await else { return };
        for (consumer, topic) in &self.0.listeners {
            let count = found.iter().find(|(c, t, _)| c == consumer && t == topic).map_or(0, |(.., count)| *count);
            parked.with_label_values(&[consumer, topic]).set(count as f64);
        }
    }

    async fn look_at_gauges(&self, sheet: &Registry) {
        join_all(self.0.gauges.iter().map(async |looked| {
            if let Some(value) = soon(looked.look()).await {
                let empty: [&str; 0] = [];
                gauge(sheet, looked.name, looked.about, &empty).with_label_values(&empty).set(value);
            }
        }))
        .await;
    }
}

fn gauge(sheet: &Registry, name: &str, about: &str, labels: &[&str]) -> GaugeVec {
    let gauge = GaugeVec::new(Opts::new(name, about), labels).expect("every name is well formed");
    sheet.register(Box::new(gauge.clone())).expect("every name stands on the sheet once");
    gauge
}

async fn soon<T, E>(look: impl Future<Output = Result<T, E>>) -> Option<T> {
    tokio::time::timeout(PATIENCE, look).await.ok()?.ok()
}
