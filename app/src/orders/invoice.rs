//! `/orders/{id}/invoice/{order}`: one seller's invoice, made for paper.

use super::{
    parcel::{gone, left},
    print::PrintButton,
    state::was_paid,
};
use crate::{
    account::postal::Envelope,
    acting::ViewingBanner,
    cart::price_or_free,
    layout::Failure,
    ui::{
        button::LINK,
        head::Head,
        icon::{Icon, Leaf},
        when::day_of,
    },
    visit::{self, Visit},
};
use contracts::{
    Money, Problem,
    ids::{GroupId, OrderId},
    orders::{Group, Line, Order, Status},
};
use leptos::prelude::*;

/// The invoice of a paid order.
#[component]
pub fn InvoicePage() -> impl IntoView {
    let visit = Visit::here();
    let (group, order) = (visit::param("id"), visit::param("order"));
    Suspend::new(async move {
        match look(&visit, &group, &order).await {
            Ok((group, order)) => view! { <Invoice group order /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

async fn look(visit: &Visit, group: &str, order: &str) -> Result<(Group, Order), Problem> {
    let none = || Problem::not_found("invoice");
    let group: GroupId = group.parse().map_err(|_| none())?;
    let order: OrderId = order.parse().map_err(|_| none())?;
    let group = visit.ask().orders.group(&visit.caller, group).await?;
    let order = group
        .orders
        .iter()
        .find(|other| other.id == order && other.status != Status::Cancelled && was_paid(other))
        .cloned();
    Ok((group, order.ok_or_else(none)?))
}

#[component]
fn Invoice(group: Group, order: Order) -> impl IntoView {
    let seller = order.seller.clone();
    let paid = order.history.iter().find(|step| step.status == Status::Paid).map(|step| day_of(step.at));
    view! {
        <Head title=format!("Invoice {}", order.number) />
        <div class="print:hidden"><ViewingBanner /></div>
        <main id="main" class="mx-auto max-w-3xl px-4 py-8 sm:px-6 print:max-w-none print:p-0 print:text-black">
            <div class="mb-6 flex items-center justify-between gap-4 print:hidden">
                <a href=format!("/orders/{}", group.id) class=format!("inline-flex items-center gap-1.5 py-2 {LINK}")>
                    <Icon name="chevron-left" class="size-4" />
                    "Back to the order"
                </a>
                <PrintButton />
            </div>
            <article class="rounded-card border border-line bg-surface p-6 shadow-rest sm:p-10 print:border-0 print:bg-white print:p-0 print:shadow-none">
                <header class="flex flex-wrap items-start justify-between gap-6 border-b border-line pb-6">
                    <div>
                        <h1 class="text-title font-bold">"Invoice"</h1>
                        <p class="mt-1 tabular-nums">{order.number.clone()}</p>
                    </div>
                    <p class="flex items-center gap-2 font-extrabold tracking-[-0.045em]"><Leaf class="size-6" />"Levomart"</p>
                </header>
                <div class="grid gap-6 py-6 sm:grid-cols-3 print:grid-cols-3">
                    <Party title="Sold by">
                        <p class="font-semibold">{seller.name.clone()}</p>
                        <p class="text-muted">{seller.place.clone()}</p>
                    </Party>
                    <Party title="To"><Envelope postal=group.postal.clone() /></Party>
                    <Party title="Dates">
                        <p>{format!("Ordered {}", day_of(group.placed_at))}</p>
                        {paid.map(|day| view! { <p>{format!("Paid on {day}")}</p> })}
                    </Party>
                </div>
                <Lines order />
                <p class="mt-8 text-sm text-muted">"Prices include taxes."</p>
            </article>
        </main>
    }
    .into_any()
}

#[component]
fn Party(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="text-[0.9375rem]">
            <h2 class="mb-1 text-sm font-bold text-muted">{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}

#[component]
fn Lines(order: Order) -> impl IntoView {
    let back = (order.refunded.minor > 0)
        .then(|| (Money::new(-order.refunded.minor, order.refunded.currency).to_string(), left(&order).to_string()));
    let Order { lines, subtotal, delivery, total, .. } = order;
    view! {
        <table class="w-full text-left text-[0.9375rem]">
            <thead class="border-y border-line text-sm">
                <tr>
                    <th scope="col" class="py-2 pr-4">"Product"</th>
                    <th scope="col" class="py-2 pr-4 text-right">"Quantity"</th>
                    <th scope="col" class="py-2 pr-4 text-right">"Each"</th>
                    <th scope="col" class="py-2 text-right">"Amount"</th>
                </tr>
            </thead>
            <tbody class="divide-y divide-line">{lines.into_iter().map(row).collect_view()}</tbody>
            <tfoot class="border-t border-line">
                <Sum name="Products" amount=subtotal.to_string() />
                <Sum name=delivery.name amount=price_or_free(delivery.cost) />
                <tr class="font-bold">
                    <th scope="row" colspan="3" class="py-2 pr-4 text-right">"Total"</th>
                    <td class="py-2 text-right text-lg tabular-nums">{total.to_string()}</td>
                </tr>
                {back.map(|(given, left)| view! {
                    <Sum name="Given back" amount=given />
                    <Sum name="Left to the seller" amount=left />
                })}
            </tfoot>
        </table>
    }
    .into_any()
}

fn row(line: Line) -> impl IntoView {
    let below = [line.variant.clone(), line.sku.clone()].into_iter().filter(|part| !part.is_empty()).chain(gone(&line));
    let below = below.collect::<Vec<_>>().join(", ");
    view! {
        <tr class="align-top">
            <td class="py-3 pr-4">{line.title}<span class="block text-sm text-muted">{below}</span></td>
            <td class="py-3 pr-4 text-right tabular-nums">{line.quantity}</td>
            <td class="py-3 pr-4 text-right tabular-nums">{line.price.to_string()}</td>
            <td class="py-3 text-right tabular-nums">{line.total.to_string()}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Sum(#[prop(into)] name: String, amount: String) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" colspan="3" class="py-1.5 pr-4 text-right font-normal text-muted">{name}</th>
            <td class="py-1.5 text-right tabular-nums">{amount}</td>
        </tr>
    }
    .into_any()
}
