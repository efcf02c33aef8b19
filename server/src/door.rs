//! The API's door: `/api/**` on the public port, for programs. They bear a token where browsers have a session.
//!
//! What a slice describes in its document is reached here, and nothing else of it: its other routes are for Levomart
//! itself. Of a request's head only what the API speaks of goes on, so a session's cookie means nothing here, and no page
//! of another site can make a browser act in somebody's name. Every refusal is a problem.

mod caller;
mod docs;
pub mod limits;

use crate::{config::Config, media, openapi, storefront};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, any, get},
};
use caller::Callers;
use clients::Identity;
use contracts::{Caller, Kind, Problem, imports::MAX_FILE};
use limits::Limits;
use redis::aio::ConnectionManager;
use std::{sync::Arc, time::Duration};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::{OpenApi, PathItem, path::Operation};
use web::{BadToken, Bearer, IdempotencyKey, Origin, Refused, TokenKey, Upstream};

/// What of a request's head goes on to a slice.
const PASSED_ON: [HeaderName; 5] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::CONTENT_TYPE,
    header::IF_MATCH,
    HeaderName::from_static(IdempotencyKey::HEADER),
];

/// Where files are sent, which may be long on their way; and what catalog has to take them then.
const FILES: &str = "/api/seller/imports";
const TAKE: Duration = Duration::from_secs(10);

/// What stands behind the door.
pub struct Open {
    /// What each slice offers, and where it is.
    pub slices: Vec<(OpenApi, Upstream)>,
    pub key: TokenKey,
    pub identity: Identity,
    pub redis: ConnectionManager,
}

/// Everything that programs reach.
pub fn router(config: &Config, open: Open) -> Router {
    let key = open.key.jwks().to_string();
    let gate = Gate { callers: Callers::new(open.key, open.identity), limits: Limits::new(open.redis, config) };
    let mut api = docs::routes(&openapi::document());
    for (document, slice) in open.slices {
        for (path, item) in document.paths.paths {
            api = api.route(&path, ways(&path, &item, &slice));
        }
    }
    api.route("/api", any(nothing))
        .route("/api/", any(nothing))
        .route("/api/{*rest}", any(nothing))
        .layer(middleware::from_fn(in_problems))
        .layer(CatchPanicLayer::custom(|_| Refused(Problem::internal()).into_response()))
        .layer(middleware::from_fn_with_state(gate, admit))
        .route("/.well-known/jwks.json", get(move || async move { show_key(key) }))
}

/// The key that tokens are signed with. With a new secret comes another, and nobody has to keep both: a token lives for
/// minutes.
fn show_key(key: String) -> impl IntoResponse {
    let head = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (head, key)
}

async fn nothing() -> Refused {
    Refused(Problem::not_found("page"))
}

/// The methods that a path is described with.
fn ways(path: &str, item: &PathItem, slice: &Upstream) -> MethodRouter {
    let described = [
        (MethodFilter::GET, &item.get),
        (MethodFilter::PUT, &item.put),
        (MethodFilter::POST, &item.post),
        (MethodFilter::DELETE, &item.delete),
        (MethodFilter::PATCH, &item.patch),
    ];
    described.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?))).fold(
        MethodRouter::new(),
        |ways, (method, operation)| {
            let way = Way { slice: slice.clone(), takes: taken(operation), most: most(path), keyed: keyed(operation) };
            ways.on(method, move |request: Request| way.clone().go(request))
        },
    )
}

/// The types of body that an operation is described with.
fn taken(operation: &Operation) -> Arc<[String]> {
    operation.request_body.iter().flat_map(|body| body.content.keys().cloned()).collect()
}

/// Whether an operation is done once however often it is sent with one key.
fn keyed(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|said| said.name.eq_ignore_ascii_case(IdempotencyKey::HEADER))
}

/// The largest body that is read, in bytes. What is a byte too long is refused in words, where that is possible.
fn most(path: &str) -> usize {
    match path {
        FILES => MAX_FILE + 1,
        path if is_picture(path) => media::MAX_PICTURE,
        path if path.starts_with("/api/seller/products") => storefront::MAX_PRODUCT,
        _ => storefront::MAX_FORM,
    }
}

fn is_picture(path: &str) -> bool {
    path.starts_with("/api/seller/products/") && path.ends_with("/pictures")
}

/// Whether a request brings a file, which takes its time.
pub fn is_upload(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && (path == FILES || is_picture(path))
}

/// The way from one operation at the door to its slice.
#[derive(Clone)]
struct Way {
    slice: Upstream,
    takes: Arc<[String]>,
    most: usize,
    /// Whether it heeds the key that makes it safe to be sent again.
    keyed: bool,
}

impl Way {
    async fn go(self, request: Request) -> Response {
        let upload = is_upload(&request);
        let (mut parts, body) = request.into_parts();
        let caller = parts.extensions.get::<Caller>().copied().unwrap_or(Caller::Nobody);
        if upload && caller == Caller::Nobody {
            // Not after megabytes have been read.
            return Refused(Problem::log_in()).into_response();
        }
        if !self.keyed {
            parts.headers.remove(IdempotencyKey::HEADER);
        }
        // What is answered to HEAD is what GET would say, without the body; the router leaves that out.
        if parts.method == Method::HEAD {
            parts.method = Method::GET;
        }
        let Ok(body) = to_bytes(body, self.most).await else {
            let detail = format!("The body did not arrive, or has more than {} bytes.", self.most);
            return refused(StatusCode::PAYLOAD_TOO_LARGE, "too-large", &detail);
        };
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !body.is_empty() && !self.takes.is_empty() && !self.takes.contains(&kind) {
            let detail = format!("Send {}.", self.takes.join(" or "));
            return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-type", &detail);
        }
        let answer = self.slice.forward_as(caller, http::Request::from_parts(parts, body));
        if !upload {
            return answer.await;
        }
        // The request's own time may have gone with the way here.
        let origin = Origin { id: None, address: web::address().and_then(|address| address.parse().ok()) };
        web::on_errand(TAKE, origin, answer).await
    }
}

/// A refusal with a status that no kind of problem stands for.
fn refused(status: StatusCode, code: &str, detail: &str) -> Response {
    let problem = Problem::new(Kind::Malformed, code, detail);
    Refused(Problem { status: status.as_u16(), ..problem }).into_response()
}

/// Makes a problem of every refusal that is none yet.
async fn in_problems(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let detail = "This is done with another method; `Allow` says with which.";
            refused(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
        }
        StatusCode::SERVICE_UNAVAILABLE => Refused(Problem::unavailable("This part of the shop")).into_response(),
        StatusCode::NOT_FOUND => Refused(Problem::not_found("page")).into_response(),
        StatusCode::URI_TOO_LONG => refused(StatusCode::URI_TOO_LONG, "too-large", "The address is too long."),
        status if status.is_server_error() => Refused(Problem::internal()).into_response(),
        _ => refused(StatusCode::BAD_REQUEST, "malformed", "The request cannot be read."),
    };
    if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allowed);
    }
    problem
}

/// What it takes to let somebody in.
#[derive(Clone)]
struct Gate {
    callers: Callers,
    limits: Limits,
}

/// Lets a request in, in the name of whoever bears its token, and completes the answer's head.
async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let said = std::mem::take(request.headers_mut());
    for name in PASSED_ON {
        for value in said.get_all(&name) {
            request.headers_mut().append(name.clone(), value.clone());
        }
    }
    let (path, looks) = (request.uri().path().to_owned(), request.method().is_safe());
    let auth = path.starts_with("/api/auth/");
    // Where tokens come from, an old one is no reason to refuse.
    let bearer = if auth { Ok(None) } else { gate.callers.bearer(&said) };
    let counted = gate.limits.count(&who(&bearer, &request), auth).await;
    let caller = async {
        counted.check()?;
        let bearer = bearer.map_err(|bad| caller::invalid(&bad.to_string()))?;
        gate.callers.caller(bearer, &path, said.get(web::SHOP)).await
    };
    let (mut response, challenge) = match caller.await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            (next.run(request).await, "Bearer realm=\"levomart\"")
        }
        Err(problem) if problem.code == "invalid-token" => {
            (Refused(problem).into_response(), "Bearer realm=\"levomart\", error=\"invalid_token\"")
        }
        Err(problem) => (Refused(problem).into_response(), "Bearer realm=\"levomart\""),
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    counted.tell(response.headers_mut());
    complete(response.headers_mut());
    if looks { unless_known(&said, response) } else { response }
}

/// Who is counted: an account, or without one the network that the request comes from.
fn who(bearer: &Result<Option<Bearer>, BadToken>, request: &Request) -> String {
    if let Ok(Some(Bearer::User { id, .. })) = bearer {
        return format!("user:{id}");
    }
    limits::network(request)
}

fn complete(headers: &mut HeaderMap) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // One address shows each shop its own.
    headers.insert(header::VARY, HeaderValue::from_static("authorization, levomart-shop"));
    // What bears a version may be kept by who got it, and asked for again; nothing else is kept.
    let kept = if headers.contains_key(header::ETAG) { "private, no-cache" } else { "no-store" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(kept));
}

/// The answer, or that the asker has it (RFC 9110, 13.1.2).
fn unless_known(said: &HeaderMap, mut response: Response) -> Response {
    let known = response.headers().get(header::ETAG).is_some_and(|tag| web::is_known(said, tag));
    if known && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}
