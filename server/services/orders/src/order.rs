//! One seller's order: how its lines stand, which moves there are, and what they make of the group.

use contracts::{
    Currency, Money,
    events::{OrderLine, OrderPart},
    ids::{LineId, OfferId, OrderId, SellerId},
    money::MoneyError,
    orders::{GroupStatus, Status},
};
use time::{Duration, OffsetDateTime};

/// An order as it stands.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: OrderId,
    pub seller: SellerId,
    pub status: Status,
    pub delivery: Money,
    pub lines: Vec<Line>,
    /// Parcels that have left and not arrived.
    pub under_way: u32,
    pub delivered_at: Option<OffsetDateTime>,
}

/// A line of an order. `cancelled + shipped <= quantity`, `returned <= shipped`.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub id: LineId,
    pub offer: OfferId,
    pub quantity: u32,
    pub price: Money,
    pub cancelled: u32,
    pub shipped: u32,
    pub returned: u32,
    /// How many of them were ever asked to be given back, but for wishes that were withdrawn.
    pub claimed: u32,
    /// How many of those wait for an answer.
    pub asked: u32,
}

impl Line {
    /// How many can still be sent or cancelled.
    pub fn left(&self) -> u32 {
        self.quantity - self.cancelled - self.shipped
    }

    /// How many can still be asked to be given back.
    pub fn returnable(&self) -> u32 {
        self.shipped.saturating_sub(self.claimed)
    }

    /// How many can still be paid back although they do not come back.
    pub fn refundable(&self) -> u32 {
        self.shipped.saturating_sub(self.returned).saturating_sub(self.asked)
    }

    /// So many of it, as other slices hear of them.
    pub fn told(&self, quantity: u32) -> Result<OrderLine, MoneyError> {
        Ok(OrderLine { offer: self.offer, quantity, total: Some(self.price.times(quantity)?), categories: None })
    }
}

impl Order {
    /// What is left of the order to be paid or cancelled, as other slices hear of it; of one that nothing happened to, all
    /// of it.
    pub fn part(&self) -> Result<OrderPart, MoneyError> {
        let left = self.lines.iter().filter(|line| line.left() > 0);
        let lines: Vec<OrderLine> = left.map(|line| line.told(line.left())).collect::<Result<_, _>>()?;
        let items = Money::sum(self.delivery.currency, lines.iter().filter_map(|line| line.total))?;
        Ok(OrderPart {
            order: self.id,
            seller: self.seller,
            items,
            delivery: self.delivery,
            total: items.plus(self.delivery)?,
            lines,
        })
    }

    /// Whether it can be cancelled as a whole.
    pub fn may_be_cancelled(&self) -> bool {
        may_become(self.status, Status::Cancelled) && self.lines.iter().all(|line| line.shipped == 0)
    }

    /// Whether lines can be given back at this moment.
    pub fn may_be_returned(&self, now: OffsetDateTime, days: u32) -> bool {
        let in_time = |delivered_at: OffsetDateTime| now - delivered_at <= Duration::days(i64::from(days));
        self.status == Status::Delivered && self.delivered_at.is_some_and(in_time)
    }

    /// The steps that an order takes by what became of its lines and parcels.
    pub fn onward(&self) -> Vec<Status> {
        let has_left = self.lines.iter().any(|line| line.shipped > 0) && self.lines.iter().all(|line| line.left() == 0);
        let came_back = has_left && self.lines.iter().all(|line| line.returned == line.shipped);
        let mut steps = Vec::new();
        let mut at = self.status;
        while let Some(next) = match at {
            Status::Paid if has_left => Some(Status::Packed),
            Status::Packed if has_left => Some(Status::Shipped),
            Status::Shipped if has_left && self.under_way == 0 => Some(Status::Delivered),
            Status::Delivered if came_back => Some(Status::Returned),
            _ => None,
        } {
            steps.push(next);
            at = next;
        }
        steps
    }
}

/// What lines like these cost.
pub fn price<'a>(currency: Currency, lines: impl IntoIterator<Item = &'a OrderLine>) -> Result<Money, MoneyError> {
    Money::sum(currency, lines.into_iter().filter_map(|line| line.total))
}

/// Whether an order may move from one status to the other in one step.
pub fn may_become(from: Status, to: Status) -> bool {
    use Status::{Cancelled, Created, Delivered, Packed, Paid, Returned, Shipped};
    matches!(
        (from, to),
        (Created, Paid)
            | (Paid, Packed)
            | (Packed, Shipped)
            | (Shipped, Delivered)
            | (Delivered, Returned)
            | (Created | Paid | Packed, Cancelled)
    )
}

/// What a group is when its orders stand like this. An expired group is [`GroupStatus::Cancelled`] here: that it was the
/// clock, the orders do not tell.
pub fn derive(orders: impl IntoIterator<Item = Status>) -> GroupStatus {
    let mut left = orders.into_iter().filter(|status| *status != Status::Cancelled).peekable();
    if left.peek().is_none() {
        return GroupStatus::Cancelled;
    }
    left.fold(GroupStatus::Completed, |group, order| match (group, order) {
        (GroupStatus::Pending, _) | (_, Status::Created) => GroupStatus::Pending,
        (_, Status::Delivered | Status::Returned) => group,
        _ => GroupStatus::Paid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_status() -> impl Strategy<Value = Status> {
        prop::sample::select(Status::ALL.to_vec())
    }

    #[test]
    fn cancelled_and_returned_are_the_ends() {
        for status in Status::ALL {
            let is_end = !Status::ALL.into_iter().any(|to| may_become(status, to));
            assert_eq!(is_end, matches!(status, Status::Cancelled | Status::Returned), "{status:?}");
        }
    }

    #[test]
    fn a_group_is_what_its_orders_are() {
        use Status::{Cancelled, Created, Delivered, Packed, Paid, Returned, Shipped};
        for (orders, group) in [
            (vec![Created, Created], GroupStatus::Pending),
            (vec![Cancelled, Created], GroupStatus::Pending),
            (vec![Paid, Cancelled], GroupStatus::Paid),
            (vec![Delivered, Shipped], GroupStatus::Paid),
            (vec![Packed], GroupStatus::Paid),
            (vec![Delivered, Cancelled, Returned], GroupStatus::Completed),
            (vec![Cancelled, Cancelled], GroupStatus::Cancelled),
        ] {
            assert_eq!(derive(orders.clone()), group, "{orders:?}");
        }
    }

    fn line(quantity: u32, cancelled: u32, shipped: u32, returned: u32) -> Line {
        let id = uuid::Uuid::new_v4();
        let price = Money::new(100, Currency::Inr);
        let (claimed, asked) = (returned, 0);
        Line { id: LineId(id), offer: OfferId(id), quantity, price, cancelled, shipped, returned, claimed, asked }
    }

    fn order(status: Status, lines: Vec<Line>, under_way: u32) -> Order {
        let (id, seller) = (OrderId(uuid::Uuid::nil()), SellerId(uuid::Uuid::nil()));
        let delivery = Money::new(10, Currency::Inr);
        Order { id, seller, status, delivery, lines, under_way, delivered_at: None }
    }

    #[test]
    fn an_order_goes_as_far_as_its_lines_and_parcels_have_come() {
        use Status::{Delivered, Packed, Paid, Returned, Shipped};
        for (status, lines, under_way, steps) in [
            (Paid, vec![line(2, 0, 1, 0)], 1, vec![]),
            (Paid, vec![line(2, 0, 2, 0)], 1, vec![Packed, Shipped]),
            (Packed, vec![line(2, 1, 1, 0), line(1, 1, 0, 0)], 1, vec![Shipped]),
            (Packed, vec![line(2, 1, 1, 0)], 0, vec![Shipped, Delivered]),
            (Packed, vec![line(2, 2, 0, 0)], 0, vec![]),
            (Delivered, vec![line(2, 0, 2, 1)], 0, vec![]),
            (Delivered, vec![line(2, 1, 1, 1)], 0, vec![Returned]),
        ] {
            assert_eq!(order(status, lines.clone(), under_way).onward(), steps, "{status:?} {lines:?}");
        }
    }

    #[test]
    fn what_is_left_of_an_order_costs_its_lines_and_the_delivery() {
        let part = order(Status::Paid, vec![line(3, 1, 0, 0), line(1, 1, 0, 0)], 0).part().unwrap();

        assert_eq!((part.items.minor, part.total.minor, part.lines.len()), (200, 210, 1));
    }

    #[test]
    fn a_return_can_be_asked_for_until_the_days_are_over() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(100);
        let delivered = |days| Order {
            delivered_at: Some(now - Duration::days(days)),
            ..order(Status::Delivered, vec![line(1, 0, 1, 0)], 0)
        };

        assert!(delivered(30).may_be_returned(now, 30));
        assert!(!delivered(31).may_be_returned(now, 30));
        assert!(!order(Status::Delivered, Vec::new(), 0).may_be_returned(now, 30));
    }

    proptest! {
        #[test]
        fn every_step_onward_is_a_move_that_there_is(
            status in any_status(),
            lines in prop::collection::vec((0_u32..3, 0_u32..3, 0_u32..3, 0_u32..3), 0..4),
            under_way in 0_u32..2,
        ) {
            let lines = lines.into_iter().map(|(left, cancelled, kept, returned)| {
                line(left + cancelled + kept + returned, cancelled, kept + returned, returned)
            });
            let order = order(status, lines.collect(), under_way);

            let mut at = status;
            for step in order.onward() {
                prop_assert!(may_become(at, step));
                at = step;
            }
        }

        #[test]
        fn no_order_goes_back_or_leaves_its_end(tries in prop::collection::vec(any_status(), 0..60)) {
            let mut lived = vec![Status::Created];
            for to in tries {
                if may_become(lived[lived.len() - 1], to) {
                    lived.push(to);
                }
            }

            let road = [Status::Created, Status::Paid, Status::Packed, Status::Shipped, Status::Delivered, Status::Returned];
            let on_road = lived.iter().zip(road).take_while(|(lived, road)| **lived == *road).count();
            prop_assert!(on_road == lived.len() || (lived[on_road..] == [Status::Cancelled] && on_road <= 3));
        }

        #[test]
        fn the_order_of_the_orders_does_not_matter(mut orders in prop::collection::vec(any_status(), 0..8)) {
            let before = derive(orders.clone());
            orders.reverse();

            prop_assert_eq!(derive(orders), before);
        }
    }
}
