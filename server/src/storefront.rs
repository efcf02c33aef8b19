//! The web tier: pages, server functions, files, and the layers around them.

use crate::{
    config::{Config, Mode},
    door::{
        self,
        limits::{Limits, network},
    },
    exports, footfall, guard, imports, invoice,
    live::{self, Live},
    mailbox, media,
    metrics::measured,
    requests::noted,
    session::{RedisSessions, Visits, kept, visit},
    statement,
};
use app::{
    routes::App,
    shell::shell,
    visit::{Shopfront, wants_page},
};
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use contracts::Problem;
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::expect_context};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, file_and_error_handler_with_context, generate_route_list_with_exclusions,
};
use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
    timeout::RequestBodyTimeoutLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use web::{Origin, Sweeper};

/// The largest form that is read, in bytes.
pub const MAX_FORM: usize = 256 << 10;

/// The form of a product with a thousand variants.
pub const MAX_PRODUCT: usize = 2 << 20;

/// Files that are read at once, of some tens of megabytes each; others wait for their turn.
static FILES: Semaphore = Semaphore::const_new(16);

/// A request that takes longer is given up.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// Where a product is saved: a form with a thousand variants is longer than others.
const SAVE_PRODUCT: &str = "/do/seller/products/save";

/// Forms that anybody can send and that cost the shop something: a password is hashed, mails are sent, goods are held.
const COSTLY: [&str; 4] = ["/do/account/log-in", "/do/account/register", "/do/orders/keep", "/do/checkout/place"];

/// How long a page waits for the slices that it is made of.
const PAGE_BUDGET: Duration = Duration::from_secs(6);

/// How long what a visitor sent waits for them: an order may take longer than a look. Nobody waits ten seconds for an answer.
const FORM_BUDGET: Duration = Duration::from_secs(9);

/// A body that does not move for this long is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A log-in lasts this long without a visit.
const SESSION_DAYS: i64 = 30;

/// What the web tier is made of.
pub struct Parts {
    pub shopfront: Arc<Shopfront>,
    pub redis: redis::aio::ConnectionManager,
    /// Where sellers' pictures are kept.
    pub media: catalog::Media,
    /// Routes of slices that strangers may call: gateways' callbacks.
    pub callbacks: Router,
    /// What programs reach.
    pub api: door::Open,
    /// When answers that would never end do so.
    pub stop: CancellationToken,
    /// What the web tier does besides answering.
    pub sweepers: Vec<Sweeper>,
}

/// Everything that browsers reach. `health` is what the process says of itself.
pub fn router(config: &Config, parts: Parts, health: Router) -> Router {
    let options = site_options(config);
    let https = config.http.public_url.starts_with("https://");
    let cookie = if https { "__Host-sid" } else { "sid" };
    let visits = Visits::new(Arc::clone(&parts.shopfront), cookie);
    let limits = Limits::new(parts.redis.clone(), config);
    let store = RedisSessions(parts.redis.clone());
    let live = Live::new(visits.clone(), store.clone(), parts.stop);
    let sessions = SessionManagerLayer::new(store)
        .with_name(cookie)
        .with_secure(https)
        // Lax: the log-in has to survive the way back from a gateway's own pages.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(SESSION_DAYS)));
    let origin: Arc<str> = Arc::from(config.http.public_url.as_str());

    let mut shop = pages(options.clone(), https, live)
        .layer(middleware::from_fn(guard::read_only))
        // The last layer sees a request first: the session is there when the visit is made of it.
        .layer(middleware::from_fn_with_state(visits, visit))
        // Forms of other sites do not come this far: they count against nobody.
        .layer(middleware::from_fn_with_state(limits, not_too_often))
        .layer(middleware::from_fn_with_state(origin, guard::same_origin))
        .layer(sessions)
        .layer(middleware::from_fn(kept))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    if config.mode == Mode::Development {
        shop = shop.merge(mailbox::routes(config.mail.dir.clone()));
    }
    let shop = shop
        .merge(files(&options))
        .merge(media::files(parts.media))
        .merge(footfall::routes(parts.shopfront))
        .merge(parts.callbacks)
        .layer(CatchPanicLayer::custom(|_| failure_page()))
        .layer(middleware::from_fn(guard::headers))
        .merge(door::router(config, parts.api));
    let bounded = |router: Router| {
        router.layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(config.http.behind_proxy, from_afar))
                .layer(middleware::from_fn(on_budget))
                .layer(middleware::from_fn(in_time))
                .layer(DefaultBodyLimit::max(MAX_FORM))
                .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT)),
        )
    };
    // What is measured is what the visitor gets, also when time runs out.
    noted(measured(bounded(shop), "storefront").merge(bounded(health)))
}

/// Puts where a request comes from in the place of the proxy that it came through. What stands before the proxy's own word,
/// anybody may have written.
async fn from_afar(State(behind_proxy): State<bool>, mut request: Request, next: Next) -> Response {
    let said = request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|said| said.to_str().ok());
    let address = said.and_then(|said| said.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    if let Some(address) = address.filter(|_| behind_proxy) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 0)));
    }
    next.run(request).await
}

/// Refuses costly forms that come too often from one network: a visitor without a cookie is somebody new each time.
async fn not_too_often(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !COSTLY.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let counted = limits.count_form(&network(&request)).await;
    let Err(problem) = counted.check() else { return next.run(request).await };
    let (parts, _) = request.into_parts();
    let mut response = if wants_page(&parts) {
        let text = "Too much was sent from your network. Please go back and try again in a minute.";
        let wait = problem.retry_after.unwrap_or_default().to_string();
        let page = plain_page("One moment, please", text);
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait)], page).into_response()
    } else {
        web::Refused(problem).into_response()
    };
    counted.tell(response.headers_mut());
    response
}

/// Whom a page asks gets what is left of its budget: what is missing then, the page says.
async fn on_budget(request: Request, next: Next) -> Response {
    let budget = if request.method().is_safe() { PAGE_BUDGET } else { FORM_BUDGET };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let origin = Origin {
        id: request.headers().get(web::REQUEST_ID).cloned(),
        address: peer.and_then(|peer| HeaderValue::try_from(peer).ok()),
    };
    web::on_errand(budget, origin, next.run(request)).await
}

/// Gives up what takes too long. Only a file may be longer on its way.
async fn in_time(request: Request, next: Next) -> Response {
    let file = imports::is_upload(&request) || media::is_upload(&request) || door::is_upload(&request);
    let most = if file { imports::UPLOAD_TIMEOUT } else { REQUEST_TIMEOUT };
    let answer = async {
        let _turn = if file { FILES.acquire().await.ok() } else { None };
        next.run(request).await
    };
    tokio::time::timeout(most, answer)
        .await
        .unwrap_or_else(|_| web::Refused(Problem::unavailable("This part of the shop")).into_response())
}

/// Where the built site lies and what its files are called.
///
/// A build writes the hashes of the files' names beside the program; without them, as under a test, the names are plain.
fn site_options(config: &Config) -> LeptosOptions {
    let hashed = std::env::current_exe().is_ok_and(|program| program.with_file_name("hash.txt").is_file());
    LeptosOptions::builder()
        .output_name("levomart")
        .site_root(config.site.root.as_str())
        .site_pkg_dir("pkg")
        .site_addr(config.http.listen)
        .hash_files(hashed)
        .build()
}

/// Pages and server functions.
fn pages(options: LeptosOptions, https: bool, live: Live) -> Router {
    let context = move || {
        // Leptos makes a nonce for every page; the policy has to name the same one.
        let Some(nonce) = use_nonce() else { return };
        if let Ok(policy) = HeaderValue::from_str(&guard::policy(&nonce, https)) {
            expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let routes = generate_route_list_with_exclusions(App, Some(vec![SAVE_PRODUCT.to_owned()]));
    let shell_options = options.clone();
    Router::new()
        .route("/admin/audit.csv", get(exports::audit))
        .route("/admin/overview.csv", get(exports::overview))
        .route("/seller/money/statement.csv", get(statement::download))
        .route("/do/{*function}", get(leptos_axum::handle_server_fns).post(leptos_axum::handle_server_fns))
        .route(SAVE_PRODUCT, post(leptos_axum::handle_server_fns).layer(DefaultBodyLimit::max(MAX_PRODUCT)))
        .merge(media::uploads())
        .merge(imports::routes())
        .merge(invoice::routes())
        .merge(live::routes(live))
        .leptos_routes_with_context(&options, routes, context, move || shell(shell_options.clone()))
        .fallback(file_and_error_handler_with_context::<LeptosOptions, _>(context, shell))
        .with_state(options)
}

/// The built site's files. Those under `/pkg` bear a hash in their names and never change.
fn files(options: &LeptosOptions) -> Router {
    let root = Path::new(options.site_root.as_ref());
    let cached = |cache: &'static str| {
        let header = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        ServiceBuilder::new().layer(header)
    };
    let folder = |name: &str, cache| {
        cached(cache).service(ServeDir::new(root.join(name)).precompressed_br().precompressed_gzip())
    };
    let file = |name: &str| {
        cached("public, max-age=3600").service(ServeFile::new(root.join(name)).precompressed_br().precompressed_gzip())
    };
    Router::new()
        .route_service("/icons.svg", file("icons.svg"))
        .route_service("/favicon.svg", file("favicon.svg"))
        .nest_service("/pkg", folder("pkg", "public, max-age=31536000, immutable"))
        .nest_service("/api/docs/ui", folder("docs", "public, max-age=86400"))
        .nest_service("/pictures", folder("pictures", "public, max-age=86400"))
        .nest_service("/fonts", folder("fonts", "public, max-age=31536000, immutable"))
}

/// What is shown when even the error page failed.
fn failure_page() -> Response {
    let page = plain_page("Something went wrong", "This is our fault, and it has been noted.");
    (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
}

/// A page for when none can be made.
pub fn plain_page(title: &str, text: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · Levomart</title></head>\
         <body><main><h1>{title}</h1><p>{text} <a href=\"/\">Back to the shop</a></p></main></body></html>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    #[tokio::test]
    async fn only_our_own_proxy_says_where_somebody_is() {
        let seen = async |behind_proxy: bool, forwarded: &'static str| {
            let router = Router::new()
                .route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()))
                .layer(middleware::from_fn_with_state(behind_proxy, from_afar));
            let mut request = Request::get("/").header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4711))));
            let answer = router.oneshot(request).await.unwrap();
            String::from_utf8(to_bytes(answer.into_body(), 100).await.unwrap().to_vec()).unwrap()
        };

        assert_eq!(seen(true, "203.0.113.7").await, "203.0.113.7");
        assert_eq!(seen(true, "198.51.100.1, 203.0.113.7").await, "203.0.113.7", "what the visitor wrote comes first");
        assert_eq!(seen(true, "2001:db8::7").await, "2001:db8::7");
        assert_eq!(seen(true, "nowhere").await, "10.0.0.1");
        assert_eq!(seen(false, "203.0.113.7").await, "10.0.0.1");
    }
}
