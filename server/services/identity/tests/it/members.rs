//! Who works for a shop.

use crate::{World, caller};
use contracts::{
    Caller, Kind,
    identity::{AddMember, ChangeMember},
};

#[tokio::test]
async fn a_shop_has_owners_and_staff_and_never_loses_its_last_owner() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let (me, seller) = (owner.user().unwrap(), owner.seller().unwrap());
    let somebody = world.somebody().await;
    let staff = Caller::Member { id: somebody.id, seller, owner: false };

    let added = world.identity.add_member(&owner, &add(&somebody.email.to_uppercase())).await.unwrap();
    let works = world.identity.standing(somebody.id).await.unwrap().shops;
    let left = world.identity.remove_member(&owner, me).await.unwrap_err();
    let demoted = world.identity.change_member(&owner, me, ChangeMember { owner: false }).await.unwrap_err();
    world.identity.change_member(&owner, somebody.id, ChangeMember { owner: true }).await.unwrap();
    world.identity.remove_member(&owner, me).await.unwrap();
    let too_late = world.identity.add_member(&owner, &add("anybody@example.in")).await.unwrap_err();

    assert_eq!((added.user, added.owner), (somebody.id, false));
    assert_eq!((works[0].seller, works[0].owner), (seller, false));
    assert_eq!((left.code.as_str(), demoted.code.as_str()), ("last-owner", "last-owner"));
    assert!(world.identity.standing(me).await.unwrap().shops.is_empty());
    assert_eq!(too_late.code, "owners-only", "whatever the session still says");
    let now_owner = Caller::Member { id: somebody.id, seller, owner: true };
    assert_eq!(world.identity.members(&now_owner).await.unwrap().len(), 1);
    let recorded: Vec<String> =
        world.recorded_about(somebody.id.0).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(recorded, ["member.add", "user.role", "member.change"]);
    assert_eq!(world.told_about(somebody.id.0).await.last(), Some(&("user.role_changed".to_owned(), 2)));
    assert_eq!(world.identity.members(&staff).await.unwrap_err().kind, Kind::Forbidden);
}

#[tokio::test]
async fn whoever_was_let_in_may_leave_and_their_own_shop_stays_the_first() {
    let world = World::new().await;
    let (other, own) = (world.owner("amber").await, world.owner("zebra").await);
    let me = own.user().unwrap();
    let email = world.identity.members(&own).await.unwrap()[0].email.clone();
    let shops = async || -> Vec<_> {
        world.identity.standing(me).await.unwrap().shops.into_iter().map(|shop| Some(shop.seller)).collect()
    };
    let staff = Caller::Member { id: me, seller: other.seller().unwrap(), owner: false };

    world.identity.add_member(&other, &add(&email)).await.unwrap();
    let both = shops().await;
    world.identity.leave_shop(&staff).await.unwrap();
    let again = world.identity.leave_shop(&staff).await.unwrap_err();
    let last = world.identity.leave_shop(&own).await.unwrap_err();
    let stranger = world.identity.leave_shop(&caller(&world.somebody().await)).await.unwrap_err();

    assert_eq!(both, [own.seller(), other.seller()], "it began before they were let into the other");
    assert_eq!(shops().await, [own.seller()]);
    assert_eq!((again.kind, last.code.as_str(), stranger.kind), (Kind::NotFound, "last-owner", Kind::NotFound));
    let recorded = world.recorded_about(me.0).await;
    assert_eq!(recorded.last().map(|(action, _)| action.as_str()), Some("member.remove"));
}

#[tokio::test]
async fn only_people_with_an_account_can_be_added_and_only_by_owners() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let somebody = world.somebody().await;
    let staff = Caller::Member { id: somebody.id, seller: owner.seller().unwrap(), owner: false };
    let request = add(&somebody.email);

    let unknown = world.identity.add_member(&owner, &add("nobody@example.in")).await.unwrap_err();
    let stranger = world.identity.add_member(&caller(&somebody), &request).await.unwrap_err();
    let by_staff = world.identity.add_member(&staff, &request).await.unwrap_err();
    world.identity.add_member(&owner, &request).await.unwrap();
    let twice = world.identity.add_member(&owner, &request).await.unwrap_err();

    assert_eq!((unknown.errors[0].field.as_str(), twice.errors[0].field.as_str()), ("email", "email"));
    assert_eq!((stranger.kind, by_staff.kind), (Kind::NotFound, Kind::Forbidden));
}

fn add(email: &str) -> AddMember {
    AddMember { email: email.to_owned(), owner: false }
}
