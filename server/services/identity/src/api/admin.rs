//! The routes for those who look after the market.

use super::Answer;
use crate::{
    Error, Identity, admin, change_user,
    cursor::{self, Cursor},
    decide, store, view_as,
};
use axum::{Router, extract::State, http::StatusCode, routing::post};
use contracts::{
    identity::{
        ChangeUser, Decide, FindSellers, FindUsers, Person, Policy, Seller, SellerFile, SellerRow, User, UserFile,
        ViewAs,
    },
    ids::{SellerId, UserId},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{Json, Path, Query, Who};

pub fn routes() -> OpenApiRouter<Identity> {
    OpenApiRouter::default()
        .routes(routes!(list_sellers))
        .routes(routes!(show_seller))
        .routes(routes!(decide_about_seller))
        .routes(routes!(list_users))
        .routes(routes!(show_user))
        .routes(routes!(change_user))
}

/// Looking as somebody else is done with the storefront's sessions, never with a token.
pub fn viewing() -> Router<Identity> {
    Router::new()
        .route("/api/admin/users/{id}/view", post(begin_viewing))
        .route("/api/admin/users/{id}/view/stop", post(stop_viewing))
}

/// Shops and applications, the latest first.
#[utoipa::path(
    get,
    path = "/api/admin/sellers",
    params(FindSellers),
    responses((status = 200, body = Page<SellerRow>)),
)]
async fn list_sellers(
    State(identity): State<Identity>,
    Who(caller): Who,
    Query(find): Query<FindSellers>,
) -> Answer<Json<Page<SellerRow>>> {
    admin(&caller)?;
    let after = Cursor::parse(find.after.as_deref())?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let rows = store::sellers::list(&mut db, &find, after).await.map_err(Error::from)?;
    Ok(Json(cursor::page(rows, |row| Cursor { at: row.applied_at, id: row.id.0 })))
}

/// A shop, its applicant and its members.
#[utoipa::path(get, path = "/api/admin/sellers/{id}", responses((status = 200, body = SellerFile)))]
async fn show_seller(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<SellerId>,
) -> Answer<Json<SellerFile>> {
    admin(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::by_id(&mut db, id).await.map_err(Error::from)?.ok_or(Error::NotFound("seller"))?;
    let applicant = match file.applicant {
        Some(applicant) => store::users::by_id(&mut db, applicant).await.map_err(Error::from)?,
        None => None,
    };
    let members = store::members::list(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(SellerFile { seller: file.seller, applicant, members }))
}

/// Approves, asks back, refuses, suspends or reinstates.
#[utoipa::path(
    post,
    path = "/api/admin/sellers/{id}/decide",
    request_body = Decide,
    responses((status = 200, body = Seller)),
)]
async fn decide_about_seller(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<SellerId>,
    Json(request): Json<Decide>,
) -> Answer<Json<Seller>> {
    Ok(Json(decide::decide(&identity, &caller, id, request).await?))
}

/// Accounts, the latest first.
#[utoipa::path(get, path = "/api/admin/users", params(FindUsers), responses((status = 200, body = Page<Person>)))]
async fn list_users(
    State(identity): State<Identity>,
    Who(caller): Who,
    Query(find): Query<FindUsers>,
) -> Answer<Json<Page<Person>>> {
    admin(&caller)?;
    let after = Cursor::parse(find.after.as_deref())?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let found = store::people::list(&mut db, &find, after).await.map_err(Error::from)?;
    let place = |person: &Person| Cursor { at: person.user.created_at, id: person.user.id.0 };
    let Page { items, next } = cursor::page(found.people, place);
    Ok(Json(Page { items, next: next.or(found.until.map(Cursor::write)) }))
}

/// An account and the shops that it works for.
#[utoipa::path(get, path = "/api/admin/users/{id}", responses((status = 200, body = UserFile)))]
async fn show_user(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<UserId>,
) -> Answer<Json<UserFile>> {
    admin(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let person = store::people::by_id(&mut db, id).await.map_err(Error::from)?.ok_or(Error::NotFound("user"))?;
    let standing = store::users::standing(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(UserFile { person, shops: standing.map(|standing| standing.shops).unwrap_or_default() }))
}

/// Changes the role of an account, disables or enables it, or ends its sessions and tokens.
#[utoipa::path(
    post,
    path = "/api/admin/users/{id}/change",
    request_body = ChangeUser,
    responses((status = 200, body = Person)),
)]
async fn change_user(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<UserId>,
    Json(request): Json<ChangeUser>,
) -> Answer<Json<Person>> {
    Ok(Json(change_user::change_user(&identity, &caller, id, request).await?))
}

async fn begin_viewing(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<UserId>,
    Json(request): Json<ViewAs>,
) -> Answer<Json<User>> {
    Ok(Json(view_as::view_as(&identity, &caller, id, request).await?))
}

async fn stop_viewing(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(id): Path<UserId>,
) -> Answer<StatusCode> {
    view_as::stop_viewing(&identity, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How shops come in, for the page of admins that says so.
pub async fn show_policy(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<Policy>> {
    admin(&caller)?;
    Ok(Json(Policy { approve_automatically: identity.approve_automatically }))
}
