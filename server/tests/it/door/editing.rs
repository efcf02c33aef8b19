//! Edits with `If-Match`, of what counts no versions: what has changed since it was read is not edited.

use super::{Program, code, employ, ended, json_of};
use crate::{market::postal, shop::Shop};
use axum::http::{Method, header};
use contracts::Role;
use serde_json::{Value, json};

/// Sends an edit of what is read elsewhere, or there: as of a version that never was, of the one that is read, and of that
/// once more. Which of them were made.
async fn edited(program: &mut Program, read: &str, path: &str, edit: Value) -> [bool; 3] {
    let tag = program.get(read).await.header(header::ETAG).to_owned();
    let mut made = [true; 3];
    for (made, tag) in made.iter_mut().zip(["\"another\"", tag.as_str(), tag.as_str()]) {
        let answer = program.ask(Method::PUT, path, &[("if-match", tag)], edit.clone()).await;
        *made = answer.status < 300;
        assert!(*made || (answer.status, code(&answer).as_str()) == (412, "outdated"), "{path}: {}", answer.body);
    }
    made
}

const ONCE: [bool; 3] = [false, true, false];

#[tokio::test]
async fn an_account_its_addresses_and_its_application_are_edited_as_they_were_read() {
    let shop = Shop::open().await;
    let (mut meera, _) = Program::of_somebody(&shop).await;
    let (me, book, application) = ("/api/users/me", "/api/users/me/addresses", "/api/users/me/application");
    let mut address = json!({ "postal": postal(), "default": true });
    let home = json_of(&meera.post(book, address.clone()).await);
    let home = format!("{book}/{}", home["id"].as_str().unwrap());
    address["postal"]["line1"] = json!("12 Lamp Street");
    let apply = json!({
        "name": "Brass & Sons",
        "slug": "brass-and-sons",
        "about": "Lamps and bowls, cast in sand as our grandfather did.",
        "returns": "14 days, unused, in the box.",
        "place": "Moradabad, Uttar Pradesh",
        "ships_in_days": 2,
        "contact": { "email": "shop@example.in", "phone": "+91 98765 43210" },
        "trader": {
            "legal_name": "Brass and Sons LLP", "address": postal(), "registration": "", "certified": true,
        },
    });

    assert_eq!(edited(&mut meera, me, me, json!({ "name": "Meera Iyer" })).await, ONCE);
    assert_eq!(edited(&mut meera, book, &home, address).await, ONCE);
    assert_eq!(edited(&mut meera, application, application, apply.clone()).await, ONCE, "there was none");
    assert_eq!(edited(&mut meera, application, application, apply).await, ONCE);

    assert_eq!(json_of(&meera.get(me).await)["name"], "Meera Iyer");
    assert_eq!(json_of(&meera.get(book).await)[0]["postal"]["line1"], "12 Lamp Street");
}

#[tokio::test]
async fn members_are_edited_as_they_were_read() {
    let shop = Shop::open().await;
    let (mut arun, _) = Program::of_somebody(&shop).await;
    let (mut asha, _) = Program::of_somebody(&shop).await;
    let seller = employ(&shop, &mut arun, "Moradabad Brass").await;
    let asha = json_of(&asha.get("/api/users/me").await)["id"].as_str().unwrap().to_owned();
    shop.market.hire(seller.parse().unwrap(), asha.parse().unwrap(), "staff").await;

    let path = format!("/api/seller/members/{asha}");
    let promoted = edited(&mut arun, "/api/seller/members", &path, json!({ "owner": true })).await;

    assert_eq!(promoted, ONCE);
}

#[tokio::test]
async fn thresholds_and_pictures_are_edited_as_they_were_read() {
    let shop = Shop::open().await;
    let (mut arun, _) = Program::of_somebody(&shop).await;
    let seller = employ(&shop, &mut arun, "Moradabad Brass").await;
    let lamp = shop.market.offer(seller.parse().unwrap(), "Brass lamp", 80_000, 10).await;
    let two = "insert into catalog.pictures (product_id, position, src)
               select id, place, 'picture-' || place from catalog.products, generate_series(0, 1) as place";
    shop.market.execute(two).await;
    let id = json_of(&arun.get("/api/seller/products").await)["items"][0]["id"].as_str().unwrap().to_owned();
    let (product, offer) = (format!("/api/seller/products/{id}"), format!("/api/seller/inventory/{}", lamp.id));
    let (pictures, of_offer) = (format!("{product}/pictures"), format!("{offer}/threshold"));
    let of_shop = "/api/seller/inventory/threshold";

    assert_eq!(edited(&mut arun, of_shop, of_shop, json!({ "low_at": 8 })).await, ONCE);
    assert_eq!(edited(&mut arun, &offer, &of_offer, json!({ "low_at": 3 })).await, ONCE);
    assert_eq!(edited(&mut arun, &product, &pictures, json!({ "src": "picture-1", "do": "up" })).await, ONCE);

    assert_eq!(json_of(&arun.get(&product).await)["pictures"][0]["src"], "picture-1");
    let seen = arun.get(&offer).await;
    let tag = [("if-match", seen.header(header::ETAG))];
    let received = json!({ "reason": "received", "changes": [{ "offer": lamp.id, "to": { "by": 5 } }] });
    let received = arun.ask(Method::POST, "/api/seller/inventory", &[("idempotency-key", "1")], received).await;
    let afterwards = arun.ask(Method::PUT, &of_offer, &tag, json!({ "low_at": 4 })).await;
    assert_eq!((received.status, afterwards.status), (204, 204), "stock that moves is no other threshold");
}

#[tokio::test]
async fn what_is_mailed_is_chosen_as_it_was_read() {
    let shop = Shop::open().await;
    let (mut arun, _) = Program::of_somebody(&shop).await;
    employ(&shop, &mut arun, "Moradabad Brass").await;
    let mail = "/api/seller/notifications/mail";

    let chosen = edited(&mut arun, mail, mail, json!([{ "kind": "stock_low", "mail": true }])).await;

    assert_eq!(chosen, ONCE);
}

#[tokio::test]
async fn commissions_are_set_as_they_were_read() {
    let shop = Shop::open().await;
    let (mut asha, email) = Program::of_somebody(&shop).await;
    identity::set_role(&shop.market.db, &email, Role::Admin).await.unwrap();
    ended(&mut asha).await;
    asha.log_in(&email).await;
    let rules = "/api/admin/commissions";

    let set = edited(&mut asha, rules, rules, json!({ "seller": null, "bp": 1_250 })).await;

    assert_eq!(set, ONCE);
}
