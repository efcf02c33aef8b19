//! What a buyer is told of an order under way: parcels, and money that comes back.

use crate::{
    letter::{Letter, Part},
    orders::{button, line_text},
};
use contracts::{
    Money,
    events::{CancelReason, LinesCancelled, OrderLine, OrderReturned, OrderShipped},
    orders::{Group, Line, Order, Return},
    shipping::Carrier,
};

/// A parcel has left.
pub fn shipped(event: &OrderShipped, order: &Order, group: &Group, public_url: &str) -> Letter {
    let carrier = Carrier::find(&event.carrier);
    let name = carrier.map_or(event.carrier.as_str(), |carrier| carrier.name);
    let rest = if event.last { "" } else { " The rest of the order follows in another parcel." };
    let mut parts = vec![
        Part::Title("Your parcel is on its way".to_owned()),
        Part::Paragraph(format!("{} has sent it with {name}.{rest}", order.seller.name)),
        Part::Rows(vec![("Tracking number".to_owned(), event.tracking.clone())]),
        Part::Heading("In this parcel".to_owned()),
        goods(order, &event.lines),
        button(group, public_url),
    ];
    if let Some(carrier) = carrier {
        parts.push(Part::Lines(vec![format!("At the carrier: {}", carrier.link(&event.tracking))]));
    }
    Letter { subject: format!("A parcel of your order {} is on its way", group.number), parts }
}

/// All parcels of an order have arrived.
pub fn delivered(order: &Order, group: &Group, public_url: &str) -> Letter {
    let text = format!(
        "Everything from {} has arrived. If something is not as it should be, ask for a return on the order’s page.",
        order.seller.name
    );
    let parts = vec![
        Part::Title("Your order has arrived".to_owned()),
        Part::Paragraph(text),
        Part::Rows(order.lines.iter().map(|line| (line_text(line), line.total.to_string())).collect()),
        button(group, public_url),
    ];
    Letter { subject: format!("Your order {} has arrived", order.number), parts }
}

/// Some of an order is not sent.
pub fn lines_cancelled(event: &LinesCancelled, order: &Order, group: &Group, public_url: &str) -> Letter {
    let why = match event.reason {
        CancelReason::Buyer => "It was cancelled as you asked.".to_owned(),
        CancelReason::Seller => format!("{} cannot send it.", order.seller.name),
        CancelReason::Late => format!("{} did not send it in time.", order.seller.name),
        CancelReason::Unpaid => "The payment did not come in time.".to_owned(),
        CancelReason::Admin => "Levomart has cancelled it.".to_owned(),
    };
    let money = if event.paid { comes_back(event.refund) } else { "Nothing was charged for it.".to_owned() };
    let parts = vec![
        Part::Title("A part of your order is cancelled".to_owned()),
        Part::Paragraph(format!("{why} {money}")),
        goods(order, &event.lines),
        button(group, public_url),
    ];
    Letter { subject: format!("A part of your order {} is cancelled", order.number), parts }
}

/// The seller does not take something back, or the market has said so.
pub fn return_refused(wish: Option<&Return>, order: &Order, group: &Group, public_url: &str) -> Letter {
    let answer = wish.map(|wish| wish.answer.as_str()).filter(|answer| !answer.is_empty());
    let by_market = wish.is_some_and(|wish| wish.by_market);
    let (who, whose) = if by_market { ("Levomart has decided that ", "The") } else { ("", "Their") };
    let mut parts = vec![
        Part::Title("Your return was not accepted".to_owned()),
        Part::Paragraph(format!("{who}{} does not take it back.", order.seller.name)),
    ];
    parts.extend(answer.map(|answer| Part::Paragraph(format!("{whose} answer: {answer}"))));
    parts.push(button(group, public_url));
    Letter { subject: format!("Your return of order {} was not accepted", order.number), parts }
}

/// The seller takes something back, or the market pays it back without.
pub fn returned(event: &OrderReturned, order: &Order, group: &Group, public_url: &str) -> Letter {
    let (number, money) = (&order.number, comes_back(event.refund));
    let (title, text, subject) = if order.returns.iter().any(|wish| wish.id == event.wish && wish.kept) {
        let text = format!("{money} Nothing has to be sent back.");
        ("Levomart pays you back", text, format!("A part of your order {number} is paid back"))
    } else {
        let text = format!("{} takes it back. {money}", order.seller.name);
        ("Your return is accepted", text, format!("Your return of order {number} is accepted"))
    };
    let parts = vec![
        Part::Title(title.to_owned()),
        Part::Paragraph(text),
        goods(order, &event.lines),
        button(group, public_url),
    ];
    Letter { subject, parts }
}

fn comes_back(refund: Money) -> String {
    format!("{refund} goes back to you the way you paid. That takes a few working days.")
}

/// Lines of an event by their names; what they cost where it says so.
fn goods(order: &Order, lines: &[OrderLine]) -> Part {
    let row = |told: &OrderLine| {
        let line: &Line = order.lines.iter().find(|line| line.offer == told.offer)?;
        let told_of = Line { quantity: told.quantity, ..line.clone() };
        Some((line_text(&told_of), told.total.map(|total| total.to_string()).unwrap_or_default()))
    };
    Part::Rows(lines.iter().filter_map(row).collect())
}
