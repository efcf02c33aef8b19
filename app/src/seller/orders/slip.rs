//! `/seller/orders/{id}/slip`: what lies in the parcel, made for paper; without prices, for it may be a gift. With `?parcel=` it
//! is about one that has left, else about what is still to be sent.

use super::page::parse;
use crate::{
    account::postal::Envelope,
    acting::ViewingBanner,
    orders::print::PrintButton,
    room::in_shop,
    ui::{button::LINK, head::Head, icon::Icon, when::day_of},
    visit,
};
use contracts::{
    Problem,
    ids::LineId,
    orders::{Line, sold::Order},
};
use leptos::prelude::*;

/// The packing slip of a parcel.
#[component]
pub fn SlipPage() -> impl IntoView {
    let (id, parcel) = (visit::param("id"), visit::query_value("parcel"));
    in_shop(move |visit, member| async move {
        let order = visit.ask().orders.sold_order(&member, parse(&id)?).await?;
        let contents = contents(&order, parcel.as_deref()).ok_or_else(|| Problem::not_found("parcel"))?;
        let shop = visit.shop().map(|shop| shop.name.clone()).unwrap_or_default();
        Ok(view! { <Slip order contents shop /> }.into_any())
    })
}

/// How many of which lines lie in the parcel, in the order's order: in the one that is named, else in the next to leave; of an
/// order that has left, everything that was sent. `None` when there is no such parcel.
fn contents(order: &Order, parcel: Option<&str>) -> Option<Vec<(Line, u32)>> {
    let sent = match parcel {
        Some(id) => Some(order.parcels.iter().find(|parcel| parcel.id.to_string() == id)?),
        None => None,
    };
    let in_parcel = |id: LineId| {
        let lines = sent.into_iter().flat_map(|parcel| &parcel.lines);
        lines.filter(|line| line.line == id).map(|line| line.quantity).sum()
    };
    let all_sent = order.lines.iter().all(|line| line.to_send() == 0);
    let units = |line: &Line| match parcel {
        Some(_) => in_parcel(line.id),
        None if all_sent => line.shipped,
        None => line.to_send(),
    };
    Some(order.lines.iter().map(|line| (line.clone(), units(line))).filter(|(_, units)| *units > 0).collect())
}

#[component]
fn Slip(order: Order, contents: Vec<(Line, u32)>, shop: String) -> impl IntoView {
    view! {
        <Head title=format!("Packing slip {}", order.number) robots="noindex" />
        <div class="print:hidden"><ViewingBanner /></div>
        <main id="main" class="mx-auto max-w-3xl px-4 py-8 sm:px-6 print:max-w-none print:p-0 print:text-black">
            <div class="mb-6 flex items-center justify-between gap-4 print:hidden">
                <a href=format!("/seller/orders/{}", order.id) class=format!("inline-flex items-center gap-1.5 py-2 {LINK}")>
                    <Icon name="chevron-left" class="size-4" />
                    "Back to the order"
                </a>
                <PrintButton />
            </div>
            <article class="rounded-card border border-line bg-surface p-6 shadow-rest sm:p-10 print:border-0 print:bg-white print:p-0 print:shadow-none">
                <header class="flex flex-wrap items-start justify-between gap-6 border-b border-line pb-6">
                    <div>
                        <h1 class="text-title font-bold">"Packing slip"</h1>
                        <p class="mt-1 tabular-nums">{order.number}</p>
                    </div>
                    <p class="sm:text-right print:text-right"><strong class="font-bold">{shop}</strong><span class="block text-muted">{format!("Ordered {}", day_of(order.placed_at))}</span></p>
                </header>
                <section class="py-6">
                    <h2 class="mb-1 text-sm font-bold text-muted">"To"</h2>
                    <Envelope postal=order.postal class="text-lg" />
                </section>
                <table class="w-full text-left text-[0.9375rem]">
                    <caption class="sr-only">"What lies in the parcel"</caption>
                    <thead class="border-y border-line text-sm">
                        <tr>
                            <th scope="col" class="py-2 pr-4">"Product"</th>
                            <th scope="col" class="py-2 pr-4">"SKU"</th>
                            <th scope="col" class="py-2 text-right">"Quantity"</th>
                        </tr>
                    </thead>
                    <tbody class="divide-y divide-line">{contents.into_iter().map(row).collect_view()}</tbody>
                </table>
                <p class="mt-8 text-sm text-muted">"Something is wrong? Open the order on Levomart and ask to return it."</p>
            </article>
        </main>
    }
    .into_any()
}

fn row((line, units): (Line, u32)) -> impl IntoView {
    view! {
        <tr class="align-top">
            <td class="py-3 pr-4">{line.title}<span class="block text-sm text-muted">{line.variant}</span></td>
            <td class="py-3 pr-4 whitespace-nowrap tabular-nums">{line.sku}</td>
            <td class="py-3 text-right text-lg font-bold tabular-nums">{units}</td>
        </tr>
    }
    .into_any()
}
