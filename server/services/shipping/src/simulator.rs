//! Carriers that pretend: their parcels come further by the clock, and they say so the way real ones do, by signed
//! webhooks over the same route.

use crate::{
    Shipping,
    carrier::{self, Message},
    signature, store,
};
use anyhow::ensure;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use contracts::shipping::State;
use std::time::Duration;
use tower::ServiceExt;
use tracing::warn;

/// Parcels that come further in one round; the next is a second away.
const BATCH: i64 = 50;

/// Moves every parcel that has been where it is for `pace`.
pub async fn tick(shipping: &Shipping, router: &Router, pace: Duration) -> anyhow::Result<()> {
    let simulated = carrier::all().into_iter().filter(|carrier| carrier.is_simulated());
    let codes: Vec<String> = simulated.map(|carrier| carrier.code().to_owned()).collect();
    let due = store::list_due(&mut *shipping.db.acquire().await?, &codes, pace, BATCH).await?;
    for parcel in due {
        if let Err(error) = call(shipping, router, &parcel, pace).await {
            warn!(tracking = parcel.tracking, error = format!("{error:#}"), "scan not taken, sent again later");
        }
    }
    Ok(())
}

async fn call(shipping: &Shipping, router: &Router, parcel: &store::Due, pace: Duration) -> anyhow::Result<()> {
    let Some((state, place)) = next(parcel.state) else { return Ok(()) };
    let at = parcel.since + pace;
    let body = serde_json::to_vec(&Message {
        id: format!("{}-{}-{}", parcel.tracking, state.as_str(), at.unix_timestamp()),
        tracking: parcel.tracking.clone(),
        state: state.as_str().to_owned(),
        at,
        place: Some(place.to_owned()),
    })?;
    let request = Request::post(format!("/webhooks/carriers/{}", parcel.carrier))
        .header(header::CONTENT_TYPE, "application/json")
        .header(signature::HEADER, signature::sign(&shipping.key(&parcel.carrier), parcel.now.unix_timestamp(), &body))
        .body(Body::from(body))?;
    let Ok(response) = router.clone().oneshot(request).await;
    ensure!(response.status().is_success(), "answered {}", response.status());
    Ok(())
}

/// Where a parcel comes to from there, and what the scan says of the place.
fn next(state: State) -> Option<(State, &'static str)> {
    match state {
        State::Announced => Some((State::InTransit, "Sorting centre")),
        State::InTransit | State::Exception => Some((State::OutForDelivery, "Delivery depot")),
        State::OutForDelivery => Some((State::Delivered, "At the door")),
        State::Delivered => None,
    }
}
