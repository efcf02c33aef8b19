//! Changes how a shop presents itself.

use crate::{Error, Identity, approved, members::owned, owner, shop_text, store};
use contracts::{
    Caller,
    events::IdentityEvent,
    identity::{SaveShop, Seller, ShopStatus},
    ids::SellerId,
};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use web::{Act, IfMatch};

/// Changes the caller's shop, if it sells and is still as it was seen; the market shows it within moments.
pub async fn change_shop(
    identity: &Identity,
    caller: &Caller,
    wanted: &IfMatch,
    request: SaveShop,
) -> Result<Seller, Error> {
    let id = owner(caller)?;
    let request = shop_text::edit(request)?;

    let mut tx = identity.db.begin().await?;
    let old = seen(&mut tx, caller, id, wanted, request.version).await?;
    // Telling of a suspended shop would open it again.
    if old.status != ShopStatus::Approved {
        return Err(Error::NotNow(old.status));
    }
    let (before, after) = differences(&old, &request);
    if after.is_empty() {
        return Ok(old);
    }
    let SaveShop { name, about, returns, place, ships_in_days, tint, .. } = request;
    let mut seller = Seller { name, about, returns, place, ships_in_days, tint, ..old };
    seller.version = store::sellers::save(&mut tx, &seller).await?;
    let version = store::sellers::next_event(&mut tx, id).await?;
    identity.outbox.publish(&mut tx, version, &IdentityEvent::SellerApproved(approved(&seller))).await?;
    let act = Act {
        action: "seller.change",
        subject: ("seller", id.0),
        seller: Some(id),
        before: Some(before.into()),
        after: Some(after.into()),
        reason: None,
    };
    act.record(&mut tx, &identity.outbox, caller).await?;
    identity.outbox.commit(tx).await?;
    Ok(seller)
}

/// A shop as its owner, who is about to change it, has seen it; nobody else does until the transaction ends.
pub async fn seen(
    tx: &mut PgConnection,
    caller: &Caller,
    id: SellerId,
    wanted: &IfMatch,
    version: i64,
) -> Result<Seller, Error> {
    let shop = store::sellers::lock(tx, id).await?.ok_or(Error::NotFound("shop"))?.seller;
    owned(tx, caller, id).await?;
    wanted.check(shop.version)?;
    if shop.version == version { Ok(shop) } else { Err(Error::Changed) }
}

/// What is not as it was, before and after.
fn differences(old: &Seller, new: &SaveShop) -> (Map<String, Value>, Map<String, Value>) {
    let pairs = [
        ("name", json!(old.name), json!(new.name)),
        ("about", json!(old.about), json!(new.about)),
        ("returns", json!(old.returns), json!(new.returns)),
        ("place", json!(old.place), json!(new.place)),
        ("ships_in_days", json!(old.ships_in_days), json!(new.ships_in_days)),
        ("tint", json!(old.tint), json!(new.tint)),
    ];
    let changed = pairs.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(name, before, after)| ((name.to_owned(), before), (name.to_owned(), after))).unzip()
}
