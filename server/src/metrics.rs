//! What is measured, as Prometheus reads it: at `/metrics` of the internal port, and nowhere else.
//!
//! Requests, statements and caches are counted as they happen. What can be looked up (pools, outboxes, lags) is looked up
//! when somebody asks.

mod lookup;
mod statements;

pub use lookup::Lookup;
pub use statements::Statements;

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus::{HistogramOpts, HistogramVec, TEXT_FORMAT, TextEncoder};
use std::{sync::LazyLock, time::Instant};

/// Limits between what counts as fast and what as slow, seconds.
const SECONDS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static REQUESTS: LazyLock<HistogramVec> = LazyLock::new(|| {
    let about = "How long requests took, by the role that answered, and how they ended.";
    histogram("levomart_http_request_seconds", about, &["role", "method", "route", "status"])
});

/// Measures every request that this role answers.
pub fn measured(router: Router, role: &'static str) -> Router {
    router.layer(middleware::from_fn_with_state(role, measure))
}

async fn measure(State(role): State<&'static str>, request: Request, next: Next) -> Response {
    let method = word(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let response = next.run(request).await;
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let labels = [role, method, route, &ending(&response)];
    REQUESTS.with_label_values(&labels).observe(began.elapsed().as_secs_f64());
    response
}

/// The status; gRPC has one of its own, under an HTTP status that is always 200.
fn ending(response: &Response) -> String {
    match response.headers().get("grpc-status").and_then(|code| code.to_str().ok()) {
        Some(code) => format!("grpc {code}"),
        None => response.status().as_str().to_owned(),
    }
}

/// Anybody may make up methods; they are not worth a series each.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// A histogram of seconds that is counted in all this process's life.
fn histogram(name: &str, about: &str, labels: &[&str]) -> HistogramVec {
    let options = HistogramOpts::new(name, about).buckets(SECONDS.to_vec());
    prometheus::register_histogram_vec!(options, labels).expect("every name is registered once and well formed")
}

/// `/metrics`.
pub fn routes(lookup: Lookup) -> Router {
    Router::new().route("/metrics", get(show)).with_state(lookup)
}

async fn show(State(lookup): State<Lookup>) -> Response {
    let mut families = prometheus::gather();
    families.extend(lookup.look().await);
    match TextEncoder::new().encode_to_string(&families) {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response(),
        Err(error) => web::Refused(web::unexpected(&error.into())).into_response(),
    }
}
