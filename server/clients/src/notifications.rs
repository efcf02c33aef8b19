//! Asks notifications.

use crate::catalog::behind;
use contracts::{
    Caller, Problem,
    ids::NoticeId,
    notifications::{MailChoice, Notice, Unread},
    page::Page,
};
use serde_json::json;
use web::Upstream;

#[derive(Clone)]
pub struct Notifications(pub Upstream);

impl Notifications {
    /// What the caller's shop is told, or what an applicant is told, newest first; after the place that `after` names.
    pub async fn notices(&self, caller: &Caller, after: Option<&str>) -> Result<Page<Notice>, Problem> {
        self.0.get(caller, &format!("/api/notifications/notices{}", behind(after))).await
    }

    /// How many of them the caller has not read; counted up to one more than `MOST_UNREAD`.
    pub async fn unread(&self, caller: &Caller) -> Result<u32, Problem> {
        let unread: Unread = self.0.get(caller, "/api/notifications/unread").await?;
        Ok(unread.count)
    }

    /// Marks one as read by the caller.
    pub async fn read(&self, caller: &Caller, id: NoticeId) -> Result<Notice, Problem> {
        self.0.post(caller, &format!("/api/notifications/notices/{id}/read"), &()).await
    }

    /// Marks everything up to `newest` as read by the caller; what has come since stays unread.
    pub async fn read_all(&self, caller: &Caller, newest: NoticeId) -> Result<(), Problem> {
        self.0.post(caller, "/api/notifications/notices/read", &json!({ "newest": newest })).await
    }

    /// About what the shop gets mail.
    pub async fn mail(&self, caller: &Caller) -> Result<Vec<MailChoice>, Problem> {
        self.0.get(caller, "/api/seller/notifications/mail").await
    }

    /// Decides about what the shop gets mail; for owners.
    pub async fn choose_mail(&self, caller: &Caller, choices: &[MailChoice]) -> Result<Vec<MailChoice>, Problem> {
        self.0.put(caller, "/api/seller/notifications/mail", &choices).await
    }
}
