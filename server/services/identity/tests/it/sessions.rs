//! When sessions end.

use crate::{PASSWORD, World, caller};
use contracts::{
    Caller, Kind, Role,
    identity::{ChangePassword, Standing, User},
    ids::UserId,
};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_the_old_one_is_worth_nothing() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let request = ChangePassword { current: PASSWORD.to_owned(), new: "clay lamp at dawn".to_owned() };
    let before = now_ms();

    world.identity.change_password(&caller(&somebody), &request).await.unwrap();

    assert!(world.identity.standing(somebody.id).await.unwrap().sessions_valid_after_ms >= before);
    assert_eq!(world.log_in(&somebody.email, PASSWORD).await.unwrap_err().code, "wrong-credentials");
    assert_eq!(world.log_in(&somebody.email, "clay lamp at dawn").await.unwrap().id, somebody.id);
}

#[tokio::test]
async fn a_bad_new_password_changes_nothing() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let request = ChangePassword { current: PASSWORD.to_owned(), new: "password1".to_owned() };

    let refused = world.identity.change_password(&caller(&somebody), &request).await.unwrap_err();

    assert_eq!((refused.kind, refused.errors[0].field.as_str()), (Kind::Invalid, "new"));
    assert!(world.log_in(&somebody.email, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_session_that_began_with_the_account_counts_until_its_owner_logs_out_everywhere() {
    let world = World::new().await;
    let before = now_ms();
    let (somebody, other) = (world.somebody().await, world.somebody().await);
    let fresh = world.identity.standing(somebody.id).await.unwrap();

    world.identity.log_out_everywhere(&caller(&somebody)).await.unwrap();

    assert!(fresh.sessions_valid_after_ms < before);
    assert!(world.identity.standing(somebody.id).await.unwrap().sessions_valid_after_ms >= before);
    assert!(world.identity.standing(other.id).await.unwrap().sessions_valid_after_ms < before);
}

#[tokio::test]
async fn a_new_role_is_told_once_and_ends_all_sessions() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let before = now_ms();

    for _ in 0..2 {
        identity::set_role(&world.database.pool, &somebody.email.to_uppercase(), Role::Admin).await.unwrap();
    }
    let unknown = identity::set_role(&world.database.pool, "nobody@example.in", Role::Admin).await;

    let standing = world.identity.standing(somebody.id).await.unwrap();
    assert_eq!(standing.role, Role::Admin);
    assert!(standing.sessions_valid_after_ms >= before);
    let told = [("user.created".to_owned(), 1), ("user.role_changed".to_owned(), 2)];
    assert_eq!(world.told_about(somebody.id.0).await, told);
    assert!(matches!(unknown, Err(identity::Error::NotFound(_))));
}

#[tokio::test]
async fn a_disabled_account_can_do_nothing() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let me = caller(&somebody);
    world.disable(somebody.id).await;

    let refusals = [
        world.identity.me(&me).await.unwrap_err(),
        world.identity.log_out_everywhere(&me).await.unwrap_err(),
        world.log_in(&somebody.email, PASSWORD).await.unwrap_err(),
    ];

    assert!(refusals.iter().all(|refused| refused.kind == Kind::Unauthenticated), "{refusals:?}");
    assert!(world.identity.standing(somebody.id).await.unwrap().disabled);
}

#[tokio::test]
async fn accounts_of_others_are_shown_to_levomart_alone() {
    let world = World::new().await;
    let (somebody, other) = (world.somebody().await, world.somebody().await);
    let admin = Caller::User { id: other.id, role: Role::Admin };

    for stranger in [admin, caller(&somebody), Caller::Guest { id: Uuid::new_v4() }, Caller::Nobody] {
        for path in [format!("/api/users/{}", somebody.id), format!("/api/users/{}/standing", somebody.id)] {
            let refused = world.identity.0.get::<serde_json::Value>(&stranger, &path).await.unwrap_err();
            assert_eq!(refused.kind, Kind::NotFound, "{stranger:?} {path}");
        }
    }

    assert_eq!(world.identity.user(somebody.id).await.unwrap(), somebody);
    let expected = Standing {
        role: Role::User,
        name: "Meera".to_owned(),
        sessions_valid_after_ms: 0,
        disabled: false,
        shops: Vec::new(),
    };
    assert_eq!(world.identity.standing(somebody.id).await.unwrap(), expected);
    assert_eq!(world.identity.user(UserId(Uuid::new_v4())).await.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test]
async fn nobody_and_guests_have_no_account() {
    let world = World::new().await;

    for caller in [Caller::Nobody, Caller::Guest { id: Uuid::new_v4() }, Caller::System] {
        let refusals = [
            world.identity.me(&caller).await.map(|_: User| ()).unwrap_err(),
            world.identity.addresses(&caller).await.map(|_| ()).unwrap_err(),
            world.identity.log_out_everywhere(&caller).await.unwrap_err(),
        ];

        assert!(refusals.iter().all(|refused| refused.kind == Kind::Unauthenticated), "{caller:?} {refusals:?}");
    }
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}
