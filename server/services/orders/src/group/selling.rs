//! What a seller, a carrier, or the market makes of one order of a group.

use super::{Change, Group, Refusal};
use crate::{
    order::{Line, Order, derive, may_become, price},
    parcel::pick,
};
use contracts::{
    events::{CancelReason, LinesCancelled, OrderEvent, OrderLine, OrderMoved, OrderReturned, OrderShipped},
    ids::{OrderId, ParcelId, ReturnId},
    orders::{Quantity, Status},
};

/// Lines that leave together.
#[derive(Clone, Debug)]
pub struct Sending {
    pub parcel: ParcelId,
    pub carrier: String,
    pub tracking: String,
    pub lines: Vec<Quantity>,
}

impl Group {
    /// The goods lie ready. `None` when they did before.
    pub fn pack(&self, order: OrderId) -> Result<Option<Change>, Refusal> {
        let order = self.paid(order)?;
        match order.status {
            Status::Packed => return Ok(None),
            status if !may_become(status, Status::Packed) => return Err(Refusal::Over),
            _ => {}
        }
        let event = OrderEvent::Packed(self.moved(order));
        Ok(Some(self.change(order, order, vec![Status::Packed], vec![event])))
    }

    /// A parcel leaves with the named lines, or with all that is left when none is named. What has left was packed before.
    pub fn ship(&self, order: OrderId, sending: &mut Sending) -> Result<Change, Refusal> {
        let before = self.paid(order)?;
        if !matches!(before.status, Status::Paid | Status::Packed) {
            return Err(Refusal::Over);
        }
        sending.lines = pick(&before.lines, &sending.lines, Line::left)?;
        let after = before.with(&sending.lines, |line, quantity| line.shipped += quantity);
        let after = Order { under_way: before.under_way + 1, ..after };
        let mut steps = after.onward();
        if steps.is_empty() && before.status == Status::Paid {
            steps.push(Status::Packed);
        }
        let event = OrderEvent::Shipped(OrderShipped {
            group: self.id,
            order,
            seller: before.seller,
            parcel: sending.parcel,
            carrier: sending.carrier.clone(),
            tracking: sending.tracking.clone(),
            lines: before.told(&sending.lines)?,
            last: steps.contains(&Status::Shipped),
        });
        Ok(self.change(before, &after, steps, vec![event]))
    }

    /// Lines that have not left are called off, or all of them when none is named. An order of which nothing else is left
    /// is cancelled; one whose other lines have left goes on without these. `None` when it was cancelled before.
    pub fn call_off_lines(
        &self,
        order: OrderId,
        wanted: &[Quantity],
        reason: CancelReason,
        note: &str,
    ) -> Result<Option<Change>, Refusal> {
        let before = self.order(order)?;
        if before.status == Status::Cancelled {
            return Ok(None);
        }
        if !may_become(before.status, Status::Cancelled) {
            return Err(Refusal::TooLate);
        }
        let lines = pick(&before.lines, wanted, Line::left)?;
        let after = before.with(&lines, |line, quantity| line.cancelled += quantity);
        if after.lines.iter().all(|line| line.cancelled == line.quantity) {
            return self.call_off(&[before], reason, note);
        }
        // An order that waits for its payment is paid as it was placed, or not at all.
        self.paid(order)?;
        let told = before.told(&lines)?;
        let refund = price(before.delivery.currency, &told)?;
        let mut events = vec![OrderEvent::LinesCancelled(LinesCancelled {
            group: self.id,
            order,
            seller: before.seller,
            lines: told,
            refund,
            paid: self.is_paid,
            reason,
        })];
        let steps = after.onward();
        if steps.contains(&Status::Delivered) {
            events.push(OrderEvent::Delivered(self.moved(before)));
        }
        let change = self.change(before, &after, steps, events);
        Ok(Some(Change { refunds: vec![(order, refund)], note: note.to_owned(), ..change }))
    }

    /// A parcel of the order has arrived. `None` while others are still to come.
    pub fn arrive(&self, order: OrderId) -> Result<Option<Change>, Refusal> {
        let before = self.order(order)?;
        let after = Order { under_way: before.under_way.saturating_sub(1), ..before.clone() };
        let steps = after.onward();
        if steps.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.change(before, &after, steps, vec![OrderEvent::Delivered(self.moved(before))])))
    }

    /// The seller takes lines back that the buyer has asked to give back.
    pub fn take_back(
        &self,
        order: OrderId,
        wish: ReturnId,
        lines: &[Quantity],
        restock: bool,
    ) -> Result<Change, Refusal> {
        let before = self.order(order)?;
        if before.status != Status::Delivered {
            return Err(Refusal::NotReturnable);
        }
        let lines = pick(&before.lines, lines, |line| line.shipped - line.returned)?;
        self.give_back(before, wish, &lines, restock)
    }

    /// The market pays lines back that were sent. They do not come back.
    pub fn pay_back(&self, order: OrderId, wish: ReturnId, lines: &[Quantity]) -> Result<Change, Refusal> {
        let before = self.order(order)?;
        let lines = pick(&before.lines, lines, Line::refundable)?;
        self.give_back(before, wish, &lines, false)
    }

    fn give_back(&self, before: &Order, wish: ReturnId, lines: &[Quantity], restock: bool) -> Result<Change, Refusal> {
        let after = before.with(lines, |line, quantity| line.returned += quantity);
        let told = before.told(lines)?;
        let refund = price(before.delivery.currency, &told)?;
        let event = OrderEvent::Returned(OrderReturned {
            group: self.id,
            order: before.id,
            seller: before.seller,
            wish,
            lines: told,
            refund,
            restock,
        });
        let change = self.change(before, &after, after.onward(), vec![event]);
        Ok(Change { refunds: vec![(before.id, refund)], ..change })
    }

    /// An order of the group.
    pub fn order(&self, order: OrderId) -> Result<&Order, Refusal> {
        self.orders.iter().find(|known| known.id == order).ok_or(Refusal::Unknown)
    }

    fn paid(&self, order: OrderId) -> Result<&Order, Refusal> {
        let order = self.order(order)?;
        if order.status == Status::Created { Err(Refusal::Unpaid) } else { Ok(order) }
    }

    fn moved(&self, order: &Order) -> OrderMoved {
        OrderMoved { group: self.id, order: order.id, seller: order.seller }
    }

    fn change(&self, before: &Order, after: &Order, steps: Vec<Status>, events: Vec<OrderEvent>) -> Change {
        let stands =
            |order: &Order| if order.id == before.id { *steps.last().unwrap_or(&order.status) } else { order.status };
        let group = if steps.is_empty() { self.status } else { derive(self.orders.iter().map(stands)) };
        let changed = after.lines.iter().zip(&before.lines).filter(|(after, before)| after != before);
        Change {
            moved: vec![before.id],
            group,
            note: String::new(),
            lines: changed.map(|(after, _)| after.clone()).collect(),
            refunds: Vec::new(),
            events,
            steps,
        }
    }
}

impl Order {
    fn with(&self, lines: &[Quantity], count: impl Fn(&mut Line, u32)) -> Self {
        let mut after = self.clone();
        for Quantity { line, quantity } in lines {
            if let Some(line) = after.lines.iter_mut().find(|known| known.id == *line) {
                count(line, *quantity);
            }
        }
        after
    }

    /// So many of its lines, as other slices hear of them.
    pub fn told(&self, lines: &[Quantity]) -> Result<Vec<OrderLine>, Refusal> {
        let told = |Quantity { line, quantity }: &Quantity| {
            let line = self.lines.iter().find(|known| known.id == *line).ok_or(Refusal::Unknown)?;
            Ok(line.told(*quantity)?)
        };
        lines.iter().map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::*, *};
    use contracts::{ids::LineId, orders::GroupStatus};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn paid_group(orders: usize) -> Group {
        let mut group = group(orders);
        let paid = group.pay().unwrap().unwrap();
        apply(&mut group, &paid);
        group
    }

    fn of_line(quantity: u32) -> Vec<Quantity> {
        vec![Quantity { line: LineId(Uuid::from_u128(1)), quantity }]
    }

    fn send(group: &Group, lines: Vec<Quantity>) -> Result<Change, Refusal> {
        let parcel = ParcelId(Uuid::nil());
        let mut sending = Sending { parcel, carrier: "kite".to_owned(), tracking: "1".to_owned(), lines };
        group.ship(id(1), &mut sending)
    }

    fn call_off(group: &Group, lines: &[Quantity]) -> Result<Option<Change>, Refusal> {
        group.call_off_lines(id(1), lines, CancelReason::Seller, "broken")
    }

    #[test]
    fn an_order_is_shipped_with_its_last_line() {
        let mut group = paid_group(1);

        let first = send(&group, of_line(2)).unwrap();
        apply(&mut group, &first);
        let second = send(&group, Vec::new()).unwrap();

        assert_eq!((first.steps, second.steps), (vec![Status::Packed], vec![Status::Shipped]));
        let last = |event: &OrderEvent| matches!(event, OrderEvent::Shipped(shipped) if shipped.last);
        assert!(!last(&first.events[0]) && last(&second.events[0]));
    }

    #[test]
    fn an_order_that_was_not_paid_is_not_sent_and_not_cancelled_in_part() {
        let group = group(1);

        assert_eq!(group.pack(id(1)), Err(Refusal::Unpaid));
        assert_eq!(send(&group, Vec::new()), Err(Refusal::Unpaid));
        assert_eq!(call_off(&group, &of_line(1)), Err(Refusal::Unpaid));
        assert!(call_off(&group, &[]).unwrap().is_some());
    }

    #[test]
    fn delivery_goes_back_only_with_the_whole_order() {
        let mut group = paid_group(2);

        let part = call_off(&group, &of_line(1)).unwrap().unwrap();
        apply(&mut group, &part);
        let rest = call_off(&group, &[]).unwrap().unwrap();
        apply(&mut group, &rest);

        assert_eq!([part.refunds[0].1.minor, rest.refunds[0].1.minor], [30, 70]);
        assert!(matches!(rest.events[..], [OrderEvent::Cancelled(_)]));
        assert_eq!(call_off(&group, &[]), Ok(None));
        assert_eq!(group.status, GroupStatus::Paid);
    }

    #[test]
    fn calling_off_what_has_not_left_ends_an_order_whose_parcels_have_arrived() {
        let mut group = paid_group(1);
        let sent = send(&group, of_line(2)).unwrap();
        apply(&mut group, &sent);
        assert_eq!(group.arrive(id(1)), Ok(None));

        let change = call_off(&group, &[]).unwrap().unwrap();

        assert_eq!(change.steps, [Status::Shipped, Status::Delivered]);
        assert_eq!((change.group, change.refunds[0].1.minor), (GroupStatus::Completed, 30));
        assert!(matches!(change.events[..], [OrderEvent::LinesCancelled(_), OrderEvent::Delivered(_)]));
    }

    #[test]
    fn what_waits_for_an_answer_is_not_paid_back_besides() {
        let mut group = paid_group(1);
        assert_eq!(group.pay_back(id(1), ReturnId(Uuid::nil()), &of_line(1)), Err(Refusal::TooMany), "it has not left");
        let sent = send(&group, Vec::new()).unwrap();
        apply(&mut group, &sent);
        group.orders[0].under_way = 1;
        group.orders[0].lines[0].asked = 1;

        let lost = group.pay_back(id(1), ReturnId(Uuid::nil()), &of_line(2)).unwrap();
        apply(&mut group, &lost);

        assert_eq!((lost.steps, lost.refunds[0].1.minor, group.orders[0].status), (vec![], 60, Status::Shipped));
        assert!(matches!(&lost.events[..], [OrderEvent::Returned(told)] if !told.restock));
        assert_eq!(group.pay_back(id(1), ReturnId(Uuid::nil()), &of_line(1)), Err(Refusal::TooMany));
    }

    #[derive(Clone, Debug)]
    enum Command {
        Pack,
        Ship(u32),
        CallOff(u32),
        Arrive,
        TakeBack(u32),
        PayBack(u32),
    }

    fn any_command() -> impl Strategy<Value = Command> {
        prop_oneof![
            Just(Command::Pack),
            (0_u32..4).prop_map(Command::Ship),
            (0_u32..4).prop_map(Command::CallOff),
            Just(Command::Arrive),
            (0_u32..4).prop_map(Command::TakeBack),
            (0_u32..4).prop_map(Command::PayBack),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_done_the_quantities_and_the_money_stay_right(
            commands in prop::collection::vec(any_command(), 0..20),
        ) {
            let mut group = paid_group(1);
            let mut refunded = 0;
            let lines = |quantity| if quantity == 0 { Vec::new() } else { of_line(quantity) };

            for command in commands {
                let change = match command {
                    Command::Pack => group.pack(id(1)),
                    Command::Ship(quantity) => send(&group, lines(quantity)).map(Some),
                    Command::CallOff(quantity) => call_off(&group, &lines(quantity)),
                    Command::Arrive if group.orders[0].under_way == 0 => Ok(None),
                    Command::Arrive => group.arrive(id(1)),
                    Command::TakeBack(quantity) => {
                        group.take_back(id(1), ReturnId(Uuid::nil()), &lines(quantity), false).map(Some)
                    }
                    Command::PayBack(quantity) => {
                        group.pay_back(id(1), ReturnId(Uuid::nil()), &lines(quantity)).map(Some)
                    }
                };
                match command {
                    Command::Arrive => group.orders[0].under_way = group.orders[0].under_way.saturating_sub(1),
                    Command::Ship(_) if change.is_ok() => group.orders[0].under_way += 1,
                    _ => {}
                }
                let Ok(Some(change)) = change else { continue };
                apply(&mut group, &change);
                refunded += change.refunds.iter().map(|(_, refund)| refund.minor).sum::<i64>();
            }

            let Order { status, lines, .. } = &group.orders[0];
            let line = &lines[0];
            prop_assert!(line.cancelled + line.shipped <= line.quantity && line.returned <= line.shipped);
            let delivery = if *status == Status::Cancelled { 10 } else { 0 };
            prop_assert_eq!(refunded, 30 * i64::from(line.cancelled + line.returned) + delivery);
            let is_sent = matches!(status, Status::Shipped | Status::Delivered | Status::Returned);
            prop_assert_eq!(is_sent, line.left() == 0 && line.shipped > 0);
            prop_assert_eq!(*status == Status::Cancelled, line.cancelled == line.quantity);
        }
    }
}
