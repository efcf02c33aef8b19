//! `/api/seller/orders`, `/api/seller/returns`, `/api/admin/orders` and `/api/admin/returns`.

use crate::{Orders, call_off, market, pack, pay_back, returns, ship, sold};
use axum::extract::State;
use contracts::{
    ids::{OrderId, ReturnId},
    orders::sold::{
        Accept, AcceptAny, Cancel, Find, Listing, MarketOrder, MarketRow, Order, PayBack, Refuse, Search, Ship,
        WriteNote,
    },
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IdempotencyKey, Json, Path, Query, Refused, Who};

pub fn documented() -> OpenApiRouter<Orders> {
    OpenApiRouter::new()
        .routes(routes!(list_sold_orders))
        .routes(routes!(show_sold_order))
        .routes(routes!(pack_order))
        .routes(routes!(ship_order))
        .routes(routes!(cancel_sold_order))
        .routes(routes!(note_sold_order))
        .routes(routes!(accept_return))
        .routes(routes!(refuse_return))
        .routes(routes!(search_orders))
        .routes(routes!(show_any_order))
        .routes(routes!(cancel_any_order))
        .routes(routes!(refund_any_order))
        .routes(routes!(note_any_order))
        .routes(routes!(accept_any_return))
        .routes(routes!(refuse_any_return))
}

/// Lists the orders of the shop, the latest first but what is to be sent by when it is due, and counts each tab.
#[utoipa::path(get, path = "/api/seller/orders", params(Find), responses((status = 200, body = Listing)))]
async fn list_sold_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(find): Query<Find>,
) -> Result<Json<Listing>, Refused> {
    Ok(Json(sold::list(&orders, &caller, find).await?))
}

/// Shows an order of the shop, with as much of the buyer's address as is needed to send it.
#[utoipa::path(get, path = "/api/seller/orders/{order}", responses((status = 200, body = Order)))]
async fn show_sold_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<Order>, Refused> {
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Marks a paid order as packed.
#[utoipa::path(post, path = "/api/seller/orders/{order}/pack", responses((status = 200, body = Order)))]
async fn pack_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<Order>, Refused> {
    pack::pack(&orders, &caller, order).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Sends lines of a paid order in one parcel, all that is left when none is named.
#[utoipa::path(
    post,
    path = "/api/seller/orders/{order}/ship",
    request_body(content = Ship, example = json!({
        "carrier": "swiftline",
        "tracking": "SL123456789IN",
        "lines": [{ "line": "019ad0c4-5f00-7000-8000-000000000003", "quantity": 1 }],
    })),
    responses((status = 200, body = Order)),
)]
async fn ship_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(parcel): Json<Ship>,
) -> Result<Json<Order>, Refused> {
    ship::ship(&orders, &caller, order, parcel).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Cancels lines of an order of the shop that have not left, all of them when none is named, and pays them back.
#[utoipa::path(
    post,
    path = "/api/seller/orders/{order}/cancel",
    request_body(content = Cancel, example = json!({ "lines": [], "reason": "It broke while it was packed" })),
    responses((status = 200, body = Order)),
)]
async fn cancel_sold_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(cancel): Json<Cancel>,
) -> Result<Json<Order>, Refused> {
    call_off::call_off_sold(&orders, &caller, order, cancel).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Writes a note about an order that the shop and the market can read.
#[utoipa::path(
    post,
    path = "/api/seller/orders/{order}/notes",
    request_body = WriteNote,
    responses((status = 200, body = Order)),
)]
async fn note_sold_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(note): Json<WriteNote>,
) -> Result<Json<Order>, Refused> {
    sold::note(&orders, &caller, order, &note.text).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Takes the lines of a return back and pays them back.
#[utoipa::path(
    post,
    path = "/api/seller/returns/{id}/accept",
    request_body = Accept,
    responses((status = 200, body = Order)),
)]
async fn accept_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(accept): Json<Accept>,
) -> Result<Json<Order>, Refused> {
    let order = returns::accept(&orders, &caller, id, accept).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Refuses a return and tells the buyer why.
#[utoipa::path(
    post,
    path = "/api/seller/returns/{id}/refuse",
    request_body = Refuse,
    responses((status = 200, body = Order)),
)]
async fn refuse_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(refuse): Json<Refuse>,
) -> Result<Json<Order>, Refused> {
    let order = returns::refuse(&orders, &caller, id, refuse).await?;
    Ok(Json(sold::show(&orders, &caller, order).await?))
}

/// Searches the orders of all shops, the latest first.
#[utoipa::path(get, path = "/api/admin/orders", params(Search), responses((status = 200, body = Page<MarketRow>)))]
async fn search_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(search): Query<Search>,
) -> Result<Json<Page<MarketRow>>, Refused> {
    Ok(Json(market::search(&orders, &caller, search).await?))
}

/// Shows everything about an order of any shop.
#[utoipa::path(get, path = "/api/admin/orders/{order}", responses((status = 200, body = MarketOrder)))]
async fn show_any_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
) -> Result<Json<MarketOrder>, Refused> {
    Ok(Json(market::show(&orders, &caller, order).await?))
}

/// Cancels lines of any shop's order that have not left, all of them when none is named, and pays them back.
#[utoipa::path(
    post,
    path = "/api/admin/orders/{order}/cancel",
    request_body(content = Cancel, example = json!({ "lines": [], "reason": "It broke while it was packed" })),
    responses((status = 200, body = MarketOrder)),
)]
async fn cancel_any_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(cancel): Json<Cancel>,
) -> Result<Json<MarketOrder>, Refused> {
    call_off::call_off_any(&orders, &caller, order, cancel).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}

/// Pays lines of any shop's order back that were sent, although they do not come back.
#[utoipa::path(
    post,
    path = "/api/admin/orders/{order}/refund",
    params(IdempotencyKey),
    request_body = PayBack,
    responses((status = 200, body = MarketOrder)),
)]
async fn refund_any_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<PayBack>,
) -> Result<Json<MarketOrder>, Refused> {
    pay_back::pay_back(&orders, &caller, order, &key, request).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}

/// Writes a note about an order that only admins can read.
#[utoipa::path(
    post,
    path = "/api/admin/orders/{order}/notes",
    request_body = WriteNote,
    responses((status = 200, body = MarketOrder)),
)]
async fn note_any_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(order): Path<OrderId>,
    Json(note): Json<WriteNote>,
) -> Result<Json<MarketOrder>, Refused> {
    market::note(&orders, &caller, order, &note.text).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}

/// Takes the lines of a return back in the shop's place and pays them back.
#[utoipa::path(
    post,
    path = "/api/admin/returns/{id}/accept",
    request_body = AcceptAny,
    responses((status = 200, body = MarketOrder)),
)]
async fn accept_any_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(accept): Json<AcceptAny>,
) -> Result<Json<MarketOrder>, Refused> {
    let order = returns::accept_any(&orders, &caller, id, accept).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}

/// Refuses a return in the shop's place and tells the buyer why.
#[utoipa::path(
    post,
    path = "/api/admin/returns/{id}/refuse",
    request_body = Refuse,
    responses((status = 200, body = MarketOrder)),
)]
async fn refuse_any_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(id): Path<ReturnId>,
    Json(refuse): Json<Refuse>,
) -> Result<Json<MarketOrder>, Refused> {
    let order = returns::refuse_any(&orders, &caller, id, refuse).await?;
    Ok(Json(market::show(&orders, &caller, order).await?))
}
