//! What the API says of itself: the document, and a page to read and try it.

use axum::{
    Extension, Router,
    body::Bytes,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
    routing::get,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The page loads Swagger UI from this shop and nothing from elsewhere. Swagger UI sets styles of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>The API · Levomart</title>
    <link rel="icon" href="/favicon.svg">
    <link rel="stylesheet" href="/api/docs/ui/swagger-ui.css">
  </head>
  <body>
    <main id="swagger-ui"></main>
    <noscript><p>This page needs scripts. Without them, read <a href="/api/openapi.json">the document</a> itself.</p></noscript>
    <script src="/api/docs/ui/swagger-ui-bundle.js"></script>
    <script src="/api/docs/ui/start.js"></script>
  </body>
</html>
"#;

/// The document as it is sent.
#[derive(Clone)]
struct Document {
    json: Bytes,
    tag: HeaderValue,
}

/// `/api/openapi.json` and `/api/docs`.
pub fn routes(document: &Value) -> Router {
    let json = document.to_string();
    let tag = web::etag(&hex::encode(Sha256::digest(&json))[..16]);
    let tag = HeaderValue::try_from(tag).expect("hexadecimal digits are a header's value");
    let document = Document { json: json.into(), tag };
    Router::new()
        .route("/api/openapi.json", get(show_document))
        .route("/api/docs", get(show_page))
        .layer(Extension(document))
}

async fn show_document(Extension(document): Extension<Document>) -> impl IntoResponse {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::ETAG, document.tag),
    ];
    (head, document.json)
}

async fn show_page() -> impl IntoResponse {
    let head = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "public, max-age=300")];
    (head, Html(PAGE))
}
