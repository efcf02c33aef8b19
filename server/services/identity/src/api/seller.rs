//! The routes for those who work for a shop.

use super::Answer;
use crate::{Error, Identity, change_shop, members, owner, store};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, put},
};
use contracts::{
    identity::{AddMember, ChangeMember, Member, SaveShop, Seller},
    ids::UserId,
};
use web::{Json, Path, Who};

pub fn routes() -> Router<Identity> {
    Router::new()
        .route("/api/seller/shop", get(show_shop).put(save_shop))
        .route("/api/seller/members", get(list_members).post(add_member))
        .route("/api/seller/members/{user}", put(change_member).delete(remove_member))
}

async fn show_shop(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<Seller>> {
    let id = caller.seller().ok_or(Error::NotFound("shop"))?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let file = store::sellers::by_id(&mut db, id).await.map_err(Error::from)?;
    Ok(Json(file.ok_or(Error::NotFound("shop"))?.seller))
}

async fn save_shop(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<SaveShop>,
) -> Answer<Json<Seller>> {
    Ok(Json(change_shop::change_shop(&identity, &caller, request).await?))
}

async fn list_members(State(identity): State<Identity>, Who(caller): Who) -> Answer<Json<Vec<Member>>> {
    let seller = owner(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    Ok(Json(store::members::list(&mut db, seller).await.map_err(Error::from)?))
}

async fn add_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Json(request): Json<AddMember>,
) -> Answer<(StatusCode, Json<Member>)> {
    Ok((StatusCode::CREATED, Json(members::add_member(&identity, &caller, request).await?)))
}

async fn change_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(user): Path<UserId>,
    Json(request): Json<ChangeMember>,
) -> Answer<Json<Member>> {
    Ok(Json(members::change_member(&identity, &caller, user, request).await?))
}

async fn remove_member(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(user): Path<UserId>,
) -> Answer<StatusCode> {
    members::remove_member(&identity, &caller, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
