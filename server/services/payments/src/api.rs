//! The routes.

use crate::{
    Payments, admit::admit, confirm::confirm, error::Error, find::find, gateway::Simulated, hear::hear, pay::pay,
    settle::settle_for,
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
    payments::{Card, Confirmation, Payment},
};
use serde::Deserialize;
use web::{Json, Path, Refused, Who};

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
