//! Where an order goes: no more of its buyer than a label needs.

use crate::{account::postal::Envelope, room::panel::Panel, ui::when::day_range};
use contracts::orders::sold::{Order, Payment};
use leptos::prelude::*;

#[component]
pub fn Customer(order: Order) -> impl IntoView {
    let Order { postal, delivery, payment, .. } = order;
    let phone = postal.phone.clone();
    let why = match payment {
        Payment::Unpaid => "The address comes with the payment.",
        Payment::Paid | Payment::Refunded => "The address is not needed any more.",
    };
    view! {
        <Panel title="Customer">
            {if postal.line1.is_empty() {
                view! {
                    <p class="text-tool">{format!("{}, {}", postal.name, postal.city)}</p>
                    <p class="text-tool text-muted">{why}</p>
                }
                .into_any()
            } else {
                view! { <Envelope postal class="text-tool leading-5!" /> }.into_any()
            }}
            {(!phone.is_empty()).then(|| view! { <p class="text-tool tabular-nums">{phone}</p> })}
            <p class="mt-3 border-t border-line pt-3 text-tool text-muted">
                {format!("{}, promised for {}", delivery.name, day_range(delivery.earliest, delivery.latest))}
            </p>
        </Panel>
    }
    .into_any()
}
