//! Places an order: stock is held, prices are fixed, payment is still to come.

use crate::{
    Config, Orders,
    bill::Bill,
    checkout::checkout,
    claim::{self, Begun, Claim},
    delivery,
    error::Error,
    store::{groups, idempotency, orders as store, parcels},
};
use anyhow::Context;
use contracts::{
    Caller, Kind, Money, Problem,
    cart::{MAX_LINES, Snag},
    events::{OrderCreated, OrderEvent},
    identity::{Postal, plausible_email},
    ids::{OfferId, SellerId},
    inventory::{Offer, Refusal, reserve_response::Outcome},
    orders::{CartChanged, PlaceOrder, Placed},
    problem::Check,
};
use std::time::Duration;
use time::OffsetDateTime;
use tracing::{info, warn};
use uuid::Uuid;

/// The hold outlives the order's own clock by this much, so that a payment in the last second still finds its stock.
const HOLD_GRACE: Duration = Duration::from_secs(600);

/// Orders of one buyer that may wait for their payment; more would hold stock that others want to buy.
const MAX_UNPAID: i64 = 5;

/// How often another number is tried when one is taken: of a hundred million numbers, hardly ever twice.
const NUMBER_TRIES: u32 = 8;

/// Places what is in the caller's cart. The same key and request give the same answer, however often they are sent.
///
/// # Errors
/// [`Error::CartChanged`] when stock or total are not what the shopper saw; then nothing is held, and the key is free.
pub async fn place(orders: &Orders, caller: &Caller, key: &str, request: PlaceOrder) -> Result<Placed, Error> {
    let subject = caller.subject().ok_or(Error::NoSubject)?;
    let request = checked(request)?;
    let claim = match claim::begin(orders, subject, key, &request).await? {
        Begun::Ours(claim) => claim,
        Begun::Done(placed) => return Ok(placed),
    };
    match attempt(orders, caller, &claim, &request).await {
        Ok(Attempt::Placed(placed)) => {
            info!(order.group = %placed.group, "order `{}` placed", placed.number);
            Ok(placed)
        }
        Ok(Attempt::Changed(in_the_way)) => {
            give_up(orders, &claim).await?;
            Err(changed(orders, caller, &request, in_the_way).await?)
        }
        Err(error) if error.is_refusal() => {
            give_up(orders, &claim).await?;
            Err(error)
        }
        // Nobody knows what was done: stock may be held, the order may even be there. Both stay, so that a repeat goes on.
        Err(error) => {
            idempotency::unlock(&mut *orders.db.acquire().await?, &claim).await?;
            Err(error)
        }
    }
}

enum Attempt {
    Placed(Placed),
    /// Not what the shopper saw; the snags that catalog named.
    Changed(Vec<(OfferId, Snag)>),
}

async fn attempt(orders: &Orders, caller: &Caller, claim: &Claim, request: &PlaceOrder) -> Result<Attempt, Error> {
    let Config { hold, delivery, currency, .. } = &*orders.config;
    if idempotency::count_unpaid(&mut *orders.db.acquire().await?, claim.subject).await? > MAX_UNPAID {
        return Err(Error::TooManyUnpaid);
    }
    let lines = orders.cart.contents(caller).await?.lines;
    if lines.is_empty() {
        return Err(Error::CartEmpty);
    }
    let offers = match orders.inventory.reserve(claim.group, &lines, *hold + HOLD_GRACE).await {
        Ok(Outcome::Reserved(reservation)) => reservation.offers,
        Ok(Outcome::Refused(refusal)) => return Ok(Attempt::Changed(snags(&refusal)?)),
        // The group holds what was in the cart before a crash; since then the cart has changed.
        Err(problem) if problem.kind == Kind::Invalid => return Ok(Attempt::Changed(Vec::new())),
        Err(problem) => return Err(problem.into()),
    };
    let goods = matched(offers, &lines)?;
    let today = contracts::delivery::today(OffsetDateTime::now_utc());
    let seller = |(offer, _): &(Offer, u32)| offer.seller.as_ref()?.seller_id.parse().ok();
    let sellers: Vec<SellerId> = goods.iter().filter_map(seller).collect();
    let days = parcels::days(&mut *orders.db.acquire().await?, &sellers).await?;
    let bill = Bill::draw(&goods, &request.delivery, delivery, *currency, today, &days)?;
    if bill.totals.total.minor != request.expected_total {
        return Ok(Attempt::Changed(Vec::new()));
    }
    Ok(Attempt::Placed(record(orders, caller, claim, request, &bill).await?))
}

/// Writes it all down at once: the order, the answer to the request, and the event.
async fn record(
    orders: &Orders,
    caller: &Caller,
    claim: &Claim,
    request: &PlaceOrder,
    bill: &Bill,
) -> Result<Placed, Error> {
    let mut tx = orders.db.begin().await?;
    if !idempotency::is_ours(&mut tx, claim).await? {
        return Err(Error::InProgress);
    }
    let placed = insert_group(orders, &mut tx, caller, claim, request, bill).await?;
    store::insert(&mut tx, placed.group, &placed.number, &bill.parts).await?;
    idempotency::finish(&mut tx, claim, &placed).await?;
    let event = OrderEvent::Created(OrderCreated {
        group: placed.group,
        number: placed.number.clone(),
        buyer: claim.subject,
        total: placed.total,
        units: bill.units,
        hold_expires_at: placed.hold_expires_at,
        orders: bill.order_parts(),
    });
    orders.outbox.publish(&mut tx, groups::FIRST_VERSION, &event).await?;
    orders.outbox.commit(tx).await?;
    Ok(placed)
}

async fn insert_group(
    orders: &Orders,
    tx: &mut sqlx::PgConnection,
    caller: &Caller,
    claim: &Claim,
    request: &PlaceOrder,
    bill: &Bill,
) -> Result<Placed, Error> {
    for _ in 0..NUMBER_TRIES {
        let group = groups::New {
            id: claim.group,
            number: number(Uuid::new_v4()),
            buyer: claim.subject,
            buyer_is_user: caller.user().is_some(),
            request,
            bill,
            hold: orders.config.hold,
        };
        if let Some(hold_expires_at) = groups::insert(tx, &group).await? {
            return Ok(Placed { group: group.id, number: group.number, total: bill.totals.total, hold_expires_at });
        }
    }
    Err(anyhow::anyhow!("no free order number in {NUMBER_TRIES} tries").into())
}

/// The number that people read, `LM-4207-7731`, from a random id.
fn number(random: Uuid) -> String {
    let digits = random.as_u128() % 100_000_000;
    format!("LM-{:04}-{:04}", digits / 10_000, digits % 10_000)
}

/// Frees the key and what is held, unless a repeat has taken over: then both are the repeat's.
async fn give_up(orders: &Orders, claim: &Claim) -> Result<(), Error> {
    if !idempotency::delete(&mut *orders.db.acquire().await?, claim).await? {
        return Err(Error::InProgress);
    }
    if let Err(problem) = orders.inventory.release(claim.group, &[]).await {
        warn!(order.group = %claim.group, %problem, "stock of a refused order is not released, it stays held until it expires");
    }
    Ok(())
}

/// The refusal with the cart as it is now. What catalog named is in it, even if cart does not see it.
async fn changed(
    orders: &Orders,
    caller: &Caller,
    request: &PlaceOrder,
    in_the_way: Vec<(OfferId, Snag)>,
) -> Result<Error, Error> {
    let mut checkout = checkout(orders, caller, &request.delivery).await?;
    for (offer, snag) in in_the_way {
        if !checkout.snags.iter().any(|(known, _)| *known == offer) {
            checkout.snags.push((offer, snag));
        }
    }
    let expected = Money::new(request.expected_total, checkout.total.currency);
    Ok(Error::CartChanged(Box::new(CartChanged { expected, checkout })))
}

fn snags(refusal: &Refusal) -> anyhow::Result<Vec<(OfferId, Snag)>> {
    let snag = |available| if available == 0 { Snag::SoldOut } else { Snag::Short { available } };
    let shortages = refusal.shortages.iter();
    shortages.map(|shortage| Ok((shortage.offer_id.parse()?, snag(shortage.available)))).collect()
}

/// The offers of a reservation beside the quantities that were asked for.
fn matched(offers: Vec<Offer>, lines: &[(OfferId, u32)]) -> anyhow::Result<Vec<(Offer, u32)>> {
    anyhow::ensure!(offers.len() == lines.len(), "{} offers answer {} lines", offers.len(), lines.len());
    let pair = |(offer, (id, quantity)): (Offer, &(OfferId, u32))| {
        anyhow::ensure!(offer.offer_id.parse() == Ok(*id), "offer {} answers a line of {id}", offer.offer_id);
        Ok((offer, *quantity))
    };
    offers.into_iter().zip(lines).map(pair).collect::<anyhow::Result<_>>().context("reading a reservation")
}

/// The request with its texts trimmed, if all of it is acceptable.
fn checked(mut request: PlaceOrder) -> Result<PlaceOrder, Problem> {
    let Postal { name, line1, line2, city, region, postal_code, country, phone } = &mut request.postal;
    for text in [&mut request.email, name, line1, line2, city, region, postal_code, country, phone] {
        *text = text.trim().to_owned();
    }
    let mut check = Check::default();
    check.that(plausible_email(&request.email), "email", "Please enter an e-mail address like name@example.in.");
    request.postal.check(&mut check);
    check.that(request.postal.phone.len() <= 40, "phone", "This phone number is too long.");
    let known = request.delivery.len() <= MAX_LINES && request.delivery.values().all(|code| delivery::is_known(code));
    check.that(known, "delivery", "Please choose one of the delivery options.");
    check.done()?;
    Ok(request)
}

impl Error {
    /// Whether the request was understood and not done; the opposite is that nobody knows.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Internal(_) => false,
            Self::Refused(problem) => !matches!(problem.kind, Kind::Unavailable | Kind::Internal),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_two_groups_of_four_digits() {
        assert_eq!(number(Uuid::from_u128(42_077_731)), "LM-4207-7731");
        assert_eq!(number(Uuid::from_u128(7_100_000_012)), "LM-0000-0012");
    }
}
