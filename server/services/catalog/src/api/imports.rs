//! Files of products, for members of the shop that they are for.

use super::stock::After;
use crate::Catalog;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    routing::{get, post},
};
use contracts::{
    Page,
    ids::ImportId,
    imports::{CheckImport, CsvPart, Import, ImportIssue, MAX_FILE},
};
use serde::Deserialize;
use web::{Json, Path, Query, Refused, Who};

type Answer<T> = Result<Json<T>, Refused>;

pub(super) fn routes() -> Router<Catalog> {
    Router::new()
        // A byte more than is allowed, so that what is too long is refused in words.
        .route("/api/seller/imports", get(list_imports).post(upload).layer(DefaultBodyLimit::max(MAX_FILE + 1)))
        .route("/api/seller/imports/template", get(show_template))
        .route("/api/seller/imports/{id}", get(show_import))
        .route("/api/seller/imports/{id}/check", post(check))
        .route("/api/seller/imports/{id}/run", post(run))
        .route("/api/seller/imports/{id}/cancel", post(cancel))
        .route("/api/seller/imports/{id}/issues", get(list_issues))
        .route("/api/seller/imports/{id}/failures", get(list_failures))
        .route("/api/seller/export", get(export))
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

async fn list_imports(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<Vec<Import>> {
    Ok(Json(catalog.imports(&caller).await?))
}

async fn upload(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(file): Query<Named>,
    bytes: Bytes,
) -> Answer<Import> {
    Ok(Json(catalog.upload_import(&caller, &file.name, &bytes).await?))
}

async fn show_template(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<CsvPart> {
    Ok(Json(catalog.import_template(&caller)?))
}

async fn show_import(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.import(&caller, id).await?))
}

async fn check(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Json(request): Json<CheckImport>,
) -> Answer<Import> {
    Ok(Json(catalog.check_import(&caller, id, request).await?))
}

async fn run(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.run_import(&caller, id).await?))
}

async fn cancel(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.cancel_import(&caller, id).await?))
}

async fn list_issues(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Query(page): Query<After>,
) -> Answer<Page<ImportIssue>> {
    Ok(Json(catalog.import_issues(&caller, id, page.after.as_deref()).await?))
}

async fn list_failures(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Query(page): Query<After>,
) -> Answer<CsvPart> {
    Ok(Json(catalog.import_failures(&caller, id, page.after.as_deref()).await?))
}

async fn export(State(catalog): State<Catalog>, Who(caller): Who, Query(page): Query<After>) -> Answer<CsvPart> {
    Ok(Json(catalog.export(&caller, page.after.as_deref()).await?))
}
