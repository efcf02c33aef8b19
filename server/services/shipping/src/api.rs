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
    routing::post,
};
use contracts::{
    ids::{GroupId, OrderId},
    shipping::Parcel,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{Json, Path, Query, Refused, Who};

/// The largest body that is read, in bytes; a scan needs a few hundred.
const MAX_BODY: usize = 64 << 10;

pub fn router(shipping: Shipping) -> Router {
    documented()
        .route("/webhooks/carriers/{carrier}", post(hear_carrier))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shipping)
        .into()
}

/// What programs may ask of shipping.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Shipping> {
    OpenApiRouter::new().routes(routes!(list_parcels)).routes(routes!(list_group_parcels))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Of {
    /// Whose parcels are wanted.
    #[param(inline)]
    order: OrderId,
}

/// Lists the parcels of an order: to a member those that the shop has sent, to admins all.
#[utoipa::path(get, path = "/api/shipping/parcels", params(Of), responses((status = 200, body = Vec<Parcel>)))]
async fn list_parcels(
    State(shipping): State<Shipping>,
    Who(caller): Who,
    Query(of): Query<Of>,
) -> Result<Json<Vec<Parcel>>, Refused> {
    Ok(Json(of_order(&shipping, &caller, of.order).await?))
}

/// Lists the parcels of everything that was bought in one checkout, to admins.
#[utoipa::path(get, path = "/api/shipping/groups/{group}", responses((status = 200, body = Vec<Parcel>)))]
async fn list_group_parcels(
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
