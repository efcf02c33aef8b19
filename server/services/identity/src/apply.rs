//! Asks to open a shop.

use crate::{Error, Identity, decide, papers, shop_text, store, store::sellers::File};
use contracts::{
    Caller,
    events::{IdentityEvent, SellerApplied},
    identity::{Apply, Decision, Seller, ShopStatus, TINTS},
    ids::{SellerId, UserId},
};
use serde_json::json;
use uuid::Uuid;
use web::{Act, IfMatch};

/// Makes or changes the caller's application, if it is still as it was seen; it waits for an answer from then on. Where the
/// market approves by itself, the shop is open at once.
pub async fn apply(identity: &Identity, caller: &Caller, wanted: &IfMatch, request: Apply) -> Result<Seller, Error> {
    let applicant = caller.user().ok_or(Error::NotLoggedIn)?;
    let mut request = shop_text::application(request)?;
    let shown = request.papers.take();

    let mut tx = identity.db.begin().await?;
    store::users::active(&mut tx, applicant).await?.ok_or(Error::NotLoggedIn)?;
    let open = store::sellers::lock_open(&mut tx, applicant).await?;
    wanted.check(web::digest(&open.as_ref().map(|file| &file.seller)))?;
    let mut file = match open {
        Some(open) => File { seller: written(open.seller, request), ..open },
        None => {
            let id = SellerId(Uuid::now_v7());
            store::sellers::insert(&mut tx, id, applicant, &request, tint(id)).await?;
            store::sellers::lock_open(&mut tx, applicant).await?.ok_or(Error::NotFound("application"))?
        }
    };
    if let Some(shown) = shown {
        papers::whole(&shown, &file.seller.papers)?;
        file.seller.papers = store::sellers::set_papers(&mut tx, file.seller.id, &shown).await?;
    }
    file.seller.status = ShopStatus::Applied;
    file.seller.reason = None;
    file.seller.applied_at = file.now;
    file.seller.version = store::sellers::save(&mut tx, &file.seller).await?;
    tell(identity, &mut tx, caller, applicant, &file.seller).await?;
    if identity.approve_automatically {
        decide::carry_out(identity, &mut tx, &mut file, Decision::Approve, "", &Caller::System).await?;
    }
    identity.outbox.commit(tx).await?;

    tracing::info!(seller.id = %file.seller.id, user.id = %applicant, "asked to open a shop");
    Ok(file.seller)
}

async fn tell(
    identity: &Identity,
    tx: &mut sqlx::PgConnection,
    caller: &Caller,
    applicant: UserId,
    seller: &Seller,
) -> Result<(), Error> {
    let event = IdentityEvent::SellerApplied(SellerApplied { seller: seller.id, applicant, name: seller.name.clone() });
    let version = store::sellers::next_event(tx, seller.id).await?;
    identity.outbox.publish(tx, version, &event).await?;
    let act = Act {
        action: "seller.apply",
        subject: ("seller", seller.id.0),
        seller: Some(seller.id),
        after: Some(json!({ "name": seller.name, "slug": seller.slug, "status": seller.status })),
        ..Act::default()
    };
    Ok(act.record(tx, &identity.outbox, caller).await?)
}

fn written(seller: Seller, request: Apply) -> Seller {
    let Apply { name, slug, about, returns, place, ships_in_days, contact, trader, .. } = request;
    Seller { name, slug, about, returns, place, ships_in_days, contact, trader: Some(trader), ..seller }
}

/// Any will do until the owner chooses one.
fn tint(id: SellerId) -> &'static str {
    TINTS[usize::from(id.0.as_bytes()[15]) % TINTS.len()]
}
