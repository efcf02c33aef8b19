//! Shops that sell on the market.

use crate::World;
use identity::{Shop, open_shop, seller_id};

#[tokio::test]
async fn a_shop_is_told_of_when_it_opens_and_when_it_changes_only() {
    let world = World::new().await;
    let (db, owner) = (&world.database.pool, world.somebody().await.id);

    let seller = open_shop(db, &shop("Brass"), owner).await.unwrap();
    open_shop(db, &shop("Brass"), owner).await.unwrap();
    open_shop(db, &shop("Brass & Sons"), owner).await.unwrap();

    assert_eq!(seller, seller_id("brass"));
    assert_eq!(
        world.told_about(seller.0).await,
        [("seller.approved".to_owned(), 1), ("seller.approved".to_owned(), 2)]
    );
    let owners: i64 =
        sqlx::query_scalar("select count(*) from identity.members where seller_id = $1 and role = 'owner'")
            .bind(seller.0)
            .fetch_one(db)
            .await
            .unwrap();
    assert_eq!(owners, 1);
}

#[tokio::test]
async fn a_suspended_shop_does_not_come_back_by_being_opened_again() {
    let world = World::new().await;
    let (db, owner) = (&world.database.pool, world.somebody().await.id);
    let seller = open_shop(db, &shop("Brass"), owner).await.unwrap();
    sqlx::query("update identity.sellers set status = 'suspended'").execute(db).await.unwrap();

    open_shop(db, &shop("Brass & Sons"), owner).await.unwrap();

    assert_eq!(world.told_about(seller.0).await.len(), 1);
}

fn shop(name: &str) -> Shop {
    let text = str::to_owned;
    Shop {
        slug: text("brass"),
        name: text(name),
        place: text("Moradabad, Uttar Pradesh"),
        tint: text("honey"),
        about: text("Three generations at one furnace."),
        returns: text("14 days, unused."),
        since: 2019,
        ships_in_days: 2,
    }
}
