//! The demo shop, as whoever tries Levomart finds it.

use crate::{
    market::Market,
    shop::{config, database, mail_dir},
};
use contracts::{
    Caller, Role,
    identity::{FindSellers, ShopStatus},
    moderation::{FindProducts, Pile},
    orders::sold::Find,
};
use levomart::{roles, seed};

#[tokio::test]
async fn whoever_logs_in_finds_something_to_do() {
    let (database, mail) = (database().await, mail_dir());
    let config = config(&database, &mail);
    let market = Market::open(&database.pool, &config.events).await;
    seed::demo(&config).await.unwrap();

    seed::day::live_through(&config).await.unwrap();
    seed::day::live_through(&config).await.unwrap();

    let clients = roles::open(&config, &[]).unwrap().storefront.unwrap().shopfront.clients.clone();
    let [shopper, seller, admin] = seed::DEMO_USERS;
    let mut ids = Vec::new();
    for (email, name, role) in [shopper, seller, admin] {
        let id = identity::create_account(&market.db, name, email, seed::DEMO_PASSWORD, role).await.unwrap();
        ids.push(id);
    }
    let bought = clients.orders.list(&Caller::User { id: ids[0], role: Role::User }, None).await.unwrap();
    assert_eq!(bought.items.len(), 7, "the second time nothing happens");
    let shops = clients.identity.standing(ids[1]).await.unwrap().shops;
    let weaver = Caller::Member { id: ids[1], seller: shops[0].seller, owner: true };
    let counts = clients.orders.sold(&weaver, &Find::default()).await.unwrap().counts;
    // What is on its way may have arrived.
    let sent = counts.shipped + counts.delivered;
    let stand = [counts.to_ship, counts.packed, sent, counts.returns, counts.cancelled];
    assert_eq!(stand, [2, 1, 3, 1, 1]);
    let admin = Caller::User { id: ids[2], role: Role::Admin };
    let waiting = FindSellers { status: Some(ShopStatus::Applied), ..FindSellers::default() };
    assert_eq!(clients.identity.sellers(&admin, &waiting).await.unwrap().items[0].name, "Nandini Ceramics");
    let unseen = FindProducts { state: Pile::Waiting, ..FindProducts::default() };
    assert!(!clients.catalog.reviews(&admin, &unseen).await.unwrap().items.is_empty());
    std::fs::remove_dir_all(mail).unwrap();
}
