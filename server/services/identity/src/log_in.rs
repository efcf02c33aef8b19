//! Checks e-mail and password.

use crate::{Error, Identity, account::Email, hashing::Verdict, password, store};
use contracts::identity::{LogIn, User};

/// The account that belongs to e-mail and password. Every failure looks the same and takes as long.
pub async fn log_in(identity: &Identity, request: LogIn) -> Result<User, Error> {
    let counted = identity.throttle.begin_log_in(&request.email, &request.client_ip).await?;
    let outcome = check(identity, &request.email, request.password).await;
    if !matches!(outcome, Err(Error::WrongCredentials)) {
        identity.throttle.forgive(counted).await;
    }
    outcome
}

async fn check(identity: &Identity, email: &str, password: String) -> Result<User, Error> {
    let account = match Email::parse(email) {
        Some(email) => store::users::by_email(&mut *identity.db.acquire().await?, &email).await?,
        None => None,
    };
    let fair = password::has_fair_length(&password);
    let account = account.filter(|account| fair && !account.disabled);
    let password = if fair { password } else { String::new() };
    let hash = account.as_ref().map(|account| account.password_hash.clone());

    let verdict = identity.hashing.verify(password, hash).await?;
    let (Some(account), Verdict::Right | Verdict::Outdated(_)) = (account, &verdict) else {
        return Err(Error::WrongCredentials);
    };
    if let Verdict::Outdated(fresh) = &verdict {
        let mut db = identity.db.acquire().await?;
        store::users::renew_hash(&mut db, account.user.id, &account.password_hash, fresh).await?;
    }
    Ok(account.user)
}
