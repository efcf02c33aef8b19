//! The process: background work, the accept loop, and how both end.

use anyhow::Context;
use axum::{Router, extract::ConnectInfo};
use events::Bus;
use futures::FutureExt;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, signal::unix::SignalKind};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;
use tracing::{info, warn};
use web::Service;

/// A request's head has to arrive within this time, and an idle connection is closed after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long requests under way may take to end after SIGTERM.
const DRAIN: Duration = Duration::from_secs(25);

/// How often the bus is trimmed.
const TRIM_EVERY: Duration = Duration::from_secs(3600);

/// How long an event stays on the bus after everybody has read it; days.
const KEPT_DAYS: i32 = 30;

/// Whether this process should get requests; red from the moment it is told to stop.
#[derive(Clone, Default)]
pub struct Ready(Arc<AtomicBool>);

impl Ready {
    pub fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Relaxed);
    }
}

/// Owns the tasks of this process.
#[derive(Clone, Default)]
pub struct Host {
    pub stop: CancellationToken,
    tasks: TaskTracker,
}

impl Host {
    /// Runs what a slice does besides answering: relay, subscriptions, sweepers.
    pub fn run(&self, service: &Service, bus: &Bus) {
        if let Some(outbox) = service.outbox.clone() {
            self.tasks.spawn(events::relay(outbox, bus.clone(), self.stop.clone()));
        }
        for subscription in service.subscriptions.clone() {
            self.tasks.spawn(events::consume(subscription, bus.clone(), self.stop.clone()));
        }
        for sweeper in service.sweepers.clone() {
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                loop {
                    // A panic is the failure of one run, not the sweeper's end.
                    let run = AssertUnwindSafe(sweeper.run()).catch_unwind().await;
                    if let Err(error) = run.unwrap_or_else(|_| Err(anyhow::anyhow!("panicked"))) {
                        warn!(
                            sweeper = sweeper.name,
                            error = format!("{error:#}"),
                            "sweeper failed, next run as planned"
                        );
                    }
                    tokio::select! {
                        () = tokio::time::sleep(sweeper.every) => {}
                        () = stop.cancelled() => return,
                    }
                }
            });
        }
    }

    /// Deletes, once an hour, what every consumer of the bus has read long ago.
    pub fn trim(&self, bus: &Bus) {
        let (bus, stop) = (bus.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(TRIM_EVERY) => {}
                    () = stop.cancelled() => return,
                }
                if let Err(error) = bus.trim(KEPT_DAYS).await {
                    warn!(error = format!("{error:#}"), "old events were not deleted");
                }
            }
        });
    }

    /// Ends all tasks: each finishes the step that it has begun.
    pub async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(Duration::from_secs(10), self.tasks.wait()).await.is_err() {
            warn!("background work did not end in time");
        }
    }
}

/// Takes the port.
///
/// # Errors
/// One line when somebody else has it.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("http.listen: {address} cannot be taken"))
}

/// Serves until SIGTERM or SIGINT, then lets the requests under way end.
pub async fn serve(listener: TcpListener, router: Router, ready: Ready) -> anyhow::Result<()> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 << 10).keep_alive(true);
    let graceful = GracefulShutdown::new();
    let mut told = std::pin::pin!(told_to_stop()?);
    ready.set(true);

    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    // Usually too many open files; give those that are open time to close.
                    warn!(%error, "connection not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut told => break,
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone().map_request(move |mut request: axum::http::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(axum::body::Body::new)
        });
        let connection = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Clients that leave in the middle are their own affair.
            let _ = connection.await;
        });
    }

    ready.set(false);
    drop(listener);
    info!("stopping: requests under way may end");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN) => warn!("some requests did not end in time"),
    }
    Ok(())
}

fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt()).context("SIGINT cannot be heard")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
