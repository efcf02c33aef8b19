//! The web tier: pages, server functions, files, health, and the layers around them.

use crate::{
    config::{Config, Mode},
    guard,
    host::Ready,
    mailbox,
    session::{RedisSessions, Visits, visit},
};
use app::{routes::App, shell::shell, visit::Shopfront};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::expect_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list};
use std::{path::Path, sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
    timeout::{RequestBodyTimeoutLayer, TimeoutLayer},
    trace::{DefaultOnFailure, TraceLayer},
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use tracing::{Level, Span, field, info};
use uuid::Uuid;

/// The largest form that is read, in bytes.
const MAX_FORM: usize = 256 << 10;

/// A request that takes longer is given up.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// A body that does not move for this long is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A log-in lasts this long without a visit.
const SESSION_DAYS: i64 = 30;

/// What the web tier is made of.
pub struct Parts {
    pub shopfront: Arc<Shopfront>,
    pub redis: redis::aio::ConnectionManager,
    /// Routes of slices that strangers may call: gateways' callbacks.
    pub callbacks: Router,
    pub ready: Ready,
    /// For the readiness probe.
    pub database: sqlx::PgPool,
}

/// Everything that this process serves.
pub fn router(config: &Config, parts: Parts) -> Router {
    let options = site_options(config);
    let https = config.http.public_url.starts_with("https://");
    let cookie = if https { "__Host-sid" } else { "sid" };
    let visits = Visits::new(Arc::clone(&parts.shopfront), cookie);
    let sessions = SessionManagerLayer::new(RedisSessions(parts.redis.clone()))
        .with_name(cookie)
        .with_secure(https)
        // Lax: the log-in has to survive the way back from a gateway's own pages.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(SESSION_DAYS)));
    let origin: Arc<str> = Arc::from(config.http.public_url.as_str());

    let mut shop = pages(options.clone(), https)
        // The last layer sees a request first: the session is there when the visit is made of it.
        .layer(middleware::from_fn_with_state(visits, visit))
        .layer(middleware::from_fn_with_state(origin, guard::same_origin))
        .layer(sessions)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    if config.mode == Mode::Development {
        shop = shop.merge(mailbox::routes(config.mail.dir.clone()));
    }
    shop.merge(files(&options))
        .merge(parts.callbacks)
        .layer(CatchPanicLayer::custom(|_| failure_page()))
        .layer(middleware::from_fn(guard::headers))
        .merge(health(parts.ready, parts.database, parts.redis))
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::x_request_id(NewRequestId))
                .layer(
                    TraceLayer::new_for_http()
                        .make_span_with(request_span)
                        .on_request(())
                        .on_response(log_response)
                        .on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
                )
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(DefaultBodyLimit::max(MAX_FORM))
                .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT)),
        )
}

/// Where the built site lies and what its files are called.
///
/// A build writes the hashes of the files' names beside the program; without them, as under a test, the names are plain.
fn site_options(config: &Config) -> LeptosOptions {
    let hashed = std::env::current_exe().is_ok_and(|program| program.with_file_name("hash.txt").is_file());
    LeptosOptions::builder()
        .output_name("levomart")
        .site_root(config.site.root.as_str())
        .site_pkg_dir("pkg")
        .site_addr(config.http.listen)
        .hash_files(hashed)
        .build()
}

/// Pages and server functions.
fn pages(options: LeptosOptions, https: bool) -> Router {
    let context = move || {
        // Leptos makes a nonce for every page; the policy has to name the same one.
        let Some(nonce) = use_nonce() else { return };
        if let Ok(policy) = HeaderValue::from_str(&guard::policy(&nonce, https)) {
            expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let routes = generate_route_list(App);
    let shell_options = options.clone();
    Router::new()
        .route("/do/{*function}", get(leptos_axum::handle_server_fns).post(leptos_axum::handle_server_fns))
        .leptos_routes_with_context(&options, routes, context, move || shell(shell_options.clone()))
        .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, shell))
        .with_state(options)
}

/// The built site's files. Those under `/pkg` bear a hash in their names and never change.
fn files(options: &LeptosOptions) -> Router {
    let root = Path::new(options.site_root.as_ref());
    let cached = |cache: &'static str| {
        let header = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        ServiceBuilder::new().layer(header)
    };
    let folder = |name: &str, cache| {
        cached(cache).service(ServeDir::new(root.join(name)).precompressed_br().precompressed_gzip())
    };
    let file = |name: &str| {
        cached("public, max-age=3600").service(ServeFile::new(root.join(name)).precompressed_br().precompressed_gzip())
    };
    Router::new()
        .route_service("/icons.svg", file("icons.svg"))
        .route_service("/favicon.svg", file("favicon.svg"))
        .nest_service("/pkg", folder("pkg", "public, max-age=31536000, immutable"))
        .nest_service("/pictures", folder("pictures", "public, max-age=86400"))
        .nest_service("/fonts", folder("fonts", "public, max-age=31536000, immutable"))
}

#[derive(Clone)]
struct Probe {
    ready: Ready,
    database: sqlx::PgPool,
    redis: redis::aio::ConnectionManager,
}

/// `/healthz` says that the process lives, `/readyz` that it can serve.
fn health(ready: Ready, database: sqlx::PgPool, redis: redis::aio::ConnectionManager) -> Router {
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(readiness)).with_state(Probe {
        ready,
        database,
        redis,
    })
}

async fn readiness(State(mut probe): State<Probe>) -> Response {
    let mut missing = Vec::new();
    if !probe.ready.is() {
        missing.push("stopping");
    }
    if sqlx::query("select 1").execute(&probe.database).await.is_err() {
        missing.push("postgresql");
    }
    if redis::cmd("PING").query_async::<()>(&mut probe.redis).await.is_err() {
        missing.push("redis");
    }
    if missing.is_empty() {
        return "ready".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], missing.join(", ")).into_response()
}

/// Request ids sort by time.
#[derive(Clone, Copy)]
struct NewRequestId;

impl MakeRequestId for NewRequestId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        HeaderValue::from_str(&Uuid::now_v7().to_string()).ok().map(RequestId::new)
    }
}

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

fn request_span(request: &Request<Body>) -> Span {
    let header =
        |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let request_id = header(&HeaderName::from_static("x-request-id"));
    // W3C trace context: version, trace id, parent id, flags. Without one the request begins a trace of its own.
    let trace_id = match header(&TRACEPARENT).split('-').nth(1) {
        Some(id) if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => id.to_owned(),
        _ => Uuid::new_v4().simple().to_string(),
    };
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    tracing::info_span!(
        "request",
        request_id,
        trace_id,
        method = %request.method(),
        route,
        path = request.uri().path(),
        status = field::Empty,
        ms = field::Empty,
    )
}

fn log_response<B>(response: &axum::http::Response<B>, latency: Duration, span: &Span) {
    span.record("status", response.status().as_u16());
    span.record("ms", latency.as_millis() as u64);
    info!("request answered");
}

/// What is shown when even the error page failed.
fn failure_page() -> Response {
    let page = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Something went wrong · Levomart</title></head>\
                <body><main><h1>Something went wrong</h1><p>This is our fault, and it has been noted. \
                <a href=\"/\">Back to the shop</a></p></main></body></html>";
    (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
}
