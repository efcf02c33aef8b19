//! Gateways: who moves the money.
//!
//! A gateway knows a charge by our reference, which is its idempotency key: the same charge, refund or void may be
//! asked for any number of times. What it says about a reference is the truth; callbacks are only a hint to ask.

mod simulated;

pub use simulated::Simulated;

use contracts::{
    Money, Problem,
    payments::{Card, Confirmation},
};
use std::time::Duration;
use uuid::Uuid;

/// A gateway that has not answered by then is treated as one whose answer was lost: the sweeper asks again.
const TIMEOUT: Duration = Duration::from_secs(8);

/// How a charge stands at the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The shopper has to confirm first.
    Confirming,
    /// Nobody knows yet.
    Processing,
    /// So much money came in. Final.
    Succeeded(Money),
    /// It will never bring money; why, in words for the shopper. Final.
    Declined(String),
}

/// What a gateway called to say. Worth nothing by itself; its reference is asked for.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The gateway's id of this message; repeats bear the same.
    pub id: String,
    pub reference: String,
    pub amount_minor: i64,
    pub currency: String,
    /// The message as it came.
    pub body: serde_json::Value,
}

/// The gateways there are.
#[derive(Clone)]
pub enum Gateway {
    /// Pretends: its pay page is ours and its cards are test cards.
    Simulated(Simulated),
}

impl Gateway {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Simulated(_) => "simulated",
        }
    }

    /// Charges a card. An error means that the outcome is unknown.
    pub async fn charge(&self, reference: &str, amount: Money, card: &Card) -> anyhow::Result<Standing> {
        let Self::Simulated(gateway) = self;
        within(gateway.charge(reference, amount, card)).await
    }

    /// Hands on the shopper's answer to the second step; changes nothing unless the charge waits for it.
    pub async fn confirm(&self, reference: &str, answer: Confirmation) -> anyhow::Result<Standing> {
        let Self::Simulated(gateway) = self;
        within(gateway.confirm(reference, answer)).await
    }

    /// The truth about a reference; `None` when the gateway has never heard of it.
    pub async fn standing(&self, reference: &str) -> anyhow::Result<Option<Standing>> {
        let Self::Simulated(gateway) = self;
        within(gateway.standing(reference)).await
    }

    /// Makes sure that a reference that has brought no money never will, and says how it ended. A reference the gateway
    /// has not heard of is void from then on, so that a charge still on its way comes to nothing.
    pub async fn void(&self, reference: &str) -> anyhow::Result<Standing> {
        let Self::Simulated(gateway) = self;
        within(gateway.void(reference)).await
    }

    /// Sends money of a successful charge back. `key` makes it happen once.
    pub async fn refund(&self, key: Uuid, reference: &str, amount: Money) -> anyhow::Result<()> {
        let Self::Simulated(gateway) = self;
        within(gateway.refund(key, reference, amount)).await
    }
}

async fn within<T>(answer: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::time::timeout(TIMEOUT, answer).await.map_err(|_| Problem::unavailable("The bank"))?
}
