//! Catalog's REST API, and the way to the gRPC server beside it.

mod imports;
mod stock;

use crate::{Catalog, goods, inventory, moderation};
use axum::{
    Router,
    extract::{RawQuery, State},
};
use contracts::{
    Page,
    catalog::{Category, Home, Product, Shop, Suggestions},
    search::{Listing, Search, Sort},
};
use serde::Deserialize;
use stock::After;
use utoipa::{IntoParams, openapi::OpenApi};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{Json, Path, Query, Refused};

type Answer<T> = Result<Json<T>, Refused>;

pub(crate) fn router(catalog: Catalog) -> Router {
    Router::from(documented())
        .route_service(&format!("/{}/{{method}}", inventory::NAME), inventory::grpc(&catalog))
        .with_state(catalog)
}

/// What programs may ask of catalog.
pub fn api() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Catalog> {
    OpenApiRouter::default()
        .routes(routes!(list_products))
        .routes(routes!(show_home))
        .routes(routes!(show_product))
        .routes(routes!(suggest_products))
        .routes(routes!(list_shops))
        .routes(routes!(show_shop))
        .routes(routes!(list_categories))
        .merge(goods::router())
        .merge(moderation::router())
        .merge(stock::routes())
        .merge(imports::routes())
}

/// Products that can be bought, narrowed and in order, with what the list can be narrowed by.
///
/// Values of one filter are alternatives, filters must all hold. Options narrow by `o.` and their name: `o.Colour=Teak`.
/// What is not understood is left out.
#[utoipa::path(
    get,
    path = "/api/products",
    params(
        ("q" = Option<String>, Query, description = "Words that products have to do with."),
        ("in" = Option<String>, Query, description = "Slug of the category that the list is about."),
        ("category" = Option<Vec<String>>, Query, description = "Slugs of categories."),
        ("seller" = Option<Vec<String>>, Query, description = "Slugs of shops."),
        ("min" = Option<f64>, Query, minimum = 0, description = "Lowest price, in units of the currency: 499.50."),
        ("max" = Option<f64>, Query, minimum = 0, description = "Highest price, in units of the currency."),
        ("rating" = Option<u8>, Query, minimum = 1, maximum = 5, description = "Stars at least."),
        ("in_stock" = Option<String>, Query, pattern = "^1$", description = "Only what can be bought now."),
        ("sort" = inline(Option<Sort>), Query, description = "The order."),
        ("after" = Option<String>, Query, description = "Cursor of the page before: its `next`."),
    ),
    responses((status = 200, body = Listing)),
    security(()),
)]
async fn list_products(State(catalog): State<Catalog>, RawQuery(query): RawQuery) -> Answer<Listing> {
    let listing = catalog.listing(&Search::parse(&query.unwrap_or_default())).await?;
    Ok(Json(Listing::clone(&listing)))
}

/// What the home page shows.
#[utoipa::path(get, path = "/api/products/home", responses((status = 200, body = Home)), security(()))]
async fn show_home(State(catalog): State<Catalog>) -> Answer<Home> {
    Ok(Json(Home::clone(&*catalog.home().await?)))
}

/// A product with all its variants.
#[utoipa::path(get, path = "/api/products/by-slug/{slug}", responses((status = 200, body = Product)), security(()))]
async fn show_product(State(catalog): State<Catalog>, Path(slug): Path<String>) -> Answer<Product> {
    Ok(Json(Product::clone(&*catalog.product(&slug).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Beginning {
    /// What was typed so far.
    #[serde(default)]
    q: String,
}

/// Categories, shops and products that begin like what was typed.
#[utoipa::path(
    get,
    path = "/api/products/suggest",
    params(Beginning),
    responses((status = 200, body = Suggestions)),
    security(()),
)]
async fn suggest_products(State(catalog): State<Catalog>, Query(typed): Query<Beginning>) -> Answer<Suggestions> {
    Ok(Json(catalog.suggestions(&typed.q).await?))
}

/// Shops that sell, by name.
#[utoipa::path(
    get,
    path = "/api/products/shops",
    params(After),
    responses((status = 200, body = Page<Shop>)),
    security(()),
)]
async fn list_shops(State(catalog): State<Catalog>, Query(query): Query<After>) -> Answer<Page<Shop>> {
    Ok(Json(catalog.shops(query.after.as_deref()).await?))
}

/// A shop as shoppers see it.
#[utoipa::path(get, path = "/api/products/shops/{slug}", responses((status = 200, body = Shop)), security(()))]
async fn show_shop(State(catalog): State<Catalog>, Path(slug): Path<String>) -> Answer<Shop> {
    Ok(Json(catalog.shop(&slug).await?))
}

/// The tree of categories that have something to buy.
#[utoipa::path(get, path = "/api/categories", responses((status = 200, body = Vec<Category>)), security(()))]
async fn list_categories(State(catalog): State<Catalog>) -> Answer<Vec<Category>> {
    Ok(Json(catalog.categories().await?))
}
