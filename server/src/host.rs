//! The process: background work, the accept loop, and how both end.

use anyhow::Context;
use axum::{Router, extract::ConnectInfo};
use events::{Bus, Inbox};
use futures::FutureExt;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use sqlx::PgPool;
use std::{net::SocketAddr, panic::AssertUnwindSafe, time::Duration};
use tokio::{net::TcpListener, signal::unix::SignalKind, sync::watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;
use tracing::{info, warn};
use web::{Service, Sweeper};

/// A request's head has to arrive within this time, and an idle connection is closed after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long connections are still taken after SIGTERM: whoever deals them out looks at readiness only now and then.
const NOTICED: Duration = Duration::from_secs(5);

/// How long requests under way may take to end after that.
const DRAIN: Duration = Duration::from_secs(25);

/// How often the bus and the inboxes are trimmed.
const TRIM_EVERY: Duration = Duration::from_secs(3600);

/// Whether this process should get requests; red from the moment it is told to stop.
#[derive(Clone, Default)]
pub struct Ready {
    now: watch::Sender<bool>,
    /// Cancelled when no connections are taken any more. Answers that would never end do so then.
    pub stop: CancellationToken,
}

impl Ready {
    pub fn is(&self) -> bool {
        *self.now.borrow()
    }

    /// Says so whenever it changes.
    pub fn changes(&self) -> watch::Receiver<bool> {
        self.now.subscribe()
    }

    /// Says it to everybody who wants to know.
    pub fn set(&self, ready: bool) {
        self.now.send_replace(ready);
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
            self.sweep(sweeper);
        }
    }

    /// Does a piece of work again and again.
    pub fn sweep(&self, sweeper: Sweeper) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            loop {
                // A panic is the failure of one run, not the sweeper's end.
                let run = AssertUnwindSafe(sweeper.run()).catch_unwind().await;
                if let Err(error) = run.unwrap_or_else(|_| Err(anyhow::anyhow!("panicked"))) {
                    warn!(sweeper = sweeper.name, error = format!("{error:#}"), "sweeper failed, next run as planned");
                }
                tokio::select! {
                    () = tokio::time::sleep(sweeper.every) => {}
                    () = stop.cancelled() => return,
                }
            }
        });
    }

    /// Deletes, once an hour, what every consumer of the bus has read long ago, and what the inboxes need not know any
    /// longer.
    pub fn trim(&self, bus: &Bus, inboxes: Vec<(Inbox, PgPool)>) {
        let (bus, stop) = (bus.clone(), self.stop.clone());
        self.tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(TRIM_EVERY) => {}
                    () = stop.cancelled() => return,
                }
                if let Err(error) = bus.trim().await {
                    warn!(error = format!("{error:#}"), "old events were not deleted");
                }
                for (inbox, db) in &inboxes {
                    if let Err(error) = inbox.trim(db).await {
                        warn!(%error, "an inbox was not trimmed");
                    }
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

/// A port, and what is behind it.
pub struct Door {
    listener: TcpListener,
    router: Router,
    server: auto::Builder<TokioExecutor>,
}

impl Door {
    /// For browsers, and for the proxy in front of them: HTTP/1.1.
    pub async fn public(address: SocketAddr, router: Router) -> anyhow::Result<Self> {
        Ok(Self { listener: bind("http.listen", address).await?, router, server: server().http1_only() })
    }

    /// For other processes of Levomart: HTTP/1.1, and HTTP/2 for gRPC.
    pub async fn internal(address: SocketAddr, router: Router) -> anyhow::Result<Self> {
        Ok(Self { listener: bind("http.internal", address).await?, router, server: server() })
    }

    /// Where it is.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop`, then lets the requests under way end.
    pub async fn serve(self, stop: CancellationToken) {
        let graceful = GracefulShutdown::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            let (stream, peer) = match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    // Usually too many open files; give those that are open time to close.
                    warn!(%error, "connection not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let _ = stream.set_nodelay(true);
            let router =
                self.router.clone().map_request(move |mut request: axum::http::Request<hyper::body::Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    request.map(axum::body::Body::new)
                });
            let service = TowerToHyperService::new(router);
            let connection = self.server.serve_connection(TokioIo::new(stream), service).into_owned();
            let connection = graceful.watch(connection);
            tokio::spawn(async move {
                // Clients that leave in the middle are their own affair.
                let _ = connection.await;
            });
        }
        drop(self.listener);
        tokio::select! {
            () = graceful.shutdown() => {}
            () = tokio::time::sleep(DRAIN) => warn!("some requests did not end in time"),
        }
    }
}

/// Takes a port.
///
/// # Errors
/// One line that names the setting, when somebody else has it.
async fn bind(setting: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{setting}: {address} cannot be taken"))
}

fn server() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 << 10).keep_alive(true);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD_TIMEOUT).keep_alive_timeout(HEAD_TIMEOUT);
    server
}

/// Serves behind all doors until SIGTERM or SIGINT, then lets the requests under way end.
pub async fn serve(doors: Vec<Door>, ready: Ready) -> anyhow::Result<()> {
    let told = told_to_stop()?;
    let stop = ready.stop.clone();
    let serving: Vec<_> = doors.into_iter().map(|door| tokio::spawn(door.serve(stop.clone()))).collect();
    ready.set(true);
    let notice = told.await;
    ready.set(false);
    info!("stopping: requests under way may end");
    tokio::time::sleep(notice).await;
    stop.cancel();
    futures::future::join_all(serving).await;
    Ok(())
}

/// Waits for the word, and says how long others may take to notice; who pressed Ctrl-C need not wait for them.
fn told_to_stop() -> anyhow::Result<impl Future<Output = Duration>> {
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    let mut interrupt = tokio::signal::unix::signal(SignalKind::interrupt()).context("SIGINT cannot be heard")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => NOTICED,
            _ = interrupt.recv() => Duration::ZERO,
        }
    })
}
