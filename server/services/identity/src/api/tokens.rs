//! The routes where programs get their tokens.

use super::{Answer, heeded};
use crate::{Error, Identity, store, tokens};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use contracts::{
    identity::Standing,
    tokens::{AskToken, RefreshToken, RevokeToken, Tokens},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web::{Json, Path, Who};

pub fn routes() -> OpenApiRouter<Identity> {
    OpenApiRouter::new()
        .routes(routes!(ask_token))
        .routes(routes!(refresh_tokens))
        .routes(routes!(revoke_token))
        .routes(routes!(become_guest))
}

/// Tokens are for who asked, and for nobody's cache.
fn secret(tokens: Tokens) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(tokens))
}

/// Asks for tokens with e-mail and password.
///
/// The access token counts for ten minutes, the refresh token for thirty days. Both end with "log out everywhere", a new
/// password, a new role, and when the account is disabled.
#[utoipa::path(
    post,
    path = "/api/auth/token",
    request_body = AskToken,
    responses((status = 200, body = Tokens)),
    security(())
)]
async fn ask_token(State(identity): State<Identity>, Json(request): Json<AskToken>) -> Answer<impl IntoResponse> {
    Ok(secret(tokens::ask_token(&identity, request).await?))
}

/// Makes new tokens of a refresh token, which counts once.
///
/// One that is used a second time ends what it was given for: somebody has stolen it.
#[utoipa::path(
    post,
    path = "/api/auth/refresh",
    request_body = RefreshToken,
    responses((status = 200, body = Tokens)),
    security(())
)]
async fn refresh_tokens(
    State(identity): State<Identity>,
    Json(request): Json<RefreshToken>,
) -> Answer<impl IntoResponse> {
    Ok(secret(tokens::refresh(&identity, &request.refresh_token).await?))
}

/// Gives tokens back; none of those that came with it counts any more.
///
/// The answer is the same whatever the token was.
#[utoipa::path(
    post,
    path = "/api/auth/revoke",
    request_body = RevokeToken,
    responses((status = 200, description = "The token does not count.")),
    security(())
)]
async fn revoke_token(State(identity): State<Identity>, Json(request): Json<RevokeToken>) -> Answer<StatusCode> {
    tokens::revoke(&identity, &request.token).await?;
    Ok(StatusCode::OK)
}

/// Makes a token for somebody without an account, who has a cart and can buy. It counts for a day.
#[utoipa::path(post, path = "/api/auth/guest", responses((status = 200, body = Tokens)), security(()))]
async fn become_guest(State(identity): State<Identity>) -> impl IntoResponse {
    secret(tokens::guest(&identity))
}

/// The standing of whoever holds a grant, for Levomart itself; there is none when it has ended.
pub async fn show_holder(
    State(identity): State<Identity>,
    Who(caller): Who,
    Path(grant): Path<Uuid>,
) -> Answer<Json<Standing>> {
    super::only_levomart(&caller)?;
    let mut db = identity.db.acquire().await.map_err(Error::from)?;
    let user = store::grants::holder(&mut db, grant).await.map_err(Error::from)?.ok_or(Error::NotFound("grant"))?;
    let standing = store::users::standing(&mut db, user).await.map_err(Error::from)?;
    Ok(Json(standing.map(heeded).ok_or(Error::NotFound("grant"))?))
}
