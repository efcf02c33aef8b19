//! `/api/seller/products`.

use crate::{Catalog, media::MAX_FILE};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::{get, post, put},
};
use contracts::{
    catalog::Picture,
    goods::{Bulk, ChangePicture, Changed, Goods, SaveGoods, Saved, Search, Shelves},
    ids::ProductId,
};
use web::{Json, Path, Query, Refused, Who};

/// The largest product that is read, in bytes: a thousand variants with long names.
const MAX_PRODUCT: usize = 2 << 20;

pub(crate) fn router() -> Router<Catalog> {
    let products = Router::new()
        .route("/api/seller/products", get(list_goods).post(create_goods))
        .route("/api/seller/products/{id}", get(show_goods).put(save_goods))
        .layer(DefaultBodyLimit::max(MAX_PRODUCT));
    let pictures = Router::new()
        .route("/api/seller/products/{id}/pictures", post(add_picture))
        .layer(DefaultBodyLimit::max(MAX_FILE));
    Router::new()
        .route("/api/seller/products/bulk", post(change_goods))
        .route("/api/seller/products/{id}/pictures", put(change_picture))
        .merge(products)
        .merge(pictures)
}

async fn list_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(search): Query<Search>,
) -> Result<Json<Shelves>, Refused> {
    Ok(Json(catalog.shelves(&caller, &search).await?))
}

async fn show_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
) -> Result<Json<Goods>, Refused> {
    Ok(Json(catalog.goods(&caller, id).await?))
}

async fn create_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(goods): Json<SaveGoods>,
) -> Result<(StatusCode, Json<Saved>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.create_goods(&caller, goods).await?)))
}

async fn save_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    Json(goods): Json<SaveGoods>,
) -> Result<Json<Saved>, Refused> {
    Ok(Json(catalog.save_goods(&caller, id, goods).await?))
}

async fn change_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(bulk): Json<Bulk>,
) -> Result<Json<Changed>, Refused> {
    Ok(Json(catalog.change_goods(&caller, &bulk).await?))
}

async fn add_picture(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    file: Bytes,
) -> Result<(StatusCode, Json<Picture>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.add_picture(&caller, id, file.into()).await?)))
}

async fn change_picture(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    Json(change): Json<ChangePicture>,
) -> Result<StatusCode, Refused> {
    catalog.change_picture(&caller, id, &change).await?;
    Ok(StatusCode::NO_CONTENT)
}
