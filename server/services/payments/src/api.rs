//! The routes.

use crate::{
    Payments, admit::admit, ahead, commission, confirm::confirm, error::Error, find::find, gateway::Simulated,
    hear::hear, pay::pay, settle::settle_for, statement,
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use contracts::{
    ids::PaymentId,
    page::Page,
    payments::{Balance, Card, Commissions, Confirmation, LedgerEntry, Payment, SetCommission, Statement},
};
use events::Envelope;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IfMatch, Json, Path, Query, Refused, Tagged, Who};

/// The largest body that is read, in bytes; none of these needs more than a few hundred.
const MAX_BODY: usize = 64 << 10;

pub fn router(payments: Payments, simulated: Simulated) -> Router {
    let callbacks =
        Router::new().route("/webhooks/simulated", post(hear_simulated)).with_state((payments.clone(), simulated));
    let ahead = Router::new()
        .route("/api/payments", post(hear_created))
        .route("/api/payments/{id}/succeeded", get(tell_succeeded))
        .with_state(payments.clone());
    Router::from(documented().with_state(payments)).merge(callbacks).merge(ahead).layer(DefaultBodyLimit::max(MAX_BODY))
}

/// What programs may ask of payments.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Payments> {
    OpenApiRouter::new()
        .routes(routes!(show_payment))
        .routes(routes!(pay_payment))
        .routes(routes!(confirm_payment))
        .routes(routes!(settle_payment))
        .routes(routes!(open_payment))
        .routes(routes!(list_ledger))
        .routes(routes!(show_balance))
        .routes(routes!(write_statement))
        .routes(routes!(list_commissions, set_commission))
}

/// Shows the payment of an order, which has the id of the group of orders, to its buyer.
#[utoipa::path(get, path = "/api/payments/{id}", responses((status = 200, body = Payment)))]
async fn show_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(find(&payments, &caller, id).await?))
}

/// Pays with a card; a payment that has succeeded is never taken twice.
#[utoipa::path(
    post,
    path = "/api/payments/{id}/pay",
    request_body(content = Card, example = json!({
        "number": "4242 4242 4242 4242",
        "expires": "04 / 29",
        "code": "123",
        "holder": "Meera Krishnan",
    })),
    responses((status = 200, body = Payment)),
)]
async fn pay_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(card): Json<Card>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(pay(&payments, &caller, id, &card).await?))
}

/// Answers the bank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmPayment {
    answer: Confirmation,
}

/// Answers the bank's question whether the buyer wants to pay this.
#[utoipa::path(
    post,
    path = "/api/payments/{id}/confirm",
    request_body = ConfirmPayment,
    responses((status = 200, body = Payment)),
)]
async fn confirm_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(request): Json<ConfirmPayment>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(confirm(&payments, &caller, id, request.answer).await?))
}

/// Asks the gateway how the payment stands, and draws the conclusions.
#[utoipa::path(post, path = "/api/payments/{id}/settle", responses((status = 200, body = Payment)))]
async fn settle_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(settle_for(&payments, &caller, id).await?))
}

/// Opens a payment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenPayment {
    access: String,
}

/// Lets the caller see and pay a payment from now on, with the secret that stands in the links of the order's mails.
#[utoipa::path(post, path = "/api/payments/{id}/open", request_body = OpenPayment, responses((status = 204)))]
async fn open_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(request): Json<OpenPayment>,
) -> Result<StatusCode, Refused> {
    admit(&payments, &caller, id, &request.access).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn hear_created(
    State(payments): State<Payments>,
    Who(caller): Who,
    Json(envelope): Json<Envelope>,
) -> Result<StatusCode, Refused> {
    ahead::created(&payments, &caller, &envelope).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn tell_succeeded(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
) -> Result<Json<Envelope>, Refused> {
    Ok(Json(ahead::succeeded(&payments, &caller, id).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    /// `next` of the page before.
    after: Option<String>,
}

/// Lists what moved the shop's money, the latest first, to its owners.
#[utoipa::path(get, path = "/api/seller/ledger", params(After), responses((status = 200, body = Page<LedgerEntry>)))]
async fn list_ledger(
    State(payments): State<Payments>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Result<Json<Page<LedgerEntry>>, Refused> {
    Ok(Json(statement::list(&payments, &caller, after.as_deref()).await?))
}

/// Shows what the market owes the shop now, to its owners.
#[utoipa::path(get, path = "/api/seller/balance", responses((status = 200, body = Balance)))]
async fn show_balance(State(payments): State<Payments>, Who(caller): Who) -> Result<Json<Balance>, Refused> {
    Ok(Json(statement::balance(&payments, &caller).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Period {
    /// First and last day in India, at most a year apart.
    #[serde(default)]
    #[param(format = Date, required = true)]
    from: String,
    #[serde(default)]
    #[param(format = Date, required = true)]
    to: String,
}

/// Writes the shop's ledger of a time as a CSV file, for its owners.
#[utoipa::path(get, path = "/api/seller/statement", params(Period), responses((status = 200, body = Statement)))]
async fn write_statement(
    State(payments): State<Payments>,
    Who(caller): Who,
    Query(Period { from, to }): Query<Period>,
) -> Result<Json<Statement>, Refused> {
    Ok(Json(statement::statement(&payments, &caller, &from, &to).await?))
}

/// Lists what the market keeps of the price of goods: the rate for all shops, and the rules of some.
#[utoipa::path(
    get,
    path = "/api/admin/commissions",
    responses((status = 200, body = Commissions, headers(("etag" = String)))),
)]
async fn list_commissions(
    State(payments): State<Payments>,
    Who(caller): Who,
) -> Result<Tagged<String, Commissions>, Refused> {
    Ok(Tagged::whole(commission::list(&payments, &caller).await?))
}

/// Sets or ends a rate for orders placed from now on.
#[utoipa::path(
    put,
    path = "/api/admin/commissions",
    params(IfMatch),
    request_body(content = SetCommission, example = json!({ "seller": null, "bp": 1_000 })),
    responses((status = 200, body = Commissions)),
)]
async fn set_commission(
    State(payments): State<Payments>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(rule): Json<SetCommission>,
) -> Result<Json<Commissions>, Refused> {
    commission::set(&payments, &caller, &wanted, &rule).await?;
    Ok(Json(commission::list(&payments, &caller).await?))
}

/// The signature counts for the bytes as they came, so nothing reads them before.
async fn hear_simulated(
    State((payments, simulated)): State<(Payments, Simulated)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refused> {
    let body = body.map_err(|_| Error::BadCallback("The body is too large."))?;
    let callback = simulated.read(&headers, &body).await?;
    hear(&payments, &callback).await.map_err(Error::Internal)?;
    Ok(StatusCode::OK)
}
