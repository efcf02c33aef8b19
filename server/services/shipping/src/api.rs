//! The routes.

use crate::{
    Shipping,
    error::Error,
    find::{of_group, of_order},
    hear::hear,
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use contracts::{
    ids::{GroupId, OrderId},
    shipping::Parcel,
};
use serde::Deserialize;
use web::{Json, Path, Query, Refused, Who};

/// The largest body that is read, in bytes; a scan needs a few hundred.
const MAX_BODY: usize = 64 << 10;

pub fn router(shipping: Shipping) -> Router {
    Router::new()
        .route("/api/shipping/parcels", get(list_parcels))
        .route("/api/shipping/groups/{group}", get(list_group))
        .route("/webhooks/carriers/{carrier}", post(hear_carrier))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shipping)
}

#[derive(Deserialize)]
struct Of {
    order: OrderId,
}

async fn list_parcels(
    State(shipping): State<Shipping>,
    Who(caller): Who,
    Query(of): Query<Of>,
) -> Result<Json<Vec<Parcel>>, Refused> {
    Ok(Json(of_order(&shipping, &caller, of.order).await?))
}

async fn list_group(
    State(shipping): State<Shipping>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Vec<Parcel>>, Refused> {
    Ok(Json(of_group(&shipping, &caller, group).await?))
}

/// The signature counts for the bytes as they came, so nothing reads them before.
async fn hear_carrier(
    State(shipping): State<Shipping>,
    Path(carrier): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refused> {
    let body = body.map_err(|_| Error::BadCallback("The body is too large."))?;
    hear(&shipping, &carrier, &headers, &body).await?;
    Ok(StatusCode::OK)
}
