//! `/api/seller/products`.

use super::pictures;
use crate::{Catalog, media::MAX_FILE};
use axum::{
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
};
use contracts::{
    catalog::Picture,
    goods::{Bulk, ChangePicture, Changed, Goods, SaveGoods, Saved, Search, Shelves},
    ids::ProductId,
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};
use web::{File, IdempotencyKey, IfMatch, Json, Path, Query, Refused, Tagged, Who};

/// The largest product that is read, in bytes: a thousand variants with long names.
const MAX_PRODUCT: usize = 2 << 20;

pub(crate) fn router() -> OpenApiRouter<Catalog> {
    OpenApiRouter::default()
        .routes(routes!(list_goods, create_goods))
        .routes(routes!(show_goods, save_goods))
        .layer(DefaultBodyLimit::max(MAX_PRODUCT))
        .routes(routes!(change_goods))
        .routes(routes!(change_picture))
        .routes(routes!(add_picture).layer(DefaultBodyLimit::max(MAX_FILE)))
}

/// Products of the shop.
#[utoipa::path(get, path = "/api/seller/products", params(Search), responses((status = 200, body = Shelves)))]
async fn list_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Query(search): Query<Search>,
) -> Result<Json<Shelves>, Refused> {
    Ok(Json(catalog.shelves(&caller, &search).await?))
}

/// A product as it is edited.
#[utoipa::path(
    get,
    path = "/api/seller/products/{id}",
    responses((status = 200, body = Goods, headers(("etag" = String)))),
)]
async fn show_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
) -> Result<Tagged<String, Goods>, Refused> {
    let goods = catalog.goods(&caller, id).await?;
    Ok(Tagged(pictures::version(goods.version, &goods.pictures), goods))
}

/// Makes a product; its pictures come afterwards.
#[utoipa::path(
    post,
    path = "/api/seller/products",
    params(IdempotencyKey),
    request_body = SaveGoods,
    responses((status = 201, body = Saved)),
)]
async fn create_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    IdempotencyKey(key): IdempotencyKey,
    Json(goods): Json<SaveGoods>,
) -> Result<(StatusCode, Json<Saved>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.create_goods(&caller, &key, goods).await?)))
}

/// Makes a product what was sent; variants that are not in it are taken out of sale.
#[utoipa::path(
    put,
    path = "/api/seller/products/{id}",
    params(IfMatch),
    request_body = SaveGoods,
    responses((status = 200, body = Saved)),
)]
async fn save_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    wanted: IfMatch,
    Json(goods): Json<SaveGoods>,
) -> Result<Json<Saved>, Refused> {
    Ok(Json(catalog.save_goods(&caller, id, &wanted, goods).await?))
}

/// Changes many products alike.
#[utoipa::path(
    post,
    path = "/api/seller/products/bulk",
    request_body = Bulk,
    responses((status = 200, body = Changed)),
)]
async fn change_goods(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Json(bulk): Json<Bulk>,
) -> Result<Json<Changed>, Refused> {
    Ok(Json(catalog.change_goods(&caller, &bulk).await?))
}

/// Adds a picture: JPEG, PNG or WebP, at most 10 MB and 40 megapixels.
#[utoipa::path(
    post,
    path = "/api/seller/products/{id}/pictures",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    responses((status = 201, body = Picture)),
)]
async fn add_picture(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    File(file): File,
) -> Result<(StatusCode, Json<Picture>), Refused> {
    Ok((StatusCode::CREATED, Json(catalog.add_picture(&caller, id, file.into()).await?)))
}

/// Moves, describes or removes a picture.
///
/// The `etag` for `if-match` is that of the product.
#[utoipa::path(
    put,
    path = "/api/seller/products/{id}/pictures",
    params(IfMatch),
    request_body = ChangePicture,
    responses((status = 204)),
)]
async fn change_picture(
    State(catalog): State<Catalog>,
    Who(caller): Who,
    Path(id): Path<ProductId>,
    wanted: IfMatch,
    Json(change): Json<ChangePicture>,
) -> Result<StatusCode, Refused> {
    catalog.change_picture(&caller, id, &wanted, &change).await?;
    Ok(StatusCode::NO_CONTENT)
}
