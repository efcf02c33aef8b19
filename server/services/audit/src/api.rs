//! The routes.

use crate::{Audit, append::record, list::list, verify::verify_for};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    Page,
    audit::{Chain, Entry, Filter},
    events::AuditRecorded,
};
use web::{Json, Refused, Who};

pub fn router(audit: Audit) -> Router {
    Router::new()
        .route("/api/admin/audit", get(list_entries))
        .route("/api/admin/audit/verify", get(verify_chain))
        .route("/api/audit/entries", post(record_entry))
        .with_state(audit)
}

async fn list_entries(
    State(audit): State<Audit>,
    Who(caller): Who,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Entry>>, Refused> {
    let filter = Filter::parse(&query.unwrap_or_default());
    Ok(Json(list(&audit, &caller, &filter).await?))
}

async fn verify_chain(State(audit): State<Audit>, Who(caller): Who) -> Result<Json<Chain>, Refused> {
    Ok(Json(verify_for(&audit, &caller).await?))
}

async fn record_entry(
    State(audit): State<Audit>,
    Who(caller): Who,
    Json(entry): Json<AuditRecorded>,
) -> Result<StatusCode, Refused> {
    record(&audit, &caller, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}
