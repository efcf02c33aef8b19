//! Proving who one is.

use crate::{PASSWORD, World, caller, somebodys_email, somewhere};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::phc::PasswordHash};
use clients::Identity;
use contracts::{
    Kind, Problem,
    identity::{ChangePassword, LogIn},
};
use futures::future::join_all;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use web::Upstream;

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let world = World::new().await;
    let (somebody, disabled) = (world.somebody().await, world.somebody().await);
    world.disable(disabled.id).await;

    let answers = [
        world.log_in(&somebody.email, "brass lamp at dawn").await.unwrap_err(),
        world.log_in(&somebodys_email(), PASSWORD).await.unwrap_err(),
        world.log_in(&disabled.email, PASSWORD).await.unwrap_err(),
        world.log_in("no e-mail \0 at all", PASSWORD).await.unwrap_err(),
        world.log_in(&somebody.email, "").await.unwrap_err(),
        world.log_in(&somebody.email, &"x".repeat(50_000)).await.unwrap_err(),
    ];

    let expected = Problem::new(Kind::Unauthenticated, "wrong-credentials", "E-mail or password is not right.");
    for answer in answers {
        assert_eq!(answer, expected);
    }
}

#[tokio::test]
async fn an_account_waits_after_its_failures_even_if_they_come_at_once() {
    let world = World::with(identity::Config { failures_per_account: 3, ..Default::default() }).await;
    let somebody = world.somebody().await;
    let places: Vec<String> = (0..20).map(|_| somewhere()).collect();

    let outcomes = join_all(places.iter().map(|ip| world.log_in_from(ip, &somebody.email, "a wrong password"))).await;
    let right = world.log_in(&somebody.email.to_uppercase(), PASSWORD).await.unwrap_err();

    let wrong =
        outcomes.iter().filter(|outcome| outcome.as_ref().is_err_and(|p| p.code == "wrong-credentials")).count();
    assert_eq!(wrong, 3);
    assert_eq!(right.kind, Kind::TooMany);
    assert!((1..=900).contains(&right.retry_after.unwrap()), "{right:?}");
}

#[tokio::test]
async fn who_does_not_exist_has_to_wait_after_ten_failures_just_the_same() {
    let world = World::new().await;
    let nobody = somebodys_email();

    for _ in 0..10 {
        world.log_in_from(&somewhere(), &nobody, PASSWORD).await.unwrap_err();
    }

    assert_eq!(world.log_in(&nobody, PASSWORD).await.unwrap_err().kind, Kind::TooMany);
}

#[tokio::test]
async fn a_network_waits_after_its_failures_and_others_do_not() {
    let world = World::with(identity::Config { failures_per_address: 3, ..Default::default() }).await;
    let somebody = world.somebody().await;
    for _ in 0..3 {
        world.log_in(&somebodys_email(), PASSWORD).await.unwrap_err();
    }

    let here = world.log_in(&somebody.email, PASSWORD).await;
    let elsewhere = world.log_in_from(&somewhere(), &somebody.email, PASSWORD).await;

    assert_eq!(here.unwrap_err().kind, Kind::TooMany);
    assert_eq!(elsewhere.unwrap().id, somebody.id);
}

#[tokio::test]
async fn who_is_right_is_never_made_to_wait() {
    let world = World::with(identity::Config { failures_per_account: 3, ..Default::default() }).await;
    let somebody = world.somebody().await;

    for _ in 0..5 {
        world.log_in(&somebody.email, PASSWORD).await.unwrap();
    }
    for _ in 0..2 {
        world.log_in(&somebody.email, "a wrong password").await.unwrap_err();
    }

    assert!(world.log_in(&somebody.email, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_throttle_keeps_no_email_and_forgets_by_itself() {
    let world = World::with(identity::Config { window_s: 60, ..Default::default() }).await;
    let somebody = world.somebody().await;
    let mut redis = testing::redis().await;

    world.log_in(&somebody.email, "a wrong password").await.unwrap_err();

    let network = world.ip.trim_end_matches('1');
    let left: i64 =
        redis::cmd("TTL").arg(format!("levomart:login:network:{network}")).query_async(&mut redis).await.unwrap();
    let keys: Vec<String> =
        redis::cmd("KEYS").arg(format!("*{}*", somebody.email)).query_async(&mut redis).await.unwrap();
    assert!((1..=60).contains(&left), "{left}");
    assert!(keys.is_empty());
}

#[tokio::test]
async fn without_redis_nobody_logs_in() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let nowhere = redis::Client::open("redis://127.0.0.1:1").unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let redis = ConnectionManager::new_lazy_with_config(nowhere, config).unwrap();
    let service = identity::service(world.database.pool.clone(), redis, crate::key(), identity::Config::default());
    let lonely = Identity(Upstream::Local(service.router));

    let request = LogIn { email: somebody.email.clone(), password: PASSWORD.to_owned(), client_ip: somewhere() };
    let refused = lonely.log_in(&request).await.unwrap_err();

    assert_eq!(refused.kind, Kind::Unavailable);
    assert!(refused.retry_after.is_some());
    assert_eq!(lonely.me(&caller(&somebody)).await.unwrap(), somebody);
}

#[tokio::test]
async fn a_weak_hash_is_made_stronger_when_its_owner_comes() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
    let weak: PasswordHash = weak.hash_password(PASSWORD.as_bytes()).unwrap();
    sqlx::query("update identity.users set password_hash = $1")
        .bind(weak.to_string())
        .execute(&world.database.pool)
        .await
        .unwrap();

    world.log_in(&somebody.email, "a wrong password").await.unwrap_err();
    let before = hash(&world).await;
    world.log_in(&somebody.email, PASSWORD).await.unwrap();

    assert_eq!(before, weak.to_string());
    assert!(hash(&world).await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(world.log_in(&somebody.email, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn guessing_the_current_password_is_throttled_too() {
    let world = World::with(identity::Config { failures_per_account: 3, ..Default::default() }).await;
    let somebody = world.somebody().await;
    let guess = ChangePassword { current: "a wrong password".to_owned(), new: "a new password".to_owned() };
    for _ in 0..3 {
        let refused = world.identity.change_password(&caller(&somebody), &guess).await.unwrap_err();
        assert_eq!((refused.kind, refused.errors[0].field.as_str()), (Kind::Invalid, "current"));
    }

    let right = ChangePassword { current: PASSWORD.to_owned(), ..guess };
    let refused = world.identity.change_password(&caller(&somebody), &right).await.unwrap_err();

    assert_eq!(refused.kind, Kind::TooMany);
    assert!(world.log_in(&somebody.email, PASSWORD).await.is_ok());
}

async fn hash(world: &World) -> String {
    sqlx::query_scalar("select password_hash from identity.users").fetch_one(&world.database.pool).await.unwrap()
}
