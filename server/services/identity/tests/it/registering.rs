//! Opening an account.

use crate::{PASSWORD, World, caller, somebodys_email};
use contracts::{
    Caller, Kind, Role,
    events::{IdentityEvent, UserCreated},
    identity::{ChangeProfile, User},
};
use events::{Bus, Subscription};
use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_new_account_is_a_users_and_the_others_hear_of_it() {
    let world = World::new().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&heard);
    let listener = Subscription::new("listener", move |event: IdentityEvent, _| {
        note.lock().unwrap().push(event);
        async { Ok(()) }
    });
    let bus = Bus::postgres(world.database.pool.clone());

    let user = world.somebody().await;
    events::drain(&world.outbox, &bus).await.unwrap();
    listener.advance(&bus, &CancellationToken::new()).await.unwrap();

    assert_eq!(user.role, Role::User);
    assert_eq!(*heard.lock().unwrap(), [IdentityEvent::UserCreated(UserCreated { user: user.id, role: Role::User })]);
    assert_eq!(world.identity.me(&caller(&user)).await.unwrap(), user);
}

#[tokio::test]
async fn nobody_can_choose_a_role() {
    let world = World::new().await;
    let request = json!({ "name": "M", "email": somebodys_email(), "password": PASSWORD, "role": "ADMIN" });

    let refused = world.identity.0.post::<User>(&Caller::Nobody, "/api/auth/register", &request).await.unwrap_err();

    assert_eq!((refused.kind, refused.code.as_str()), (Kind::Invalid, "invalid-body"));
    let accounts: i64 =
        sqlx::query_scalar("select count(*) from identity.users").fetch_one(&world.database.pool).await.unwrap();
    assert_eq!(accounts, 0);
}

#[tokio::test]
async fn a_form_is_told_all_that_is_wrong_with_it_beside_its_fields() {
    let world = World::new().await;
    let request = json!({ "name": " \u{0} ", "email": "x\u{0}y@example.in", "password": "levomart123" });

    let refused = world.identity.0.post::<Value>(&Caller::Nobody, "/api/auth/register", &request).await.unwrap_err();

    let fields: Vec<&str> = refused.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(refused.kind, Kind::Invalid);
    assert_eq!(fields, ["name", "email", "password"]);
}

#[tokio::test]
async fn one_email_is_one_account_in_whatever_case() {
    let world = World::new().await;
    let email = somebodys_email();
    world.register(&email.to_uppercase(), PASSWORD).await.unwrap();

    let refused = world.register(&format!(" {email} "), PASSWORD).await.unwrap_err();

    assert_eq!((refused.kind, refused.errors[0].field.as_str()), (Kind::Invalid, "email"));
    assert_eq!(world.log_in(&email, PASSWORD).await.unwrap().email, email);
}

#[tokio::test]
async fn five_who_register_one_email_at_once_get_one_account() {
    let world = World::new().await;
    let email = somebodys_email();

    let outcomes = join_all((0..5).map(|_| world.register(&email, PASSWORD))).await;

    let (good, bad): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(good.len(), 1);
    assert!(bad.iter().all(|refused| refused.as_ref().is_err_and(|problem| problem.errors[0].field == "email")));
    let told: i64 =
        sqlx::query_scalar("select count(*) from identity.outbox").fetch_one(&world.database.pool).await.unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn a_name_can_be_changed_but_not_to_nothing() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);

    let changed = world.identity.change_profile(&me, &ChangeProfile { name: " Meera Iyer ".to_owned() }).await.unwrap();
    let refused = world.identity.change_profile(&me, &ChangeProfile { name: "  ".to_owned() }).await.unwrap_err();

    assert_eq!(changed.name, "Meera Iyer");
    assert_eq!(refused.errors[0].field, "name");
    assert_eq!(world.identity.me(&me).await.unwrap().name, "Meera Iyer");
}

#[tokio::test]
async fn an_account_of_the_operator_is_opened_once_and_then_left_alone() {
    let world = World::new().await;
    let (db, email) = (&world.database.pool, somebodys_email());

    let first = identity::create_account(db, "Admin", &email, PASSWORD, Role::Admin).await.unwrap();
    let again =
        identity::create_account(db, "Other", &email.to_uppercase(), "another password", Role::User).await.unwrap();

    let user = world.log_in(&email, PASSWORD).await.unwrap();
    assert_eq!((user.id, again), (first, first));
    assert_eq!((user.name.as_str(), user.role), ("Admin", Role::Admin));
    assert_eq!(world.told_about(first.0).await, [("user.created".to_owned(), 1)]);
}
