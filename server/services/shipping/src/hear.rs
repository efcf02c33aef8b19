//! A carrier says where a parcel is.

use crate::{
    Shipping,
    carrier::{self, News},
    error::Error,
    parcel::is_news,
    signature, store,
};
use axum::http::HeaderMap;
use contracts::{
    events::{ShipmentTold, ShippingEvent},
    shipping::State,
};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use tracing::info;

/// Longest texts of a webhook, bytes.
const LONGEST: usize = 200;

/// How far a carrier's clock may be ahead of ours.
const AHEAD: Duration = Duration::minutes(5);

/// Takes a webhook, if it is signed with the carrier's key and fresh by the database's clock, and moves the parcels that it
/// is about. What was heard before, or is older than what is known, moves nothing.
pub async fn hear(shipping: &Shipping, carrier: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), Error> {
    let carrier = carrier::find(carrier).ok_or(Error::NotFound)?;
    let signed_at = carrier
        .signed_at(&shipping.key(carrier.code()), headers, body)
        .ok_or(Error::BadCallback("The signature is wrong."))?;

    let mut tx = shipping.db.begin().await?;
    let now = store::now(&mut tx).await?;
    if !signature::is_fresh(signed_at, now.unix_timestamp()) {
        return Err(Error::BadCallback("The signature is too old."));
    }
    let news = carrier.read(body)?;
    check(&news, now)?;
    let parcels = store::lock_tracked(&mut tx, carrier.code(), &news.tracking).await?;
    if parcels.is_empty() {
        return Err(Error::NotFound);
    }
    for parcel in &parcels {
        if store::insert_scan(&mut tx, parcel.told.parcel, &news).await?
            && is_news(parcel.state, parcel.since, news.state, news.at)
        {
            advance(shipping, &mut tx, parcel, news.state, news.at).await?;
        }
    }
    Ok(shipping.outbox.commit(tx).await?)
}

/// What holds for the words of all carriers.
fn check(news: &News, now: OffsetDateTime) -> Result<(), Error> {
    let texts = [&news.id, &news.tracking, news.place.as_ref().unwrap_or(&news.id)];
    // PostgreSQL has no NUL in its texts.
    if texts.iter().any(|text| text.is_empty() || text.len() > LONGEST || text.contains('\0')) {
        return Err(Error::BadScan("A text is empty or too long."));
    }
    if news.at > now + AHEAD {
        return Err(Error::BadScan("The time has not come yet."));
    }
    Ok(())
}

async fn advance(
    shipping: &Shipping,
    tx: &mut PgConnection,
    parcel: &store::Tracked,
    state: State,
    at: OffsetDateTime,
) -> Result<(), Error> {
    let version = store::advance(tx, parcel.told.parcel, state, at).await?;
    if state == parcel.state {
        return Ok(());
    }
    let told = ShipmentTold { state: state.as_str().to_owned(), ..parcel.told.clone() };
    let event = match state {
        State::Delivered => ShippingEvent::Delivered(told),
        _ => ShippingEvent::Updated(told),
    };
    shipping.outbox.publish(tx, version, &event).await?;
    info!(parcel.id = %parcel.told.parcel, "parcel is now {}", state.as_str());
    Ok(())
}
