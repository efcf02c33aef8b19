//! `/api/admin/products` and `/api/admin/categories`.

use crate::Catalog;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post, put},
};
use contracts::{
    Page,
    catalog::Category,
    ids::{CategoryId, ProductId},
    moderation::{Decide, Decision, FindProducts, Merge, Merged, Review, ReviewRow, SaveCategory, Shift},
};
use web::{Json, Path, Query, Refused, Who};

type Answer<T> = Result<Json<T>, Refused>;
type Done = Result<StatusCode, Refused>;

pub(crate) fn router() -> Router<Catalog> {
    Router::new()
        .route("/api/admin/products", get(list_reviews))
        .route("/api/admin/products/{id}", get(show_review))
        .route("/api/admin/products/{id}/approve", post(approve))
        .route("/api/admin/products/{id}/ask", post(ask))
        .route("/api/admin/products/{id}/block", post(block))
        .route("/api/admin/products/{id}/unblock", post(unblock))
        .route("/api/admin/categories", get(list_categories).post(add_category))
        .route("/api/admin/categories/{id}", put(save_category).delete(delete_category))
        .route("/api/admin/categories/{id}/shift", post(shift_category))
        .route("/api/admin/categories/{id}/merge", post(merge_category))
}

async fn list_reviews(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(find): Query<FindProducts>,
) -> Answer<Page<ReviewRow>> {
    Ok(Json(catalog.reviews(&caller, &find).await?))
}

async fn show_review(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<ProductId>) -> Answer<Review> {
    Ok(Json(catalog.review(&caller, id).await?))
}

async fn approve(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Approve, request).await
}

async fn ask(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Ask, request).await
}

async fn block(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Block, request).await
}

async fn unblock(catalog: State<Catalog>, who: Who, id: Path<ProductId>, request: Json<Decide>) -> Done {
    decide(catalog, who, id, Decision::Unblock, request).await
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

async fn list_categories(State(catalog): State<Catalog>, Who(caller): Who) -> Answer<Vec<Category>> {
    Ok(Json(catalog.tended_categories(&caller).await?))
}

async fn add_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(save): Json<SaveCategory>,
) -> Result<(StatusCode, Json<CategoryId>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.add_category(&caller, &save).await?)))
}

async fn save_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    Json(save): Json<SaveCategory>,
) -> Done {
    catalog.save_category(&caller, id, &save).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_category(State(catalog): State<Catalog>, Who(caller): Who, Path(id): Path<CategoryId>) -> Done {
    catalog.delete_category(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shift_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    Json(shift): Json<Shift>,
) -> Done {
    catalog.shift_category(&caller, id, shift).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn merge_category(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<CategoryId>,
    Json(merge): Json<Merge>,
) -> Answer<Merged> {
    Ok(Json(catalog.merge_category(&caller, id, merge.into).await?))
}
