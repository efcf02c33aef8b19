//! Tokens for programs: given for e-mail and password, made anew, ended.

use crate::{Error, Identity, log_in::log_in, store::grants};
use contracts::{
    Caller,
    identity::LogIn,
    ids::UserId,
    tokens::{AskToken, Tokens},
};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use web::{Act, Bearer};

/// An access token counts without anybody being asked whether it was given by us, so not for long.
const ACCESS: Duration = Duration::minutes(10);

/// A guest has nothing with which to get another token, and what is in the cart has to be bought with this one.
const GUEST: Duration = Duration::days(1);

/// A refresh token that is not used for so long is worth nothing.
const REFRESH_DAYS: i32 = 30;

/// Old rows deleted at once.
const SWEPT: i64 = 10_000;

/// Tokens for whoever knows e-mail and password.
pub async fn ask_token(identity: &Identity, request: AskToken) -> Result<Tokens, Error> {
    let AskToken { email, password } = request;
    // What is ended while the password is being checked ends this, too.
    let began = grants::now(&mut *identity.db.acquire().await?).await?;
    let client_ip = web::address().unwrap_or_default();
    let user = log_in(identity, LogIn { email, password, client_ip }).await?;

    let grant = Uuid::now_v7();
    let mut tx = identity.db.begin().await?;
    grants::insert(&mut tx, grant, user.id, began).await?;
    let refresh = new_token(&mut tx, grant).await?;
    tx.commit().await?;
    Ok(issued(identity, user.id, grant, refresh))
}

/// New tokens for a refresh token, which is spent from now on. Whoever uses a spent one has stolen it, or was stolen from:
/// the grant ends for both.
pub async fn refresh(identity: &Identity, token: &str) -> Result<Tokens, Error> {
    let hash = Sha256::digest(token);
    let mut tx = identity.db.begin().await?;
    let found = grants::lock(&mut tx, &hash, REFRESH_DAYS).await?.ok_or(Error::BadRefreshToken)?;
    if found.spent {
        if grants::end(&mut tx, found.grant).await? {
            let subject = ("user", found.user.0);
            let reason = Some("A refresh token was used a second time.");
            let act = Act { action: "user.tokens_stolen", subject, reason, ..Act::default() };
            act.record(&mut tx, &identity.outbox, &Caller::System).await?;
            tracing::warn!(user.id = %found.user, "a refresh token was used again: its grant has ended");
        }
        identity.outbox.commit(tx).await?;
        return Err(Error::BadRefreshToken);
    }
    if !found.counts {
        return Err(Error::BadRefreshToken);
    }
    grants::spend(&mut tx, &hash).await?;
    let refresh = new_token(&mut tx, found.grant).await?;
    tx.commit().await?;
    Ok(issued(identity, found.user, found.grant, refresh))
}

/// Ends what a token was given for. Whether there was anything to end, nobody is told (RFC 7009, 2.2).
pub async fn revoke(identity: &Identity, token: &str) -> Result<(), Error> {
    let mut db = identity.db.acquire().await?;
    // An expired one still says of which grant it was.
    if let Some(Bearer::User { grant, .. }) = identity.tokens.bearer(token) {
        grants::end(&mut db, grant).await?;
    } else {
        grants::end_of_token(&mut db, &Sha256::digest(token)).await?;
    }
    Ok(())
}

/// A token for somebody without an account, who has a cart and can buy.
pub fn guest(identity: &Identity) -> Tokens {
    let bearer = Bearer::Guest { id: Uuid::new_v4() };
    answer(identity.tokens.issue(bearer, GUEST, OffsetDateTime::now_utc()), GUEST, None)
}

/// Deletes what has expired.
pub async fn sweep(identity: &Identity) -> anyhow::Result<()> {
    Ok(grants::sweep(&mut *identity.db.acquire().await?, REFRESH_DAYS, SWEPT).await?)
}

async fn new_token(tx: &mut PgConnection, grant: Uuid) -> Result<String, Error> {
    let token = web::random_text()?;
    grants::insert_token(tx, grant, &Sha256::digest(&token)).await?;
    Ok(token)
}

fn issued(identity: &Identity, id: UserId, grant: Uuid, refresh: String) -> Tokens {
    let access = identity.tokens.issue(Bearer::User { id, grant }, ACCESS, OffsetDateTime::now_utc());
    answer(access, ACCESS, Some(refresh))
}

fn answer(access_token: String, life: Duration, refresh_token: Option<String>) -> Tokens {
    // Lives are constants of at most a day.
    let expires_in = u32::try_from(life.whole_seconds()).unwrap_or_default();
    Tokens { access_token, token_type: "Bearer".to_owned(), expires_in, refresh_token }
}
