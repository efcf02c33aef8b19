//! Asks payments.

use crate::catalog::behind;
use contracts::{
    Caller, Problem,
    ids::PaymentId,
    page::Page,
    payments::{Balance, Card, Commissions, Confirmation, LedgerEntry, Payment, SetCommission, Statement},
};
use serde_json::{Value, json};
use time::Date;
use web::Upstream;

#[derive(Clone)]
pub struct Payments(pub Upstream);

impl Payments {
    /// The payment. It appears some milliseconds after its order, or when [`Self::hear`] was called; until then it is a 404.
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

    /// What is told of a payment that has succeeded, as it travels; for [`Orders::hear`](crate::Orders::hear).
    pub async fn succeeded(&self, id: PaymentId) -> Result<Value, Problem> {
        self.0.get(&Caller::System, &format!("/api/payments/{id}/succeeded")).await
    }

    /// Brings what [`Orders::created`](crate::Orders::created) tells of an order. Safe at any time, any number of times.
    pub async fn hear(&self, created: &Value) -> Result<(), Problem> {
        self.0.post(&Caller::System, "/api/payments", created).await
    }

    /// The entries of the member's shop, latest first.
    pub async fn ledger(&self, member: &Caller, after: Option<&str>) -> Result<Page<LedgerEntry>, Problem> {
        self.0.get(member, &format!("/api/seller/ledger{}", behind(after))).await
    }

    pub async fn balance(&self, member: &Caller) -> Result<Balance, Problem> {
        self.0.get(member, "/api/seller/balance").await
    }

    /// All entries between two days (UTC), both included, as a file.
    pub async fn statement(&self, member: &Caller, from: Date, to: Date) -> Result<Statement, Problem> {
        self.0.get(member, &format!("/api/seller/statement?from={from}&to={to}")).await
    }

    /// What the market keeps, for admins.
    pub async fn commissions(&self, admin: &Caller) -> Result<Commissions, Problem> {
        self.0.get(admin, "/api/admin/commissions").await
    }

    pub async fn set_commission(&self, admin: &Caller, set: &SetCommission) -> Result<Commissions, Problem> {
        self.0.put(admin, "/api/admin/commissions", set).await
    }
}
