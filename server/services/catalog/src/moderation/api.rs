//! `/api/admin/products` and `/api/admin/categories`.

use crate::Catalog;
use axum::{extract::State, http::StatusCode};
use contracts::{
    Page,
    catalog::Category,
    ids::{CategoryId, ProductId},
    moderation::{Decide, Decision, FindProducts, Merge, Merged, Review, ReviewRow, SaveCategory, Shift},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IfMatch, Json, Path, Query, Refused, Tagged, Who};

type Answer<T> = Result<Json<T>, Refused>;
type Done = Result<StatusCode, Refused>;

pub(crate) fn router() -> OpenApiRouter<Catalog> {
    OpenApiRouter::default()
        .routes(routes!(list_reviews))
        .routes(routes!(show_review))
        .routes(routes!(approve_product))
        .routes(routes!(ask_about_product))
        .routes(routes!(block_product))
        .routes(routes!(unblock_product))
        .routes(routes!(delete_product))
        .routes(routes!(list_tended_categories, add_category))
        .routes(routes!(show_tended_category, save_category, delete_category))
        .routes(routes!(shift_category))
        .routes(routes!(merge_category))
}

/// Products of all shops: those that wait for a look, those that are blocked, or all.
#[utoipa::path(
    get,
    path = "/api/admin/products",
    params(FindProducts),
    responses((status = 200, body = Page<ReviewRow>)),
)]
async fn list_reviews(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(find): Query<FindProducts>,
) -> Answer<Page<ReviewRow>> {
    Ok(Json(catalog.reviews(&caller, &find).await?))
}

/// A product, and what has changed of it since somebody looked.
#[utoipa::path(get, path = "/api/admin/products/{id}", responses((status = 200, body = Review)))]
async fn show_review(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ProductId>) -> Answer<Review> {
    Ok(Json(catalog.review(&caller, id).await?))
}

/// Approves of a product as it was seen.
#[utoipa::path(post, path = "/api/admin/products/{id}/approve", request_body = Decide, responses((status = 204)))]
async fn approve_product(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Approve, request).await
}

/// Asks the seller to change something; the product stays on sale.
#[utoipa::path(post, path = "/api/admin/products/{id}/ask", request_body = Decide, responses((status = 204)))]
async fn ask_about_product(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Ask, request).await
}

/// Takes a product out of the shop, with a statement of reasons.
#[utoipa::path(post, path = "/api/admin/products/{id}/block", request_body = Decide, responses((status = 204)))]
async fn block_product(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Block, request).await
}

/// Lets a blocked product back into the shop.
#[utoipa::path(post, path = "/api/admin/products/{id}/unblock", request_body = Decide, responses((status = 204)))]
async fn unblock_product(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Unblock, request).await
}

/// Deletes a product, with a statement of reasons: it is out of the shop and of its seller's range. Orders keep their lines.
#[utoipa::path(post, path = "/api/admin/products/{id}/delete", request_body = Decide, responses((status = 204)))]
async fn delete_product(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Delete, request).await
}

async fn decide(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    decision: Decision,
    Json(request): Json<Decide>,
) -> Done {
    catalog.decide(&caller, id, decision, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The whole tree of categories, also those with nothing in them.
#[utoipa::path(get, path = "/api/admin/categories", responses((status = 200, body = Vec<Category>)))]
async fn list_tended_categories(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<Vec<Category>> {
    Ok(Json(catalog.tended_categories(&caller).await?))
}

/// Adds a category and answers with its id.
#[utoipa::path(
    post,
    path = "/api/admin/categories",
    request_body = SaveCategory,
    responses((status = 201, body = CategoryId)),
)]
async fn add_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(save): Json<SaveCategory>,
) -> Result<(StatusCode, Json<CategoryId>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.add_category(&caller, &save).await?)))
}

/// A category as it is edited.
#[utoipa::path(
    get,
    path = "/api/admin/categories/{id}",
    responses((status = 200, body = SaveCategory, headers(("etag" = String)))),
)]
async fn show_tended_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
) -> Result<Tagged<String, SaveCategory>, Refused> {
    Ok(Tagged::whole(catalog.tended_category(&caller, id).await?))
}

/// Names, describes or moves a category.
#[utoipa::path(
    put,
    path = "/api/admin/categories/{id}",
    params(IfMatch),
    request_body = SaveCategory,
    responses((status = 204)),
)]
async fn save_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    wanted: IfMatch,
    Json(save): Json<SaveCategory>,
) -> Done {
    catalog.save_category(&caller, id, &wanted, &save).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a category with nothing in it.
#[utoipa::path(delete, path = "/api/admin/categories/{id}", responses((status = 204)))]
async fn delete_category(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<CategoryId>) -> Done {
    catalog.delete_category(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves a category one place among its neighbours.
#[utoipa::path(post, path = "/api/admin/categories/{id}/shift", request_body = Shift, responses((status = 204)))]
async fn shift_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    Json(shift): Json<Shift>,
) -> Done {
    catalog.shift_category(&caller, id, shift).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a category part of another one. Of a large one, what does not move at once follows by itself.
#[utoipa::path(
    post,
    path = "/api/admin/categories/{id}/merge",
    request_body = Merge,
    responses((status = 200, body = Merged)),
)]
async fn merge_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    Json(merge): Json<Merge>,
) -> Answer<Merged> {
    Ok(Json(catalog.merge_category(&caller, id, merge.into).await?))
}
