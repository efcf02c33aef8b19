//! Files of products, for members of the shop that they are for.

use super::stock::After;
use crate::Catalog;
use axum::extract::{DefaultBodyLimit, State};
use contracts::{
    Page,
    ids::ImportId,
    imports::{CheckImport, CsvPart, Import, ImportIssue, MAX_FILE},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};
use web::{File, Json, Path, Query, Refused, Who};

type Answer<T> = Result<Json<T>, Refused>;

pub(super) fn routes() -> OpenApiRouter<Catalog> {
    OpenApiRouter::default()
        // A byte more than is allowed, so that what is too long is refused in words.
        .routes(routes!(list_imports, upload_import).layer(DefaultBodyLimit::max(MAX_FILE + 1)))
        .routes(routes!(show_import_template))
        .routes(routes!(show_import))
        .routes(routes!(check_import))
        .routes(routes!(run_import))
        .routes(routes!(cancel_import))
        .routes(routes!(list_import_issues))
        .routes(routes!(list_import_failures))
        .routes(routes!(export_products))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Named {
    /// What the file is called.
    #[serde(default)]
    name: String,
}

/// The shop's last imports.
#[utoipa::path(get, path = "/api/seller/imports", responses((status = 200, body = Vec<Import>)))]
async fn list_imports(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<Vec<Import>> {
    Ok(Json(catalog.imports(&caller).await?))
}

/// Takes a CSV file of products, of at most 32 MB, and recognises its columns; nothing is imported yet.
#[utoipa::path(
    post,
    path = "/api/seller/imports",
    params(Named),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = Import)),
)]
async fn upload_import(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(file): Query<Named>,
    File(bytes): File,
) -> Answer<Import> {
    Ok(Json(catalog.upload_import(&caller, &file.name, &bytes).await?))
}

/// The file to fill in by hand: the columns that most shops need, and no rows.
#[utoipa::path(get, path = "/api/seller/imports/template", responses((status = 200, body = CsvPart)))]
async fn show_import_template(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<CsvPart> {
    Ok(Json(catalog.import_template(&caller)?))
}

/// An import, and how far it has come.
#[utoipa::path(get, path = "/api/seller/imports/{id}", responses((status = 200, body = Import)))]
async fn show_import(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.import(&caller, id).await?))
}

/// Says what the columns mean, and has every row checked in the background.
#[utoipa::path(
    post,
    path = "/api/seller/imports/{id}/check",
    request_body = CheckImport,
    responses((status = 200, body = Import)),
)]
async fn check_import(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Json(request): Json<CheckImport>,
) -> Answer<Import> {
    Ok(Json(catalog.check_import(&caller, id, request).await?))
}

/// Imports in the background what was checked.
#[utoipa::path(post, path = "/api/seller/imports/{id}/run", responses((status = 200, body = Import)))]
async fn run_import(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.run_import(&caller, id).await?))
}

/// Stops an import; what was written stays.
#[utoipa::path(post, path = "/api/seller/imports/{id}/cancel", responses((status = 200, body = Import)))]
async fn cancel_import(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ImportId>) -> Answer<Import> {
    Ok(Json(catalog.cancel_import(&caller, id).await?))
}

/// What is wrong or odd in a file, line by line.
#[utoipa::path(
    get,
    path = "/api/seller/imports/{id}/issues",
    params(After),
    responses((status = 200, body = Page<ImportIssue>)),
)]
async fn list_import_issues(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Query(page): Query<After>,
) -> Answer<Page<ImportIssue>> {
    Ok(Json(catalog.import_issues(&caller, id, page.after.as_deref()).await?))
}

/// The rows that were not imported, as a file to mend and send again.
#[utoipa::path(
    get,
    path = "/api/seller/imports/{id}/failures",
    params(After),
    responses((status = 200, body = CsvPart)),
)]
async fn list_import_failures(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ImportId>,
    Query(page): Query<After>,
) -> Answer<CsvPart> {
    Ok(Json(catalog.import_failures(&caller, id, page.after.as_deref()).await?))
}

/// All products of the shop, as a file that imports again unchanged.
#[utoipa::path(get, path = "/api/seller/export", params(After), responses((status = 200, body = CsvPart)))]
async fn export_products(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(page): Query<After>,
) -> Answer<CsvPart> {
    Ok(Json(catalog.export(&caller, page.after.as_deref()).await?))
}
