//! From the seller's hands to the door.

use crate::shop::{Shop, TRACKING, member, scan, signed, user};
use axum::http::StatusCode;
use contracts::{
    Caller, Kind, Role,
    ids::SellerId,
    shipping::{Parcel, State},
};
use uuid::Uuid;

#[tokio::test]
async fn a_parcel_comes_to_the_door_as_its_carrier_says() {
    let shop = Shop::open().await;
    let sent = shop.send().await;

    for (state, minutes_ago) in [("in_transit", 50), ("out_for_delivery", 20), ("delivered", 1)] {
        assert_eq!(shop.scan(state, state, minutes_ago).await, StatusCode::OK);
    }

    let parcel = shop.parcel(&sent).await;
    assert_eq!(
        (parcel.state, parcel.carrier.as_str(), parcel.tracking.as_str()),
        (State::Delivered, "Swiftline", TRACKING)
    );
    assert!(parcel.delivered_at.is_some() && parcel.link.ends_with(TRACKING));
    assert_eq!(parcel.scans.len(), 4);
    assert_eq!(parcel.scans[1].place.as_deref(), Some("Jaipur hub"));
    assert_eq!(
        shop.told().await,
        [
            "shipment.created announced",
            "shipment.updated in_transit",
            "shipment.updated out_for_delivery",
            "shipment.delivered delivered",
        ]
    );
}

#[tokio::test]
async fn what_is_said_twice_or_late_moves_nothing() {
    let shop = Shop::open().await;
    let sent = shop.send().await;
    shop.tell(&sent).await;

    for (id, state, minutes_ago) in [
        ("b", "out_for_delivery", 20),
        ("a", "in_transit", 50),
        ("b", "out_for_delivery", 20),
        // Another scan, and yet no news.
        ("b2", "out_for_delivery", 10),
        ("c", "delivered", 30),
        ("c", "delivered", 30),
        ("d", "exception", 1),
    ] {
        assert_eq!(shop.scan(id, state, minutes_ago).await, StatusCode::OK);
    }

    assert_eq!(shop.state(&sent).await, State::Delivered);
    assert_eq!(
        shop.told().await,
        ["shipment.created announced", "shipment.updated out_for_delivery", "shipment.delivered delivered"]
    );
}

#[tokio::test]
async fn nobody_is_heard_who_cannot_sign() {
    let shop = Shop::open().await;
    let sent = shop.send().await;
    let body = scan("a", "delivered", 1).to_string();

    for signature in [
        String::new(),
        signed("kite", 0, &body),
        signed("swiftline", 0, &format!("{body} ")),
        signed("swiftline", 310, &body),
        signed("swiftline", -310, &body),
    ] {
        assert_eq!(shop.call("swiftline", &signature, &body).await, StatusCode::BAD_REQUEST, "{signature}");
    }
    // Kite signs well, and has no such parcel.
    assert_eq!(shop.call("kite", &signed("kite", 0, &body), &body).await, StatusCode::NOT_FOUND);
    assert_eq!(shop.call("pigeon", &signed("pigeon", 0, &body), &body).await, StatusCode::NOT_FOUND);

    assert_eq!(shop.state(&sent).await, State::Announced);
}

#[tokio::test]
async fn what_a_carrier_says_has_to_make_sense() {
    let shop = Shop::open().await;
    assert_eq!(shop.scan("a", "in_transit", 1).await, StatusCode::NOT_FOUND, "not sent yet");
    shop.send().await;

    assert_eq!(shop.scan("a", "lost at sea", 1).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.scan("a", "delivered", -60).await, StatusCode::UNPROCESSABLE_ENTITY, "the time is yet to come");
    assert_eq!(shop.scan(&"a".repeat(300), "delivered", 1).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.call("swiftline", &signed("swiftline", 0, "{}"), "{}").await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn orders_in_one_box_arrive_together() {
    let shop = Shop::open().await;
    let (one, other) = (shop.send().await, shop.send().await);

    shop.scan("a", "delivered", 1).await;

    assert_eq!([shop.state(&one).await, shop.state(&other).await], [State::Delivered; 2]);
}

#[tokio::test]
async fn a_simulated_carrier_takes_its_time_and_arrives() {
    let shop = Shop::open().await;
    let sent = shop.send().await;

    let mut states = Vec::new();
    for _ in 0..4 {
        shop.hour().await;
        states.push(shop.state(&sent).await);
    }

    assert_eq!(states, [State::InTransit, State::OutForDelivery, State::Delivered, State::Delivered]);
}

#[tokio::test]
async fn parcels_are_shown_to_whom_they_concern() {
    let shop = Shop::open().await;
    let sent = shop.send().await;
    let (order, group) =
        (format!("/api/shipping/parcels?order={}", sent.order), format!("/api/shipping/groups/{}", sent.group));
    let count = async |caller: Caller, path: &str| {
        shop.api().get::<Vec<Parcel>>(&caller, path).await.map(|parcels| parcels.len()).map_err(|problem| problem.kind)
    };

    assert_eq!(count(member(sent.seller), &order).await, Ok(1));
    assert_eq!(count(user(Role::Admin), &order).await, Ok(1));
    assert_eq!(count(member(SellerId(Uuid::now_v7())), &order).await, Ok(0));
    assert_eq!(count(user(Role::Seller), &order).await, Err(Kind::NotFound));
    assert_eq!(count(Caller::System, &group).await, Ok(1));
    assert_eq!(count(member(sent.seller), &group).await, Err(Kind::NotFound));
    assert_eq!(count(Caller::Nobody, &group).await, Err(Kind::NotFound));
}
