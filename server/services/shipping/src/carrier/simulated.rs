//! A carrier that pretends: JSON, signed as `signature` says.

use super::{Carrier, News};
use crate::{error::Error, signature};
use axum::http::HeaderMap;
use contracts::shipping::{self, State};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub struct Simulated(pub shipping::Carrier);

/// What it sends.
#[derive(Serialize, Deserialize)]
pub struct Message {
    pub id: String,
    pub tracking: String,
    pub state: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub place: Option<String>,
}

impl Carrier for Simulated {
    fn code(&self) -> &'static str {
        self.0.code
    }

    fn name(&self) -> &'static str {
        self.0.name
    }

    fn link(&self, tracking: &str) -> String {
        self.0.link(tracking)
    }

    fn is_simulated(&self) -> bool {
        true
    }

    fn signed_at(&self, key: &[u8], headers: &HeaderMap, body: &[u8]) -> Option<i64> {
        signature::verify(key, headers.get(signature::HEADER)?.to_str().ok()?, body)
    }

    fn read(&self, body: &[u8]) -> Result<News, Error> {
        let Message { id, tracking, state, at, place } =
            serde_json::from_slice(body).map_err(|_| Error::BadCallback("The body cannot be read."))?;
        let state = State::parse(&state).ok_or(Error::BadScan("There is no such state."))?;
        Ok(News { id, tracking, state, at, place })
    }
}
