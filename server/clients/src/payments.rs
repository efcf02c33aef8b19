//! Asks payments.

use contracts::{
    Caller, Problem,
    ids::PaymentId,
    payments::{Card, Confirmation, Payment},
};
use serde_json::json;
use web::Upstream;

#[derive(Clone)]
pub struct Payments(pub Upstream);

impl Payments {
    /// The payment. It appears some milliseconds after its order; until then it is a 404.
    pub async fn payment(&self, caller: &Caller, id: PaymentId) -> Result<Payment, Problem> {
        self.0.get(caller, &format!("/api/payments/{id}")).await
    }

    /// Tries to pay with a card on the simulated gateway.
    pub async fn pay(&self, caller: &Caller, id: PaymentId, card: &Card) -> Result<Payment, Problem> {
        self.0.post(caller, &format!("/api/payments/{id}/pay"), card).await
    }

    /// Answers the gateway's second step.
    pub async fn confirm(&self, caller: &Caller, id: PaymentId, answer: Confirmation) -> Result<Payment, Problem> {
        self.0.post(caller, &format!("/api/payments/{id}/confirm"), &json!({ "answer": answer })).await
    }

    /// Asks the gateway how the payment stands and draws the conclusions. Safe at any time, any number of times.
    pub async fn settle(&self, caller: &Caller, id: PaymentId) -> Result<Payment, Problem> {
        self.0.post(caller, &format!("/api/payments/{id}/settle"), &()).await
    }

    /// Lets the caller see the payment from now on, if the token of the order's signed link is right.
    pub async fn open(&self, caller: &Caller, id: PaymentId, access: &str) -> Result<(), Problem> {
        self.0.post(caller, &format!("/api/payments/{id}/open"), &json!({ "access": access })).await
    }
}
