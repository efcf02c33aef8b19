//! A payment: what it is made of, and what may become of it.

use crate::error::Error;
use contracts::{
    Money,
    events::{OrderCreated, OrderPart},
    ids::{OrderId, PaymentId, SellerId},
    payments::Status,
};
use serde::{Deserialize, Serialize};

/// One order of the group: what the buyer pays for it, and what the market keeps of that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub order: OrderId,
    pub seller: SellerId,
    /// Goods and delivery.
    pub total: Money,
    pub commission: Money,
}

impl Part {
    fn of(part: &OrderPart, commission_bp: i64) -> Self {
        Self {
            order: part.order,
            seller: part.seller,
            total: part.total,
            commission: commission(part.items, commission_bp),
        }
    }
}

/// The market's share of the price of goods, rounded half up to the minor unit. Delivery is the seller's.
fn commission(items: Money, basis_points: i64) -> Money {
    let minor = (i128::from(items.minor) * i128::from(basis_points) + 5_000).div_euclid(10_000);
    // At most the price: the rate is at most 10 000.
    Money::new(minor.clamp(0, i128::from(items.minor.max(0))) as i64, items.currency)
}

/// The parts of a new payment. Fails when what the orders cost is not what the group costs.
pub fn parts(event: &OrderCreated, commission_bp: i64) -> anyhow::Result<Vec<Part>> {
    for part in &event.orders {
        anyhow::ensure!(part.items.plus(part.delivery)? == part.total, "order {} does not add up", part.order);
    }
    let sum = Money::sum(event.total.currency, event.orders.iter().map(|part| part.total))?;
    anyhow::ensure!(sum == event.total, "the orders of group {} cost {sum} together, not {}", event.group, event.total);
    Ok(event.orders.iter().map(|part| Part::of(part, commission_bp)).collect())
}

/// A payment whose row is locked, so that what it says stays true until commit.
#[derive(Debug)]
pub struct Payment {
    pub id: PaymentId,
    pub amount: Money,
    pub status: Status,
    pub parts: Vec<Part>,
    /// True when the stock is no longer held.
    pub hold_over: bool,
}

/// What trying a card comes to before the gateway is asked.
#[derive(Debug, PartialEq)]
pub enum Trying {
    /// A charge may begin.
    Begin,
    /// Nothing is left to pay.
    Paid,
}

impl Payment {
    /// Whether a card may be charged now.
    pub fn try_card(&self) -> Result<Trying, Error> {
        match self.status {
            Status::Succeeded | Status::PartiallyRefunded | Status::Refunded => Ok(Trying::Paid),
            Status::Processing => Err(Error::InProgress),
            Status::Pending if !self.hold_over => Ok(Trying::Begin),
            Status::Pending | Status::Expired | Status::Failed => Err(Error::HoldExpired),
        }
    }

    /// The part that an order is.
    pub fn part(&self, order: OrderId) -> Option<&Part> {
        self.parts.iter().find(|part| part.order == order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Currency;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    fn payment(status: Status, hold_over: bool) -> Payment {
        Payment { id: PaymentId(Uuid::nil()), amount: inr(1), status, parts: Vec::new(), hold_over }
    }

    #[test]
    fn half_a_paisa_of_commission_is_rounded_up() {
        let shares = [4, 5, 15, 99_995].map(|items| commission(inr(items), 1_000).minor);

        assert_eq!(shares, [0, 1, 2, 10_000]);
    }

    #[test]
    fn a_card_is_tried_only_while_the_goods_are_held_and_nothing_is_under_way() {
        let code = |status, hold_over| match payment(status, hold_over).try_card() {
            Ok(Trying::Begin) => "begin",
            Ok(Trying::Paid) => "paid",
            Err(Error::InProgress) => "in progress",
            Err(Error::HoldExpired) => "expired",
            Err(other) => panic!("{other}"),
        };

        assert_eq!(
            Status::ALL.map(|status| code(status, false)),
            ["begin", "in progress", "paid", "expired", "expired", "paid", "paid"]
        );
        assert_eq!(code(Status::Pending, true), "expired");
        assert_eq!(code(Status::Succeeded, true), "paid");
    }

    proptest! {
        #[test]
        fn commission_is_between_nothing_and_the_price(items in 0..i64::MAX, basis_points in 0..=10_000_i64) {
            let share = commission(inr(items), basis_points).minor;

            prop_assert!((0..=items).contains(&share));
            let exact = i128::from(items) * i128::from(basis_points);
            prop_assert!((i128::from(share) * 10_000 - exact).abs() <= 5_000);
        }
    }
}
