//! What was done, latest first.

use crate::{Audit, error::Error, store};
use contracts::{
    Caller, Page,
    audit::{Entry, Filter},
};

/// Entries of one page.
const PAGE: usize = 50;

/// A page of the entries that pass the filter. For admins.
pub async fn list(audit: &Audit, caller: &Caller, filter: &Filter) -> Result<Page<Entry>, Error> {
    if !caller.is_admin() {
        return Err(Error::NotFound);
    }
    let mut items = store::list(&mut *audit.db.acquire().await?, filter, PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|last| last.seq.to_string());
    Ok(Page { items, next })
}
