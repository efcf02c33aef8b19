//! What of an order has left, and where it is.

use crate::{
    orders::track::{SCANS, Track},
    room::panel::{Away, Panel},
    ui::{button::LINK, icon::Icon},
};
use contracts::{orders::sold::Order, shipping};
use leptos::prelude::*;

/// The parcels of an order; nothing before the first has left. `seen` is what shipping knows of them, `None` when it does not
/// say.
#[component]
pub fn Parcels(
    order: Order,
    seen: Option<Vec<shipping::Parcel>>,
    /// Whether each has a packing slip, which is the shop's to print.
    #[prop(optional)]
    slips: bool,
) -> impl IntoView {
    let Order { id, parcels, lines, .. } = order;
    if parcels.is_empty() {
        return ().into_any();
    }
    let title = if parcels.len() == 1 { "1 parcel".to_owned() } else { format!("{} parcels", parcels.len()) };
    let away = seen.is_none();
    let tracks = parcels.into_iter().map(|parcel| {
        let seen = seen.iter().flatten().find(|one| one.id == parcel.id).cloned();
        let slip = slips.then(|| view! { <Slip href=format!("/seller/orders/{id}/slip?parcel={}", parcel.id) /> });
        view! {
            <li class="px-4 py-4 sm:px-5">
                <Track parcel lines=lines.clone() seen />
                {slip}
            </li>
        }
    });
    let tracks = tracks.collect_view();
    view! {
        <Panel title flush=true>
            {away.then(|| view! { <div class="border-t border-line px-4 py-3 sm:px-5"><Away what=SCANS /></div> })}
            <ul class="divide-y divide-line border-t border-line">{tracks}</ul>
        </Panel>
    }
    .into_any()
}

#[component]
fn Slip(href: String) -> impl IntoView {
    view! {
        <a href=href class=format!("mt-2 inline-flex items-center gap-1.5 py-1 text-sm {LINK}")>
            <Icon name="printer" class="size-4" />
            "Packing slip of this parcel"
        </a>
    }
    .into_any()
}
