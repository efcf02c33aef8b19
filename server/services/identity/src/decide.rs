//! Decides whether a shop may sell.

use crate::{Error, Identity, admin, approved, make_seller::make_seller, reason, store, store::sellers::File};
use contracts::{
    Caller,
    events::{IdentityEvent, SellerAnswered, SellerSuspended},
    identity::{Decide, Decision, Seller, ShopStatus},
    ids::{SellerId, UserId},
};
use serde_json::json;
use sqlx::PgConnection;
use web::Act;

/// Approves, asks back, refuses, suspends or reinstates, if the shop is still as the admin saw it.
pub async fn decide(identity: &Identity, caller: &Caller, id: SellerId, request: Decide) -> Result<Seller, Error> {
    admin(caller)?;
    let Decide { decision, reason, version } = request;
    let reason = if decision == Decision::Approve { reason::perhaps(&reason)? } else { reason::given(&reason)? };

    let mut tx = identity.db.begin().await?;
    let mut file = store::sellers::lock(&mut tx, id).await?.ok_or(Error::NotFound("seller"))?;
    if file.seller.version != version {
        return Err(Error::Changed);
    }
    carry_out(identity, &mut tx, &mut file, decision, &reason, caller).await?;
    identity.outbox.commit(tx).await?;

    tracing::info!(seller.id = %id, decision = decision.as_str(), "decided about a shop");
    Ok(file.seller)
}

/// Moves a shop that the transaction has locked, tells it and records it.
pub async fn carry_out(
    identity: &Identity,
    tx: &mut PgConnection,
    file: &mut File,
    decision: Decision,
    reason: &str,
    caller: &Caller,
) -> Result<(), Error> {
    let before = file.seller.status;
    let seller = &mut file.seller;
    seller.status = decision.on(before).ok_or(Error::NotNow(before))?;
    seller.reason = Some(reason.to_owned()).filter(|_| seller.status != ShopStatus::Approved);
    seller.decided_at = Some(file.now);
    if decision == Decision::Approve {
        seller.since = file.now.year();
    }
    seller.version = store::sellers::save(tx, seller).await?;
    let version = store::sellers::next_event(tx, seller.id).await?;
    identity.outbox.publish(tx, version, &told(file, decision, reason)?).await?;
    if decision == Decision::Approve {
        welcome(identity, tx, file, caller).await?;
    }
    let act = Act {
        action: &format!("seller.{}", decision.as_str()),
        subject: ("seller", file.seller.id.0),
        seller: Some(file.seller.id),
        before: Some(json!({ "status": before })),
        after: Some(json!({ "status": file.seller.status })),
        reason: Some(reason),
    };
    Ok(act.record(tx, &identity.outbox, caller).await?)
}

fn told(file: &File, decision: Decision, reason: &str) -> Result<IdentityEvent, Error> {
    let (seller, reason) = (file.seller.id, reason.to_owned());
    Ok(match decision {
        Decision::Approve | Decision::Reinstate => IdentityEvent::SellerApproved(approved(&file.seller)),
        Decision::Suspend => IdentityEvent::SellerSuspended(SellerSuspended { seller, reason: Some(reason) }),
        Decision::Ask | Decision::Refuse => {
            let (applicant, name) = (applicant(file)?, file.seller.name.clone());
            let refused = decision == Decision::Refuse;
            IdentityEvent::SellerAnswered(SellerAnswered { seller, applicant, name, refused, reason })
        }
    })
}

/// Makes the applicant an owner of the shop, and a seller by role.
async fn welcome(identity: &Identity, tx: &mut PgConnection, file: &File, caller: &Caller) -> Result<(), Error> {
    let (user, shop) = (applicant(file)?, file.seller.id);
    store::members::add_owner(tx, shop, user).await?;
    make_seller(tx, &identity.outbox, caller, user, shop).await
}

fn applicant(file: &File) -> Result<UserId, Error> {
    file.applicant.ok_or(Error::NotFound("applicant"))
}
