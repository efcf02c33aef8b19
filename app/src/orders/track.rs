//! A parcel on its way: who has it, under which number, and where it was seen.

use crate::ui::{button::LINK, icon::Icon, when::moment};
use contracts::{
    orders::{Line, Parcel, Quantity},
    shipping::{self, Carrier, Scan, State},
};
use leptos::prelude::*;

/// What is missing when shipping is away.
pub const SCANS: &str = "What the carrier has said";

/// A parcel of an order.
#[component]
pub fn Track(
    parcel: Parcel,
    /// The order's lines, for their names.
    lines: Vec<Line>,
    /// What shipping knows of the parcel; nothing when it has only just left.
    seen: Option<shipping::Parcel>,
) -> impl IntoView {
    let carrier = Carrier::find(&parcel.carrier);
    let name = carrier.map_or_else(|| parcel.carrier.clone(), |carrier| carrier.name.to_owned());
    let link = carrier.map(|carrier| carrier.link(&parcel.tracking));
    let here = match (&seen, parcel.delivered_at) {
        (_, Some(at)) => format!("Delivered {}", moment(at)),
        (Some(seen), None) => state(seen.state).to_owned(),
        (None, None) => state(State::Announced).to_owned(),
    };
    let label = format!("Parcel {}", parcel.tracking);
    let scans = seen.map(|seen| seen.scans).unwrap_or_default();
    view! {
        <section data-testid="track" aria-label=label class="text-sm">
            <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Icon name="truck" class="size-4 text-muted" />
                <span class="font-semibold">{name}</span>
                {match link {
                    Some(href) => view! {
                        <a href=href rel="noreferrer" data-testid="tracking" class=format!("inline-block py-1 tabular-nums {LINK}")>{parcel.tracking}</a>
                    }.into_any(),
                    None => view! { <span data-testid="tracking" class="tabular-nums">{parcel.tracking}</span> }.into_any(),
                }}
                <span data-testid="track-state" class="text-muted">{here}</span>
            </p>
            <p class="mt-0.5 text-muted">{contents(&parcel.lines, &lines)}</p>
            <Scans scans sent=moment(parcel.shipped_at) />
        </section>
    }
    .into_any()
}

/// What the carrier has said, latest first, down to the moment the seller handed it over.
#[component]
fn Scans(scans: Vec<Scan>, sent: String) -> impl IntoView {
    view! {
        <ol class="mt-3 space-y-2 border-l-2 border-line pl-4">
            {scans
                .into_iter()
                .map(|scan| {
                    let place = scan.place.map(|place| format!(", {place}")).unwrap_or_default();
                    view! { <Moment what=format!("{}{place}", state(scan.state)) at=moment(scan.at) /> }
                })
                .collect_view()}
            <Moment what="Sent by the seller".to_owned() at=sent />
        </ol>
    }
    .into_any()
}

#[component]
fn Moment(what: String, at: String) -> impl IntoView {
    view! { <li class="flex flex-wrap justify-between gap-x-4"><span>{what}</span><span class="text-muted tabular-nums">{at}</span></li> }
}

/// How a parcel's state is called.
pub fn state(state: State) -> &'static str {
    match state {
        State::Announced => "Announced to the carrier",
        State::InTransit => "On its way",
        State::Exception => "Held up",
        State::OutForDelivery => "Out for delivery",
        State::Delivered => "Delivered",
    }
}

/// `2 × Stoneware mug, 1 × Brass lamp, antique`
pub fn contents(wanted: &[Quantity], lines: &[Line]) -> String {
    let named = |one: &Quantity| {
        let line = lines.iter().find(|line| line.id == one.line)?;
        let variant = if line.variant.is_empty() { String::new() } else { format!(" ({})", line.variant) };
        Some(format!("{} × {}{variant}", one.quantity, line.title))
    };
    wanted.iter().filter_map(named).collect::<Vec<_>>().join(", ")
}
