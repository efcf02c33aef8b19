//! Catalog's REST API, and the way to the gRPC server beside it.

mod imports;
mod stock;

use crate::{Catalog, goods, inventory, moderation};
use axum::{
    Router,
    extract::{RawQuery, State},
    routing::get,
};
use contracts::{
    catalog::{Category, Home, Product, Shop, Suggestions},
    search::{Listing, Search},
};
use serde::Deserialize;
use web::{Json, Path, Query, Refused};

type Answer<T> = Result<Json<T>, Refused>;

pub(crate) fn router(catalog: Catalog) -> Router {
    Router::new()
        .route("/api/products", get(list_products))
        .route("/api/products/home", get(show_home))
        .route("/api/products/by-slug/{slug}", get(show_product))
        .route("/api/products/suggest", get(suggest))
        .route("/api/products/shops", get(list_shops))
        .route("/api/products/shops/{slug}", get(show_shop))
        .route("/api/categories", get(list_categories))
        .merge(goods::router())
        .merge(moderation::router())
        .merge(stock::routes())
        .merge(imports::routes())
        .route_service(&format!("/{}/{{method}}", inventory::NAME), inventory::grpc(&catalog))
        .with_state(catalog)
}

async fn list_products(State(catalog): State<Catalog>, RawQuery(query): RawQuery) -> Answer<Listing> {
    let listing = catalog.listing(&Search::parse(&query.unwrap_or_default())).await?;
    Ok(Json(Listing::clone(&listing)))
}

async fn show_home(State(catalog): State<Catalog>) -> Answer<Home> {
    Ok(Json(Home::clone(&*catalog.home().await?)))
}

async fn show_product(State(catalog): State<Catalog>, Path(slug): Path<String>) -> Answer<Product> {
    Ok(Json(Product::clone(&*catalog.product(&slug).await?)))
}

#[derive(Deserialize)]
struct Beginning {
    #[serde(default)]
    q: String,
}

async fn suggest(State(catalog): State<Catalog>, Query(typed): Query<Beginning>) -> Answer<Suggestions> {
    Ok(Json(catalog.suggestions(&typed.q).await?))
}

async fn list_shops(State(catalog): State<Catalog>) -> Answer<Vec<Shop>> {
    Ok(Json(catalog.shops().await?))
}

async fn show_shop(State(catalog): State<Catalog>, Path(slug): Path<String>) -> Answer<Shop> {
    Ok(Json(catalog.shop(&slug).await?))
}

async fn list_categories(State(catalog): State<Catalog>) -> Answer<Vec<Category>> {
    Ok(Json(catalog.categories().await?))
}
