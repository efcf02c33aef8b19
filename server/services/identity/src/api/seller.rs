//! The routes for those who work for a shop.

use super::Answer;
use crate::{Error, Identity, change_shop, change_trader, members, owner, store};
use axum::{extract::State, http::StatusCode};
use contracts::{
    identity::{AddMember, ChangeMember, Imprint, Member, Papers, SaveShop, SaveTrader, Seller},
    ids::{SellerId, UserId},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{IfMatch, Json, Path, Tagged, Who};

pub fn routes() -> OpenApiRouter<Identity> {
    OpenApiRouter::default()
        .routes(routes!(show_my_shop, save_my_shop))
        .routes(routes!(save_my_trader))
        .routes(routes!(show_imprint))
        .routes(routes!(list_members, add_member))
        .routes(routes!(change_member, remove_member))
        .routes(routes!(leave_shop))
}

/// The shop as its people see it.
#[utoipa::path(
    get,
    path = "/api/seller/shop",
    responses((status = 200, body = Seller, headers(("etag" = String)))),
)]
async fn show_my_shop(State(identity): State<Identity>, Who(caller): Who) -> Answer<Tagged<i64, Seller>> {
    let id = caller.seller().ok_or(Error::NotFound("shop"))?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::by_id(&mut db, id).await.map_err(Error::from)?;
    let mut shop = file.ok_or(Error::NotFound("shop"))?.seller;
    if owner(&caller).is_err() {
        shop.papers = Papers::default();
    }
    Ok(Tagged(shop.version, shop))
}

/// Changes how the shop presents itself.
#[utoipa::path(
    put,
    path = "/api/seller/shop",
    params(IfMatch),
    request_body = SaveShop,
    responses((status = 200, body = Seller)),
)]
async fn save_my_shop(
    State(identity): State<Identity>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(request): Json<SaveShop>,
) -> Answer<Json<Seller>> {
    Ok(Json(change_shop::change_shop(&identity, &caller, &wanted, request).await?))
}

/// Changes who trades under the shop's name, and how the market reaches them.
#[utoipa::path(
    put,
    path = "/api/seller/trader",
    params(IfMatch),
    request_body = SaveTrader,
    responses((status = 200, body = Seller)),
)]
async fn save_my_trader(
    State(identity): State<Identity>,
    Who(caller): Who,
    wanted: IfMatch,
    Json(request): Json<SaveTrader>,
) -> Answer<Json<Seller>> {
    Ok(Json(change_trader::change_trader(&identity, &caller, &wanted, request).await?))
}

/// Who trades under the name of a shop that sells.
#[utoipa::path(get, path = "/api/sellers/{id}/imprint", responses((status = 200, body = Imprint)), security(()))]
async fn show_imprint(State(identity): State<Identity>, Path(id): Path<SellerId>) -> Answer<Json<Imprint>> {
    Ok(Json(change_trader::imprint(&identity, id).await?))
}

/// Who works for the shop.
#[utoipa::path(
    get,
    path = "/api/seller/members",
    responses((status = 200, body = Vec<Member>, headers(("etag" = String)))),
)]
async fn list_members(State(identity): State<Identity>, Who(caller): Who) -> Answer<Tagged<String, Vec<Member>>> {
    let seller = owner(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Tagged::whole(store::members::list(&mut db, seller).await.map_err(Error::from)?))
}

/// Lets somebody with an account work for the shop.
#[utoipa::path(post, path = "/api/seller/members", request_body = AddMember, responses((status = 201, body = Member)))]
async fn add_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<AddMember>,
) -> Answer<(StatusCode, Json<Member>)> {
    Ok((StatusCode::CREATED, Json(members::add_member(&identity, &caller, request).await?)))
}

/// Makes a member an owner, or staff.
///
/// The `etag` for `if-match` is that of the list of members.
#[utoipa::path(
    put,
    path = "/api/seller/members/{user}",
    params(IfMatch),
    request_body = ChangeMember,
    responses((status = 200, body = Member)),
)]
async fn change_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(user): Path<UserId>,
    wanted: IfMatch,
    Json(request): Json<ChangeMember>,
) -> Answer<Json<Member>> {
    Ok(Json(members::change_member(&identity, &caller, user, &wanted, request).await?))
}

/// Lets a member work for the shop no longer.
#[utoipa::path(delete, path = "/api/seller/members/{user}", responses((status = 204)))]
async fn remove_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(user): Path<UserId>,
) -> Answer<StatusCode> {
    members::remove_member(&identity, &caller, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the caller's own work for the shop.
#[utoipa::path(delete, path = "/api/seller/membership", responses((status = 204)))]
async fn leave_shop(State(identity): State<Identity>, Who(caller): Who) -> Answer<StatusCode> {
    members::leave(&identity, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
