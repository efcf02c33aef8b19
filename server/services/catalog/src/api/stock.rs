//! Stock, for members of the shop that has it.

use crate::Catalog;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, put},
};
use contracts::{
    Page,
    ids::OfferId,
    stock::{AdjustStock, OnShelf, ShelfQuery, StockMovement, Threshold},
};
use serde::Deserialize;
use web::{Json, Path, Query, Refused, Who};

type Answer<T> = Result<Json<T>, Refused>;

pub(super) fn routes() -> Router<Catalog> {
    Router::new()
        .route("/api/seller/inventory", get(list_offers).post(adjust_stock))
        .route("/api/seller/inventory/threshold", get(show_shop_threshold).put(set_shop_threshold))
        .route("/api/seller/inventory/{offer}", get(show_offer))
        .route("/api/seller/inventory/{offer}/movements", get(list_movements))
        .route("/api/seller/inventory/{offer}/threshold", put(set_threshold))
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    pub after: Option<String>,
}

async fn list_offers(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(query): Query<ShelfQuery>,
) -> Answer<Page<OnShelf>> {
    Ok(Json(catalog.shelf(&caller, &query).await?))
}

async fn adjust_stock(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(request): Json<AdjustStock>,
) -> Result<StatusCode, Refused> {
    catalog.adjust_stock(&caller, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show_offer(State(catalog): State<Catalog>, Who(caller): Who, Path(offer): Path<OfferId>) -> Answer<OnShelf> {
    Ok(Json(catalog.on_shelf(&caller, offer).await?))
}

async fn list_movements(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    Query(page): Query<After>,
) -> Answer<Page<StockMovement>> {
    Ok(Json(catalog.movements(&caller, offer, page.after.as_deref()).await?))
}

async fn set_threshold(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    Json(request): Json<Threshold>,
) -> Result<StatusCode, Refused> {
    catalog.set_threshold(&caller, offer, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show_shop_threshold(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<Threshold> {
    Ok(Json(catalog.shop_threshold(&caller).await?))
}

async fn set_shop_threshold(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(request): Json<Threshold>,
) -> Result<StatusCode, Refused> {
    catalog.set_shop_threshold(&caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
