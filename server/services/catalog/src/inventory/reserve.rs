//! Holds stock for an order group, all lines or none.

use super::{Cause, Movement, Reason, record};
use crate::{Catalog, store::inventory as store};
use anyhow::Context;
use contracts::{
    ids::{GroupId, OfferId},
    inventory::{Offer, Refusal, Reservation, ReserveRequest, Shortage},
};
use std::collections::BTreeMap;

/// The most lines of one request: a full cart.
const MAX_LINES: usize = 100;

/// The most of one line; keeps sums far from 32 bits.
const MAX_QUANTITY: u32 = 9_999;

/// The longest hold, in seconds: a day.
const MAX_TTL: u32 = 86_400;

/// What is to be held, as it was asked for.
pub(super) struct Hold {
    group: GroupId,
    /// In the order of the request; an offer may come twice.
    lines: Vec<(OfferId, u32)>,
    ttl_seconds: u32,
}

pub(super) enum Answer {
    Reserved(Reservation),
    Refused(Refusal),
    /// The group holds stock already, but not for these lines: whoever asks has mixed up two orders.
    HoldsOtherLines,
}

impl Hold {
    /// Reads a request; fails with what is wrong with it.
    pub fn parse(request: &ReserveRequest) -> Result<Self, &'static str> {
        if request.lines.is_empty() || request.lines.len() > MAX_LINES {
            return Err("a hold has 1 to 100 lines");
        }
        if !(1..=MAX_TTL).contains(&request.ttl_seconds) {
            return Err("a hold lives 1 to 86400 seconds");
        }
        let group = request.group_id.parse().map_err(|_| "a group id is a UUID")?;
        let lines = request.lines.iter().map(|line| match line.offer_id.parse() {
            Ok(offer) if (1..=MAX_QUANTITY).contains(&line.quantity) => Ok((offer, line.quantity)),
            Ok(_) => Err("a quantity is 1 to 9999"),
            Err(_) => Err("an offer id is a UUID"),
        });
        Ok(Self { group, lines: lines.collect::<Result<_, _>>()?, ttl_seconds: request.ttl_seconds })
    }

    /// Quantity per offer, in the order in which stock is locked.
    fn wanted(&self) -> BTreeMap<OfferId, u32> {
        let mut wanted = BTreeMap::new();
        for (offer, quantity) in &self.lines {
            *wanted.entry(*offer).or_default() += quantity;
        }
        wanted
    }

    fn reservation(&self, expires_at: i64, offers: &BTreeMap<OfferId, Offer>) -> Reservation {
        let offers = self.lines.iter().filter_map(|(offer, _)| offers.get(offer).cloned()).collect();
        Reservation { expires_at, offers }
    }
}

/// Holds the stock, or names every line that stands in the way. Asked again, it answers the same.
pub(super) async fn reserve(catalog: &Catalog, hold: &Hold) -> anyhow::Result<Answer> {
    web::retry(|| attempt(catalog, hold)).await
}

async fn attempt(catalog: &Catalog, hold: &Hold) -> anyhow::Result<Answer> {
    let wanted = hold.wanted();
    let offers: Vec<OfferId> = wanted.keys().copied().collect();
    let mut tx = catalog.db.begin().await?;

    store::lock_group(&mut tx, hold.group).await?;
    let held = store::taken(&mut tx, hold.group).await?;
    if !held.is_empty() {
        if held != wanted {
            return Ok(Answer::HoldsOtherLines);
        }
        let expires_at = store::renew_expired(&mut tx, hold.group, hold.ttl_seconds).await?;
        let mut quotes = store::quote(&mut tx, &offers).await?;
        for (offer, quote) in &mut quotes {
            quote.available += held.get(offer).copied().unwrap_or_default();
        }
        tx.commit().await?;
        return Ok(Answer::Reserved(hold.reservation(expires_at, &quotes)));
    }

    store::lock_stock(&mut tx, &offers).await?;
    // Read under the locks, so what it says of stock stays true until commit.
    let quotes = store::quote(&mut tx, &offers).await?;
    let shortages = shortages(&wanted, &quotes);
    if !shortages.is_empty() {
        return Ok(Answer::Refused(Refusal { shortages }));
    }
    let movements: Vec<Movement> = wanted
        .iter()
        .map(|(&offer, &quantity)| Movement { offer, on_hand: 0, reserved: i64::from(quantity) })
        .collect();
    record(catalog, &mut tx, Cause::order(Reason::Reserved, hold.group), &movements).await?;
    let expires_at = store::hold(&mut tx, hold.group, &wanted, hold.ttl_seconds)
        .await?
        .context("a group without a hold has a reservation that is in the way")?;
    catalog.outbox.commit(tx).await?;
    Ok(Answer::Reserved(hold.reservation(expires_at, &quotes)))
}

/// Every offer of which less is left than wanted. Of what is unknown or not on sale, nothing is left.
fn shortages(wanted: &BTreeMap<OfferId, u32>, quotes: &BTreeMap<OfferId, Offer>) -> Vec<Shortage> {
    let left = |offer| quotes.get(offer).filter(|quote| quote.on_sale).map_or(0, |quote| quote.available);
    wanted
        .iter()
        .map(|(offer, &wanted)| Shortage { offer_id: offer.to_string(), wanted, available: left(offer) })
        .filter(|shortage| shortage.available < shortage.wanted)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::inventory::Line;
    use uuid::Uuid;

    fn request(quantities: &[(u128, u32)]) -> ReserveRequest {
        let line = |&(id, quantity): &(u128, u32)| Line { offer_id: Uuid::from_u128(id).to_string(), quantity };
        ReserveRequest {
            group_id: Uuid::nil().to_string(),
            lines: quantities.iter().map(line).collect(),
            ttl_seconds: 900,
        }
    }

    #[test]
    fn lines_of_one_offer_are_summed() {
        let hold = Hold::parse(&request(&[(2, 3), (1, 1), (2, 4)])).unwrap();

        let wanted: Vec<_> = hold.wanted().into_iter().map(|(offer, quantity)| (offer.0.as_u128(), quantity)).collect();

        assert_eq!(wanted, [(1, 1), (2, 7)]);
    }

    #[test]
    fn requests_out_of_bounds_are_refused() {
        let too_many = vec![(1, 1); 101];
        for lines in [&[][..], &[(1, 0)], &[(1, 10_000)], &too_many] {
            assert!(Hold::parse(&request(lines)).is_err(), "{} lines", lines.len());
        }
        for ttl_seconds in [0, 86_401] {
            assert!(Hold::parse(&ReserveRequest { ttl_seconds, ..request(&[(1, 1)]) }).is_err(), "{ttl_seconds} s");
        }
        assert!(Hold::parse(&ReserveRequest { group_id: "1".to_owned(), ..request(&[(1, 1)]) }).is_err());
    }

    #[test]
    fn every_short_line_is_named() {
        let wanted = [1, 2, 3, 4].map(|id| (OfferId(Uuid::from_u128(id)), 2)).into();
        let offer = |available, on_sale| Offer { available, on_sale, ..Offer::default() };
        let quotes = [(1, offer(2, true)), (2, offer(1, true)), (3, offer(9, false))]
            .map(|(id, offer)| (OfferId(Uuid::from_u128(id)), offer))
            .into();

        let short: Vec<_> = shortages(&wanted, &quotes).into_iter().map(|short| short.available).collect();

        assert_eq!(short, [1, 0, 0], "the second is short, the third not on sale, the fourth unknown");
    }
}
