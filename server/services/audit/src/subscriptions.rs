//! What audit listens to.

use crate::{Audit, append::append};
use contracts::events::AuditEvent;
use events::{Inbox, Subscription};

const INBOX: Inbox = Inbox::new("audit");

/// Acts of all slices.
pub fn all(audit: Audit) -> Subscription {
    Subscription::new("audit", move |event: AuditEvent, envelope| {
        let audit = audit.clone();
        async move {
            let AuditEvent::Recorded(entry) = event;
            let mut tx = audit.db.begin().await?;
            if INBOX.first_time(&mut tx, &envelope).await? {
                append(&mut tx, &entry).await?;
            }
            Ok(tx.commit().await?)
        }
    })
    .waiting_for(web::is_transient)
}
