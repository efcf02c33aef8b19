//! The routes.

use crate::{Analytics, report, search};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use contracts::analytics::{MarketReport, Range, Searched, SellerReport};
use web::{Json, Query, Refused, Who};

pub fn router(analytics: Analytics) -> Router {
    Router::new()
        .route("/api/seller/analytics", get(seller_report))
        .route("/api/admin/analytics", get(market_report))
        .route("/api/analytics/searched", post(searched))
        .with_state(analytics)
}

async fn seller_report(
    State(analytics): State<Analytics>,
    Who(caller): Who,
    Query(range): Query<Range>,
) -> Result<Json<SellerReport>, Refused> {
    Ok(Json(report::of_seller(&analytics, &caller, range).await?))
}

async fn market_report(
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
