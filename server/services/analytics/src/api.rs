//! The routes.

use crate::{Analytics, report, search, steps};
use axum::{Router, extract::State, http::StatusCode, routing::post};
use contracts::analytics::{Footfall, MarketReport, Range, Searched, SellerReport};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{Json, Query, Refused, Who};

pub fn router(analytics: Analytics) -> Router {
    Router::from(documented())
        .route("/api/analytics/searched", post(searched))
        .route("/api/analytics/steps", post(stepped))
        .with_state(analytics)
}

/// What programs may ask of analytics.
pub fn api() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Analytics> {
    OpenApiRouter::default().routes(routes!(show_seller_report)).routes(routes!(show_market_report))
}

/// What the shop sold, day by day, and its best products.
#[utoipa::path(get, path = "/api/seller/analytics", params(Range), responses((status = 200, body = SellerReport)))]
async fn show_seller_report(
    State(analytics): State<Analytics>,
    Who(caller): Who,
    Query(range): Query<Range>,
) -> Result<Json<SellerReport>, Refused> {
    Ok(Json(report::of_seller(&analytics, &caller, range).await?))
}

/// What the market sold, day by day, its best products and shops, and what was looked for in vain.
#[utoipa::path(get, path = "/api/admin/analytics", params(Range), responses((status = 200, body = MarketReport)))]
async fn show_market_report(
    State(analytics): State<Analytics>,
    Who(caller): Who,
    Query(range): Query<Range>,
) -> Result<Json<MarketReport>, Refused> {
    Ok(Json(report::of_market(&analytics, &caller, range).await?))
}

async fn searched(
    State(analytics): State<Analytics>,
    Who(caller): Who,
    Json(searched): Json<Searched>,
) -> Result<StatusCode, Refused> {
    search::note(&analytics, &caller, &searched).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn stepped(
    State(analytics): State<Analytics>,
    Who(caller): Who,
    Json(steps): Json<Vec<Footfall>>,
) -> Result<StatusCode, Refused> {
    steps::note(&analytics, &caller, &steps).await?;
    Ok(StatusCode::NO_CONTENT)
}
