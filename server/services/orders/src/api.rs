//! `/api/orders`; what sellers and admins ask is in [`sold`].

mod sold;

use crate::{Orders, cancel, checkout, list, open, place, reorder, returns, show};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    ids::{GroupId, OrderId, ReturnId, SellerId},
    orders::{AskReturn, Checkout, Group, GroupSummary, PlaceOrder, Placed},
    page::Page,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{IdempotencyKey, Json, Path, Query, Refused, Who};

pub fn router(orders: Orders) -> Router {
    Router::new()
        .route("/api/orders", get(list_groups).post(place_order))
        .route("/api/orders/checkout", post(preview_checkout))
        .route("/api/orders/{group}", get(show_group))
        .route("/api/orders/{group}/cancel", post(cancel_orders))
        .route("/api/orders/{group}/reorder", post(reorder_group))
        .route("/api/orders/{group}/open", post(open_group))
        .route("/api/orders/{group}/returns", post(ask_return))
        .route("/api/orders/{group}/returns/{id}/withdraw", post(withdraw_return))
        .merge(sold::router())
        .with_state(orders)
}

async fn preview_checkout(
    State(orders): State<Orders>,
    Who(caller): Who,
    Json(delivery): Json<BTreeMap<SellerId, String>>,
) -> Result<Json<Checkout>, Refused> {
    Ok(Json(checkout::checkout(&orders, &caller, &delivery).await?))
}

async fn place_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<PlaceOrder>,
) -> Result<(StatusCode, Json<Placed>), Refused> {
    let placed = place::place(&orders, &caller, &key, request).await?;
    Ok((StatusCode::CREATED, Json(placed)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<String>,
}

async fn list_groups(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Result<Json<Page<GroupSummary>>, Refused> {
    Ok(Json(list::list(&orders, &caller, after.as_deref()).await?))
}

async fn show_group(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Group>, Refused> {
    Ok(Json(show::show(&orders, &caller, group).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cancel {
    orders: Vec<OrderId>,
}

async fn cancel_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(Cancel { orders: named }): Json<Cancel>,
) -> Result<Json<Group>, Refused> {
    cancel::cancel(&orders, &caller, group, &named).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}

async fn reorder_group(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Vec<String>>, Refused> {
    Ok(Json(reorder::reorder(&orders, &caller, group).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    access: String,
}

async fn open_group(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(Open { access }): Json<Open>,
) -> Result<Json<()>, Refused> {
    Ok(Json(open::open(&orders, &caller, group, &access).await?))
}

async fn ask_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(wish): Json<AskReturn>,
) -> Result<Json<Group>, Refused> {
    returns::ask(&orders, &caller, group, wish).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}

async fn withdraw_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path((group, id)): Path<(GroupId, ReturnId)>,
) -> Result<Json<Group>, Refused> {
    returns::withdraw(&orders, &caller, group, id).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}
