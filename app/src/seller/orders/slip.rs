//! `/seller/orders/{id}/slip`: what lies in the parcel, made for paper; without prices, for it may be a gift.

use super::page::parse;
use crate::{
    account::postal::Envelope,
    orders::print::PrintButton,
    room::in_shop,
    ui::{button::LINK, head::Head, icon::Icon, when::day_of},
    visit,
};
use contracts::orders::{Line, sold::Order};
use leptos::prelude::*;

/// The packing slip of an order.
#[component]
pub fn SlipPage() -> impl IntoView {
    let id = visit::param("id");
    in_shop(move |visit, member| async move {
        let order = visit.ask().orders.sold_order(&member, parse(&id)?).await?;
        let shop = visit.shop().map(|shop| shop.name.clone()).unwrap_or_default();
        Ok(view! { <Slip order shop /> }.into_any())
    })
}

#[component]
fn Slip(order: Order, shop: String) -> impl IntoView {
    let lines = order.lines.into_iter().filter(|line| line.cancelled < line.quantity);
    view! {
        <Head title=format!("Packing slip {}", order.number) robots="noindex" />
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
                    <tbody class="divide-y divide-line">{lines.map(row).collect_view()}</tbody>
                </table>
                <p class="mt-8 text-sm text-muted">"Something is wrong? Open the order on Levomart and ask to return it."</p>
            </article>
        </main>
    }
    .into_any()
}

fn row(line: Line) -> impl IntoView {
    view! {
        <tr class="align-top">
            <td class="py-3 pr-4">{line.title}<span class="block text-sm text-muted">{line.variant}</span></td>
            <td class="py-3 pr-4 whitespace-nowrap tabular-nums">{line.sku}</td>
            <td class="py-3 text-right text-lg font-bold tabular-nums">{line.quantity - line.cancelled}</td>
        </tr>
    }
    .into_any()
}
