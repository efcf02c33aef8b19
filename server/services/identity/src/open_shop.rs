//! Lets a shop sell on the market.

use crate::{Error, make_seller::make_seller, outbox, store};
use contracts::{
    Caller,
    events::{IdentityEvent, SellerApproved},
    ids::{SellerId, UserId},
};
use serde::Deserialize;
use sqlx::PgPool;
use uuid::{Uuid, uuid};

/// Sellers' ids are made of their slugs in this namespace.
const SELLERS: Uuid = uuid!("6b0d2f0e-8c3e-5f57-9d0a-3a5b1c7e4f21");

/// How a shop presents itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Shop {
    pub slug: String,
    pub name: String,
    /// Town and state.
    pub place: String,
    pub tint: String,
    pub about: String,
    pub returns: String,
    /// Year since which the shop sells here.
    pub since: i32,
    /// Working days until a parcel leaves, at most 60.
    pub ships_in_days: u32,
}

/// The id of the shop with this slug: the same on every installation, so that demo data is.
pub fn seller_id(slug: &str) -> SellerId {
    SellerId(Uuid::new_v5(&SELLERS, slug.as_bytes()))
}

/// Opens the shop with this slug, or changes how it presents itself; `owner` becomes an owner of it, and a seller with that.
///
/// Tells the market only if something has changed. A suspended shop stays as it is.
pub async fn open_shop(db: &PgPool, shop: &Shop, owner: UserId) -> Result<SellerId, Error> {
    let seller = seller_id(&shop.slug);
    let outbox = outbox(db);
    let mut tx = db.begin().await?;
    let version = store::sellers::upsert(&mut tx, seller, shop).await?;
    if store::members::add_owner(&mut tx, seller, owner).await? {
        make_seller(&mut tx, &outbox, &Caller::System, owner, seller).await?;
    }
    if let Some(version) = version {
        outbox.publish(&mut tx, version, &IdentityEvent::SellerApproved(told(seller, shop.clone()))).await?;
    }
    outbox.commit(tx).await?;
    Ok(seller)
}

fn told(seller: SellerId, shop: Shop) -> SellerApproved {
    let Shop { slug, name, place, tint, about, returns, since, ships_in_days } = shop;
    SellerApproved { seller, slug, name, place, tint, about, returns, since, ships_in_days }
}
