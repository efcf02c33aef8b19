//! Acts with privilege or money in them, told to audit by the transaction that does them.

use contracts::{
    Caller,
    events::{AuditEvent, AuditRecorded},
    ids::{EntryId, SellerId},
};
use events::Outbox;
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that was done, before it is told.
#[derive(Default)]
pub struct Act<'a> {
    /// What was done, as `noun.verb`: `seller.suspend`, `stock.adjust`.
    pub action: &'a str,
    /// Kind and id of what it was done to.
    pub subject: (&'a str, Uuid),
    /// The shop that it is about.
    pub seller: Option<SellerId>,
    /// How things stood, of what has changed only. Never a password, a card or an address.
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<&'a str>,
}

impl Act<'_> {
    /// Puts the act into the slice's outbox, in the transaction that does it: what is not recorded does not happen.
    pub async fn record(self, tx: &mut PgConnection, outbox: &Outbox, caller: &Caller) -> anyhow::Result<()> {
        let entry = self.told(outbox.slice(), caller);
        outbox.publish(tx, 1, &AuditEvent::Recorded(entry)).await
    }

    /// The act as it is told, by a part of Levomart that has no outbox.
    pub fn told(self, slice: &str, caller: &Caller) -> AuditRecorded {
        AuditRecorded {
            entry: EntryId(Uuid::now_v7()),
            at: OffsetDateTime::now_utc(),
            slice: slice.to_owned(),
            actor: caller.user(),
            actor_kind: kind(caller).to_owned(),
            action: self.action.to_owned(),
            subject_kind: self.subject.0.to_owned(),
            subject: self.subject.1.to_string(),
            seller: self.seller.or(caller.seller()),
            before: self.before.map(|value| value.to_string()),
            after: self.after.map(|value| value.to_string()),
            reason: self.reason.filter(|reason| !reason.is_empty()).map(ToOwned::to_owned),
            from: crate::address(),
        }
    }
}

fn kind(caller: &Caller) -> &'static str {
    match caller {
        Caller::Member { .. } => "seller",
        Caller::User { .. } if caller.is_admin() => "admin",
        Caller::User { .. } | Caller::Guest { .. } => "shopper",
        Caller::Nobody | Caller::System => "system",
    }
}
