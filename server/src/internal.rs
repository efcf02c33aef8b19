//! What other processes of Levomart reach: the slices' APIs behind their gates, REST and gRPC, and how the process is.

use crate::{
    health::lacking,
    metrics::{self, Lookup, measured},
    requests::noted,
    roles::Shop,
};
use anyhow::Context;
use axum::{Router, extract::DefaultBodyLimit, middleware, response::IntoResponse};
use contracts::Problem;
use std::time::Duration;
use tokio::time::timeout;
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};
use web::{Grpc, Passes, Refused, Service, gated, heed_deadline};

/// The largest question that is read, in bytes.
const MAX_BODY: usize = 256 << 10;

/// A body that does not move for this long is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often it is looked whether the gRPC services can work.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Everything that this process answers to others.
pub fn router(shop: &Shop) -> anyhow::Result<Router> {
    let slices = shop.services.iter().map(|service| slice(service, &shop.passes));
    let about = about_grpc(shop)?.merge(shop.health.clone().routes()).merge(metrics::routes(Lookup::of(shop)));
    Ok(noted(slices.fold(Router::new(), Router::merge).merge(bounded(about))))
}

/// A slice's routes. What is measured is what the asker gets, also when time runs out or somebody panics.
fn slice(service: &Service, passes: &Passes) -> Router {
    measured(bounded(gated(service.router.clone(), service.slice, passes)), service.slice)
}

/// Sees to it that every question has a size, an end and an answer.
fn bounded(router: Router) -> Router {
    router.layer(
        ServiceBuilder::new()
            .layer(CatchPanicLayer::custom(|_| Refused(Problem::internal()).into_response()))
            .layer(middleware::from_fn(heed_deadline))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT)),
    )
}

/// What gRPC services there are and whether they serve, as gRPC's own tools ask it; no secret, so no gate.
fn about_grpc(shop: &Shop) -> anyhow::Result<Router> {
    let served: Vec<&Grpc> = shop.services.iter().filter_map(|service| service.grpc.as_ref()).collect();
    if served.is_empty() {
        return Ok(Router::new());
    }
    let (reporter, health) = tonic_health::server::health_reporter();
    follow(shop, reporter, served.iter().map(|service| service.name).collect());
    let builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
    let reflection = served
        .iter()
        .fold(builder, |builder, service| builder.register_encoded_file_descriptor_set(service.descriptor))
        .build_v1()
        .context("gRPC reflection")?;
    Ok(Router::new()
        .route_service("/grpc.health.v1.Health/{method}", health)
        .route_service("/grpc.reflection.v1.ServerReflection/{method}", reflection))
}

/// Says whether the process takes requests, and of its services whether they can work besides, for as long as it lives.
fn follow(shop: &Shop, reporter: HealthReporter, names: Vec<&'static str>) {
    let (mut changes, needs) = (shop.ready.changes(), shop.health.needs());
    tokio::spawn(async move {
        let mut told = None;
        loop {
            let open = *changes.borrow_and_update();
            let able = open && lacking(&needs).await.is_empty();
            // Who watches hears of changes only.
            if told.replace((open, able)) != Some((open, able)) {
                reporter.set_service_status("", status(open)).await;
                for name in &names {
                    reporter.set_service_status(*name, status(able)).await;
                }
            }
            if matches!(timeout(LOOK_EVERY, changes.changed()).await, Ok(Err(_))) {
                return;
            }
        }
    });
}

fn status(serves: bool) -> ServingStatus {
    if serves { ServingStatus::Serving } else { ServingStatus::NotServing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Body,
        http::{Request, StatusCode},
        routing::get,
    };
    use contracts::Caller;
    use prometheus::TextEncoder;
    use std::future::pending;
    use time::OffsetDateTime;
    use tower::ServiceExt;

    #[tokio::test]
    async fn what_ran_out_of_time_and_what_panicked_is_measured_as_it_was_answered() {
        let passes = Passes::new(&[7; 32]);
        let router = Router::new()
            .route("/late", get(async || pending::<StatusCode>().await))
            .route("/broken", get(async || -> StatusCode { panic!("as it is told to") }));
        let unlucky = slice(&Service { slice: "unlucky", router, ..Service::default() }, &passes);

        for (path, status) in [("/late", 503_u16), ("/broken", 500)] {
            let pass = passes.issue(&Caller::System, "unlucky", OffsetDateTime::now_utc());
            let request = Request::get(path).header(Passes::HEADER, pass).header("levomart-deadline-ms", "50");
            let answer = unlucky.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();

            let measured = TextEncoder::new().encode_to_string(&prometheus::gather()).unwrap();
            let labels = format!(r#"method="GET",role="unlucky",route="{path}",status="{status}""#);
            assert_eq!(answer.status(), status, "{path}");
            assert!(measured.contains(&format!("levomart_http_request_seconds_count{{{labels}}} 1")), "{measured}");
        }
    }
}
