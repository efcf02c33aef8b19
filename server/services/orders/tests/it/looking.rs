//! Who sees what, lists, and buying again.

use crate::{
    market::{BOWL, SHAWL, VASE},
    shop::{Shop, user},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use contracts::{
    Caller,
    cart::MAX_LINES,
    ids::GroupId,
    orders::{GroupStatus, Reordered},
};
use std::collections::HashSet;
use tower::ServiceExt;
use uuid::Uuid;

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let shop = Shop::open().await;
    let placed = shop.place(&shop.shopper()).await;

    for stranger in [shop.shopper(), user(), Caller::Nobody] {
        let shown = shop.orders.group(&stranger, placed.group).await.unwrap_err();
        let reordered = shop.orders.reorder(&stranger, placed.group).await.unwrap_err();
        assert_eq!((shown.status, reordered.status), (404, 404), "{stranger:?}");
    }
}

#[tokio::test]
async fn a_signed_link_opens_its_order_only() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let (one, two) = (shop.place(&shopper).await, shop.place(&shopper).await);
    let access = shop.orders.group(&shopper, one.group).await.unwrap().access;
    let guest = shop.shopper_with(&[]);

    shop.orders.open(&guest, one.group, &access).await.unwrap();
    shop.orders.open(&guest, one.group, &access).await.unwrap();

    let seen = shop.orders.group(&guest, one.group).await.unwrap();
    assert_eq!((seen.number, seen.access.as_str()), (one.number, ""));
    assert!(seen.orders.iter().all(|order| !order.can_cancel));
    assert_eq!(shop.orders.group(&guest, two.group).await.unwrap_err().status, 404);
    for (group, token) in [(two.group, access.as_str()), (one.group, "0000"), (one.group, "")] {
        assert_eq!(shop.orders.open(&guest, group, token).await.unwrap_err().status, 404);
    }
    assert_eq!(shop.orders.open(&Caller::Nobody, one.group, &access).await.unwrap_err().status, 401);
}

#[tokio::test]
async fn what_a_guest_has_bought_belongs_to_the_user_who_that_guest_becomes() {
    let shop = Shop::open().await;
    let guest = shop.shopper();
    let placed = shop.place(&guest).await;
    let meera = user();

    for _ in 0..2 {
        shop.orders.adopt(&meera, guest.subject().unwrap()).await.unwrap();
    }
    // An account's id is no secret, and names no guest.
    shop.orders.adopt(&user(), meera.subject().unwrap()).await.unwrap();

    let listed = shop.orders.list(&meera, None).await.unwrap().items;
    assert_eq!(listed.iter().map(|group| group.id).collect::<Vec<_>>(), [placed.group]);
    assert!(!shop.orders.group(&meera, placed.group).await.unwrap().access.is_empty());
    assert_eq!(shop.orders.group(&guest, placed.group).await.unwrap_err().status, 404);
    assert_eq!(shop.orders.adopt(&guest, Uuid::new_v4()).await.unwrap_err().status, 401);
    let cancelled = shop.orders.cancel(&meera, placed.group, &[]).await.unwrap();
    assert_eq!(cancelled.status, GroupStatus::Cancelled);
}

#[tokio::test]
async fn other_parts_of_levomart_see_every_order_with_its_link() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let placed = shop.place(&shopper).await;

    let seen = shop.orders.group(&Caller::System, placed.group).await.unwrap();

    assert_eq!(seen.access, shop.orders.group(&shopper, placed.group).await.unwrap().access);
}

#[tokio::test]
async fn the_list_shows_every_order_once_newest_first() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 2), (SHAWL, 1), (BOWL, 1)]);
    for _ in 0..45 {
        let placed = shop.place(&shopper).await;
        shop.orders.cancel(&shopper, placed.group, &[]).await.unwrap();
    }
    shop.place(&shop.shopper()).await;
    // Several of one moment: the cursor has to tell them apart.
    sqlx::query("update orders.groups set placed_at = date_trunc('minute', placed_at)")
        .execute(&shop.database.pool)
        .await
        .unwrap();

    let (mut groups, mut after, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let page = shop.orders.list(&shopper, after.as_deref()).await.unwrap();
        sizes.push(page.items.len());
        groups.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    assert_eq!(sizes, [20, 20, 5]);
    assert_eq!(groups.iter().map(|group| group.id).collect::<HashSet<_>>().len(), 45);
    assert!(groups.is_sorted_by(|a, b| (a.placed_at, a.id) > (b.placed_at, b.id)));
    let first = &groups[0];
    assert_eq!((first.status, first.units, first.sellers), (GroupStatus::Cancelled, 4, 2));
    assert_eq!(first.titles, ["Blue vase", "Small bowl", "Wool shawl"]);
    assert_eq!(first.pictures.len(), 3);
}

#[tokio::test]
async fn nobody_has_no_list_and_odd_cursors_are_refused() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();

    assert_eq!(shop.orders.list(&Caller::Nobody, None).await.unwrap_err().status, 401);
    for odd in ["x", "ffffffffffffffff00000000000000000000000000000000", "%00"] {
        assert_eq!(shop.orders.list(&shopper, Some(odd)).await.unwrap_err().status, 400, "{odd}");
    }
}

#[tokio::test]
async fn buying_again_fills_the_cart_and_names_what_is_not_in_it_as_it_was_ordered() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 2), (BOWL, 1), (SHAWL, 3)]);
    let placed = shop.place(&shopper).await;
    shop.market.goods().carts.clear();
    shop.market.goods().offers.remove(&VASE);
    // The order holds one of these and three of those.
    shop.market.goods().ware(BOWL).on_hand = 1;
    shop.market.goods().ware(SHAWL).on_hand = 4;

    let came = shop.orders.reorder(&shopper, placed.group).await.unwrap();

    let [no_longer_sold, sold_out, fewer] =
        ["Blue vase", "Small bowl", "Wool shawl"].map(|title| vec![title.to_owned()]);
    assert_eq!(came, Reordered { no_longer_sold, sold_out, fewer, ..Reordered::default() });
    assert_eq!(shop.market.goods().carts[&shopper.subject().unwrap()], [(SHAWL, 1)]);
}

#[tokio::test]
async fn buying_again_adds_what_a_full_cart_has_room_for() {
    let shop = Shop::open().await;
    let shopper = shop.shopper_with(&[(VASE, 2), (SHAWL, 1)]);
    let placed = shop.place(&shopper).await;
    let others = vec![(BOWL, 1); MAX_LINES - 1];
    shop.market.goods().carts.insert(shopper.subject().unwrap(), others);

    let came = shop.orders.reorder(&shopper, placed.group).await.unwrap();

    let no_room = vec!["Wool shawl".to_owned()];
    assert_eq!(came, Reordered { no_room, added: 1, ..Reordered::default() });
}

#[tokio::test]
async fn what_cannot_be_read_is_the_senders_fault() {
    let shop = Shop::open().await;
    let shopper = shop.shopper();
    let id = GroupId(Uuid::new_v4());
    let send = |method: &str, path: &str, body: &str| {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("idempotency-key", "key").extension(shopper);
        shop.service.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap())
    };

    for (method, path, body, status) in [
        ("POST", "/api/orders", "{", StatusCode::BAD_REQUEST),
        ("POST", "/api/orders", "{}", StatusCode::UNPROCESSABLE_ENTITY),
        ("POST", "/api/orders/checkout", "{\"nobody\": \"standard\"}", StatusCode::UNPROCESSABLE_ENTITY),
        (
            "POST",
            &format!("/api/orders/{id}/cancel"),
            "{\"orders\": [], \"price\": 1}",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("GET", "/api/orders/not-an-id", "", StatusCode::NOT_FOUND),
        ("GET", "/api/orders?before=1", "", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(send(method, path, body).await.unwrap().status(), status, "{method} {path} {body}");
    }
}
