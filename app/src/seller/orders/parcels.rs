//! What of an order has left, and where it is.

use crate::{orders::track::Track, room::panel::Panel};
use contracts::{orders::sold::Order, shipping};
use leptos::prelude::*;

/// The parcels of an order; nothing before the first has left. `seen` is what shipping knows of them.
#[component]
pub fn Parcels(order: Order, seen: Vec<shipping::Parcel>) -> impl IntoView {
    let Order { parcels, lines, .. } = order;
    if parcels.is_empty() {
        return ().into_any();
    }
    let title = if parcels.len() == 1 { "1 parcel".to_owned() } else { format!("{} parcels", parcels.len()) };
    let tracks = parcels.into_iter().map(|parcel| {
        let seen = seen.iter().find(|one| one.id == parcel.id).cloned();
        view! { <li class="px-4 py-4 sm:px-5"><Track parcel lines=lines.clone() seen /></li> }
    });
    let tracks = tracks.collect_view();
    view! {
        <Panel title flush=true>
            <ul class="divide-y divide-line border-t border-line">{tracks}</ul>
        </Panel>
    }
    .into_any()
}
