//! How a shop comes into the market, and out of it.

use crate::{World, caller};
use contracts::{
    Caller, Kind, Role,
    identity::{
        Apply, Contact, Decision, FindSellers, Papers, Postal, SaveShop, SaveTrader, Seller, ShopStatus, Trader,
    },
};
use identity::Config;

pub fn application(slug: &str) -> Apply {
    let text = str::to_owned;
    Apply {
        name: text("Brass & Sons"),
        slug: text(slug),
        about: text("Lamps and bowls, cast in sand as our grandfather did."),
        returns: text("14 days, unused, in the box."),
        place: text("Moradabad, Uttar Pradesh"),
        ships_in_days: 2,
        contact: Contact { email: text("Shop@Example.IN"), phone: text("+91 98765 43210") },
        trader: Trader {
            legal_name: text("Brass and Sons LLP"),
            address: Postal {
                line1: text("12 Foundry Lane"),
                city: text("Moradabad"),
                region: text("Uttar Pradesh"),
                postal_code: text("244001"),
                country: text("IN"),
                ..Postal::default()
            },
            registration: String::new(),
            certified: true,
        },
        papers: Some(Papers {
            register: text("Registrar of Companies, Kanpur"),
            account_holder: text("Brass and Sons LLP"),
            account_number: text("sbin0001234 31234567890"),
            document: text("PAN ABCDE1234F"),
        }),
    }
}

#[tokio::test]
async fn an_application_goes_back_and_forth_until_the_shop_is_open() {
    let world = World::new().await;
    let somebody = world.somebody().await;
    let me = caller(&somebody);

    let sent = world.identity.apply(&me, &application("brass")).await.unwrap();
    world.decide(&sent, Decision::Ask, "The address is incomplete.").await.unwrap();
    let asked = world.identity.application(&me).await.unwrap().unwrap();
    let again = world.identity.apply(&me, &Apply { ships_in_days: 3, ..application("brass-and-sons") }).await.unwrap();
    let shut = world.identity.standing(somebody.id).await.unwrap().shops;
    let approved = world.decide(&again, Decision::Approve, "").await.unwrap();

    assert_eq!((asked.status, asked.reason.as_deref()), (ShopStatus::Asked, Some("The address is incomplete.")));
    assert_eq!((again.id, again.status, again.reason), (sent.id, ShopStatus::Applied, None));
    assert!(shut.is_empty(), "nobody works for an application");
    assert_eq!((approved.status, approved.ships_in_days), (ShopStatus::Approved, 3));
    assert_eq!(approved.trader.unwrap().address.name, "Brass and Sons LLP");
    assert_eq!(world.identity.application(&me).await.unwrap(), None);
    let standing = world.identity.standing(somebody.id).await.unwrap();
    assert_eq!((standing.role, standing.sessions_valid_after_ms), (Role::Seller, 0), "and nobody was logged out");
    assert_eq!((standing.shops[0].slug.as_str(), standing.shops[0].owner), ("brass-and-sons", true));
    let told = world.told_about(sent.id.0).await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["seller.applied", "seller.answered", "seller.applied", "seller.approved"]);
    assert!(told.iter().map(|(_, version)| *version).eq(1..=4));
    let recorded = world.recorded_about(sent.id.0).await;
    let expected = ["seller.apply", "seller.ask", "seller.apply", "seller.approve"];
    assert!(recorded.iter().map(|(action, _)| action.as_str()).eq(expected), "{recorded:?}");
    assert_eq!(recorded[1].1.as_deref(), Some("The address is incomplete."));
}

#[tokio::test]
async fn everything_that_is_wrong_stands_beside_its_field() {
    let world = World::new().await;
    let me = caller(&world.somebody().await);
    world.identity.apply(&caller(&world.somebody().await), &application("brass")).await.unwrap();
    let mut wrong = application("admin");
    wrong.contact.phone = "12".to_owned();
    wrong.trader.legal_name.clear();
    wrong.trader.address.postal_code = "1".to_owned();
    wrong.trader.certified = false;
    wrong.papers = Some(Papers { account_number: "12".to_owned(), ..Papers::default() });

    let refused = world.identity.apply(&me, &wrong).await.unwrap_err();
    let taken = world.identity.apply(&me, &application("brass")).await.unwrap_err();

    let mut fields: Vec<&str> = refused.errors.iter().map(|error| error.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["account_number", "certified", "contact_phone", "legal_name", "postal_code", "slug"]);
    assert_eq!((taken.kind, taken.errors[0].field.as_str()), (Kind::Invalid, "slug"));
}

#[tokio::test]
async fn a_decision_needs_a_reason_and_the_shop_as_it_was_seen() {
    let world = World::new().await;
    let (me, admin) = (caller(&world.somebody().await), world.admin().await);
    let seen = world.identity.apply(&me, &application("brass")).await.unwrap();
    let now = world.identity.apply(&me, &application("brass")).await.unwrap();

    let silent = world.decide(&now, Decision::Refuse, " ").await.unwrap_err();
    let outdated = world.decide(&seen, Decision::Approve, "").await.unwrap_err();
    let impossible = world.decide(&now, Decision::Suspend, "Sells fakes.").await.unwrap_err();
    let stranger = world.identity.seller(&me, now.id).await.unwrap_err();

    assert_eq!(silent.errors[0].field, "reason");
    assert_eq!((outdated.code.as_str(), impossible.code.as_str()), ("changed", "not-now"));
    assert_eq!(stranger.kind, Kind::NotFound);
    let file = world.identity.seller(&admin, now.id).await.unwrap();
    assert_eq!((file.seller.status, file.members.len()), (ShopStatus::Applied, 0));
    assert_eq!(file.applicant.map(|user| user.id), me.user());
}

#[tokio::test]
async fn a_suspended_shop_changes_nothing_until_it_is_reinstated() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let shop = world.identity.shop(&owner).await.unwrap();
    let suspended = world.decide(&shop, Decision::Suspend, "Sells fakes.").await.unwrap();

    let refused = world.identity.change_shop(&owner, &edit(&suspended)).await.unwrap_err();
    let back = world.decide(&suspended, Decision::Reinstate, "They were real.").await.unwrap();
    let changed = world.identity.change_shop(&owner, &edit(&back)).await.unwrap();
    let outdated = world.identity.change_shop(&owner, &edit(&back)).await.unwrap_err();

    assert_eq!((refused.code.as_str(), outdated.code.as_str()), ("not-now", "changed"));
    assert_eq!((changed.name.as_str(), changed.tint.as_str()), ("Brass for All", "lake"));
    let told: Vec<String> = world.told_about(shop.id.0).await.into_iter().map(|(name, _)| name).skip(2).collect();
    assert_eq!(told, ["seller.suspended", "seller.approved", "seller.approved"]);
    let find = FindSellers { q: Some("for all".to_owned()), ..FindSellers::default() };
    let found = world.identity.sellers(&world.admin().await, &find).await.unwrap();
    assert_eq!((found.items[0].id, found.items.len(), found.next), (shop.id, 1, None));
}

#[tokio::test]
async fn an_owner_changes_who_trades_and_everybody_reads_it() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let shop = world.identity.shop(&owner).await.unwrap();
    let Seller { id, contact, trader, version, .. } = shop;
    let mut save = SaveTrader { contact, trader: trader.unwrap(), papers: None, version };
    let before = world.identity.imprint(id).await.unwrap();
    let told = world.told_about(id.0).await.len();

    save.trader.legal_name = "Brass & Sons LLP".to_owned();
    save.contact.phone = "+91 98765 00000".to_owned();
    let changed = world.identity.change_trader(&owner, &save).await.unwrap();
    let outdated = world.identity.change_trader(&owner, &save).await.unwrap_err();
    save.version = changed.version;
    save.trader.certified = false;
    let silent = world.identity.change_trader(&owner, &save).await.unwrap_err();
    let staff = Caller::Member { id: owner.user().unwrap(), seller: id, owner: false };
    let by_staff = world.identity.change_trader(&staff, &save).await.unwrap_err();

    let after = world.identity.imprint(id).await.unwrap();
    assert_eq!((&*before.trader.legal_name, &*after.trader.legal_name), ("Brass and Sons LLP", "Brass & Sons LLP"));
    assert_eq!((&*after.contact.phone, &after.trader.address.phone), ("+91 98765 00000", &after.contact.phone));
    assert_eq!((outdated.code.as_str(), by_staff.kind), ("changed", Kind::Forbidden));
    assert_eq!(silent.errors[0].field, "certified");
    assert_eq!(world.told_about(id.0).await.len(), told, "what its offers say has not changed");
    let recorded: Vec<String> = world.recorded_about(id.0).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(recorded.last().map(String::as_str), Some("seller.change_trader"));
    let suspended = world.decide(&changed, Decision::Suspend, "Sells fakes.").await.unwrap();
    assert_eq!(world.identity.imprint(suspended.id).await.unwrap_err().kind, Kind::NotFound);
    let counted: Vec<i64> = world.told_about(id.0).await.into_iter().map(|(_, version)| version).collect();
    assert_eq!(counted, (1..).take(told + 1).collect::<Vec<i64>>(), "what is not told leaves no gap");
}

#[tokio::test]
async fn the_market_knows_an_account_of_which_everybody_else_sees_the_end_at_most() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let shop = world.identity.shop(&owner).await.unwrap();
    let staff = Caller::Member { id: owner.user().unwrap(), seller: shop.id, owner: false };

    let file = world.identity.seller(&world.admin().await, shop.id).await.unwrap().seller;
    let seen_by_staff = world.identity.shop(&staff).await.unwrap();
    let imprint = world.identity.imprint(shop.id).await.unwrap();

    let shown = Papers {
        register: "Registrar of Companies, Kanpur".to_owned(),
        account_holder: "Brass and Sons LLP".to_owned(),
        account_number: "••••••••••••••••••7890".to_owned(),
        document: "PAN ABCDE1234F".to_owned(),
    };
    assert_eq!((&shop.papers, &file.papers, &seen_by_staff.papers), (&shown, &shown, &Papers::default()));
    assert_eq!(imprint.register, shown.register);
    let public = serde_json::to_value(&imprint).unwrap().to_string();
    assert!(["account", "document", "7890", "ABCDE"].iter().all(|word| !public.contains(word)), "{public}");
    assert_eq!(world.account_number(shop.id).await, "SBIN000123431234567890");
}

#[tokio::test]
async fn an_account_stays_until_another_is_named_and_never_without_its_holder() {
    let world = World::new().await;
    let owner = world.owner("brass").await;
    let Seller { id, contact, trader, papers, version, .. } = world.identity.shop(&owner).await.unwrap();
    let save = |papers: Papers, version| SaveTrader {
        contact: contact.clone(),
        trader: trader.clone().unwrap(),
        papers: Some(papers),
        version,
    };
    let number = |number: &str| Papers { account_number: number.to_owned(), ..papers.clone() };
    let of_nobody = Papers { account_holder: String::new(), ..papers.clone() };

    let unchanged = world.identity.change_trader(&owner, &save(papers.clone(), version)).await.unwrap();
    let refused = world.identity.change_trader(&owner, &save(of_nobody, version)).await.unwrap_err();
    let renamed = Papers { document: "Passport Z1234567".to_owned(), ..number("") };
    let kept = world.identity.change_trader(&owner, &save(renamed, version)).await.unwrap();
    let first = world.account_number(id).await;
    let moved = world.identity.change_trader(&owner, &save(number("HDFC0004321 50100"), kept.version)).await.unwrap();

    assert_eq!((unchanged.version, refused.errors[0].field.as_str()), (version, "account_holder"));
    assert_eq!(
        (kept.papers.account_number, kept.papers.document.as_str()),
        (papers.account_number, "Passport Z1234567")
    );
    assert_eq!((first.as_str(), moved.papers.account_number.as_str()), ("SBIN000123431234567890", "••••••••••••0100"));
    assert_eq!(world.account_number(id).await, "HDFC000432150100");
}

#[tokio::test]
async fn where_the_market_approves_by_itself_a_shop_is_open_at_once() {
    let world = World::with(Config { approve_automatically: true, ..Config::default() }).await;
    let somebody = world.somebody().await;

    let shop = world.identity.apply(&caller(&somebody), &application("brass")).await.unwrap();

    assert_eq!(shop.status, ShopStatus::Approved);
    assert_eq!(world.identity.standing(somebody.id).await.unwrap().shops[0].seller, shop.id);
    let told: Vec<String> = world.told_about(shop.id.0).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(told, ["seller.applied", "seller.approved"]);
}

fn edit(shop: &Seller) -> SaveShop {
    let Seller { about, returns, place, ships_in_days, version, .. } = shop.clone();
    SaveShop {
        name: "Brass for All".to_owned(),
        about,
        returns,
        place,
        ships_in_days,
        tint: "lake".to_owned(),
        version,
    }
}
