//! How admins look after accounts.

use crate::{PASSWORD, World, caller};
use contracts::{
    Caller, Kind, Role,
    identity::{ChangeUser, FindUsers, UserChange, ViewAs},
};
use std::collections::BTreeSet;

#[tokio::test]
async fn whoever_is_disabled_is_out_until_enabled_and_it_is_recorded_why() {
    let world = World::new().await;
    let (admin, somebody) = (world.admin().await, world.somebody().await);

    let silent = world.identity.change_user(&admin, somebody.id, &change(UserChange::Disable, "")).await.unwrap_err();
    world.identity.change_user(&admin, somebody.id, &change(UserChange::Disable, "Sells fakes.")).await.unwrap();
    let out = world.identity.standing(somebody.id).await.unwrap();
    let shut = world.log_in(&somebody.email, PASSWORD).await;
    world.identity.change_user(&admin, somebody.id, &change(UserChange::Enable, "They were real.")).await.unwrap();

    assert_eq!(silent.errors[0].field, "reason");
    assert!(out.disabled && out.sessions_valid_after_ms > 0 && shut.is_err());
    assert!(world.log_in(&somebody.email, PASSWORD).await.is_ok());
    let expected = [("user.disable", "Sells fakes."), ("user.enable", "They were real.")];
    let expected = expected.map(|(action, reason)| (action.to_owned(), Some(reason.to_owned())));
    assert_eq!(world.recorded_about(somebody.id.0).await, expected);
}

#[tokio::test]
async fn who_sells_no_more_works_for_no_shop_until_the_role_is_given_back() {
    let world = World::new().await;
    let (admin, owner) = (world.admin().await, world.owner("brass").await);
    let (me, seller) = (owner.user().unwrap(), owner.seller().unwrap());
    let shops = async || world.identity.standing(me).await.unwrap().shops;
    let give = async |role| {
        let request = change(UserChange::Role(role), "They asked for it.");
        world.identity.change_user(&admin, me, &request).await.unwrap()
    };
    assert_eq!(shops().await.len(), 1);

    give(Role::User).await;

    assert_eq!(shops().await, []);
    let kept = world.identity.user_file(&admin, me).await.unwrap().shops;
    assert_eq!((kept.len(), kept[0].seller), (1, seller), "an admin sees what would count");
    for role in [Role::Seller, Role::Admin] {
        give(role).await;
        assert_eq!(shops().await, kept, "{role:?}");
    }
}

#[tokio::test]
async fn of_admins_who_disable_each_other_at_the_same_time_one_is_left() {
    let world = World::new().await;
    let (one, other) = (world.admin().await, world.admin().await);
    let (first, second) = (one.user().unwrap(), other.user().unwrap());
    let disable = change(UserChange::Disable, "A quarrel.");
    let demote = change(UserChange::Role(Role::User), "Enough.");

    let oneself = world.identity.change_user(&one, first, &demote).await.unwrap_err();
    let outcomes = tokio::join!(
        world.identity.change_user(&one, second, &disable),
        world.identity.change_user(&other, first, &demote)
    );

    assert_eq!(oneself.errors[0].field, "change");
    assert!(outcomes.0.is_ok() != outcomes.1.is_ok(), "{outcomes:?}");
    let find = FindUsers { role: Some(Role::Admin), disabled: Some(false), ..FindUsers::default() };
    let left = if outcomes.0.is_ok() { &one } else { &other };
    let admins = world.identity.users(left, &find).await.unwrap().items;
    assert_eq!(admins.iter().map(|person| Some(person.user.id)).collect::<Vec<_>>(), [left.user()]);
    let last = identity::set_role(&world.database.pool, &admins[0].user.email, Role::User).await;
    assert!(matches!(last, Err(identity::Error::LastAdmin)));
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_name_or_email_and_paged_without_a_gap() {
    let world = World::new().await;
    let admin = world.admin().await;
    sqlx::query(
        "insert into identity.users (id, email, name, password_hash, created_at, disabled_at)
         select gen_random_uuid(), 'nila' || n || '@example.in', 'Person ' || n, '', now(), case when n > 115 then now() end
           from generate_series(1, 120) n",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();

    let count = async |q: &str, role, disabled| {
        let mut find = FindUsers { q: Some(q.to_owned()), role, disabled, after: None };
        let mut seen = BTreeSet::new();
        loop {
            let page = world.identity.users(&admin, &find).await.unwrap();
            assert!(page.items.iter().all(|person| seen.insert(person.user.id.0)), "somebody comes twice");
            find.after = page.next;
            if find.after.is_none() {
                return seen.len();
            }
        }
    };

    assert_eq!(count("", None, None).await, 121);
    assert_eq!(count("", Some(Role::User), Some(false)).await, 115);
    assert_eq!(count("NILA", None, None).await, 120);
    assert_eq!(count("person 11", None, None).await, 11);
    assert_eq!(count("Nila", None, Some(true)).await, 5);
    assert_eq!(count("100%\0_", None, None).await, 0);
}

#[tokio::test]
async fn of_very_many_who_begin_alike_nobody_is_left_out_and_the_newest_come_first() {
    let world = World::new().await;
    let admin = world.admin().await;
    sqlx::query(
        "insert into identity.users (id, email, name, password_hash, created_at)
         select gen_random_uuid(), case when n > 2100 then 'other' else 'nila' end || n || '@example.in', 'Person', '',
                'epoch'::timestamptz + n * interval '1 minute'
           from generate_series(1, 7200) n",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let mut find = FindUsers { q: Some("nila".to_owned()), ..FindUsers::default() };

    let mut found = Vec::new();
    let first = world.identity.users(&admin, &find).await.unwrap();
    find.after.clone_from(&first.next);
    while find.after.is_some() {
        let page = world.identity.users(&admin, &find).await.unwrap();
        found.extend(page.items);
        find.after = page.next;
    }

    assert!(first.items.is_empty() && first.next.is_some(), "the newest five thousand are others");
    assert_eq!(found.len(), 2_100);
    assert!(found.is_sorted_by(|one, next| one.user.created_at > next.user.created_at));
}

#[tokio::test]
async fn looking_as_somebody_is_noted_and_nobody_looks_as_an_admin() {
    let world = World::new().await;
    let (admin, other, somebody) = (world.admin().await, world.admin().await, world.somebody().await);
    let request = ViewAs { reason: "Cannot find the order.".to_owned() };

    let seen = world.identity.view_as(&admin, somebody.id, &request).await.unwrap();
    world.identity.stop_viewing(&admin, somebody.id).await.unwrap();
    let as_admin = world.identity.view_as(&admin, other.user().unwrap(), &request).await.unwrap_err();
    let stranger = world.identity.view_as(&caller(&somebody), somebody.id, &request).await.unwrap_err();

    assert_eq!(seen.id, somebody.id);
    assert_eq!((as_admin.code.as_str(), stranger.kind), ("not-viewable", Kind::NotFound));
    let recorded = world.recorded_about(somebody.id.0).await;
    let expected = [("user.view", Some("Cannot find the order.")), ("user.view_stop", None)];
    assert_eq!(recorded, expected.map(|(action, reason)| (action.to_owned(), reason.map(ToOwned::to_owned))));
    for stranger in [caller(&somebody), Caller::Nobody] {
        assert_eq!(world.identity.user_file(&stranger, somebody.id).await.unwrap_err().kind, Kind::NotFound);
    }
}

fn change(change: UserChange, reason: &str) -> ChangeUser {
    ChangeUser { change, reason: reason.to_owned() }
}
