//! What waits for a person, and what stands still.

use crate::{
    room::{
        button::{self, Kind, Size},
        panel::{Away, Panel},
    },
    ui::{
        alert::{self, Alert},
        icon::Icon,
        when::moment,
    },
};
use contracts::{
    Page,
    bus::{DeadLetter, Health},
    identity::SellerRow,
    moderation::ReviewRow,
    money::indian,
};
use leptos::prelude::*;

/// Says that events stand still; nothing while all get on.
#[component]
pub fn Parked(parked: Option<Vec<DeadLetter>>) -> impl IntoView {
    let parked = parked.unwrap_or_default();
    let Some(oldest) = parked.first() else { return ().into_any() };
    let title = match parked.len() {
        1 => "1 event is parked.".to_owned(),
        many => format!("{many} events are parked."),
    };
    let since = format!("What {} should do about them stands still since {}.", oldest.consumer, moment(oldest.at));
    view! {
        <Alert kind=alert::Kind::Danger title class="mb-4">
            <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
                <p>{since}</p>
                <a href="/admin/events" class=button::classes(Kind::Plain, Size::Medium)>"Look at them"</a>
            </div>
        </Alert>
    }
    .into_any()
}

/// The queues, with how many wait in each.
#[component]
pub fn Queues(
    applications: Option<Page<SellerRow>>,
    products: Option<Page<ReviewRow>>,
    parked: Option<Vec<DeadLetter>>,
    health: Option<Health>,
) -> impl IntoView {
    let (applications, products) = (applications.map(counted), products.map(counted));
    let parked = parked.map(|parked| parked.len().to_string());
    let behind = health.map(|health| behind(&health));
    let queues = [
        ("clipboard-check", "Seller applications", "/admin/sellers?status=applied", applications, None),
        ("scan-eye", "Changed products", "/admin/moderation", products, None),
        ("activity", "Parked events", "/admin/events", parked, Some("parked")),
        ("hourglass", "Events on their way", "/admin/events", behind, Some("behind")),
    ];
    let away = queues.iter().any(|(.., count, _)| count.is_none());
    view! {
        <Panel title="Waiting for a person" flush=true>
            <ul class="divide-y divide-line border-t border-line">
                {queues
                    .into_iter()
                    .map(|(icon, label, href, count, now)| {
                        view! {
                            <li>
                                <a href=href class="flex min-h-11 items-center gap-3 px-4 py-2 text-tool hover:bg-tint/40 sm:px-5">
                                    <Icon name=icon class="text-muted" />
                                    <span class="flex-1 font-semibold">{label}</span>
                                    <span data-now=now class="text-right font-bold tabular-nums">{count.unwrap_or_else(|| "?".to_owned())}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {away.then(|| view! { <div class="border-t border-line px-4 py-3 sm:px-5"><Away what="Some of the queues" /></div> })}
        </Panel>
    }
    .into_any()
}

/// How many events somebody still has to send or to hear; a lower bound when a slice does not answer.
pub fn behind(health: &Health) -> String {
    let unheard: i64 = health.readers.iter().map(|reader| reader.behind).sum();
    let unsent = health.outboxes.iter().filter_map(|outbox| outbox.waiting);
    indian((unheard + unsent.map(|waiting| waiting.events).sum::<i64>()).unsigned_abs())
}

/// How many stand on the first page, and whether there are more.
fn counted<T>(page: Page<T>) -> String {
    let more = if page.next.is_some() { "+" } else { "" };
    format!("{}{more}", page.items.len())
}
