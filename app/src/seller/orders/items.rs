//! What is in an order, and what it comes to.

use crate::{orders::gone, room::panel::Panel, ui::picture::Square};
use contracts::{
    Money,
    orders::{Line, sold::Order},
};
use leptos::prelude::*;

/// The lines of an order, and below them the sums.
#[component]
pub fn Items(order: Order) -> impl IntoView {
    let units: u32 = order.lines.iter().map(|line| line.quantity).sum();
    let title = if units == 1 { "1 item".to_owned() } else { format!("{units} items") };
    view! {
        <Panel title flush=true>
            <ul class="divide-y divide-line border-t border-line">
                {order.lines.iter().cloned().map(|line| view! { <Item line /> }).collect_view()}
            </ul>
            <Sums order />
        </Panel>
    }
    .into_any()
}

#[component]
fn Item(line: Line) -> impl IntoView {
    let each = format!("{} × {}", line.quantity, line.price);
    let below = [&line.variant, &line.sku].into_iter().filter(|part| !part.is_empty()).cloned();
    let below = below.collect::<Vec<_>>().join(", ");
    let told = told(&line);
    view! {
        <li
            data-testid="sold-line"
            class="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-3 text-tool sm:grid-cols-[auto_minmax(0,1fr)_auto_5.5rem] sm:px-5"
        >
            <span class="w-11 overflow-hidden rounded-tool"><Square src=line.picture /></span>
            <div class="min-w-0">
                <a href=format!("/p/{}", line.slug) class="block truncate font-semibold hover:underline">{line.title}</a>
                <p class="truncate text-xs text-muted">{below}</p>
                {(!told.is_empty()).then(|| view! { <p class="text-xs font-semibold">{told}</p> })}
            </div>
            <p class="text-right tabular-nums max-sm:hidden">{each.clone()}</p>
            <p class="text-right font-semibold tabular-nums">
                {line.total.to_string()}
                <span class="block text-xs font-normal text-muted sm:hidden">{each}</span>
            </p>
        </li>
    }
    .into_any()
}

/// `2 sent, 1 cancelled`
fn told(line: &Line) -> String {
    let sent = (line.shipped > 0).then(|| format!("{} sent", line.shipped));
    sent.into_iter().chain(gone(line)).collect::<Vec<_>>().join(", ")
}

#[component]
fn Sums(order: Order) -> impl IntoView {
    let Order { subtotal, delivery, total, refunded, .. } = order;
    let back = (refunded.minor > 0).then(|| {
        (Money::new(-refunded.minor, refunded.currency), Money::new(total.minor - refunded.minor, total.currency))
    });
    let delivery_name = format!("Delivery, {}", delivery.name.to_lowercase());
    view! {
        <dl class="grid gap-2 border-t border-line bg-sunken px-4 py-4 text-tool sm:px-5 sm:pl-[50%]">
            <Sum name="Goods" amount=subtotal strong=false />
            <Sum name=delivery_name amount=delivery.cost strong=false />
            <Sum name="Customer pays" amount=total strong=true />
            {back.map(|(given, left)| view! {
                <Sum name="Goes back" amount=given strong=false />
                <Sum name="Left" amount=left strong=true />
            })}
        </dl>
    }
    .into_any()
}

#[component]
fn Sum(#[prop(into)] name: String, amount: Money, strong: bool) -> impl IntoView {
    let (row, dt) =
        if strong { ("border-t border-line pt-2.5 font-bold", "") } else { ("font-medium", "font-normal text-muted") };
    view! {
        <div class=format!("flex justify-between gap-4 {row}")>
            <dt class=dt>{name}</dt>
            <dd class="tabular-nums">{amount.to_string()}</dd>
        </div>
    }
}
