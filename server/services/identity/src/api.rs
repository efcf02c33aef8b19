//! The routes of identity.

mod admin;
mod seller;

use crate::{
    Error, Identity, add_address, apply, change_address, change_password, change_profile, log_in, log_out_everywhere,
    register, remove_address, store,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    routing::{get, post, put},
};
use contracts::{
    Caller,
    identity::{
        Address, Apply, ChangePassword, ChangeProfile, Contact, LogIn, Register, SaveAddress, Seller, Standing, User,
    },
    ids::{AddressId, SellerId, UserId},
};
use web::{Json, Path, Refused, Who};

/// The largest request, in bytes; an address is the longest thing that anybody sends here.
const MAX_BODY: usize = 64 << 10;

type Answer<T> = Result<T, Refused>;

pub fn router(identity: Identity) -> Router {
    Router::new()
        .route("/api/auth/register", post(register_user))
        .route("/api/auth/login", post(log_in_user))
        .route("/api/users/me", get(show_me).put(change_me))
        .route("/api/users/me/password", post(change_my_password))
        .route("/api/users/me/log-out-everywhere", post(log_me_out_everywhere))
        .route("/api/users/me/addresses", get(list_addresses).post(save_address))
        .route("/api/users/me/addresses/{id}", put(replace_address).delete(delete_address))
        .route("/api/users/me/application", get(show_application).put(send_application))
        .route("/api/users/{id}", get(show_user))
        .route("/api/users/{id}/standing", get(show_standing))
        .route("/api/sellers/{id}/contact", get(show_contact))
        .merge(seller::routes())
        .merge(admin::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(identity)
}

async fn register_user(
    State(identity): State<Identity>,
    Json(request): Json<Register>,
) -> Answer<(StatusCode, Json<User>)> {
    Ok((StatusCode::CREATED, Json(register::register(&identity, request).await?)))
}

async fn log_in_user(State(identity): State<Identity>, Json(request): Json<LogIn>) -> Answer<Json<User>> {
    Ok(Json(log_in::log_in(&identity, request).await?))
}

async fn show_me(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<User>> {
    let user = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let user = store::users::active(&mut db, user).await.map_err(Error::from)?;
    Ok(Json(user.ok_or(Error::NotLoggedIn)?))
}

async fn change_me(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<ChangeProfile>,
) -> Answer<Json<User>> {
    Ok(Json(change_profile::change_profile(&identity, &caller, request).await?))
}

async fn change_my_password(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<ChangePassword>,
) -> Answer<StatusCode> {
    change_password::change_password(&identity, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn log_me_out_everywhere(State(identity): State<Identity>, Who(caller): Who) -> Answer<StatusCode> {
    log_out_everywhere::log_out_everywhere(&identity, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_addresses(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<Vec<Address>>> {
    let owner = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Json(store::addresses::list(&mut db, owner).await.map_err(Error::from)?))
}

async fn save_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<SaveAddress>,
) -> Answer<(StatusCode, Json<Address>)> {
    Ok((StatusCode::CREATED, Json(add_address::add_address(&identity, &caller, request).await?)))
}

async fn replace_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<AddressId>,
    Json(request): Json<SaveAddress>,
) -> Answer<Json<Address>> {
    Ok(Json(change_address::change_address(&identity, &caller, id, request).await?))
}

async fn delete_address(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<AddressId>,
) -> Answer<StatusCode> {
    remove_address::remove_address(&identity, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show_application(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<Option<Seller>>> {
    let applicant = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::open(&mut db, applicant).await.map_err(Error::from)?;
    Ok(Json(file.map(|file| file.seller)))
}

async fn send_application(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<Apply>,
) -> Answer<Json<Seller>> {
    Ok(Json(apply::apply(&identity, &caller, request).await?))
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
    Ok(Json(standing.ok_or(Error::NotFound("user"))?))
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
