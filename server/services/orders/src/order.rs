//! The life of one seller's order: which moves there are, and what they make of the group.

use contracts::orders::{GroupStatus, Status};

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

    proptest! {
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
