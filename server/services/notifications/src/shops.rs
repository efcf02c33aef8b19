//! What the members of a shop are told, who applies for one, and those who look after the market.

use crate::{orders::line_text, told::Told, welcome::is_harmless};
use contracts::{
    Money,
    events::{
        CancelReason, ImportEnded, ProductAnswered, ProductModerated, SellerAnswered, SellerApplied, StockChanged,
    },
    inventory::Offer,
    notifications::NoticeKind,
    orders::{Order, Return},
};

/// Somebody has paid for an order of theirs.
pub fn new_order(order: &Order, total: Money) -> Told {
    let lines: Vec<String> = order.lines.iter().map(line_text).collect();
    Told {
        kind: NoticeKind::OrderNew,
        title: format!("New order {}", order.number),
        text: format!("{}. {total} in all.", lines.join("; ")),
        href: page_of(order),
    }
}

/// An order that they were to send, or a part of it, is not to be sent. `None` if it was their own doing.
pub fn cancelled(order: &Order, whole: bool, reason: CancelReason) -> Option<Told> {
    let why = match reason {
        CancelReason::Seller => return None,
        CancelReason::Buyer => "The buyer has cancelled it.",
        CancelReason::Unpaid => "It was not paid in time.",
        CancelReason::Late => "It was not sent in time.",
        CancelReason::Admin => "Levomart has cancelled it.",
    };
    let what = if whole { "Do not send it." } else { "See on its page what is still to be sent." };
    let title = match whole {
        true => format!("Order {} is cancelled", order.number),
        false => format!("A part of order {} is cancelled", order.number),
    };
    Some(Told { kind: NoticeKind::OrderCancelled, title, text: format!("{why} {what}"), href: page_of(order) })
}

/// A buyer wants to give something back.
pub fn return_asked(order: &Order) -> Told {
    Told {
        kind: NoticeKind::ReturnAsked,
        title: format!("A return is asked for order {}", order.number),
        text: "The buyer waits for your answer. Reason and lines are on the order’s page.".to_owned(),
        href: page_of(order),
    }
}

/// The market has answered a return in the shop's place, or paid something back without one.
pub fn return_answered(order: &Order, wish: &Return) -> Told {
    let (what, text) = match wish.kept {
        true => ("paid back a part", "Nothing comes back to you. Which lines, and why, is on the order’s page."),
        false => ("answered a return", "You need not answer it any more. What was decided is on the order’s page."),
    };
    Told {
        kind: NoticeKind::ReturnAsked,
        title: format!("Levomart has {what} of order {}", order.number),
        text: text.to_owned(),
        href: page_of(order),
    }
}

fn page_of(order: &Order) -> String {
    format!("/seller/orders/{}", order.id)
}

/// Little is left of an offer.
pub fn stock_low(offer: &Offer, event: &StockChanged) -> Told {
    Told {
        kind: NoticeKind::StockLow,
        title: format!("{} runs low", offer_text(offer)),
        text: format!("{} left in stock.", event.available),
        href: stock_of(offer),
    }
}

/// Nothing is left of an offer.
pub fn stock_out(offer: &Offer) -> Told {
    Told {
        kind: NoticeKind::StockOut,
        title: format!("{} is sold out", offer_text(offer)),
        text: "Nobody can buy it until there is stock again.".to_owned(),
        href: stock_of(offer),
    }
}

fn offer_text(offer: &Offer) -> String {
    if offer.variant.is_empty() { offer.title.clone() } else { format!("{}, {}", offer.title, offer.variant) }
}

fn stock_of(offer: &Offer) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &offer.sku).finish();
    format!("/seller/inventory?{query}")
}

/// An admin has decided about a product of theirs.
pub fn moderated(event: &ProductModerated) -> Told {
    let what = match event.outcome.as_str() {
        "approved" => "is approved",
        "asked" => "needs a change",
        "blocked" => "was taken off the market",
        "unblocked" => "may be sold again",
        "deleted" => "was deleted",
        _ => "was looked at",
    };
    Told {
        kind: NoticeKind::ProductModerated,
        title: format!("{} {what}", event.title),
        text: event.reason.clone(),
        href: format!("/seller/products/{}", event.product),
    }
}

/// A file of theirs was imported, as far as it could be.
pub fn import_ended(event: &ImportEnded) -> Told {
    let products = |count: u32| if count == 1 { "1 product".to_owned() } else { format!("{count} products") };
    let text = match (&event.problem, event.failed) {
        (Some(problem), _) => format!("{} imported. The rest could not be read: {problem}", products(event.imported)),
        (None, 0) => format!("{} imported.", products(event.imported)),
        (None, failed) => format!(
            "{} imported, {} not. What is wrong with them, line by line, is on the file’s page.",
            products(event.imported),
            products(failed),
        ),
    };
    Told {
        kind: NoticeKind::ImportEnded,
        title: format!("The import of {} has ended", event.file),
        text,
        href: format!("/seller/import/{}", event.import),
    }
}

/// Somebody asks to open a shop.
pub fn applied(event: &SellerApplied) -> Told {
    Told {
        kind: NoticeKind::SellerApplied,
        title: format!("{} asks to sell on Levomart", event.name),
        text: "The application waits for an answer.".to_owned(),
        href: format!("/admin/sellers/{}", event.seller),
    }
}

/// A shop has changed what an admin had asked about.
pub fn product_answered(event: &ProductAnswered) -> Told {
    Told {
        kind: NoticeKind::ProductAnswered,
        title: format!("{} was changed after you asked about it", event.title),
        text: "Look at it again.".to_owned(),
        href: format!("/admin/moderation?product={}", event.product),
    }
}

/// The application was not approved.
pub fn answered(event: &SellerAnswered) -> Told {
    let name = name(&event.name);
    let title = match event.refused {
        true => format!("{name} cannot sell on Levomart"),
        false => format!("{name}: something is missing in the application"),
    };
    Told { kind: NoticeKind::Shop, title, text: event.reason.clone(), href: "/sell".to_owned() }
}

/// The shop may sell, for the first time or again.
pub fn approved(shop: &str) -> Told {
    Told {
        kind: NoticeKind::Shop,
        title: format!("{} is open on Levomart", name(shop)),
        text: "What you publish from now on can be bought.".to_owned(),
        href: "/seller".to_owned(),
    }
}

/// A shop's name, as far as it can be repeated to an address that nobody has confirmed.
fn name(shop: &str) -> &str {
    if is_harmless(shop) { shop } else { "This shop" }
}

/// The shop may sell no longer.
pub fn suspended(reason: Option<&str>) -> Told {
    let stands = "Nothing of it can be bought until it is reinstated. Orders that were placed are still yours to send, and \
                  what it has earned stays in its ledger.";
    Told {
        kind: NoticeKind::Shop,
        title: "Your shop is suspended".to_owned(),
        text: match reason {
            Some(reason) => format!("{stands} Why: {reason}"),
            None => stands.to_owned(),
        },
        href: "/seller".to_owned(),
    }
}
