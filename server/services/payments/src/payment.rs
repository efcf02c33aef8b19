//! A payment: what it is made of, and what may become of it.

use crate::error::Error;
use contracts::{
    Money,
    events::{OrderCreated, OrderPart},
    ids::{CategoryId, OrderId, PaymentId, SellerId},
    money::MoneyError,
    payments::Status,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One order of the group: what the buyer pays for it, and what the market keeps of that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub order: OrderId,
    pub seller: SellerId,
    /// Goods and delivery.
    pub total: Money,
    /// The goods alone. Absent in payments that were opened before it was kept; then their delivery counts as goods.
    #[serde(default)]
    pub items: Option<Money>,
    pub commission: Money,
}

impl Part {
    fn of(part: &OrderPart, rates: &Rates) -> Result<Self, MoneyError> {
        Ok(Self {
            order: part.order,
            seller: part.seller,
            total: part.total,
            items: Some(part.items),
            commission: rates.commission(part)?,
        })
    }
}

impl Part {
    pub fn goods(&self) -> Money {
        self.items.unwrap_or(self.total)
    }

    /// How much of the commission has come back when so much of the order went back to the buyer: as large a share as of the
    /// goods, rounded half up. What a single refund brings is the difference before and after it, so that however an order is
    /// taken apart, all refunds together bring exactly the whole.
    pub fn commission_back(&self, refunded_minor: i64) -> i64 {
        let goods = i128::from(self.goods().minor);
        if goods <= 0 {
            return 0;
        }
        let refunded = i128::from(refunded_minor).clamp(0, goods);
        let back = (i128::from(self.commission.minor) * refunded * 2 + goods).div_euclid(goods * 2);
        // At most the commission, which is a bigint.
        back as i64
    }
}

/// The market's share of the price of goods, rounded half up to the minor unit. Delivery is the seller's.
fn commission(items: Money, basis_points: i64) -> Money {
    let minor = (i128::from(items.minor) * i128::from(basis_points) + 5_000).div_euclid(10_000);
    // At most the price: the rate is at most 10 000.
    Money::new(minor.clamp(0, i128::from(items.minor.max(0))) as i64, items.currency)
}

/// What the market keeps, in basis points.
#[derive(Clone, Debug)]
pub struct Rates {
    pub default_bp: i64,
    /// Shops with a rule of their own.
    pub shops: Vec<(SellerId, i64)>,
    /// Categories with a rule of their own; it holds below them, too.
    pub categories: Vec<(CategoryId, i64)>,
}

impl Rates {
    /// The most specific rule: the shop's, else that of the nearest of these categories, which lead up to the root, else the
    /// default.
    pub fn of(&self, seller: SellerId, categories: &[CategoryId]) -> i64 {
        let shop = self.shops.iter().find(|(shop, _)| *shop == seller).map(|(_, bp)| *bp);
        let rule = |category| self.categories.iter().find(|(known, _)| known == category).map(|(_, bp)| *bp);
        shop.or_else(|| categories.iter().find_map(rule)).unwrap_or(self.default_bp)
    }

    /// What the market keeps of an order. Lines of one rate are added up first, so that it is rounded once per rate.
    fn commission(&self, part: &OrderPart) -> Result<Money, MoneyError> {
        let mut goods: BTreeMap<i64, Vec<Money>> = BTreeMap::new();
        for line in &part.lines {
            let bp = self.of(part.seller, line.categories.as_deref().unwrap_or_default());
            goods.entry(bp).or_default().extend(line.total);
        }
        let currency = part.items.currency;
        // What the lines do not say is the shop's all the same.
        if Money::sum(currency, goods.values().flatten().copied())? != part.items {
            return Ok(commission(part.items, self.of(part.seller, &[])));
        }
        let shares = goods.into_iter().map(|(bp, goods)| Ok(commission(Money::sum(currency, goods)?, bp)));
        Money::sum(currency, shares.collect::<Result<Vec<_>, MoneyError>>()?)
    }
}

/// The parts of a new payment. Fails when what the orders cost is not what the group costs.
pub fn parts(event: &OrderCreated, rates: &Rates) -> anyhow::Result<Vec<Part>> {
    for part in &event.orders {
        anyhow::ensure!(part.items.plus(part.delivery)? == part.total, "order {} does not add up", part.order);
    }
    let sum = Money::sum(event.total.currency, event.orders.iter().map(|part| part.total))?;
    anyhow::ensure!(sum == event.total, "the orders of group {} cost {sum} together, not {}", event.group, event.total);
    Ok(event.orders.iter().map(|part| Part::of(part, rates)).collect::<Result<_, _>>()?)
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
    use contracts::{Currency, events::OrderLine, ids::OfferId};
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

    fn part(items: i64, delivery: i64, commission: i64) -> Part {
        let (order, seller) = (OrderId(Uuid::nil()), SellerId(Uuid::nil()));
        Part { order, seller, total: inr(items + delivery), items: Some(inr(items)), commission: inr(commission) }
    }

    #[test]
    fn commission_comes_back_with_the_goods_and_not_with_the_delivery() {
        let part = part(1_000, 500, 100);

        assert_eq!([0, 5, 500, 1_000, 1_500].map(|refunded| part.commission_back(refunded)), [0, 1, 50, 100, 100]);
    }

    #[test]
    fn the_most_specific_rule_holds_shop_then_nearest_category_then_default() {
        let rates = rates();

        let of =
            |seller, path: &[u128]| rates.of(shop(seller), &path.iter().copied().map(category).collect::<Vec<_>>());
        assert_eq!([of(1, &[]), of(1, &[12, 10])], [500, 500]);
        assert_eq!([of(2, &[12, 10]), of(2, &[11, 10]), of(2, &[10])], [700, 1_500, 1_500]);
        assert_eq!([of(2, &[]), of(2, &[20])], [1_000, 1_000]);
    }

    #[test]
    fn an_order_is_rounded_once_per_rate() {
        let commission = |seller, items, lines: &[(i64, &[u128])]| {
            let line = |(minor, path): &(i64, &[u128])| OrderLine {
                offer: OfferId(Uuid::nil()),
                quantity: 1,
                total: Some(inr(*minor)),
                categories: Some(path.iter().copied().map(category).collect()),
            };
            let part = OrderPart {
                order: OrderId(Uuid::nil()),
                seller: shop(seller),
                items: inr(items),
                delivery: inr(0),
                total: inr(items),
                lines: lines.iter().map(line).collect(),
            };
            rates().commission(&part).unwrap().minor
        };

        // 4 + 4 at 10 % are 0.8; each alone would be nothing.
        assert_eq!(commission(2, 8, &[(4, &[20]), (4, &[])]), 1);
        // 8 at 10 % are 0.8, 10 at 15 % are 1.5, 7 at 7 % are 0.49.
        assert_eq!(commission(2, 25, &[(8, &[]), (10, &[11, 10]), (7, &[12, 10])]), 1 + 2);
        assert_eq!(commission(1, 1_000, &[(1_000, &[12, 10])]), 50, "the shop's own rate");
        assert_eq!(commission(2, 1_000, &[(1, &[12, 10])]), 100, "lines that say too little count for nothing");
    }

    fn shop(id: u128) -> SellerId {
        SellerId(Uuid::from_u128(id))
    }

    fn category(id: u128) -> CategoryId {
        CategoryId(Uuid::from_u128(id))
    }

    fn rates() -> Rates {
        let categories = vec![(category(10), 1_500), (category(12), 700)];
        Rates { default_bp: 1_000, shops: vec![(shop(1), 500)], categories }
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
