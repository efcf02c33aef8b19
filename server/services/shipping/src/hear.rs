//! A carrier says where a parcel is.

use crate::{Shipping, error::Error, parcel::is_news, signature, store};
use axum::http::HeaderMap;
use contracts::{
    events::{ShipmentTold, ShippingEvent},
    shipping::{Carrier, State},
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use tracing::info;

/// Longest texts of a webhook, bytes.
const LONGEST: usize = 200;

/// How far a carrier's clock may be ahead of ours.
const AHEAD: Duration = Duration::minutes(5);

/// What a carrier sends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The carrier's id of this scan; repeats bear the same.
    pub id: String,
    pub tracking: String,
    pub state: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub place: Option<String>,
}

/// Takes a webhook, if it is signed with the carrier's key and fresh by the database's clock, and moves the parcels that it
/// is about. What was heard before, or is older than what is known, moves nothing.
pub async fn hear(shipping: &Shipping, carrier: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), Error> {
    let carrier = Carrier::find(carrier).ok_or(Error::NotFound)?;
    let signature = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed_at = signature::verify(&shipping.key(&carrier), signature, body)
        .ok_or(Error::BadCallback("The signature is wrong."))?;

    let mut tx = shipping.db.begin().await?;
    let now = store::now(&mut tx).await?;
    if !signature::is_fresh(signed_at, now.unix_timestamp()) {
        return Err(Error::BadCallback("The signature is too old."));
    }
    let (message, state) = read(body, now)?;
    let parcels = store::lock_tracked(&mut tx, carrier.code, &message.tracking).await?;
    if parcels.is_empty() {
        return Err(Error::NotFound);
    }
    for parcel in &parcels {
        if store::insert_scan(&mut tx, parcel.told.parcel, &message, state).await?
            && is_news(parcel.state, parcel.since, state, message.at)
        {
            advance(shipping, &mut tx, parcel, state, message.at).await?;
        }
    }
    Ok(shipping.outbox.commit(tx).await?)
}

fn read(body: &[u8], now: OffsetDateTime) -> Result<(Message, State), Error> {
    let message: Message = serde_json::from_slice(body).map_err(|_| Error::BadCallback("The body cannot be read."))?;
    let texts = [&message.id, &message.tracking, message.place.as_ref().unwrap_or(&message.id)];
    // PostgreSQL has no NUL in its texts.
    if texts.iter().any(|text| text.is_empty() || text.len() > LONGEST || text.contains('\0')) {
        return Err(Error::BadScan("A text is empty or too long."));
    }
    if message.at > now + AHEAD {
        return Err(Error::BadScan("The time has not come yet."));
    }
    let state = State::parse(&message.state).ok_or(Error::BadScan("There is no such state."))?;
    Ok((message, state))
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
