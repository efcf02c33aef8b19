//! New and changed products, looked at after the fact.

mod api;
mod checks;

pub(crate) use api::router;

use crate::{
    Catalog, Error,
    store::{goods, listed, listing, moderation as store},
};
use contracts::{
    Caller, Page,
    events::{CatalogEvent, ProductAnswered, ProductModerated},
    goods::Status,
    ids::ProductId,
    moderation::{Decide, Decision, FindProducts, Ground, Review, ReviewRow},
    problem::Check,
};
use serde_json::json;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;
use web::Act;

/// Rows of a page.
const PAGE: usize = 20;

/// The longest text that is searched for.
const MAX_QUERY: usize = 200;

/// The most characters that a seller is told.
const MAX_TEXT: usize = 1_000;

/// What every seller is told whose product is taken out of the shop (DSA, Article 17).
const REDRESS: &str = "A person has decided this; no automated means were used. If you do not agree, write to Levomart's \
                       support, turn to a certified out-of-court dispute settlement body, or go to court.";

/// Tells admins of those of the products, all locked, about which they had asked back and that their shop has changed since.
pub(crate) async fn tell_answers(catalog: &Catalog, tx: &mut PgConnection, products: &[Uuid]) -> Result<(), Error> {
    let answers = store::note_answers(tx, products).await?;
    let events = answers.into_iter().map(|store::Answer { product, seller, title, version }| {
        (version, CatalogEvent::ProductAnswered(ProductAnswered { product, seller, title }))
    });
    Ok(catalog.outbox.publish_all(tx, events).await?)
}

/// For everybody else, what admins do does not exist.
pub(crate) fn admin(caller: &Caller) -> Result<(), Error> {
    if caller.is_admin() { Ok(()) } else { Err(Error::NotFound("page")) }
}

impl Catalog {
    /// One page of products of all shops.
    pub(crate) async fn reviews(&self, caller: &Caller, find: &FindProducts) -> Result<Page<ReviewRow>, Error> {
        admin(caller)?;
        let q: String = find.q.trim().chars().filter(|c| *c != '\0').take(MAX_QUERY).collect();
        let mut db = listing::begin(&self.db).await?;
        let after = find.after.as_deref().and_then(read_cursor);
        let hits = match q.as_str() {
            "" => None,
            q => Some(store::hits(&mut db, find.state, q, after, PAGE + 1).await?),
        };
        let within = hits.as_ref().map(|hits| hits.ids.as_slice());
        let mut rows = store::list(&mut db, find.state, within, after, PAGE as i64 + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().filter(|_| more).map(|(mark, row)| (*mark, row.id.0));
        let next = last.or(hits.and_then(|hits| hits.until)).map(|(mark, id)| format!("{}.{id}", micros(mark)));
        Ok(Page { items: rows.into_iter().map(|(_, row)| row).collect(), next })
    }

    /// A product beside what it was when somebody looked at it last.
    pub(crate) async fn review(&self, caller: &Caller, id: ProductId) -> Result<Review, Error> {
        admin(caller)?;
        let tree = self.tree().await?;
        let mut db = self.db.acquire().await?;
        let kept = store::one(&mut db, id).await?.ok_or(Error::NotFound("product"))?;
        let now = store::shown(&mut db, id, &tree).await?;
        let findings = checks::findings(&now, kept.before.as_ref());
        Ok(Review {
            id,
            seen: micros(kept.changed_at),
            slug: kept.slug,
            seller: kept.seller,
            seller_name: kept.seller_name,
            status: kept.status,
            blocked: kept.blocked,
            changed_at: kept.changed_at,
            reviewed_at: kept.reviewed_at,
            now,
            before: kept.before,
            findings,
        })
    }

    /// Decides about a product as it was seen, and tells its seller.
    pub(crate) async fn decide(
        &self,
        caller: &Caller,
        id: ProductId,
        decision: Decision,
        request: &Decide,
    ) -> Result<(), Error> {
        admin(caller)?;
        let told = told(decision, request)?;
        let tree = self.tree().await?;
        let mut tx = self.db.begin().await?;
        let kept = store::lock(&mut tx, id).await?.ok_or(Error::NotFound("product"))?;
        if micros(kept.changed_at) != request.seen || !decision.fits(kept.status, kept.blocked) {
            return Err(Error::Edited);
        }
        let shown = store::shown(&mut tx, id, &tree).await?;
        let asked = (decision == Decision::Ask).then_some(told.as_str());
        let version = store::note_review(&mut tx, id, &shown, asked).await?;
        carry_out(&mut tx, id, decision, &told).await?;
        let event = ProductModerated {
            product: id,
            seller: kept.seller,
            title: shown.title,
            outcome: decision.outcome().to_owned(),
            reason: told,
        };
        self.outbox.publish(&mut tx, version, &CatalogEvent::ProductModerated(event)).await?;
        let (status, blocked) = decision.leaves(kept.status, kept.blocked);
        let ground = request.ground.filter(|_| decision.is_removal()).map(Ground::as_str);
        let act = Act {
            action: &format!("product.{}", decision.as_str()),
            subject: ("product", id.0),
            seller: Some(kept.seller),
            before: Some(json!({ "status": kept.status, "blocked": kept.blocked })),
            after: Some(json!({ "status": status, "blocked": blocked, "ground": ground })),
            reason: Some(request.text.trim()),
        };
        act.record(&mut tx, &self.outbox, caller).await?;
        self.outbox.commit(tx).await?;
        self.cache.forget_goods();
        tracing::info!(product.id = %id, decision = decision.as_str(), "product moderated");
        Ok(())
    }
}

/// Takes a product out of every list and off sale, or lets it back in.
///
/// What is deleted keeps its rows: orders name its offers, and its seller may have to show in court what it was.
async fn carry_out(tx: &mut PgConnection, id: ProductId, decision: Decision, told: &str) -> Result<(), Error> {
    match decision {
        Decision::Block => store::block(tx, id, told).await?,
        Decision::Unblock => store::unblock(tx, id).await?,
        Decision::Delete => {
            store::block(tx, id, told).await?;
            goods::set_status(tx, &[id.0], Status::Archived).await?;
        }
        Decision::Approve | Decision::Ask => return Ok(()),
    }
    Ok(listed::refresh(tx, &[id.0]).await?)
}

/// What the seller reads.
fn told(decision: Decision, request: &Decide) -> Result<String, Error> {
    let text = request.text.trim();
    let mut check = Check::default();
    let plain = text.chars().count() <= MAX_TEXT && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r'));
    check.that(plain, "text", "At most 1,000 characters fit.");
    let needed = decision == Decision::Ask || decision.is_removal();
    check.that(!needed || text.chars().count() >= 10, "text", "Tell the seller what is wrong, in a sentence or two.");
    let grounded = !decision.is_removal() || request.ground.is_some();
    check.that(grounded, "ground", "Choose the ground on which you take it out of the shop.");
    check.done().map_err(Error::Invalid)?;
    Ok(match request.ground.filter(|_| decision.is_removal()) {
        Some(ground) => format!("{} {text} {REDRESS}", ground.sentence()),
        None => text.to_owned(),
    })
}

/// Microseconds since the epoch, as exact as the database keeps it.
fn micros(at: OffsetDateTime) -> i64 {
    (at.unix_timestamp_nanos() / 1_000) as i64
}

fn read_cursor(text: &str) -> Option<(OffsetDateTime, Uuid)> {
    let (at, id) = text.split_once('.')?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.parse::<i64>().ok()?) * 1_000).ok()?;
    // PostgreSQL's calendar begins later than ours.
    (at.year() >= 1970).then_some((at, id.parse().ok()?))
}
