//! `/api/orders`; what sellers and admins ask is in [`sold`].

mod sold;

use crate::{Orders, adopt, ahead, cancel, checkout, delivery, list, market, open, place, reorder, returns, show};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    ids::{GroupId, OrderId, ReturnId, SellerId},
    orders::{AskReturn, Checkout, DeliveryRate, Group, GroupSummary, PlaceOrder, Placed, Reordered, sold::Policy},
    page::Page,
};
use events::Envelope;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web::{IdempotencyKey, Json, Path, Query, Refused, Who};

pub fn router(orders: Orders) -> Router {
    Router::from(documented())
        .route("/api/admin/policies/orders", get(show_policy))
        .route("/api/orders/adopt", post(adopt_orders))
        .route("/api/orders/paid", post(hear_paid))
        .route("/api/orders/{group}/created", get(tell_created))
        .with_state(orders)
}

/// What programs may ask of orders.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Orders> {
    OpenApiRouter::new()
        .routes(routes!(list_orders, place_order))
        .routes(routes!(list_rates))
        .routes(routes!(preview_checkout))
        .routes(routes!(show_order))
        .routes(routes!(cancel_orders))
        .routes(routes!(reorder_order))
        .routes(routes!(open_order))
        .routes(routes!(ask_return))
        .routes(routes!(withdraw_return))
        .merge(sold::documented())
}

/// The ways to have a parcel delivered and what they cost, before there is anything in it.
#[utoipa::path(get, path = "/api/orders/delivery", responses((status = 200, body = Vec<DeliveryRate>)), security(()))]
async fn list_rates(State(orders): State<Orders>) -> Json<Vec<DeliveryRate>> {
    Json(delivery::rates(&orders.config.delivery, orders.config.currency).into())
}

/// Shows the caller's cart as it would be ordered now, with the delivery that the body names for each shop.
#[utoipa::path(
    post,
    path = "/api/orders/checkout",
    request_body(content = BTreeMap<SellerId, String>, example = json!({})),
    responses((status = 200, body = Checkout)),
)]
async fn preview_checkout(
    State(orders): State<Orders>,
    Who(caller): Who,
    Json(delivery): Json<BTreeMap<SellerId, String>>,
) -> Result<Json<Checkout>, Refused> {
    Ok(Json(checkout::checkout(&orders, &caller, &delivery).await?))
}

/// Orders what is in the caller's cart and holds the stock for it until it is paid.
#[utoipa::path(
    post,
    path = "/api/orders",
    params(IdempotencyKey),
    request_body(content = PlaceOrder, example = json!({
        "email": "meera@levomart.test",
        "postal": {
            "name": "Meera Krishnan",
            "line1": "14 Temple Road",
            "line2": "",
            "city": "Mysuru",
            "region": "Karnataka",
            "postal_code": "570001",
            "country": "IN",
            "phone": "+91 98450 12345",
        },
        "delivery": {},
        "expected_total": 124_900,
    })),
    responses((status = 201, body = Placed)),
)]
async fn place_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    IdempotencyKey(key): IdempotencyKey,
    Json(request): Json<PlaceOrder>,
) -> Result<(StatusCode, Json<Placed>), Refused> {
    let placed = place::place(&orders, &caller, &key, request).await?;
    Ok((StatusCode::CREATED, Json(placed)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    /// `next` of the page before.
    after: Option<String>,
}

/// Lists what the caller has bought, the latest first.
#[utoipa::path(get, path = "/api/orders", params(After), responses((status = 200, body = Page<GroupSummary>)))]
async fn list_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Result<Json<Page<GroupSummary>>, Refused> {
    Ok(Json(list::list(&orders, &caller, after.as_deref()).await?))
}

/// Shows everything that was bought in one checkout, to its buyer.
#[utoipa::path(get, path = "/api/orders/{group}", responses((status = 200, body = Group)))]
async fn show_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Group>, Refused> {
    Ok(Json(show::show(&orders, &caller, group).await?))
}

/// Cancels whole orders.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancelOrders {
    orders: Vec<OrderId>,
}

/// Cancels orders of the caller that have not left, and pays back what was paid for them.
#[utoipa::path(
    post,
    path = "/api/orders/{group}/cancel",
    request_body(content = CancelOrders, example = json!({ "orders": ["019ad0c4-5f00-7000-8000-000000000002"] })),
    responses((status = 200, body = Group)),
)]
async fn cancel_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(CancelOrders { orders: named }): Json<CancelOrders>,
) -> Result<Json<Group>, Refused> {
    cancel::cancel(&orders, &caller, group, &named).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}

/// Puts what was ordered into the caller's cart again, and names what is not in it as it was ordered.
#[utoipa::path(post, path = "/api/orders/{group}/reorder", responses((status = 200, body = Reordered)))]
async fn reorder_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Reordered>, Refused> {
    Ok(Json(reorder::reorder(&orders, &caller, group).await?))
}

/// Opens an order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenOrder {
    access: String,
}

/// Lets the caller see an order from now on, with the secret that stands in the links of its mails.
#[utoipa::path(post, path = "/api/orders/{group}/open", request_body = OpenOrder, responses((status = 204)))]
async fn open_order(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(OpenOrder { access }): Json<OpenOrder>,
) -> Result<StatusCode, Refused> {
    open::open(&orders, &caller, group, &access).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Names the guest whose orders become the caller's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adopt {
    guest: Uuid,
}

async fn adopt_orders(
    State(orders): State<Orders>,
    Who(caller): Who,
    Json(Adopt { guest }): Json<Adopt>,
) -> Result<StatusCode, Refused> {
    adopt::adopt(&orders, &caller, guest).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn hear_paid(
    State(orders): State<Orders>,
    Who(caller): Who,
    Json(envelope): Json<Envelope>,
) -> Result<StatusCode, Refused> {
    ahead::paid(&orders, &caller, &envelope).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn tell_created(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
) -> Result<Json<Envelope>, Refused> {
    Ok(Json(ahead::created(&orders, &caller, group).await?))
}

/// Asks the seller to take lines of an order back.
#[utoipa::path(
    post,
    path = "/api/orders/{group}/returns",
    request_body(content = AskReturn, example = json!({
        "order": "019ad0c4-5f00-7000-8000-000000000002",
        "lines": [{ "line": "019ad0c4-5f00-7000-8000-000000000003", "quantity": 1 }],
        "reason": "It is too small",
    })),
    responses((status = 200, body = Group)),
)]
async fn ask_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path(group): Path<GroupId>,
    Json(wish): Json<AskReturn>,
) -> Result<Json<Group>, Refused> {
    returns::ask(&orders, &caller, group, wish).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}

/// Withdraws a return that the seller has not answered.
#[utoipa::path(post, path = "/api/orders/{group}/returns/{id}/withdraw", responses((status = 200, body = Group)))]
async fn withdraw_return(
    State(orders): State<Orders>,
    Who(caller): Who,
    Path((group, id)): Path<(GroupId, ReturnId)>,
) -> Result<Json<Group>, Refused> {
    returns::withdraw(&orders, &caller, group, id).await?;
    Ok(Json(show::show(&orders, &caller, group).await?))
}

/// What the configuration says, for the page of admins that shows it.
async fn show_policy(State(orders): State<Orders>, Who(caller): Who) -> Result<Json<Policy>, Refused> {
    Ok(Json(market::policy(&orders, &caller)?))
}
