//! What a buyer is told of an order.

use crate::letter::{Letter, Part};
use contracts::{
    Money,
    identity::Postal,
    orders::{DeliveryOption, Group, Line, Order, Status},
};
use time::{Date, macros::format_description};

/// The order was placed; the payment is still to come.
pub fn received(group: &Group, public_url: &str) -> Letter {
    let minutes = (group.hold_expires_at - group.placed_at).whole_minutes();
    let held = format!(
        "Thank you. We hold everything for {minutes} minutes from the time of your order; it is on its way to you once \
         it is paid."
    );
    let parts = vec![Part::Title("We have your order".to_owned()), Part::Paragraph(held)];
    Letter { subject: format!("Your order {}", group.number), parts: with_order(parts, group, public_url) }
}

/// The money came in.
pub fn paid(group: &Group, public_url: &str) -> Letter {
    let parts = vec![
        Part::Title("Your order is paid".to_owned()),
        Part::Paragraph(
            "Thank you. The sellers pack your parcels now. Each comes on its own, as listed here.".to_owned(),
        ),
    ];
    Letter { subject: format!("Your order {} is paid", group.number), parts: with_order(parts, group, public_url) }
}

/// The way to the order's page, which needs no log-in.
pub fn button(group: &Group, public_url: &str) -> Part {
    let href = format!("{public_url}/orders/{}?access={}", group.id, group.access);
    Part::Button { label: format!("See order {}", group.number), href }
}

/// The goods of one seller, under the seller's name.
pub fn goods(order: &Order) -> [Part; 2] {
    let cancelled = if order.status == Status::Cancelled { ", cancelled" } else { "" };
    let heading = Part::Heading(format!("{} ({}{cancelled})", order.seller.name, order.number));
    [heading, Part::Rows(order.lines.iter().map(|line| (line_text(line), line.total.to_string())).collect())]
}

fn with_order(mut parts: Vec<Part>, group: &Group, public_url: &str) -> Vec<Part> {
    for order in &group.orders {
        parts.extend(goods(order));
        parts.push(Part::Rows(vec![(delivery_text(&order.delivery), cost_text(order.delivery.cost))]));
    }
    parts.push(Part::Heading(format!("Order {}", group.number)));
    let sums = [("Goods", group.items_total), ("Delivery", group.delivery_total)];
    parts.push(Part::Rows(sums.map(|(what, amount)| (what.to_owned(), cost_text(amount))).to_vec()));
    parts.push(Part::Sum("Total".to_owned(), group.total.to_string()));
    if group.refund_total.minor > 0 {
        parts.push(Part::Rows(vec![("Goes back to you".to_owned(), group.refund_total.to_string())]));
    }
    parts.push(Part::Heading("Goes to".to_owned()));
    parts.push(Part::Lines(envelope(&group.postal)));
    parts.push(button(group, public_url));
    parts
}

/// `2 × Brass oil lamp, Tall`.
pub fn line_text(line: &Line) -> String {
    let variant = if line.variant.is_empty() { String::new() } else { format!(", {}", line.variant) };
    format!("{} × {}{variant}", line.quantity, line.title)
}

fn delivery_text(delivery: &DeliveryOption) -> String {
    if delivery.earliest == delivery.latest {
        return format!("{}, {}", delivery.name, day(delivery.latest));
    }
    format!("{}, {} to {}", delivery.name, day(delivery.earliest), day(delivery.latest))
}

fn cost_text(cost: Money) -> String {
    if cost.minor == 0 { "free".to_owned() } else { cost.to_string() }
}

/// `5 December`.
fn day(date: Date) -> String {
    // The description names parts that every date has.
    date.format(format_description!("[day padding:none] [month repr:long]")).unwrap_or_default()
}

fn envelope(postal: &Postal) -> Vec<String> {
    let town = format!("{} {}", postal.city, postal.postal_code);
    [&postal.name, &postal.line1, &postal.line2, &town, &postal.region, &postal.country]
        .into_iter()
        .filter(|line| !line.is_empty())
        .cloned()
        .collect()
}
