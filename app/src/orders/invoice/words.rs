//! What an invoice says, on the page and in the file.

use crate::{
    cart::price_or_free,
    orders::{
        parcel::{gone, left},
        state::was_paid,
    },
    ui::when::day_of,
    visit::Visit,
};
use contracts::{
    Money, Problem,
    identity::Postal,
    ids::{GroupId, OrderId},
    orders::{self, Group, Order, Status},
};

/// One seller's invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    pub group: GroupId,
    pub order: OrderId,
    pub number: String,
    pub seller: String,
    /// Where the seller is.
    pub place: String,
    pub to: Postal,
    pub dates: Vec<String>,
    pub lines: Vec<Line>,
    pub sums: Vec<Sum>,
}

/// What was bought, and what it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub title: String,
    /// What stands below the title: variant, number, what of it went back.
    pub below: String,
    pub quantity: u32,
    pub each: String,
    pub amount: String,
}

/// What stands below the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    pub name: String,
    pub amount: String,
    pub is_total: bool,
}

impl Invoice {
    /// The invoice of an order that the visitor may see; what was not paid, or is cancelled, has none.
    pub async fn find(visit: &Visit, group: &str, order: &str) -> Result<Self, Problem> {
        let none = || Problem::not_found("invoice");
        let group: GroupId = group.parse().map_err(|_| none())?;
        let order: OrderId = order.parse().map_err(|_| none())?;
        let mut group = visit.ask().orders.group(&visit.caller, group).await?;
        let has_one = |other: &Order| other.id == order && other.status != Status::Cancelled && was_paid(other);
        let order = group.orders.iter().position(has_one).map(|index| group.orders.swap_remove(index));
        Ok(Self::told(group, order.ok_or_else(none)?))
    }

    fn told(group: Group, order: Order) -> Self {
        let paid = order.history.iter().find(|step| step.status == Status::Paid);
        let dates = std::iter::once(format!("Ordered {}", day_of(group.placed_at)))
            .chain(paid.map(|step| format!("Paid on {}", day_of(step.at))));
        Self {
            group: group.id,
            order: order.id,
            number: order.number.clone(),
            seller: order.seller.name.clone(),
            place: order.seller.place.clone(),
            to: group.postal,
            dates: dates.collect(),
            lines: order.lines.iter().map(line).collect(),
            sums: sums(&order),
        }
    }
}

fn line(line: &orders::Line) -> Line {
    let below = [line.variant.clone(), line.sku.clone()].into_iter().filter(|part| !part.is_empty()).chain(gone(line));
    Line {
        title: line.title.clone(),
        below: below.collect::<Vec<_>>().join(", "),
        quantity: line.quantity,
        each: line.price.to_string(),
        amount: line.total.to_string(),
    }
}

fn sums(order: &Order) -> Vec<Sum> {
    let sum = |name: &str, amount: String| Sum { name: name.to_owned(), amount, is_total: false };
    let mut sums = vec![
        sum("Products", order.subtotal.to_string()),
        sum(&order.delivery.name, price_or_free(order.delivery.cost)),
        Sum { is_total: true, ..sum("Total", order.total.to_string()) },
    ];
    if order.refunded.minor > 0 {
        let back = Money::new(-order.refunded.minor, order.refunded.currency);
        sums.push(sum("Given back", back.to_string()));
        sums.push(sum("Left to the seller", left(order).to_string()));
    }
    sums
}
