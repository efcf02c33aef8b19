//! What programs get for e-mail and password, and when it ends.

use crate::{PASSWORD, World, caller, key, somewhere};
use contracts::{
    Caller, Kind, Problem,
    identity::{ChangeUser, User, UserChange},
    ids::UserId,
    tokens::{AskToken, RefreshToken, RevokeToken, Tokens},
};
use futures::future::join_all;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;
use web::{Bearer, Origin};

impl World {
    async fn tokens(&self, email: &str, password: &str) -> Result<Tokens, Problem> {
        let request = AskToken { email: email.to_owned(), password: password.to_owned() };
        let origin = Origin { id: None, address: self.ip.parse().ok() };
        let ask = self.identity.0.post(&Caller::Nobody, "/api/auth/token", &request);
        web::on_errand(Duration::from_secs(9), origin, ask).await
    }

    async fn refresh(&self, token: &str) -> Result<Tokens, Problem> {
        let request = RefreshToken { refresh_token: token.to_owned() };
        self.identity.0.post(&Caller::Nobody, "/api/auth/refresh", &request).await
    }

    async fn revoke(&self, token: &str) {
        let request = RevokeToken { token: token.to_owned() };
        self.identity.0.post::<()>(&Caller::Nobody, "/api/auth/revoke", &request).await.unwrap();
    }

    /// Whether what an access token was given for still counts.
    async fn counts(&self, tokens: &Tokens) -> bool {
        let (_, grant) = holder(tokens);
        self.identity.holder(grant).await.is_ok()
    }
}

fn holder(tokens: &Tokens) -> (UserId, Uuid) {
    match key().check(&tokens.access_token, OffsetDateTime::now_utc()).unwrap() {
        Bearer::User { id, grant } => (id, grant),
        Bearer::Guest { .. } => panic!("a guest has no account"),
    }
}

fn refresh_of(tokens: &Tokens) -> &str {
    tokens.refresh_token.as_deref().unwrap()
}

async fn somebody(world: &World) -> (User, Tokens) {
    let somebody = world.somebody().await;
    let tokens = world.tokens(&somebody.email, PASSWORD).await.unwrap();
    (somebody, tokens)
}

#[tokio::test]
async fn a_token_is_its_owners_and_who_fails_learns_no_more_than_at_the_log_in() {
    let world = World::new().await;
    let (meera, tokens) = somebody(&world).await;

    let wrong = world.tokens(&meera.email, "brass lamp at dawn").await.err().unwrap();
    let unknown = world.tokens("nobody@example.in", PASSWORD).await.err().unwrap();

    assert_eq!((tokens.token_type.as_str(), tokens.expires_in), ("Bearer", 600));
    assert_eq!(holder(&tokens).0, meera.id);
    assert!(world.counts(&tokens).await);
    assert_eq!((wrong.kind, &wrong.code), (Kind::Unauthenticated, &unknown.code));
}

#[tokio::test]
async fn who_guesses_passwords_for_tokens_waits_as_at_the_log_in() {
    let world = World::with(identity::Config { failures_per_address: 2, ..Default::default() }).await;
    let meera = world.somebody().await;
    world.tokens(&meera.email, "a wrong password").await.err().unwrap();
    world.log_in(&meera.email, "a wrong password").await.unwrap_err();

    let here = world.tokens(&meera.email, PASSWORD).await.err().unwrap();

    assert_eq!(here.kind, Kind::TooMany);
    assert!(world.log_in_from(&somewhere(), &meera.email, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_refresh_token_used_again_ends_all_that_came_of_it_and_is_recorded() {
    let world = World::new().await;
    let (meera, stolen) = somebody(&world).await;
    let other = world.tokens(&meera.email, PASSWORD).await.unwrap();
    let thief = world.refresh(refresh_of(&stolen)).await.unwrap();
    let thief = world.refresh(refresh_of(&thief)).await.unwrap();
    assert!(holder(&thief) == holder(&stolen) && world.counts(&thief).await, "each buys the next");

    let owner = world.refresh(refresh_of(&stolen)).await.err().unwrap();
    let again = world.refresh(refresh_of(&stolen)).await.err().unwrap();
    let with_the_newest = world.refresh(refresh_of(&thief)).await.err().unwrap();

    assert!([owner, again, with_the_newest].iter().all(|refused| refused.code == "invalid-refresh-token"));
    assert!(!world.counts(&thief).await && world.counts(&other).await);
    let reason = "A refresh token was used a second time.".to_owned();
    assert_eq!(world.recorded_about(meera.id.0).await, [("user.tokens_stolen".to_owned(), Some(reason))]);
}

#[tokio::test]
async fn of_two_who_refresh_at_once_one_is_taken_for_a_thief() {
    let world = World::new().await;
    let (_, tokens) = somebody(&world).await;

    let outcomes = join_all((0..5).map(|_| world.refresh(refresh_of(&tokens)))).await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(!world.counts(&tokens).await);
}

#[tokio::test]
async fn what_is_given_back_counts_no_more_whichever_token_it_is() {
    let world = World::new().await;
    let (meera, by_refresh) = somebody(&world).await;
    let by_access = world.tokens(&meera.email, PASSWORD).await.unwrap();

    world.revoke(refresh_of(&by_refresh)).await;
    world.revoke(&by_access.access_token).await;
    world.revoke("no token at all").await;

    assert!(!world.counts(&by_refresh).await && !world.counts(&by_access).await);
    assert!(world.refresh(refresh_of(&by_access)).await.is_err());
}

#[tokio::test]
async fn what_ends_sessions_ends_tokens() {
    let world = World::new().await;
    let admin = world.admin().await;
    let reason = "To see whether it works.".to_owned();
    for change in [UserChange::Disable, UserChange::EndSessions, UserChange::Role(contracts::Role::Admin)] {
        let (meera, tokens) = somebody(&world).await;
        let request = ChangeUser { change, reason: reason.clone() };
        world.identity.change_user(&admin, meera.id, &request).await.unwrap();

        assert!(!world.counts(&tokens).await, "{change:?}");
        assert!(world.refresh(refresh_of(&tokens)).await.is_err(), "{change:?}");
    }

    let (meera, tokens) = somebody(&world).await;
    world.identity.log_out_everywhere(&caller(&meera)).await.unwrap();
    let fresh = world.tokens(&meera.email, PASSWORD).await.unwrap();

    assert!(!world.counts(&tokens).await && world.counts(&fresh).await);
}

#[tokio::test]
async fn a_refresh_token_that_has_expired_is_worth_nothing_and_swept_away() {
    let world = World::new().await;
    let (_, tokens) = somebody(&world).await;
    sqlx::query("update identity.refresh_tokens set issued_at = now() - interval '31 days'")
        .execute(&world.database.pool)
        .await
        .unwrap();
    sqlx::query("update identity.grants set started_at = now() - interval '31 days'")
        .execute(&world.database.pool)
        .await
        .unwrap();

    let refused = world.refresh(refresh_of(&tokens)).await.err().unwrap();
    world.sweep().await;

    assert_eq!(refused.code, "invalid-refresh-token");
    let left: i64 =
        sqlx::query_scalar("select count(*) from identity.grants").fetch_one(&world.database.pool).await.unwrap();
    assert_eq!(left, 0);
}
