//! What stands before the storefront: who may post here, and what browsers are told about every answer.

use crate::storefront::plain_page;
use app::visit::Visit;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contracts::{Kind, Problem};
use std::sync::Arc;

/// Refuses requests that another site made a browser send.
///
/// The logic of Go's `CrossOriginProtection` and of OWASP's cross-site request forgery cheat sheet: safe methods pass;
/// `Sec-Fetch-Site` has to be `same-origin` or `none`; browsers without it have to send our own `Origin`; who sends
/// neither is no browser, and passes only without cookies.
pub async fn same_origin(State(origin): State<Arc<str>>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    if !ours(&request, &origin) {
        let problem = Problem::new(Kind::Forbidden, "cross-site", "This form was sent from another site.");
        return web::Refused(problem).into_response();
    }
    if !readable(&request) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "send a form or JSON").into_response();
    }
    next.run(request).await
}

/// What an admin may send while looking at the shop as somebody else.
const WHILE_VIEWING: [&str; 2] = ["/do/admin/view/stop", "/do/account/log-out"];

/// Lets an admin who looks at the shop as somebody else change nothing in that name. Stands behind the visit.
pub async fn read_only(request: Request, next: Next) -> Response {
    let viewing = request.extensions().get::<Visit>().is_some_and(|visit| visit.viewing.is_some());
    if !viewing || request.method().is_safe() || WHILE_VIEWING.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|kinds| kinds.contains("text/html")) {
        let text = "You look at the shop as somebody else, so nothing was changed. Go back and stop looking first.";
        return (StatusCode::FORBIDDEN, plain_page("You can only look", text)).into_response();
    }
    let detail = "You look at the shop as somebody else: nothing can be changed.";
    web::Refused(Problem::new(Kind::Forbidden, "read-only", detail)).into_response()
}

/// Whether a page of ours made the browser send this, or no browser did.
fn ours(request: &Request, origin: &str) -> bool {
    let said = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (said(header::HeaderName::from_static("sec-fetch-site")), said(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(from)) => from == origin,
        (None, None) => !request.headers().contains_key(header::COOKIE),
    }
}

/// Whether a body, if there is one, is of a type that forms and scripts of ours send.
fn readable(request: &Request) -> bool {
    let Some(kind) = request.headers().get(header::CONTENT_TYPE) else {
        return request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
            && !request.headers().contains_key(header::TRANSFER_ENCODING);
    };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"].contains(&kind.as_str())
}

/// Headers of every answer. The content security policy of pages is added where their nonce is made.
pub async fn headers(request: Request, next: Next) -> Response {
    let private =
        ["/account", "/cart", "/checkout", "/orders", "/pay", "/login", "/register", "/do/", "/sell", "/admin"]
            .iter()
            .any(|prefix| request.uri().path().starts_with(prefix));
    let posted = request.method() == Method::POST;
    let mut response = next.run(request).await;
    // After a post the browser has to come back with GET (RFC 9110, 15.4.4); 302 leaves it a choice.
    if posted && response.status() == StatusCode::FOUND {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    let away = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    if away && !headers.contains_key(header::RETRY_AFTER) {
        // In seconds; what the page lacks is back soon, or nobody knows when.
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    if posted {
        // Pages that the browser fetched in advance show the cart as it was before (W3C Clear-Site-Data; others ignore it).
        headers.insert("clear-site-data", HeaderValue::from_static("\"prefetchCache\""));
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !headers.contains_key(header::CACHE_CONTROL) {
        // A page bears its visitor's cart and a nonce: never shared, always asked for again.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

/// The content security policy of a page.
pub fn policy(nonce: &str, https: bool) -> String {
    let upgrade = if https { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'{upgrade}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        Router,
        body::Body,
        middleware,
        routing::{get, post},
    };
    use tower::ServiceExt;

    async fn post_with(headers: &[(&str, &str)]) -> StatusCode {
        let router = Router::new()
            .route("/do/x", post(async || "done"))
            .layer(middleware::from_fn_with_state(Arc::from("https://shop.example"), same_origin));
        let mut request = Request::post("/do/x").header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router.oneshot(request.body(Body::from("a=b")).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_form_of_another_site_is_refused() {
        assert_eq!(post_with(&[("sec-fetch-site", "cross-site")]).await, 403);
        assert_eq!(post_with(&[("sec-fetch-site", "same-site"), ("origin", "https://shop.example")]).await, 403);
        assert_eq!(post_with(&[("origin", "https://evil.example")]).await, 403);
        assert_eq!(post_with(&[("origin", "null")]).await, 403);
        assert_eq!(post_with(&[("origin", "https://shop.example:444")]).await, 403);
        assert_eq!(post_with(&[("cookie", "sid=1")]).await, 403);
    }

    #[tokio::test]
    async fn a_form_of_our_own_passes() {
        assert_eq!(post_with(&[("sec-fetch-site", "same-origin"), ("cookie", "sid=1")]).await, 200);
        assert_eq!(post_with(&[("origin", "https://shop.example"), ("cookie", "sid=1")]).await, 200);
        assert_eq!(post_with(&[]).await, 200);
    }

    #[tokio::test]
    async fn who_finds_the_shop_shut_is_told_when_to_come_again() {
        let shut = Router::new()
            .route("/", get(async || StatusCode::SERVICE_UNAVAILABLE))
            .route("/later", get(async || (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")])))
            .route("/open", get(async || "open"))
            .layer(middleware::from_fn(headers));
        let when = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = shut.clone().oneshot(request).await.unwrap();
            answer.headers().get(header::RETRY_AFTER).map(|seconds| seconds.to_str().unwrap().to_owned())
        };

        assert_eq!(when("/").await.as_deref(), Some("5"));
        assert_eq!(when("/later").await.as_deref(), Some("60"));
        assert_eq!(when("/open").await, None);
    }

    #[tokio::test]
    async fn text_is_not_a_form() {
        let router = Router::new()
            .route("/do/x", post(async || "done"))
            .layer(middleware::from_fn_with_state(Arc::from("https://shop.example"), same_origin));
        let request = Request::post("/do/x").header("content-type", "text/plain").body(Body::from("a=b")).unwrap();

        assert_eq!(router.oneshot(request).await.unwrap().status(), 415);
    }
}
