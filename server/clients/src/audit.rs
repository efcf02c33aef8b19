//! Asks audit.

use contracts::{
    Caller, Page, Problem,
    audit::{Chain, Entry, Filter},
    events::AuditRecorded,
};
use web::Upstream;

#[derive(Clone)]
pub struct Audit(pub Upstream);

impl Audit {
    /// What was done, latest first. For admins.
    pub async fn entries(&self, caller: &Caller, filter: &Filter) -> Result<Page<Entry>, Problem> {
        self.0.get(caller, &format!("/api/admin/audit?{}", filter.query())).await
    }

    /// Whether the chain holds. For admins; looks at every entry.
    pub async fn verify(&self, caller: &Caller) -> Result<Chain, Problem> {
        self.0.get(caller, "/api/admin/audit/verify").await
    }

    /// Records an act of a part of Levomart that has no outbox. Once per id of the entry.
    pub async fn record(&self, entry: &AuditRecorded) -> Result<(), Problem> {
        self.0.post(&Caller::System, "/api/audit/entries", entry).await
    }
}
