//! The routes of identity.

mod admin;
mod seller;
mod tokens;

use crate::{
    Error, Identity, add_address, apply, change_address, change_password, change_profile, log_in, log_out_everywhere,
    register, remove_address, store,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::{get, post},
};
use contracts::{
    Caller, Problem, Role,
    identity::{
        Address, Apply, ChangePassword, ChangeProfile, Contact, LogIn, Register, SaveAddress, Seller, Standing, User,
    },
    ids::{AddressId, SellerId, UserId},
    problem::Check,
};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IfMatch, Json, Path, Refused, Tagged, Who};

/// The largest request, in bytes; an address is the longest thing that anybody sends here.
const MAX_BODY: usize = 64 << 10;

/// Names that are told at once.
const MOST_NAMES: usize = 200;

type Answer<T> = Result<T, Refused>;

pub fn router(identity: Identity) -> Router {
    Router::from(documented())
        .route("/api/auth/login", post(log_in_user))
        .route("/api/users/names", post(show_names))
        .route("/api/users/{id}", get(show_user))
        .route("/api/users/{id}/standing", get(show_standing))
        .route("/api/sellers/names", post(show_shop_names))
        .route("/api/sellers/{id}/contact", get(show_contact))
        .route("/api/grants/{grant}/holder", get(tokens::show_holder))
        .route("/api/admin/policies/identity", get(admin::show_policy))
        .merge(admin::viewing())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(identity)
}

/// What programs may ask of identity.
pub fn api() -> OpenApi {
    documented().into_openapi()
}

fn documented() -> OpenApiRouter<Identity> {
    OpenApiRouter::default()
        .routes(routes!(register_user))
        .routes(routes!(show_me, change_me))
        .routes(routes!(change_my_password))
        .routes(routes!(log_me_out_everywhere))
        .routes(routes!(list_addresses, save_address))
        .routes(routes!(replace_address, delete_address))
        .routes(routes!(show_application, send_application))
        .merge(tokens::routes())
        .merge(seller::routes())
        .merge(admin::routes())
}

/// Opens an account.
#[utoipa::path(
    post,
    path = "/api/auth/register",
    request_body = Register,
    responses((status = 201, body = User)),
    security(()),
)]
async fn register_user(
    State(identity): State<Identity>,
    Json(request): Json<Register>,
) -> Answer<(StatusCode, Json<User>)> {
    Ok((StatusCode::CREATED, Json(register::register(&identity, request).await?)))
}

async fn log_in_user(State(identity): State<Identity>, Json(request): Json<LogIn>) -> Answer<Json<User>> {
    Ok(Json(log_in::log_in(&identity, request).await?))
}

/// The caller's account.
#[utoipa::path(get, path = "/api/users/me", responses((status = 200, body = User, headers(("etag" = String)))))]
async fn show_me(State(identity): State<Identity>, Who(caller): Who) -> Answer<Tagged<String, User>> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let user = store::users::active(&mut db, user).await.map_err(Error::from)?;
    Ok(Tagged::whole(user.ok_or(Error::NotLoggedIn)?))
}

/// Changes the caller's name.
#[utoipa::path(
    put,
    path = "/api/users/me",
    params(IfMatch),
    request_body = ChangeProfile,
    responses((status = 200, body = User)),
)]
async fn change_me(
    State(identity): State<Identity>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(request): Json<ChangeProfile>,
) -> Answer<Json<User>> {
    Ok(Json(change_profile::change_profile(&identity, &caller, &wanted, request).await?))
}

/// Changes the caller's password; all sessions and tokens end.
#[utoipa::path(post, path = "/api/users/me/password", request_body = ChangePassword, responses((status = 204)))]
async fn change_my_password(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<ChangePassword>,
) -> Answer<StatusCode> {
    change_password::change_password(&identity, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions and tokens of the caller.
#[utoipa::path(post, path = "/api/users/me/log-out-everywhere", responses((status = 204)))]
async fn log_me_out_everywhere(State(identity): State<Identity>, Who(caller): Who) -> Answer<StatusCode> {
    log_out_everywhere::log_out_everywhere(&identity, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's address book.
#[utoipa::path(
    get,
    path = "/api/users/me/addresses",
    responses((status = 200, body = Vec<Address>, headers(("etag" = String)))),
)]
async fn list_addresses(State(identity): State<Identity>, Who(caller): Who) -> Answer<Tagged<String, Vec<Address>>> {
    let owner = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Tagged::whole(store::addresses::list(&mut db, owner).await.map_err(Error::from)?))
}

/// Adds an address to the caller's address book.
#[utoipa::path(
    post,
    path = "/api/users/me/addresses",
    request_body = SaveAddress,
    responses((status = 201, body = Address)),
)]
async fn save_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<SaveAddress>,
) -> Answer<(StatusCode, Json<Address>)> {
    Ok((StatusCode::CREATED, Json(add_address::add_address(&identity, &caller, request).await?)))
}

/// Replaces an address of the caller's address book.
///
/// The `etag` for `if-match` is that of the book.
#[utoipa::path(
    put,
    path = "/api/users/me/addresses/{id}",
    params(IfMatch),
    request_body = SaveAddress,
    responses((status = 200, body = Address)),
)]
async fn replace_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<AddressId>,
    wanted: IfMatch,
    Json(request): Json<SaveAddress>,
) -> Answer<Json<Address>> {
    Ok(Json(change_address::change_address(&identity, &caller, id, &wanted, request).await?))
}

/// Takes an address out of the caller's address book.
#[utoipa::path(delete, path = "/api/users/me/addresses/{id}", responses((status = 204)))]
async fn delete_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<AddressId>,
) -> Answer<StatusCode> {
    remove_address::remove_address(&identity, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's application for a shop, if there is one that waits or was answered.
#[utoipa::path(
    get,
    path = "/api/users/me/application",
    responses((status = 200, body = Option<Seller>, headers(("etag" = String)))),
)]
async fn show_application(
    State(identity): State<Identity>,
    Who(caller): Who,
) -> Answer<Tagged<String, Option<Seller>>> {
    let applicant = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::open(&mut db, applicant).await.map_err(Error::from)?;
    Ok(Tagged::whole(file.map(|file| file.seller)))
}

/// Applies for a shop, or sends the application again.
#[utoipa::path(
    put,
    path = "/api/users/me/application",
    params(IfMatch),
    request_body = Apply,
    responses((status = 200, body = Seller)),
)]
async fn send_application(
    State(identity): State<Identity>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(request): Json<Apply>,
) -> Answer<Json<Seller>> {
    Ok(Json(apply::apply(&identity, &caller, &wanted, request).await?))
}

async fn show_names(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(users): Json<Vec<UserId>>,
) -> Answer<Json<Vec<(UserId, String)>>> {
    only_levomart(&caller)?;
    few(users.len(), "users")?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Json(store::users::names(&mut db, &users).await.map_err(Error::from)?))
}

async fn show_shop_names(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(shops): Json<Vec<SellerId>>,
) -> Answer<Json<Vec<(SellerId, String)>>> {
    only_levomart(&caller)?;
    few(shops.len(), "shops")?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Json(store::sellers::names(&mut db, &shops).await.map_err(Error::from)?))
}

fn few(count: usize, of: &str) -> Result<(), Problem> {
    let mut check = Check::default();
    check.that(count <= MOST_NAMES, of, "At most 200 names at once.");
    check.done()
}

async fn show_user(State(identity): State<Identity>, Who(caller): Who, Path(id): Path<UserId>) -> Answer<Json<User>> {
    only_levomart(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let user = store::users::by_id(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(user.ok_or(Error::NotFound("user"))?))
}

async fn show_standing(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<UserId>,
) -> Answer<Json<Standing>> {
    only_levomart(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let standing = store::users::standing(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(standing.map(heeded).ok_or(Error::NotFound("user"))?))
}

/// What counts of it: only sellers and admins work for shops. Memberships of others are kept, and count again with the role.
fn heeded(mut standing: Standing) -> Standing {
    if standing.role == Role::User {
        standing.shops.clear();
    }
    standing
}

async fn show_contact(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<SellerId>,
) -> Answer<Json<Contact>> {
    only_levomart(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::by_id(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(file.ok_or(Error::NotFound("shop"))?.seller.contact))
}

/// Accounts of others are for Levomart itself; nobody else learns whether they exist.
fn only_levomart(caller: &Caller) -> Result<(), Error> {
    if *caller == Caller::System { Ok(()) } else { Err(Error::NotFound("user")) }
}
