//! What a buyer is told when orders were cancelled: which, why, and what becomes of the money.

use crate::{
    letter::{Letter, Part},
    orders::{button, goods},
};
use contracts::{
    Money,
    events::{CancelReason, OrderCancelled},
    money::MoneyError,
    orders::Group,
};

/// Fails if the cancelled orders cannot be added up, which is a defect of whoever told of them.
pub fn cancelled(event: &OrderCancelled, group: &Group, public_url: &str) -> Result<Letter, MoneyError> {
    let what = if event.whole { "Your order is cancelled" } else { "A part of your order is cancelled" };
    let why = match event.reason {
        CancelReason::Buyer => "It was cancelled as you asked.",
        CancelReason::Unpaid => "It was cancelled because the payment did not come in time.",
        CancelReason::Seller => "The seller cannot send it.",
        CancelReason::Late => "The seller did not send it in time.",
        CancelReason::Admin => "Levomart has cancelled it.",
    };
    let mut parts =
        vec![Part::Title(what.to_owned()), Part::Paragraph(why.to_owned()), Part::Paragraph(money_text(event, group)?)];
    let gone = group.orders.iter().filter(|order| event.orders.iter().any(|part| part.order == order.id));
    parts.extend(gone.flat_map(goods));
    parts.push(button(group, public_url));

    let subject = match event.whole {
        true => format!("Your order {} is cancelled", group.number),
        false => format!("A part of your order {} is cancelled", group.number),
    };
    Ok(Letter { subject, parts })
}

fn money_text(event: &OrderCancelled, group: &Group) -> Result<String, MoneyError> {
    if !event.paid {
        return Ok("Nothing was charged. Should a payment come in after all, it goes back to you.".to_owned());
    }
    let back = Money::sum(group.total.currency, event.orders.iter().map(|order| order.total))?;
    Ok(format!("{back} goes back to you the way you paid. That takes a few working days."))
}
