//! What the configuration says about the market.

use crate::{
    cart::plural,
    room::panel::{Fact, Panel},
    seller::money::percent,
};
use contracts::{identity, orders::sold};
use leptos::prelude::*;

/// The market's policies, to be read only. What a slice does not tell now is left out.
#[component]
pub fn Policies(
    entry: Option<identity::Policy>,
    orders: Option<sold::Policy>,
    commission_bp: Option<u32>,
) -> impl IntoView {
    let days = |days: u32| plural(days as usize, "day");
    let entry = entry.map(|policy| if policy.approve_automatically { "Open at once" } else { "Wait for an admin" });
    let returns = orders.map(|policy| format!("{} after delivery", days(policy.return_days)));
    let late = orders.map(|policy| match policy.cancel_after_days {
        0 => "Never cancelled".to_owned(),
        after => format!("Cancelled {} late", days(after)),
    });
    view! {
        <Panel title="Policies">
            <dl class="grid gap-2">
                {entry.map(|value| view! { <Fact name="New shops" value /> })}
                {returns.map(|value| view! { <Fact name="Returns" value /> })}
                {late.map(|value| view! { <Fact name="Unsent orders" value /> })}
                {commission_bp.map(|bp| view! { <Fact name="Commission by default" value=percent(bp) /> })}
            </dl>
            <p class="mt-3 border-t border-line pt-3 text-tool text-muted wrap-anywhere">
                "Set in the configuration: identity.approve_automatically, orders.return_days, orders.cancel_after_days, payments.commission_bp."
            </p>
        </Panel>
    }
    .into_any()
}
