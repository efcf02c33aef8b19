//! `/seen/{product}`: counts that the page of a product was seen.
//!
//! Browsers fetch these pages ahead, in case somebody goes there, and robots read them. Neither fetches what a page shows. So
//! a page counts when its last picture is fetched, an empty one, and the page itself does not wait for it.

use app::visit::Shopfront;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use contracts::analytics::Steps;
use std::{sync::Arc, time::Duration};
use web::Sweeper;

/// How often analytics is told.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// The longest text that may name a product, in bytes: longer than any id or slug.
const LONGEST: usize = 300;

const NOTHING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";

pub fn routes(shopfront: Arc<Shopfront>) -> Router {
    Router::new().route("/seen/{product}", get(seen)).with_state(shopfront)
}

/// Tells analytics, again and again, what was counted.
pub fn telling(shopfront: &Shopfront) -> Sweeper {
    let (counter, analytics) = (shopfront.counter.clone(), shopfront.clients.analytics.clone());
    Sweeper::new("storefront.footfall", TELL_EVERY, move || {
        let (counter, analytics) = (counter.clone(), analytics.clone());
        async move { Ok(counter.tell(&analytics).await?) }
    })
}

async fn seen(
    State(shopfront): State<Arc<Shopfront>>,
    method: Method,
    headers: HeaderMap,
    Path(product): Path<String>,
) -> Response {
    if product.len() > LONGEST {
        return StatusCode::NOT_FOUND.into_response();
    }
    if counts(&method, &headers) {
        // The catalogue says whose it is: what is made up counts for nobody.
        match shopfront.clients.catalog.product(&product).await {
            Ok(product) => shopfront.counter.note(Steps::VIEW, [product.seller.badge.id]),
            Err(problem) => return StatusCode::from_u16(problem.status).unwrap_or_default().into_response(),
        }
    }
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], NOTHING).into_response()
}

/// Whether a page of this shop shows it to somebody.
fn counts(method: &Method, headers: &HeaderMap) -> bool {
    let ours = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    method == Method::GET && ours && !headers.contains_key("sec-purpose")
}
