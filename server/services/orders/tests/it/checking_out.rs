//! The cart as it would be ordered.

use crate::{
    market::{BOWL, POTTER, SHAWL, VASE, WEAVER},
    shop::{Shop, inr},
};
use contracts::{Caller, cart::Snag, delivery::USUAL_DAYS};
use std::collections::BTreeMap;
use time::OffsetDateTime;

#[tokio::test]
async fn a_checkout_adds_up_goods_and_the_chosen_delivery_of_every_seller() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 1), (SHAWL, 2), (BOWL, 2)]);
    let chosen = BTreeMap::from([(POTTER, "express".to_owned()), (WEAVER, "by drone".to_owned())]);

    let checkout = shop.orders.checkout(&shopper, &chosen).await.unwrap();

    let parcels: Vec<_> = checkout.parcels.iter().map(|p| (p.seller.id, p.subtotal, p.chosen.as_str())).collect();
    assert_eq!(parcels, [(POTTER, inr(140_000), "express"), (WEAVER, inr(500_000), "standard")]);
    assert_eq!(checkout.items_total, inr(640_000));
    assert_eq!(checkout.delivery_total, inr(18_000));
    assert_eq!(checkout.total, inr(658_000));
    assert_eq!((checkout.units, checkout.snags.len()), (5, 0));
}

#[tokio::test]
async fn a_checkout_names_what_cannot_be_ordered_as_it_is() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 3), (SHAWL, 1)]);
    shop.market.goods().ware(VASE).on_hand = 2;
    shop.market.goods().ware(SHAWL).on_hand = 0;

    let checkout = shop.orders.checkout(&shopper, &BTreeMap::new()).await.unwrap();

    assert_eq!(checkout.snags, [(VASE, Snag::Short { available: 2 }), (SHAWL, Snag::SoldOut)]);
}

#[tokio::test]
async fn an_empty_cart_cannot_be_checked_out() {
    let shop = Shop::open().await;

    for caller in [shop.shopper_with(&[]), Caller::Nobody] {
        let problem = shop.orders.checkout(&caller, &BTreeMap::new()).await.unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (409, "cart-empty"));
    }
}

#[tokio::test]
async fn what_delivery_costs_is_told_beforehand_and_is_what_the_checkout_takes() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 1), (SHAWL, 2), (BOWL, 2)]);

    let rates = shop.orders.rates(&Caller::Nobody).await.unwrap();
    let checkout = shop.orders.checkout(&shopper, &BTreeMap::new()).await.unwrap();

    let costs: Vec<_> = rates.iter().map(|rate| (rate.code.as_str(), rate.cost, rate.free_from)).collect();
    assert_eq!(costs, [("standard", inr(8_000), Some(inr(150_000))), ("express", inr(18_000), None)]);
    let today = contracts::delivery::today(OffsetDateTime::now_utc());
    for parcel in checkout.parcels {
        for (rate, option) in rates.iter().zip(parcel.delivery) {
            assert_eq!(
                (rate.code.as_str(), rate.cost_for(parcel.subtotal), rate.range(today, USUAL_DAYS)),
                (option.code.as_str(), option.cost, (option.earliest, option.latest)),
            );
        }
    }
}
