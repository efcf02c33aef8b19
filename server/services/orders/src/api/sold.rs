//! `/api/seller/orders`, `/api/seller/returns` and `/api/admin/orders`.

use crate::{Orders, call_off, market, pack, returns, ship, sold};
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use contracts::{
    ids::{OrderId, ReturnId},
    orders::sold::{Accept, Cancel, Find, Listing, MarketOrder, MarketRow, Order, Refuse, Search, Ship, WriteNote},
    page::Page,
};
use web::{Json, Path, Query, Refused, Who};

pub fn router() -> Router<Orders> {
    Router::new()
        .route("/api/seller/orders", get(list_sold))
        .route("/api/seller/orders/{order}", get(show_sold))
        .route("/api/seller/orders/{order}/pack", post(pack_order))
        .route("/api/seller/orders/{order}/ship", post(ship_order))
        .route("/api/seller/orders/{order}/cancel", post(cancel_sold))
        .route("/api/seller/orders/{order}/notes", post(note_sold))
        .route("/api/seller/returns/{id}/accept", post(accept_return))
        .route("/api/seller/returns/{id}/refuse", post(refuse_return))
        .route("/api/admin/orders", get(search_orders))
        .route("/api/admin/orders/{order}", get(show_any))
        .route("/api/admin/orders/{order}/cancel", post(cancel_any))
        .route("/api/admin/orders/{order}/notes", post(note_any))
}

async fn list_sold(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(find): Query<Find>,
) -> Result<Json<Listing>, Refused> {
    Ok(Json(sold::list(&orders, &caller, find).await?))
}

async fn show_sold(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<Order>, Refused> {
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn pack_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<Order>, Refused> {
    pack::pack(&orders, &caller, order).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn ship_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(parcel): Json<Ship>,
) -> Result<Json<Order>, Refused> {
    ship::ship(&orders, &caller, order, parcel).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn cancel_sold(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(cancel): Json<Cancel>,
) -> Result<Json<Order>, Refused> {
    call_off::call_off_sold(&orders, &caller, order, cancel).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn note_sold(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(note): Json<WriteNote>,
) -> Result<Json<Order>, Refused> {
    sold::note(&orders, &caller, order, &note.text).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn accept_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(accept): Json<Accept>,
) -> Result<Json<Order>, Refused> {
    let order = returns::accept(&orders, &caller, id, accept).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn refuse_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(refuse): Json<Refuse>,
) -> Result<Json<Order>, Refused> {
    let order = returns::refuse(&orders, &caller, id, refuse).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

async fn search_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(search): Query<Search>,
) -> Result<Json<Page<MarketRow>>, Refused> {
    Ok(Json(market::search(&orders, &caller, search).await?))
}

async fn show_any(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<MarketOrder>, Refused> {
    Ok(Json(market::show(&orders, &caller, order).await?))
}

async fn cancel_any(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(cancel): Json<Cancel>,
) -> Result<Json<MarketOrder>, Refused> {
    call_off::call_off_any(&orders, &caller, order, cancel).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}

async fn note_any(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(note): Json<WriteNote>,
) -> Result<Json<MarketOrder>, Refused> {
    market::note(&orders, &caller, order, &note.text).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}
