//! What other processes of Levomart reach: the slices' APIs behind their gates, REST and gRPC, and how the process is.

use crate::{
    host::Ready,
    metrics::{self, Lookup, measured},
    requests::noted,
    roles::Shop,
};
use anyhow::Context;
use axum::{Router, extract::DefaultBodyLimit, middleware, response::IntoResponse};
use contracts::Problem;
use std::time::Duration;
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, timeout::RequestBodyTimeoutLayer};
use web::{Grpc, Refused, gated, heed_deadline};

/// The largest question that is read, in bytes.
const MAX_BODY: usize = 256 << 10;

/// A body that does not move for this long is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Everything that this process answers to others.
pub fn router(shop: &Shop) -> anyhow::Result<Router> {
    let slices = shop
        .services
        .iter()
        .map(|service| measured(gated(service.router.clone(), service.slice, &shop.passes), service.slice));
    let grpc: Vec<&Grpc> = shop.services.iter().filter_map(|service| service.grpc.as_ref()).collect();
    let all = slices.fold(Router::new(), Router::merge).merge(about_grpc(&grpc, &shop.ready)?);
    Ok(noted(
        all.merge(shop.health.clone().routes()).merge(metrics::routes(Lookup::of(shop))).layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::custom(|_| Refused(Problem::internal()).into_response()))
                .layer(middleware::from_fn(heed_deadline))
                .layer(DefaultBodyLimit::max(MAX_BODY))
                .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT)),
        ),
    ))
}

/// What gRPC services there are and whether they serve, as gRPC's own tools ask it; no secret, so no gate.
fn about_grpc(served: &[&Grpc], ready: &Ready) -> anyhow::Result<Router> {
    if served.is_empty() {
        return Ok(Router::new());
    }
    let (reporter, health) = tonic_health::server::health_reporter();
    follow(ready, reporter, served.iter().map(|service| service.name).collect());
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

/// Says of the services what holds of the process, for as long as it lives.
fn follow(ready: &Ready, reporter: HealthReporter, names: Vec<&'static str>) {
    let mut changes = ready.changes();
    tokio::spawn(async move {
        loop {
            let status = if *changes.borrow_and_update() { ServingStatus::Serving } else { ServingStatus::NotServing };
            for name in names.iter().chain(&[""]) {
                reporter.set_service_status(*name, status).await;
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    });
}
