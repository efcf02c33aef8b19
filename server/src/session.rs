//! Sessions in Redis, and the visit that is made of one for every request.

use crate::storefront::plain_page;
use app::visit::{Flash, Holder, Shopfront, Viewing, Visit};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contracts::{
    Caller, Problem, Role,
    catalog::Category,
    identity::Standing,
    ids::{SellerId, UserId},
};
use moka::future::Cache;
use redis::{AsyncCommands, ExistenceCheck, SetExpiry, SetOptions, aio::ConnectionManager};
use sha2::{Digest, Sha256};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tower_sessions::{
    Expiry, Session, SessionStore,
    session::{Id, Record},
    session_store,
};

/// A session that is nobody's lasts this long without a visit: it holds no more than what a form left to say, and whoever
/// sends a form has one. As soon as it is a guest's or a user's, it lasts as long as theirs.
const NOBODYS: time::Duration = time::Duration::hours(1);

/// Keeps sessions in Redis under a hash of their id: who can read Redis cannot take over a session.
#[derive(Clone)]
pub struct RedisSessions(pub ConnectionManager);

impl std::fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedisSessions")
    }
}

impl RedisSessions {
    async fn write(&self, record: &Record, check: ExistenceCheck) -> session_store::Result<bool> {
        let json = serde_json::to_string(record).map_err(|error| session_store::Error::Encode(error.to_string()))?;
        let expiry = SetExpiry::EXAT(u64::try_from(record.expiry_date.unix_timestamp()).unwrap_or_default());
        let options = SetOptions::default().with_expiration(expiry).conditional_set(check);
        let written: Option<String> =
            self.0.clone().set_options(key(&record.id), json, options).await.map_err(|error| backend(&error))?;
        Ok(written.is_some())
    }
}

#[async_trait::async_trait]
impl SessionStore for RedisSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // Ids have 128 random bits; a taken one is replaced all the same.
        while !self.write(record, ExistenceCheck::NX).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        // Only over a session that is there: a log-out in another tab must not be undone by a request that was under way.
        self.write(record, ExistenceCheck::XX).await.map(drop)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let json: Option<String> = self.0.clone().get(key(id)).await.map_err(|error| backend(&error))?;
        json.map(|json| serde_json::from_str(&json).map_err(|error| session_store::Error::Decode(error.to_string())))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.0.clone().del(key(id)).await.map_err(|error| backend(&error))
    }
}

fn key(id: &Id) -> String {
    format!("levomart:session:{}", hex::encode(Sha256::digest(id.to_string())))
}

fn backend(error: &redis::RedisError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

/// What it takes to make visits.
#[derive(Clone)]
pub struct Visits {
    shopfront: Arc<Shopfront>,
    /// Name of the session cookie.
    cookie: &'static str,
    /// Standing of users, so that a page does not ask for each. One second: a ban or a new role holds by then.
    standings: Cache<UserId, Arc<Standing>>,
    categories: Cache<(), Arc<Vec<Category>>>,
}

impl Visits {
    pub fn new(shopfront: Arc<Shopfront>, cookie: &'static str) -> Self {
        Self {
            shopfront,
            cookie,
            standings: Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(1)).build(),
            categories: Cache::builder().max_capacity(1).time_to_live(Duration::from_secs(10)).build(),
        }
    }

    async fn standing(&self, user: UserId) -> Result<Arc<Standing>, Problem> {
        let ask = async { self.shopfront.clients.identity.standing(user).await.map(Arc::new) };
        self.standings.try_get_with(user, ask).await.map_err(|problem: Arc<Problem>| (*problem).clone())
    }

    /// The visit as it would be now, by a session that is read again: who it is and for whom they work.
    pub async fn again(&self, visit: &Visit, session: Session) -> Result<Visit, Problem> {
        let bearer = self.bearer(&session).await?;
        let mut now = Visit { session, ..visit.clone() };
        bearer.bring(&mut now);
        Ok(now)
    }

    async fn categories(&self) -> Arc<Vec<Category>> {
        let ask = async { self.shopfront.clients.catalog.categories().await.map(Arc::new) };
        self.categories.try_get_with((), ask).await.unwrap_or_default()
    }

    /// Who the session belongs to, now: an ended or disabled log-in is nobody's.
    async fn bearer(&self, session: &Session) -> Result<Bearer, Problem> {
        let away = |_| Problem::unavailable("Your account");
        let Some(holder) = session.get::<Holder>(Holder::KEY).await.map_err(away)? else {
            return Ok(Bearer::of(Caller::Nobody));
        };
        let Some(id) = holder.user else {
            return Ok(Bearer::of(holder.guest.map_or(Caller::Nobody, |id| Caller::Guest { id })));
        };
        let standing = self.standing(id).await?;
        if standing.disabled || holder.since_ms < standing.sessions_valid_after_ms {
            session.flush().await.map_err(away)?;
            return Ok(Bearer::of(Caller::Nobody));
        }
        let caller = Caller::User { id, role: standing.role };
        if let Some(user) = holder.viewing.filter(|_| standing.role == Role::Admin) {
            let viewed = self.standing(user).await?;
            if !viewed.disabled && viewed.role != Role::Admin {
                let seen = Caller::User { id: user, role: viewed.role };
                let viewing = Some(Viewing { admin: caller, user });
                return Ok(Bearer { caller: seen, standing: Some(viewed), shop: None, viewing });
            }
            // Whoever was disabled or has become an admin meanwhile is looked at no longer.
            self.shopfront.clients.identity.stop_viewing(&caller, user).await?;
            session.insert(Holder::KEY, Holder { viewing: None, ..holder }).await.map_err(away)?;
            let notice = format!("The account of {} has changed: you see the shop as yourself again.", viewed.name);
            let flash = Flash { notice: Some(notice), ..Flash::default() };
            session.insert(Flash::KEY, flash).await.map_err(away)?;
        }
        Ok(Bearer { caller, standing: Some(standing), shop: holder.shop, viewing: None })
    }
}

/// Whose request it is.
struct Bearer {
    caller: Caller,
    /// Of somebody logged in.
    standing: Option<Arc<Standing>>,
    shop: Option<SellerId>,
    viewing: Option<Viewing>,
}

impl Bearer {
    fn of(caller: Caller) -> Self {
        Self { caller, standing: None, shop: None, viewing: None }
    }

    fn bring(self, visit: &mut Visit) {
        visit.caller = self.caller;
        visit.name = self.standing.as_ref().map(|standing| standing.name.clone());
        visit.shops = self.standing.map(|standing| standing.shops.clone()).unwrap_or_default();
        visit.chosen_shop = self.shop;
        visit.viewing = self.viewing;
    }
}

/// Whether a page can be shown to somebody whose session cannot be read: the catalogue stays open.
fn needs_no_session(path: &str) -> bool {
    path == "/" || path == "/products" || ["/c/", "/p/", "/shops"].iter().any(|prefix| path.starts_with(prefix))
}

/// Whose page it would be cannot be found out.
fn shut() -> Response {
    let page = plain_page("This stall is shut for a moment.", "Your cart is safe; nothing was charged.");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], page).into_response()
}

/// Whether somebody sees the answer. What a form left to say is for them: neither for an icon that is fetched meanwhile,
/// nor for a page that the browser fetches in case one goes there.
fn is_read(request: &Request) -> bool {
    let said = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    said(header::ACCEPT).is_some_and(|kinds| kinds.contains("text/html"))
        && said(HeaderName::from_static("sec-purpose")).is_none()
}

/// The shop that is named where a form is sent to.
fn meant_shop(request: &Request) -> Option<SellerId> {
    let query = request.uri().query().filter(|_| request.method() == Method::POST)?;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "shop")?.1.parse().ok()
}

/// Puts a [`Visit`] into the request.
pub async fn visit(State(visits): State<Visits>, session: Session, mut request: Request, next: Next) -> Response {
    let has_cookie = request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|cookies| cookies.split(';').any(|cookie| cookie.trim().split('=').next() == Some(visits.cookie)));
    let page = request.method() == Method::GET && !request.uri().path().starts_with("/do/");
    // A plain form leads back to where it came from: another site's page is no such place.
    let ours = |value: &HeaderValue| {
        let rest = value.to_str().ok().and_then(|referer| referer.strip_prefix(visits.shopfront.public_url.as_str()));
        rest.is_some_and(|path| path.starts_with('/'))
    };
    if request.headers().get(header::REFERER).is_some_and(|value| !ours(value)) {
        request.headers_mut().remove(header::REFERER);
    }

    let mut visit = Visit {
        caller: Caller::Nobody,
        name: None,
        shops: Vec::new(),
        chosen_shop: None,
        meant_shop: meant_shop(&request),
        viewing: None,
        cart_count: 0,
        categories: if page { visits.categories().await } else { Arc::default() },
        flash: None,
        shopfront: Arc::clone(&visits.shopfront),
        client_ip: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip().to_string())
            .unwrap_or_default(),
        session: session.clone(),
    };
    if has_cookie {
        match visits.bearer(&session).await {
            Ok(bearer) => bearer.bring(&mut visit),
            Err(_) if page && needs_no_session(request.uri().path()) => {}
            Err(_) if page => return shut(),
            Err(problem) => return web::Refused(problem).into_response(),
        }
        if page {
            // A cart that cannot be counted must not keep the page away; the cart page itself says what is wrong.
            visit.cart_count = visits.shopfront.clients.cart.count(&visit.caller).await.unwrap_or_default();
            if is_read(&request) {
                visit.flash = session.remove::<Flash>(Flash::KEY).await.ok().flatten().map(Arc::new);
            }
        }
    }
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    // Each request begins with the expiry that the layer gives all sessions.
    if session.is_modified() && matches!(session.get_value(Holder::KEY).await, Ok(None)) {
        session.set_expiry(Some(Expiry::OnInactivity(NOBODYS)));
    }
    response.extensions_mut().insert(Made);
    response
}

/// Marks an answer that the shop has made.
#[derive(Clone)]
struct Made;

/// Stands outside the sessions. When a session cannot be kept, their layer answers a bare 500 in place of what the shop had
/// made; that Redis is away is nobody's mistake, and passes.
pub async fn kept(request: Request, next: Next) -> Response {
    let page = request
        .headers()
        .get(header::ACCEPT)
        .is_some_and(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")));
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR || response.extensions().get::<Made>().is_some() {
        return response;
    }
    if page { shut() } else { web::Refused(Problem::unavailable("Your session")).into_response() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware, routing::post};
    use tower::ServiceExt;
    use tower_sessions::SessionManagerLayer;

    /// A store that cannot be reached.
    #[derive(Clone, Debug)]
    struct Away;

    #[async_trait::async_trait]
    impl SessionStore for Away {
        async fn save(&self, _: &Record) -> session_store::Result<()> {
            Err(session_store::Error::Backend("away".to_owned()))
        }

        async fn load(&self, _: &Id) -> session_store::Result<Option<Record>> {
            Err(session_store::Error::Backend("away".to_owned()))
        }

        async fn delete(&self, _: &Id) -> session_store::Result<()> {
            Err(session_store::Error::Backend("away".to_owned()))
        }
    }

    async fn add(session: Session) -> StatusCode {
        session.insert("guest", 1).await.map_or(StatusCode::BAD_REQUEST, |()| StatusCode::NO_CONTENT)
    }

    #[tokio::test]
    async fn a_session_that_cannot_be_kept_is_a_503_that_says_when_to_come_back() {
        let router = Router::new()
            .route("/do/cart/add", post(add))
            .layer(SessionManagerLayer::new(Away))
            .layer(middleware::from_fn(kept));
        for accept in ["application/json", "text/html"] {
            let request = Request::post("/do/cart/add").header("accept", accept).body(Body::empty()).unwrap();

            let answer = router.clone().oneshot(request).await.unwrap();

            assert_eq!(answer.status(), 503, "{accept}");
            assert!(answer.headers().contains_key(header::RETRY_AFTER), "{accept}");
        }
    }

    #[tokio::test]
    async fn a_mistake_of_ours_stays_one() {
        let router = Router::new()
            .route("/do/x", post(async || (axum::Extension(Made), StatusCode::INTERNAL_SERVER_ERROR)))
            .layer(middleware::from_fn(kept));

        let answer = router.oneshot(Request::post("/do/x").body(Body::empty()).unwrap()).await.unwrap();

        assert_eq!(answer.status(), 500);
    }
}
