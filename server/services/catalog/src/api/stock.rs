//! Stock, for members of the shop that has it.

use crate::Catalog;
use axum::{extract::State, http::StatusCode};
use contracts::{
    Page,
    ids::OfferId,
    stock::{AdjustStock, OnShelf, ShelfQuery, StockMovement, Threshold},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IdempotencyKey, IfMatch, Json, Path, Query, Refused, Tagged, Who};

type Answer<T> = Result<Json<T>, Refused>;

pub(super) fn routes() -> OpenApiRouter<Catalog> {
    OpenApiRouter::default()
        .routes(routes!(list_offers, adjust_stock))
        .routes(routes!(show_shop_threshold, set_shop_threshold))
        .routes(routes!(show_offer))
        .routes(routes!(list_movements))
        .routes(routes!(set_threshold))
}

/// Where a list goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct After {
    /// Cursor of the page before: its `next`.
    #[serde(default)]
    pub after: Option<String>,
}

/// What there is of each of the shop's offers.
#[utoipa::path(
    get,
    path = "/api/seller/inventory",
    params(ShelfQuery),
    responses((status = 200, body = Page<OnShelf>)),
)]
async fn list_offers(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(query): Query<ShelfQuery>,
) -> Answer<Page<OnShelf>> {
    Ok(Json(catalog.shelf(&caller, &query).await?))
}

/// Changes the stock of several offers, all of them or none.
#[utoipa::path(
    post,
    path = "/api/seller/inventory",
    params(IdempotencyKey),
    request_body = AdjustStock,
    responses((status = 204)),
)]
async fn adjust_stock(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<AdjustStock>,
) -> Result<StatusCode, Refused> {
    catalog.adjust_stock(&caller, &key, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What there is of an offer.
#[utoipa::path(
    get,
    path = "/api/seller/inventory/{offer}",
    responses((status = 200, body = OnShelf, headers(("etag" = String)))),
)]
async fn show_offer(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
) -> Result<Tagged<String, OnShelf>, Refused> {
    let shelf = catalog.on_shelf(&caller, offer).await?;
    let own = Threshold { low_at: shelf.own_threshold.then_some(shelf.low_at) };
    Ok(Tagged(web::digest(&own), shelf))
}

/// How an offer's stock has changed, the latest first.
#[utoipa::path(
    get,
    path = "/api/seller/inventory/{offer}/movements",
    params(After),
    responses((status = 200, body = Page<StockMovement>)),
)]
async fn list_movements(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    Query(page): Query<After>,
) -> Answer<Page<StockMovement>> {
    Ok(Json(catalog.movements(&caller, offer, page.after.as_deref()).await?))
}

/// Says when an offer's stock is low.
///
/// The `etag` for `if-match` is that of the offer; it matches until the offer gets another threshold.
#[utoipa::path(
    put,
    path = "/api/seller/inventory/{offer}/threshold",
    params(IfMatch),
    request_body = Threshold,
    responses((status = 204)),
)]
async fn set_threshold(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    wanted: IfMatch,
    Json(request): Json<Threshold>,
) -> Result<StatusCode, Refused> {
    catalog.set_threshold(&caller, offer, &wanted, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// When stock is low in this shop, where an offer has no threshold of its own.
#[utoipa::path(
    get,
    path = "/api/seller/inventory/threshold",
    responses((status = 200, body = Threshold, headers(("etag" = String)))),
)]
async fn show_shop_threshold(
    State(catalog): State<Catalog>,
    Who(caller): Who,
) -> Result<Tagged<String, Threshold>, Refused> {
    Ok(Tagged::whole(catalog.shop_threshold(&caller).await?))
}

/// Says when stock is low in this shop.
#[utoipa::path(
    put,
    path = "/api/seller/inventory/threshold",
    params(IfMatch),
    request_body = Threshold,
    responses((status = 204)),
)]
async fn set_shop_threshold(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(request): Json<Threshold>,
) -> Result<StatusCode, Refused> {
    catalog.set_shop_threshold(&caller, &wanted, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
