//! A group as it stands, and what commands make of it. Pure: locking and storing is done around it.

mod selling;

use crate::order::{Line, Order, derive, may_become};
use contracts::{
    Money,
    events::{CancelReason, OrderCancelled, OrderEvent, OrderPaid, OrderPart},
    ids::{GroupId, OrderId},
    money::MoneyError,
    orders::{GroupStatus, Status},
};
use uuid::Uuid;

pub use selling::Sending;

/// A group and its orders, in ascending order of their ids.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: GroupId,
    pub number: String,
    pub buyer: Uuid,
    pub total: Money,
    pub status: GroupStatus,
    /// Whether the money has come in, whatever became of the orders since.
    pub is_paid: bool,
    pub orders: Vec<Order>,
}

/// What a command comes to: some orders move, the group follows, and the other slices are told.
#[derive(Debug, PartialEq)]
pub struct Change {
    pub moved: Vec<OrderId>,
    /// The steps that they take, one after the other; none when only quantities change.
    pub steps: Vec<Status>,
    pub group: GroupStatus,
    pub note: String,
    /// Lines with the quantities that they have now.
    pub lines: Vec<Line>,
    /// What more goes back to the buyer, by order.
    pub refunds: Vec<(OrderId, Money)>,
    pub events: Vec<OrderEvent>,
}

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An order or a line was named that is not of this group.
    Unknown,
    /// What was named has left already.
    TooLate,
    /// It waits for its payment.
    Unpaid,
    /// It has left, or was cancelled.
    Over,
    /// More of a line than there is.
    TooMany,
    /// It has not arrived, or too long ago.
    NotReturnable,
    /// The amounts are more than money can count.
    Uncountable,
}

impl From<MoneyError> for Refusal {
    fn from(_: MoneyError) -> Self {
        Self::Uncountable
    }
}

impl Group {
    /// The money came in. `None` when the group does not wait for it (any more).
    ///
    /// Orders that were cancelled while the group waited stay cancelled: payments has heard of them and sends their part
    /// of the money back.
    pub fn pay(&self) -> Result<Option<Change>, Refusal> {
        if self.status != GroupStatus::Pending {
            return Ok(None);
        }
        let due: Vec<&Order> = self.orders.iter().filter(|order| may_become(order.status, Status::Paid)).collect();
        let paid = OrderPaid { group: self.id, number: self.number.clone(), buyer: self.buyer, orders: parts(&due)? };
        let (moved, group) = self.after(&due, Status::Paid);
        Ok(Some(Change {
            moved,
            steps: vec![Status::Paid],
            group,
            note: String::new(),
            lines: Vec::new(),
            refunds: Vec::new(),
            events: vec![OrderEvent::Paid(paid)],
        }))
    }

    /// The buyer cancels the named orders, or all that have not left when none is named. `None` when that was done
    /// before.
    pub fn cancel(&self, named: &[OrderId]) -> Result<Option<Change>, Refusal> {
        let orders: Vec<&Order> =
            self.orders.iter().filter(|order| named.is_empty() || named.contains(&order.id)).collect();
        if !named.iter().all(|id| orders.iter().any(|order| order.id == *id)) {
            return Err(Refusal::Unknown);
        }
        let (open, closed): (Vec<&Order>, Vec<&Order>) = orders.into_iter().partition(|order| order.may_be_cancelled());
        let has_left = |order: &&Order| order.status != Status::Cancelled;
        let too_late =
            if named.is_empty() { open.is_empty() && closed.iter().all(has_left) } else { closed.iter().any(has_left) };
        if too_late {
            return Err(Refusal::TooLate);
        }
        self.call_off(&open, CancelReason::Buyer, "Cancelled on request")
    }

    /// The hold ran out. `None` when the group does not wait for its payment (any more).
    pub fn expire(&self) -> Result<Option<Change>, Refusal> {
        if self.status != GroupStatus::Pending {
            return Ok(None);
        }
        let open: Vec<&Order> = self.orders.iter().filter(|order| order.may_be_cancelled()).collect();
        let change = self.call_off(&open, CancelReason::Unpaid, "The payment did not come in time")?;
        Ok(change.map(|change| Change { group: GroupStatus::Expired, ..change }))
    }

    /// Cancels all that is left of these orders, with their delivery.
    fn call_off(&self, open: &[&Order], reason: CancelReason, note: &str) -> Result<Option<Change>, Refusal> {
        if open.is_empty() {
            return Ok(None);
        }
        let (moved, group) = self.after(open, Status::Cancelled);
        let parts = parts(open)?;
        let lines = open.iter().flat_map(|order| &order.lines);
        Ok(Some(Change {
            moved,
            steps: vec![Status::Cancelled],
            group,
            note: note.to_owned(),
            lines: lines.map(|line| Line { cancelled: line.quantity, ..line.clone() }).collect(),
            refunds: parts.iter().map(|part| (part.order, part.total)).collect(),
            events: vec![OrderEvent::Cancelled(OrderCancelled {
                group: self.id,
                whole: group == GroupStatus::Cancelled,
                paid: self.is_paid,
                reason,
                orders: parts,
            })],
        }))
    }

    /// The ids of the moving orders, and what the group is once they have moved.
    fn after(&self, moving: &[&Order], to: Status) -> (Vec<OrderId>, GroupStatus) {
        let moved: Vec<OrderId> = moving.iter().map(|order| order.id).collect();
        let after = |order: &Order| if moved.contains(&order.id) { to } else { order.status };
        let group = derive(self.orders.iter().map(after));
        (moved, group)
    }
}

fn parts(orders: &[&Order]) -> Result<Vec<OrderPart>, MoneyError> {
    orders.iter().map(|order| order.part()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{
        Currency,
        ids::{LineId, OfferId, SellerId},
    };
    use proptest::prelude::*;

    /// A group whose orders have one line each: three pieces at 30, and 10 of delivery.
    pub(super) fn group(orders: usize) -> Group {
        let money = |minor| Money::new(minor, Currency::Inr);
        let order = |n| Order {
            id: OrderId(Uuid::from_u128(n)),
            seller: SellerId(Uuid::from_u128(n)),
            status: Status::Created,
            delivery: money(10),
            lines: vec![Line {
                id: LineId(Uuid::from_u128(n)),
                offer: OfferId(Uuid::from_u128(n)),
                quantity: 3,
                price: money(30),
                cancelled: 0,
                shipped: 0,
                returned: 0,
                claimed: 0,
                asked: 0,
            }],
            under_way: 0,
            delivered_at: None,
        };
        Group {
            id: GroupId(Uuid::from_u128(1)),
            number: "LM-0000-0001".to_owned(),
            buyer: Uuid::from_u128(2),
            total: money(100 * orders as i64),
            status: GroupStatus::Pending,
            is_paid: false,
            orders: (1..=orders as u128).map(order).collect(),
        }
    }

    pub(super) fn apply(group: &mut Group, change: &Change) {
        for order in group.orders.iter_mut().filter(|order| change.moved.contains(&order.id)) {
            for &step in &change.steps {
                assert!(may_become(order.status, step), "{:?} became {step:?}", order.status);
                order.status = step;
            }
            for line in &mut order.lines {
                if let Some(changed) = change.lines.iter().find(|changed| changed.id == line.id) {
                    *line = changed.clone();
                }
            }
        }
        group.status = change.group;
        group.is_paid |= change.group == GroupStatus::Paid;
    }

    pub(super) fn id(n: u128) -> OrderId {
        OrderId(Uuid::from_u128(n))
    }

    #[test]
    fn an_order_of_another_group_is_unknown() {
        assert_eq!(group(2).cancel(&[id(1), id(9)]).err(), Some(Refusal::Unknown));
    }

    #[test]
    fn a_shipped_order_cannot_be_cancelled_but_the_rest_can() {
        let mut group = group(2);
        let paid = group.pay().unwrap().unwrap();
        apply(&mut group, &paid);
        group.orders[0].status = Status::Shipped;

        let all = group.cancel(&[]).unwrap().unwrap();

        assert_eq!(group.cancel(&[id(1)]), Err(Refusal::TooLate));
        assert_eq!(group.cancel(&[id(1), id(2)]), Err(Refusal::TooLate));
        assert_eq!((all.moved, all.group), (vec![id(2)], GroupStatus::Paid));
    }

    #[test]
    fn what_was_cancelled_before_the_payment_stays_cancelled() {
        let mut group = group(2);
        let cancelled = group.cancel(&[id(1)]).unwrap().unwrap();
        apply(&mut group, &cancelled);

        let paid = group.pay().unwrap().unwrap();

        assert_eq!((paid.moved, paid.group), (vec![id(2)], GroupStatus::Paid));
    }

    #[derive(Clone, Debug)]
    enum Command {
        Pay,
        Expire,
        Cancel(Vec<OrderId>),
    }

    fn any_command() -> impl Strategy<Value = Command> {
        let named = prop::collection::vec((1_u128..5).prop_map(id), 0..3);
        prop_oneof![Just(Command::Pay), Just(Command::Expire), named.prop_map(Command::Cancel)]
    }

    proptest! {
        #[test]
        fn every_order_is_told_paid_at_most_once_and_cancelled_at_most_once(
            orders in 1_usize..5,
            commands in prop::collection::vec(any_command(), 0..12),
        ) {
            let mut group = group(orders);
            let (mut paid, mut cancelled, mut payments) = (Vec::new(), Vec::new(), 0);

            for command in commands {
                let change = match command {
                    Command::Pay => group.pay().unwrap(),
                    Command::Expire => group.expire().unwrap(),
                    Command::Cancel(named) => group.cancel(&named).unwrap_or(None),
                };
                let Some(change) = change else { continue };
                apply(&mut group, &change);
                match change.events[0].clone() {
                    OrderEvent::Paid(event) => {
                        payments += 1;
                        paid.extend(event.orders.iter().map(|part| part.order));
                    }
                    OrderEvent::Cancelled(event) => {
                        prop_assert_eq!(event.paid, payments == 1);
                        prop_assert_eq!(event.whole, cancelled.len() + event.orders.len() == orders);
                        cancelled.extend(event.orders.iter().map(|part| part.order));
                    }
                    event => unreachable!("no command tells {event:?}"),
                }
            }

            let statuses: Vec<Status> = group.orders.iter().map(|order| order.status).collect();
            prop_assert!(payments <= 1);
            for ids in [&mut paid, &mut cancelled] {
                let count = ids.len();
                ids.sort();
                ids.dedup();
                prop_assert_eq!(ids.len(), count);
            }
            prop_assert_eq!(cancelled.len(), statuses.iter().filter(|status| **status == Status::Cancelled).count());
            let derived = if group.status == GroupStatus::Expired { GroupStatus::Cancelled } else { group.status };
            prop_assert_eq!(derive(statuses), derived);
        }
    }
}
