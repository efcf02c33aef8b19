//! `/orders/{id}/invoice/{order}`: one seller's invoice, made for paper.

mod words;

pub use words::{Invoice, Line, Sum};

use super::print::PrintButton;
use crate::{
    account::postal::Envelope,
    acting::ViewingBanner,
    layout::Failure,
    ui::{
        button::{Kind, LINK, Size, classes},
        head::Head,
        icon::{Icon, Leaf},
    },
    visit::{self, Visit},
};
use contracts::ids::{GroupId, OrderId};
use leptos::prelude::*;

/// The invoice of a paid order.
#[component]
pub fn InvoicePage() -> impl IntoView {
    let visit = Visit::here();
    let (group, order) = (visit::param("id"), visit::param("order"));
    Suspend::new(async move {
        match Invoice::find(&visit, &group, &order).await {
            Ok(invoice) => view! { <Paper invoice /> }.into_any(),
            Err(problem) => view! { <Failure problem /> }.into_any(),
        }
    })
}

#[component]
fn Paper(invoice: Invoice) -> impl IntoView {
    let Invoice { group, order, number, seller, place, to, dates, lines, sums } = invoice;
    view! {
        <Head title=format!("Invoice {number}") />
        <div class="print:hidden"><ViewingBanner /></div>
        <main id="main" class="mx-auto max-w-3xl px-4 py-8 sm:px-6 print:max-w-none print:p-0 print:text-black">
            <Tools group order />
            <article class="rounded-card border border-line bg-surface p-6 shadow-rest sm:p-10 print:border-0 print:bg-white print:p-0 print:shadow-none">
                <header class="flex flex-wrap items-start justify-between gap-6 border-b border-line pb-6">
                    <div>
                        <h1 class="text-title font-bold">"Invoice"</h1>
                        <p class="mt-1 tabular-nums">{number}</p>
                    </div>
                    <p class="flex items-center gap-2 font-extrabold tracking-[-0.045em]"><Leaf class="size-6" />"Levomart"</p>
                </header>
                <div class="grid gap-6 py-6 sm:grid-cols-3 print:grid-cols-3">
                    <Party title="Sold by">
                        <p class="font-semibold">{seller}</p>
                        <p class="text-muted">{place}</p>
                    </Party>
                    <Party title="To"><Envelope postal=to /></Party>
                    <Party title="Dates">{dates.into_iter().map(|day| view! { <p>{day}</p> }).collect_view()}</Party>
                </div>
                <Lines lines sums />
                <p class="mt-8 text-sm text-muted">"Prices include taxes."</p>
            </article>
        </main>
    }
    .into_any()
}

/// What can be done with the invoice.
#[component]
fn Tools(group: GroupId, order: OrderId) -> impl IntoView {
    view! {
        <div class="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 print:hidden">
            <a href=format!("/orders/{group}") class=format!("inline-flex items-center gap-1.5 py-2 {LINK}")>
                <Icon name="chevron-left" class="size-4" />
                "Back to the order"
            </a>
            <div class="flex flex-wrap gap-2">
                <a
                    href=format!("/orders/{group}/invoice/{order}/file")
                    download=""
                    class=classes(Kind::Secondary, Size::Medium)
                >
                    <Icon name="download" class="size-[1.125rem]" />
                    "Download PDF"
                </a>
                <PrintButton />
            </div>
        </div>
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
fn Lines(lines: Vec<Line>, sums: Vec<Sum>) -> impl IntoView {
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
            <tfoot class="border-t border-line">{sums.into_iter().map(below).collect_view()}</tfoot>
        </table>
    }
    .into_any()
}

fn row(line: Line) -> impl IntoView {
    view! {
        <tr class="align-top">
            <td class="py-3 pr-4">{line.title}<span class="block text-sm text-muted">{line.below}</span></td>
            <td class="py-3 pr-4 text-right tabular-nums">{line.quantity}</td>
            <td class="py-3 pr-4 text-right tabular-nums">{line.each}</td>
            <td class="py-3 text-right tabular-nums">{line.amount}</td>
        </tr>
    }
    .into_any()
}

fn below(sum: Sum) -> impl IntoView {
    let (row, name, amount) = if sum.is_total {
        ("font-bold", "py-2 pr-4 text-right", "py-2 text-right text-lg tabular-nums")
    } else {
        ("", "py-1.5 pr-4 text-right font-normal text-muted", "py-1.5 text-right tabular-nums")
    };
    view! {
        <tr class=row>
            <th scope="row" colspan="3" class=name>{sum.name}</th>
            <td class=amount>{sum.amount}</td>
        </tr>
    }
    .into_any()
}
