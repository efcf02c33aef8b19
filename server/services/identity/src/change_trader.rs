//! Changes who trades under a shop's name, and how the market reaches them.

use crate::{Error, Identity, change_shop::seen, owner, papers, shop_text, store};
use contracts::{
    Caller,
    identity::{Imprint, SaveTrader, Seller, ShopStatus},
    ids::SellerId,
};
use serde_json::{Map, Value, json};
use web::{Act, IfMatch};

/// Changes them for the caller's shop, if that is still as it was seen. What its offers say does not change.
pub async fn change_trader(
    identity: &Identity,
    caller: &Caller,
    wanted: &IfMatch,
    request: SaveTrader,
) -> Result<Seller, Error> {
    let id = owner(caller)?;
    let request = shop_text::trader(request)?;

    let mut tx = identity.db.begin().await?;
    let old = seen(&mut tx, caller, id, wanted, request.version).await?;
    if !matches!(old.status, ShopStatus::Approved | ShopStatus::Suspended) {
        return Err(Error::NotNow(old.status));
    }
    if let Some(shown) = &request.papers {
        papers::whole(shown, &old.papers)?;
    }
    let (before, after) = differences(&old, &request);
    if after.is_empty() {
        return Ok(old);
    }
    let mut seller = Seller { contact: request.contact, trader: Some(request.trader), ..old };
    if let Some(shown) = &request.papers {
        seller.papers = store::sellers::set_papers(&mut tx, id, shown).await?;
    }
    seller.version = store::sellers::save(&mut tx, &seller).await?;
    let act = Act {
        action: "seller.change_trader",
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

/// Who trades under the name of a shop that sells, for everybody.
pub async fn imprint(identity: &Identity, id: SellerId) -> Result<Imprint, Error> {
    let file = store::sellers::by_id(&mut *identity.db.acquire().await?, id).await?;
    let seller = file.map(|file| file.seller).filter(|seller| seller.status == ShopStatus::Approved);
    let told = seller.and_then(|seller| {
        Some(Imprint { trader: seller.trader?, contact: seller.contact, register: seller.papers.register })
    });
    told.ok_or(Error::NotFound("trader"))
}

/// What is not as it was, before and after. Of addresses and numbers the log says only that they are others.
fn differences(old: &Seller, new: &SaveTrader) -> (Map<String, Value>, Map<String, Value>) {
    let was = old.trader.clone().unwrap_or_default();
    let known = |one: bool| json!(if one { "as before" } else { "another" });
    let shown = new.papers.as_ref().unwrap_or(&old.papers);
    // An empty number leaves the one that is known.
    let same_number = shown.account_number.is_empty() || new.papers.is_none();
    let pairs = [
        ("legal_name", json!(was.legal_name), json!(new.trader.legal_name)),
        ("registration", json!(was.registration), json!(new.trader.registration)),
        ("register", json!(old.papers.register), json!(shown.register)),
        ("account", known(true), known(same_number && shown.account_holder == old.papers.account_holder)),
        ("document", known(true), known(shown.document == old.papers.document)),
        ("address", known(true), known(was.address == new.trader.address)),
        ("email", known(true), known(old.contact.email == new.contact.email)),
        ("phone", known(true), known(old.contact.phone == new.contact.phone)),
    ];
    let changed = pairs.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(name, before, after)| ((name.to_owned(), before), (name.to_owned(), after))).unzip()
}
