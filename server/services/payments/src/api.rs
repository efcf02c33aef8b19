//! The routes.

use crate::{
    Payments, admit::admit, commission, confirm::confirm, error::Error, find::find, gateway::Simulated, hear::hear,
    pay::pay, settle::settle_for, statement,
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
use serde::Deserialize;
use web::{Json, Path, Query, Refused, Who};

/// The largest body that is read, in bytes; none of these needs more than a few hundred.
const MAX_BODY: usize = 64 << 10;

pub fn router(payments: Payments, simulated: Simulated) -> Router {
    let callbacks =
        Router::new().route("/webhooks/simulated", post(hear_simulated)).with_state((payments.clone(), simulated));
    Router::new()
        .route("/api/payments/{id}", get(show_payment))
        .route("/api/payments/{id}/pay", post(pay_payment))
        .route("/api/payments/{id}/confirm", post(confirm_payment))
        .route("/api/payments/{id}/settle", post(settle_payment))
        .route("/api/payments/{id}/open", post(open_payment))
        .route("/api/seller/ledger", get(list_entries))
        .route("/api/seller/balance", get(show_balance))
        .route("/api/seller/statement", get(write_statement))
        .route("/api/admin/commissions", get(list_commissions).put(set_commission))
        .with_state(payments)
        .merge(callbacks)
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

async fn show_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(find(&payments, &caller, id).await?))
}

async fn pay_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(card): Json<Card>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(pay(&payments, &caller, id, &card).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    answer: Confirmation,
}

async fn confirm_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(request): Json<Confirm>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(confirm(&payments, &caller, id, request.answer).await?))
}

async fn settle_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
) -> Result<Json<Payment>, Refused> {
    Ok(Json(settle_for(&payments, &caller, id).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    access: String,
}

async fn open_payment(
    State(payments): State<Payments>,
    Who(caller): Who,
    Path(id): Path<PaymentId>,
    Json(request): Json<Open>,
) -> Result<StatusCode, Refused> {
    admit(&payments, &caller, id, &request.access).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: Option<String>,
}

async fn list_entries(
    State(payments): State<Payments>,
    Who(caller): Who,
    Query(After { after }): Query<After>,
) -> Result<Json<Page<LedgerEntry>>, Refused> {
    Ok(Json(statement::list(&payments, &caller, after.as_deref()).await?))
}

async fn show_balance(State(payments): State<Payments>, Who(caller): Who) -> Result<Json<Balance>, Refused> {
    Ok(Json(statement::balance(&payments, &caller).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

async fn write_statement(
    State(payments): State<Payments>,
    Who(caller): Who,
    Query(Period { from, to }): Query<Period>,
) -> Result<Json<Statement>, Refused> {
    Ok(Json(statement::statement(&payments, &caller, &from, &to).await?))
}

async fn list_commissions(State(payments): State<Payments>, Who(caller): Who) -> Result<Json<Commissions>, Refused> {
    Ok(Json(commission::list(&payments, &caller).await?))
}

async fn set_commission(
    State(payments): State<Payments>,
    Who(caller): Who,
    Json(rule): Json<SetCommission>,
) -> Result<Json<Commissions>, Refused> {
    commission::set(&payments, &caller, &rule).await?;
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
