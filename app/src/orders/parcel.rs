//! What one seller sends: where it is, what is in it, what can be done about it.

use super::{
    returns::Returns,
    state::{StatePill, of_order, was_paid},
    timeline::Timeline,
    track::{SCANS, Track},
};
use crate::{
    room::panel::Away,
    ui::{
        avatar::{Avatar, Size as AvatarSize},
        button::{Kind, Size, bare, classes},
        confirm::Confirm,
        icon::Icon,
        picture::Square,
        when::{day_of, day_range},
    },
    visit::Form,
};
use contracts::{
    Money,
    ids::GroupId,
    orders::{Line, Order, Status},
    shipping,
};
use leptos::prelude::*;

#[component]
pub fn Parcel(
    group: GroupId,
    order: Order,
    /// What shipping knows of the parcels of the whole group.
    seen: Option<Vec<shipping::Parcel>>,
    /// What the form that asks for a return has left.
    form: Form,
) -> impl IntoView {
    let seller = order.seller.clone();
    let note = order.history.last().map(|step| step.note.clone()).filter(|note| !note.is_empty());
    let lines = order.lines.clone();
    view! {
        <section
            data-testid="parcel"
            class="overflow-hidden rounded-card border border-line bg-surface shadow-rest"
            aria-label=format!("Parcel from {}", seller.name)
        >
            <header class="flex flex-wrap items-center gap-x-3.5 gap-y-2 border-b border-line px-5 py-4 sm:px-7">
                <Avatar initials=seller.initials() tint=seller.tint.clone() size=AvatarSize::Small />
                <div class="min-w-0 flex-1">
                    <h2 class="font-bold">
                        <a href=format!("/shops/{}", seller.slug) class="hover:underline hover:underline-offset-4">{seller.name.clone()}</a>
                    </h2>
                    <p class="text-sm text-muted tabular-nums">{order.number.clone()}</p>
                </div>
            </header>
            <div class="px-5 py-6 sm:px-7">
                <div class="flex flex-col-reverse items-start gap-2 sm:flex-row sm:items-center sm:justify-between">
                    <p class="text-lg font-bold">{arrival(&order)}</p>
                    <StatePill state=of_order(order.status) testid="order-status" />
                </div>
                {note.map(|note| view! { <p class="mt-2 text-[0.9375rem] text-muted">{note}</p> })}
                <div class="mt-6">
                    <Timeline order=order.clone() />
                </div>
            </div>
            <Tracks order=order.clone() seen />
            <ul class="divide-y divide-line border-t border-line px-5 sm:px-7">
                {lines.into_iter().map(|line| view! { <ParcelLine line /> }).collect_view()}
            </ul>
            <Returns group order=order.clone() form />
            <Actions group order />
        </section>
    }
    .into_any()
}

/// What the shopper wants to know first.
fn arrival(order: &Order) -> String {
    let range = day_range(order.delivery.earliest, order.delivery.latest);
    match order.status {
        Status::Created => format!("{}, {range}", order.delivery.name),
        Status::Paid | Status::Packed | Status::Shipped => format!("Arrives {range}"),
        Status::Delivered => {
            let arrived = order.history.iter().rfind(|step| step.status == Status::Delivered);
            arrived.map_or_else(|| "Arrived".to_owned(), |step| format!("Arrived {}", day_of(step.at)))
        }
        Status::Cancelled => "Will not be sent".to_owned(),
        Status::Returned => "Went back to the seller".to_owned(),
    }
}

/// The parcels that have left, each with where it was seen.
#[component]
fn Tracks(order: Order, seen: Option<Vec<shipping::Parcel>>) -> impl IntoView {
    let Order { parcels, lines, .. } = order;
    if parcels.is_empty() {
        return ().into_any();
    }
    let away = seen.is_none().then(|| view! { <li class="py-4"><Away what=SCANS /></li> });
    let tracks = parcels.into_iter().map(|parcel| {
        let seen = seen.iter().flatten().find(|one| one.id == parcel.id).cloned();
        view! { <li class="py-4"><Track parcel lines=lines.clone() seen /></li> }
    });
    view! { <ul class="divide-y divide-line border-t border-line px-5 sm:px-7">{away}{tracks.collect_view()}</ul> }
        .into_any()
}

#[component]
fn ParcelLine(line: Line) -> impl IntoView {
    let look = if line.cancelled == line.quantity { "text-muted line-through" } else { "" };
    let below = below(&line);
    view! {
        <li class="flex items-center gap-4 py-4">
            <span class="w-16 shrink-0 overflow-hidden rounded-field">
                <Square src=line.picture />
            </span>
            <span class="min-w-0 flex-1 text-[0.9375rem]">
                <a href=format!("/p/{}", line.slug) class="block font-semibold hover:underline hover:underline-offset-4">{line.title}</a>
                <span class="block text-sm text-muted">{below}</span>
            </span>
            <span class=format!("font-semibold tabular-nums {look}")>{line.total.to_string()}</span>
        </li>
    }
    .into_any()
}

/// `Indigo, quantity 3, 1 cancelled`
fn below(line: &Line) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !line.variant.is_empty() {
        parts.push(line.variant.clone());
    }
    parts.push(format!("{} {}", if parts.is_empty() { "Quantity" } else { "quantity" }, line.quantity));
    parts.extend(gone(line));
    parts.join(", ")
}

/// What of a line was cancelled or went back, in words.
pub fn gone(line: &Line) -> impl Iterator<Item = String> {
    let told = [(line.cancelled, "cancelled"), (line.returned, "paid back")];
    told.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"))
}

/// What is left of an order's price after what went back.
pub fn left(order: &Order) -> Money {
    Money::new(order.total.minor - order.refunded.minor, order.total.currency)
}

#[component]
fn Actions(group: GroupId, order: Order) -> impl IntoView {
    let invoice = (was_paid(&order) && order.status != Status::Cancelled)
        .then(|| format!("/orders/{group}/invoice/{}", order.id));
    if invoice.is_none() && !order.can_cancel {
        return ().into_any();
    }
    let small = format!("{} h-10 px-4 text-sm", bare(Kind::Secondary));
    let text = if was_paid(&order) {
        format!("{} gives {} back to you; what other sellers send stays as it is.", order.seller.name, left(&order))
    } else {
        "What other sellers send stays as it is.".to_owned()
    };
    view! {
        <div class="flex flex-wrap gap-2 border-t border-line px-5 py-4 sm:px-7">
            {invoice.map(|href| view! { <a href=href class=small.clone()><Icon name="file-text" class="size-4" />"Invoice"</a> })}
            {order.can_cancel.then(|| view! {
                <Confirm
                    id=format!("cancel-{}", order.id)
                    label="Cancel these items"
                    icon="x"
                    class=small
                    title=format!("Cancel what {} sends?", order.seller.name)
                    text
                >
                    <form method="post" action="/do/orders/cancel">
                        <input type="hidden" name="group" value=group.to_string() />
                        <input type="hidden" name="order" value=order.id.to_string() />
                        <button type="submit" class=classes(Kind::Danger, Size::Medium)>"Cancel these items"</button>
                    </form>
                </Confirm>
            })}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{super::timeline::tests::order, *};
    use time::macros::datetime;

    #[test]
    fn what_comes_after_midnight_in_india_arrives_on_that_day() {
        let mut order = order(&[Status::Created, Status::Delivered]);
        order.history[1].at = datetime!(2026-11-24 20:35 UTC);

        assert_eq!(arrival(&order), "Arrived Wed 25\u{a0}Nov 2026");
    }
}
