//! Notices, as whoever is told reads them.

use crate::{Notifications, error::Error, store};
use contracts::{
    Caller,
    ids::NoticeId,
    notifications::{MOST_UNREAD, Notice, Unread},
    page::Page,
};
use sqlx::PgPool;
use tracing::debug;
use uuid::Uuid;

/// Notices on a page.
const PAGE: usize = 30;

/// Notices are kept this long: what nobody has read by then is no news.
pub const KEPT_DAYS: i32 = 90;

/// The audience of notices for those who look after the market; no shop and nobody has this id.
pub const MARKET: Uuid = Uuid::nil();

/// Who reads, and whose notices: a member those of the shop, an admin those of the market, an applicant their own.
pub struct Reader {
    pub user: Uuid,
    pub audience: Uuid,
}

impl Reader {
    fn of(caller: &Caller) -> Result<Self, Error> {
        let user = caller.user().ok_or(Error::NotLoggedIn)?.0;
        let audience = if caller.is_admin() { MARKET } else { caller.seller().map_or(user, |seller| seller.0) };
        Ok(Self { user, audience })
    }
}

/// One page of what the caller is told, newest first.
pub async fn list(notifications: &Notifications, caller: &Caller, after: Option<&str>) -> Result<Page<Notice>, Error> {
    let reader = Reader::of(caller)?;
    let before = after.map_or(Ok(Uuid::max()), |text| text.parse().map_err(|_| Error::NoSuchPlace(text.to_owned())))?;
    let mut db = notifications.db.acquire().await?;
    let mut items = store::notices::list(&mut db, &reader, before, PAGE as i64 + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Page { items, next })
}

/// How many the caller has not read.
pub async fn count_unread(notifications: &Notifications, caller: &Caller) -> Result<Unread, Error> {
    let reader = Reader::of(caller)?;
    let count = store::notices::count_unread(&mut *notifications.db.acquire().await?, &reader).await?;
    Ok(Unread { count: u32::try_from(count).unwrap_or(u32::MAX).min(MOST_UNREAD + 1) })
}

/// Marks one as read.
pub async fn read(notifications: &Notifications, caller: &Caller, id: NoticeId) -> Result<Notice, Error> {
    let reader = Reader::of(caller)?;
    let mut db = notifications.db.acquire().await?;
    store::notices::mark(&mut db, &reader, id).await?;
    store::notices::one(&mut db, &reader, id).await?.ok_or(Error::NotFound("notice"))
}

/// Marks all up to `newest` as read.
pub async fn read_all(notifications: &Notifications, caller: &Caller, newest: NoticeId) -> Result<(), Error> {
    let reader = Reader::of(caller)?;
    Ok(store::notices::mark_up_to(&mut *notifications.db.acquire().await?, &reader, newest).await?)
}

/// Deletes what is old.
pub async fn forget(db: PgPool) -> anyhow::Result<()> {
    let count = store::notices::delete_old(&mut *db.acquire().await?, KEPT_DAYS).await?;
    debug!(count, "old notices deleted");
    Ok(())
}
