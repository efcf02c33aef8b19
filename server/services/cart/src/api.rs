//! `/api/cart`.

use crate::{Cart, add, change, merge, owner::Owner, set_aside, store, view};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    cart::{Add, Added, Cart as View, Change, Contents},
    ids::OfferId,
};
use serde::Deserialize;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web::{Json, Path, Refused, Who};

pub(crate) fn router(cart: Cart) -> Router {
    Router::from(documented())
        .route("/api/cart/contents", get(list_contents))
        .route("/api/cart/merge", post(merge_carts))
        .with_state(cart)
}

/// What programs may ask of cart.
pub fn api() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Cart> {
    OpenApiRouter::default()
        .routes(routes!(view_cart, clear_cart))
        .routes(routes!(count_cart))
        .routes(routes!(add_offer))
        .routes(routes!(change_line))
        .routes(routes!(save_line))
        .routes(routes!(forget_line))
        .routes(routes!(restore_line))
}

/// Names the guest whose cart becomes the caller's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    guest: Uuid,
}

type Done = Result<StatusCode, Refused>;

/// The caller's cart, with today's prices and stock.
#[utoipa::path(get, path = "/api/cart", responses((status = 200, body = View)))]
async fn view_cart(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<View>, Refused> {
    Ok(Json(view::view(&cart, &caller).await?))
}

/// How many units are in the cart.
#[utoipa::path(
    get,
    path = "/api/cart/count",
    responses((status = 200, body = u32, content_type = "application/json")),
)]
async fn count_cart(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<u32>, Refused> {
    Ok(Json(view::count(&cart, &caller).await?))
}

async fn list_contents(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<Contents>, Refused> {
    Ok(Json(view::contents(&cart, &caller).await?))
}

/// Puts an offer into the cart, or more of it.
#[utoipa::path(post, path = "/api/cart/lines", request_body = Add, responses((status = 200, body = Added)))]
async fn add_offer(
    State(cart): State<Cart>,
    Who(caller): Who,
    Json(wanted): Json<Add>,
) -> Result<Json<Added>, Refused> {
    Ok(Json(add::add(&cart, &caller, &wanted).await?))
}

/// Sets how many units of an offer are in the cart; none takes it out.
#[utoipa::path(put, path = "/api/cart/lines/{offer}", request_body = Change, responses((status = 204)))]
async fn change_line(
    State(cart): State<Cart>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    Json(change): Json<Change>,
) -> Done {
    change::change(&cart, &caller, offer, change.quantity).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Empties the cart.
#[utoipa::path(delete, path = "/api/cart", responses((status = 204)))]
async fn clear_cart(State(cart): State<Cart>, Who(caller): Who) -> Done {
    store::clear(&cart.redis, Owner::required(&caller)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an offer out of the cart and saves it for later.
#[utoipa::path(post, path = "/api/cart/lines/{offer}/save", responses((status = 204)))]
async fn save_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    set_aside::save(&cart, &caller, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts back into the cart what was saved for later.
#[utoipa::path(post, path = "/api/cart/saved/{offer}/restore", responses((status = 204)))]
async fn restore_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    set_aside::restore(&cart, &caller, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets what was saved for later.
#[utoipa::path(delete, path = "/api/cart/saved/{offer}", responses((status = 204)))]
async fn forget_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    store::forget(&cart.redis, Owner::required(&caller)?, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn merge_carts(State(cart): State<Cart>, Who(caller): Who, Json(Merge { guest }): Json<Merge>) -> Done {
    merge::merge(&cart, &caller, guest).await?;
    Ok(StatusCode::NO_CONTENT)
}
