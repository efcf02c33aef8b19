//! A gateway that pretends. It keeps its own books (`payments.simulator`), which nobody else reads, and behaves like a
//! real one: it answers late or never, asks the shopper to confirm, and calls back, signed, at least once.

mod signature;
mod store;

use super::{Callback, Standing};
use crate::{card, error::Error};
use anyhow::{Context, bail, ensure};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, header},
};
use contracts::{
    Currency, Money,
    payments::{Card, Confirmation},
};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use std::time::Duration;
use tower::ServiceExt;
use tracing::warn;
use uuid::Uuid;

/// The header of a callback's signature: `t=<unix seconds>,v1=<hexadecimal HMAC-SHA-256 of "t.body">`.
const SIGNATURE: &str = "levomart-simulator-signature";

/// Callbacks sent in one run; the next run is a second away.
const BATCH: i64 = 50;

const UNREADABLE: Error = Error::BadCallback("The body cannot be read.");

const NO_FUNDS: &str = "The bank declined this card: not enough funds.";
const NO_ANSWER: &str = "The bank did not answer.";
const NOT_CONFIRMED: &str = "The payment was not confirmed.";
const VOID: &str = "The payment was called off.";

/// The simulated gateway.
#[derive(Clone)]
pub struct Simulated {
    db: PgPool,
    key: Vec<u8>,
    late_after: Duration,
}

/// What a card does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Script {
    Succeeds,
    LacksFunds,
    AsksToConfirm,
    AnswersLate,
    NeverAnswers,
}

impl Script {
    fn of(card: &Card) -> Self {
        match card::digits(&card.number).as_str() {
            "4000000000009995" => Self::LacksFunds,
            "4000000000003220" => Self::AsksToConfirm,
            "4000000000000077" => Self::AnswersLate,
            "4000000000000341" => Self::NeverAnswers,
            _ => Self::Succeeds,
        }
    }
}

/// The body of a callback.
#[derive(Serialize, Deserialize)]
struct Message {
    id: String,
    reference: String,
    status: String,
    amount_minor: i64,
    currency: String,
}

impl Simulated {
    /// `key` signs callbacks; `late_after` is how long a card takes that answers late.
    pub fn new(db: PgPool, key: Vec<u8>, late_after: Duration) -> Self {
        Self { db, key, late_after }
    }

    pub async fn charge(&self, reference: &str, amount: Money, card: &Card) -> anyhow::Result<Standing> {
        let (status, declined, answers_after) = match Script::of(card) {
            Script::Succeeds => ("succeeded", None, None),
            Script::LacksFunds => ("declined", Some(NO_FUNDS), None),
            Script::AsksToConfirm => ("confirming", None, None),
            Script::AnswersLate => ("processing", None, Some(self.late_after)),
            Script::NeverAnswers => ("processing", None, None),
        };
        let mut db = self.db.acquire().await?;
        let charge = store::Charge { reference, amount, status, declined, answers_after };
        store::charge(&mut db, &charge).await?;
        known(&mut db, reference).await
    }

    pub async fn confirm(&self, reference: &str, answer: Confirmation) -> anyhow::Result<Standing> {
        let mut db = self.db.acquire().await?;
        match answer {
            Confirmation::Approve => store::answer(&mut db, reference, "succeeded", None).await?,
            Confirmation::Refuse => store::answer(&mut db, reference, "declined", Some(NOT_CONFIRMED)).await?,
        }
        known(&mut db, reference).await
    }

    pub async fn standing(&self, reference: &str) -> anyhow::Result<Option<Standing>> {
        let mut db = self.db.acquire().await?;
        store::give_up(&mut db, reference, NO_ANSWER).await?;
        store::find(&mut db, reference).await?.map(standing).transpose()
    }

    pub async fn void(&self, reference: &str) -> anyhow::Result<Standing> {
        let mut db = self.db.acquire().await?;
        store::void(&mut db, reference, VOID).await?;
        known(&mut db, reference).await
    }

    pub async fn refund(&self, key: Uuid, reference: &str, amount: Money) -> anyhow::Result<()> {
        let mut tx = self.db.begin().await?;
        if store::insert_refund(&mut tx, key, reference, amount.minor).await? {
            ensure!(store::add_refund(&mut tx, reference, amount).await?, "`{reference}` has no {amount} to give back");
        }
        Ok(tx.commit().await?)
    }

    /// Does what the clock brings: late cards answer, and final answers that we were not told of are called back.
    pub async fn tick(&self, router: &Router) -> anyhow::Result<()> {
        let mut db = self.db.acquire().await?;
        store::answer_late(&mut db).await?;
        let untold = store::untold(&mut db, BATCH).await?;
        drop(db);
        for charge in untold {
            if let Err(error) = self.call_back(router, &charge).await {
                warn!(
                    reference = charge.reference,
                    error = format!("{error:#}"),
                    "callback not taken, sent again later"
                );
            }
        }
        Ok(())
    }

    /// Calls over the route that a real gateway would use.
    async fn call_back(&self, router: &Router, charge: &store::Known) -> anyhow::Result<()> {
        let body = serde_json::to_vec(&Message {
            // A charge has one final answer, so every repeat of it bears the same id.
            id: format!("evt_{}", charge.reference),
            reference: charge.reference.clone(),
            status: charge.status.clone(),
            amount_minor: charge.amount_minor,
            currency: charge.currency.clone(),
        })?;
        let request = Request::post("/webhooks/simulated")
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature::sign(&self.key, charge.now.unix_timestamp(), &body))
            .body(Body::from(body))?;
        let Ok(response) = router.clone().oneshot(request).await;
        ensure!(response.status().is_success(), "answered {}", response.status());
        let mut db = self.db.acquire().await?;
        Ok(store::told(&mut db, &charge.reference).await?)
    }

    /// Reads a callback, if it is signed with our key and fresh by the database's clock.
    pub async fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Callback, Error> {
        let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let signed_at =
            signature::verify(&self.key, signature, body).ok_or(Error::BadCallback("The signature is wrong."))?;
        let now = store::now(&mut *self.db.acquire().await?).await?;
        if !signature::is_fresh(signed_at, now.unix_timestamp()) {
            return Err(Error::BadCallback("The signature is too old."));
        }
        let body: serde_json::Value = serde_json::from_slice(body).map_err(|_| UNREADABLE)?;
        let message = Message::deserialize(&body).map_err(|_| UNREADABLE)?;
        // PostgreSQL has no NUL in its texts.
        if body.to_string().contains("\\u0000") {
            return Err(UNREADABLE);
        }
        let Message { id, reference, amount_minor, currency, .. } = message;
        Ok(Callback { id, reference, amount_minor, currency, body })
    }
}

async fn known(db: &mut PgConnection, reference: &str) -> anyhow::Result<Standing> {
    standing(store::find(db, reference).await?.context("there is no such charge")?)
}

fn standing(known: store::Known) -> anyhow::Result<Standing> {
    Ok(match known.status.as_str() {
        "confirming" => Standing::Confirming,
        "processing" => Standing::Processing,
        "succeeded" => {
            let currency = Currency::from_code(&known.currency).context("a currency that we do not know")?;
            Standing::Succeeded(Money::new(known.amount_minor, currency))
        }
        "declined" | "void" => Standing::Declined(known.declined.unwrap_or_default()),
        other => bail!("unknown status `{other}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::payments::TEST_CARDS;

    #[test]
    fn the_test_cards_do_what_the_pay_page_says() {
        let scripts = TEST_CARDS.map(|test| {
            let card = Card {
                number: test.number.to_owned(),
                expires: String::new(),
                code: String::new(),
                holder: String::new(),
            };
            (test.result, Script::of(&card))
        });

        assert_eq!(
            scripts,
            [
                ("Succeeds", Script::Succeeds),
                ("No funds", Script::LacksFunds),
                ("Asks to confirm", Script::AsksToConfirm),
                ("Answers late", Script::AnswersLate),
                ("Never answers", Script::NeverAnswers),
            ]
        );
    }
}
