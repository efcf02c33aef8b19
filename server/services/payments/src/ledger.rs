//! The ledger: double entry, per seller.
//!
//! An account's balance is the sum of its entries. What the gateway holds for us is positive (a debit); what we owe
//! sellers and what we have earned is negative (a credit). Every posting adds up to zero.

use crate::payment::Part;
use contracts::{Money, ids::SellerId};

/// Where money is, or whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// What the gateway holds for us.
    Gateway,
    /// What we owe a seller.
    Seller(SellerId),
    /// What we have earned.
    Commission,
}

impl Account {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Seller(_) => "seller",
            Self::Commission => "commission",
        }
    }

    pub fn seller(self) -> Option<SellerId> {
        match self {
            Self::Seller(seller) => Some(seller),
            Self::Gateway | Self::Commission => None,
        }
    }
}

/// One line of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub account: Account,
    pub amount: Money,
}

/// Money came in for these parts: the gateway holds it, the sellers are owed theirs, the commission is earned.
pub fn sale(parts: &[Part]) -> Vec<Entry> {
    parts.iter().flat_map(|part| shares(part, part.total.minor, part.commission.minor)).collect()
}

/// Some of the money for a part went back, after so much had gone back `before`: the gateway holds less, the seller is owed
/// less, and some of the commission is not earned any more.
pub fn refund(part: &Part, amount: Money, before_minor: i64) -> [Entry; 3] {
    let commission = part.commission_back(before_minor + amount.minor) - part.commission_back(before_minor);
    shares(part, -amount.minor, -commission)
}

/// The seller gets what the commission leaves, so that the three add up to zero whatever the commission is.
fn shares(part: &Part, total: i64, commission: i64) -> [Entry; 3] {
    let entry = |account, minor: i64| Entry { account, amount: Money::new(minor, part.total.currency) };
    [
        entry(Account::Gateway, total),
        entry(Account::Seller(part.seller), -(total - commission)),
        entry(Account::Commission, -commission),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::{Rates, parts};
    use contracts::{
        Currency,
        events::{OrderCreated, OrderPart},
        ids::{GroupId, OrderId},
    };
    use proptest::prelude::*;
    use std::collections::HashMap;
    use time::OffsetDateTime;
    use uuid::Uuid;

    fn inr(minor: i64) -> Money {
        Money::new(minor, Currency::Inr)
    }

    fn group(costs: &[(i64, i64)]) -> OrderCreated {
        let orders: Vec<OrderPart> = (1..)
            .zip(costs)
            .map(|(id, &(items, delivery))| OrderPart {
                order: OrderId(Uuid::from_u128(id)),
                seller: SellerId(Uuid::from_u128(1000 + id)),
                items: inr(items),
                delivery: inr(delivery),
                total: inr(items + delivery),
                lines: Vec::new(),
            })
            .collect();
        OrderCreated {
            group: GroupId(Uuid::nil()),
            number: "LM-1".to_owned(),
            buyer: Uuid::nil(),
            total: inr(costs.iter().map(|(items, delivery)| items + delivery).sum()),
            units: 1,
            hold_expires_at: OffsetDateTime::UNIX_EPOCH,
            orders,
        }
    }

    fn rates(default_bp: i64) -> Rates {
        Rates { default_bp, shops: Vec::new(), categories: Vec::new() }
    }

    fn balances(entries: impl IntoIterator<Item = Entry>) -> HashMap<Account, i64> {
        let mut balances = HashMap::new();
        for entry in entries {
            *balances.entry(entry.account).or_default() += entry.amount.minor;
        }
        balances
    }

    #[test]
    fn of_a_sale_the_seller_gets_the_delivery_and_the_goods_less_commission() {
        let parts = parts(&group(&[(10_000, 500)]), &rates(1_000)).unwrap();

        let balances = balances(sale(&parts));

        assert_eq!(balances[&Account::Gateway], 10_500);
        assert_eq!(balances[&Account::Commission], -1_000);
        assert_eq!(balances[&Account::Seller(parts[0].seller)], -9_500);
    }

    #[test]
    fn a_group_that_costs_something_else_than_its_orders_is_refused() {
        let mut group = group(&[(10_000, 500), (1, 0)]);
        group.total = inr(10_500);

        assert!(parts(&group, &rates(1_000)).is_err());
    }

    proptest! {
        #[test]
        fn postings_add_up_and_refunding_everything_leaves_nothing(
            costs in prop::collection::vec((1..10_000_000_000_i64, 0..100_000_i64), 1..12),
            basis_points in 0..=10_000_i64,
            cuts in prop::collection::vec(0.0..1.0_f64, 0..6),
        ) {
            let group = group(&costs);
            let parts = parts(&group, &rates(basis_points)).unwrap();

            let sale = sale(&parts);
            let mut refunds = Vec::new();
            for part in &parts {
                let mut ends: Vec<i64> = cuts.iter().map(|cut| (part.total.minor as f64 * cut) as i64).collect();
                ends.push(part.total.minor);
                ends.sort_unstable();
                let mut before = 0;
                for end in ends {
                    let entries = refund(part, inr(end - before), before);
                    prop_assert_eq!(entries.iter().map(|e| e.amount.minor).sum::<i64>(), 0);
                    refunds.extend(entries);
                    before = end;
                }
            }

            let held: i64 = sale.iter().filter(|e| e.account == Account::Gateway).map(|e| e.amount.minor).sum();
            prop_assert_eq!(held, group.total.minor);
            prop_assert_eq!(sale.iter().map(|e| e.amount.minor).sum::<i64>(), 0);
            prop_assert!(balances(sale.into_iter().chain(refunds)).values().all(|&balance| balance == 0));
        }
    }
}
