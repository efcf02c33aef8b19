//! Address books.

use crate::{World, caller};
use contracts::{
    Kind,
    identity::{Address, Postal, SaveAddress},
};
use futures::future::join_all;

#[tokio::test]
async fn the_first_address_is_the_default_until_another_becomes_it() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);

    let home = world.identity.add_address(&me, &ordinary("Home")).await.unwrap();
    let work = world.identity.add_address(&me, &ordinary("Work")).await.unwrap();
    let before = defaults(&world.identity.addresses(&me).await.unwrap());
    let changed = world.identity.change_address(&me, work.id, &default("Work")).await.unwrap();

    assert_eq!((home.default, work.default, changed.default), (true, false, true));
    assert_eq!(before, ["Home"]);
    assert_eq!(defaults(&world.identity.addresses(&me).await.unwrap()), ["Work"]);
}

#[tokio::test]
async fn the_default_stays_it_when_it_is_changed() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);
    let home = world.identity.add_address(&me, &ordinary("Home")).await.unwrap();

    let moved = world.identity.change_address(&me, home.id, &ordinary("New home")).await.unwrap();

    assert!(moved.default);
    assert_eq!(world.identity.addresses(&me).await.unwrap(), [moved]);
}

#[tokio::test]
async fn when_the_default_goes_the_newest_other_becomes_it() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);
    let home = world.identity.add_address(&me, &ordinary("Home")).await.unwrap();
    world.identity.add_address(&me, &ordinary("Work")).await.unwrap();
    let newest = world.identity.add_address(&me, &ordinary("Parents")).await.unwrap();

    world.identity.remove_address(&me, home.id).await.unwrap();
    let promoted = defaults(&world.identity.addresses(&me).await.unwrap());
    world.identity.remove_address(&me, newest.id).await.unwrap();

    assert_eq!(promoted, ["Parents"]);
    assert_eq!(defaults(&world.identity.addresses(&me).await.unwrap()), ["Work"]);
}

#[tokio::test]
async fn however_many_are_added_at_once_one_is_the_default_and_twenty_fit() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);

    let request = default("Home");
    let outcomes = join_all((0..25).map(|_| world.identity.add_address(&me, &request))).await;

    let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    let kept = world.identity.addresses(&me).await.unwrap();
    assert_eq!((kept.len(), refused.len()), (20, 5));
    assert!(refused.iter().all(|problem| problem.code == "address-book-full"), "{refused:?}");
    assert_eq!(defaults(&kept).len(), 1);
}

#[tokio::test]
async fn a_book_that_many_hands_change_has_one_default() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);
    let mut kept = Vec::new();
    for name in ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff"] {
        kept.push(world.identity.add_address(&me, &ordinary(name)).await.unwrap());
    }

    let (gone, stays) = kept.split_at(3);
    let make_default = default("Changed");
    let changes = stays.iter().map(|address| world.identity.change_address(&me, address.id, &make_default));
    let removals = gone.iter().map(|address| world.identity.remove_address(&me, address.id));
    let (changed, removed) = futures::future::join(join_all(changes), join_all(removals)).await;

    assert!(changed.iter().all(Result::is_ok) && removed.iter().all(Result::is_ok));
    let left = world.identity.addresses(&me).await.unwrap();
    assert_eq!((left.len(), defaults(&left).len()), (3, 1));
}

#[tokio::test]
async fn somebody_elses_address_does_not_exist() {
    let world = World::new().await;
    let (owner, stranger) = (caller(&world.somebody().await), caller(&world.somebody().await));
    let home = world.identity.add_address(&owner, &ordinary("Home")).await.unwrap();
    let own = world.identity.add_address(&stranger, &ordinary("Own")).await.unwrap();

    let changed = world.identity.change_address(&stranger, home.id, &default("Mine now")).await.unwrap_err();
    let removed = world.identity.remove_address(&stranger, home.id).await.unwrap_err();

    assert_eq!((changed.kind, removed.kind), (Kind::NotFound, Kind::NotFound));
    assert_eq!(world.identity.addresses(&owner).await.unwrap(), [home]);
    assert_eq!(world.identity.addresses(&stranger).await.unwrap(), [own]);
}

#[tokio::test]
async fn an_address_is_trimmed_and_what_is_wrong_with_it_is_said() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);
    let mut spaced = ordinary("  Meera  ");
    spaced.postal.city = " Pune ".to_owned();
    let mut wrong = ordinary("Mee\0ra");
    wrong.postal.postal_code = "01234".to_owned();
    wrong.postal.line2 = "a\nb".to_owned();

    let kept = world.identity.add_address(&me, &spaced).await.unwrap();
    let refused = world.identity.add_address(&me, &wrong).await.unwrap_err();

    let fields: Vec<&str> = refused.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!((kept.postal.name.as_str(), kept.postal.city.as_str()), ("Meera", "Pune"));
    assert_eq!(fields, ["name", "line2", "postal_code"]);
}

fn ordinary(name: &str) -> SaveAddress {
    let text = str::to_owned;
    let postal = Postal {
        name: text(name),
        line1: text("12 Lamp Street"),
        line2: String::new(),
        city: text("Moradabad"),
        region: text("Uttar Pradesh"),
        postal_code: text("244001"),
        country: text("IN"),
        phone: text("+91 98765 43210"),
    };
    SaveAddress { postal, default: false }
}

fn default(name: &str) -> SaveAddress {
    SaveAddress { default: true, ..ordinary(name) }
}

fn defaults(addresses: &[Address]) -> Vec<String> {
    addresses.iter().filter(|address| address.default).map(|address| address.postal.name.clone()).collect()
}
