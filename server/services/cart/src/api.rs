//! `/api/cart`.

use crate::{Cart, add, change, merge, owner::Owner, set_aside, store, view};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post, put},
};
use contracts::{
    cart::{Add, Added, Cart as View, Change, Contents},
    ids::OfferId,
};
use serde::Deserialize;
use uuid::Uuid;
use web::{Json, Path, Refused, Who};

pub(crate) fn router(cart: Cart) -> Router {
    Router::new()
        .route("/api/cart", get(view_cart).delete(clear_cart))
        .route("/api/cart/count", get(count_units))
        .route("/api/cart/contents", get(list_contents))
        .route("/api/cart/lines", post(add_offer))
        .route("/api/cart/lines/{offer}", put(change_line))
        .route("/api/cart/lines/{offer}/save", post(save_line))
        .route("/api/cart/saved/{offer}", delete(forget_line))
        .route("/api/cart/saved/{offer}/restore", post(restore_line))
        .route("/api/cart/merge", post(merge_carts))
        .with_state(cart)
}

/// Names the guest whose cart becomes the caller's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    guest: Uuid,
}

type Done = Result<StatusCode, Refused>;

async fn view_cart(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<View>, Refused> {
    Ok(Json(view::view(&cart, &caller).await?))
}

async fn count_units(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<u32>, Refused> {
    Ok(Json(view::count(&cart, &caller).await?))
}

async fn list_contents(State(cart): State<Cart>, Who(caller): Who) -> Result<Json<Contents>, Refused> {
    Ok(Json(view::contents(&cart, &caller).await?))
}

async fn add_offer(
    State(cart): State<Cart>,
    Who(caller): Who,
    Json(wanted): Json<Add>,
) -> Result<Json<Added>, Refused> {
    Ok(Json(add::add(&cart, &caller, &wanted).await?))
}

async fn change_line(
    State(cart): State<Cart>,
    Who(caller): Who,
    Path(offer): Path<OfferId>,
    Json(change): Json<Change>,
) -> Done {
    change::change(&cart, &caller, offer, change.quantity).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear_cart(State(cart): State<Cart>, Who(caller): Who) -> Done {
    store::clear(&cart.redis, Owner::required(&caller)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    set_aside::save(&cart, &caller, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    set_aside::restore(&cart, &caller, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn forget_line(State(cart): State<Cart>, Who(caller): Who, Path(offer): Path<OfferId>) -> Done {
    store::forget(&cart.redis, Owner::required(&caller)?, offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn merge_carts(State(cart): State<Cart>, Who(caller): Who, Json(Merge { guest }): Json<Merge>) -> Done {
    merge::merge(&cart, &caller, guest).await?;
    Ok(StatusCode::NO_CONTENT)
}
