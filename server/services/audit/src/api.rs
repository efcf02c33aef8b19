//! The routes.

use crate::{Audit, append::record_for, list::list, verify::verify_for};
use axum::{
    Router,
    extract::{RawQuery, State},
    http::StatusCode,
    routing::post,
};
use contracts::{
    Page,
    audit::{Chain, Entry, Filter},
    events::AuditRecorded,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{Json, Refused, Who};

pub fn router(audit: Audit) -> Router {
    documented().route("/api/audit/entries", post(record_entry)).with_state(audit).into()
}

/// What programs may ask of audit.
pub fn api() -> utoipa::openapi::OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Audit> {
    OpenApiRouter::new().routes(routes!(list_audit_entries)).routes(routes!(verify_audit_chain))
}

/// Lists what was done with privilege or money, the latest first.
#[utoipa::path(get, path = "/api/admin/audit", params(Filter), responses((status = 200, body = Page<Entry>)))]
async fn list_audit_entries(
    State(audit): State<Audit>,
    Who(caller): Who,
    RawQuery(query): RawQuery,
) -> Result<Json<Page<Entry>>, Refused> {
    let filter = Filter::parse(&query.unwrap_or_default());
    Ok(Json(list(&audit, &caller, &filter).await?))
}

/// Proves that no entry of the log was changed or taken out, or says where.
#[utoipa::path(get, path = "/api/admin/audit/verify", responses((status = 200, body = Chain)))]
async fn verify_audit_chain(State(audit): State<Audit>, Who(caller): Who) -> Result<Json<Chain>, Refused> {
    Ok(Json(verify_for(&audit, &caller).await?))
}

async fn record_entry(
    State(audit): State<Audit>,
    Who(caller): Who,
    Json(entry): Json<AuditRecorded>,
) -> Result<StatusCode, Refused> {
    record_for(&audit, &caller, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}
