//! Who sells most, what is bought most, and what is looked for in vain.

use crate::{
    cart::plural,
    room::{
        bars::{Bar, Bars},
        panel::Panel,
        period::{Period, Totals},
        stat::tenths,
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
    },
};
use contracts::{
    analytics::{MarketReport, TopProduct},
    money::indian,
};
use leptos::prelude::*;

/// How many of those who looked went on, step by step.
#[component]
pub fn Funnel(report: Option<MarketReport>, period: Period) -> impl IntoView {
    let Some(MarketReport { days, .. }) = report else { return ().into_any() };
    let steps = Totals::of(&days).steps;
    let mut before = None;
    let bars = steps.named().into_iter().map(move |(label, count)| {
        let share = before.replace(count).and_then(|before: u32| (u64::from(count) * 1_000).checked_div(before.into()));
        Bar {
            label: label.to_owned(),
            href: String::new(),
            note: share.map(|share| format!("{} of the step before", tenths(share))).unwrap_or_default(),
            value: indian(count.into()),
            size: count.into(),
        }
    });
    view! {
        <Panel title="From looking to buying" lead=period.words()><Bars bars=bars.collect() /></Panel>
    }
    .into_any()
}

/// The products that brought most.
#[component]
pub fn Products(report: Option<MarketReport>) -> impl IntoView {
    let products = report.map(|report| report.products).unwrap_or_default();
    if products.is_empty() {
        return ().into_any();
    }
    let columns = vec![Column::new("Product"), Column::number("Sold"), Column::number("Sales")];
    view! {
        <Panel title="Top products" flush=true>
            <Table caption="The products that brought most" columns>
                {products.into_iter().map(|product| view! { <Bought product /> }).collect_view()}
            </Table>
        </Panel>
    }
    .into_any()
}

#[component]
fn Bought(product: TopProduct) -> impl IntoView {
    view! {
        <Row>
            <Name name=product.title href=format!("/p/{}", product.slug) fact=product.seller class=format!("{WIDE} max-md:min-w-0") />
            <Cell class=format!("{NUMBER} max-md:order-3 max-md:col-span-2 max-md:text-left max-md:text-xs max-md:text-muted")>
                {indian(product.units.into())} <span class="md:hidden">" sold"</span>
            </Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2")>{product.revenue.to_string()}</Cell>
        </Row>
    }
    .into_any()
}

/// The shops that brought most.
#[component]
pub fn Sellers(report: Option<MarketReport>) -> impl IntoView {
    let sellers = report.map(|report| report.sellers).unwrap_or_default();
    if sellers.is_empty() {
        return ().into_any();
    }
    let bars = sellers.into_iter().map(|top| Bar {
        label: top.seller.name,
        href: format!("/admin/sellers/{}", top.seller.id),
        note: plural(top.orders as usize, "order"),
        value: top.revenue.to_string(),
        size: top.revenue.minor.unsigned_abs(),
    });
    view! { <Panel title="Top sellers"><Bars bars=bars.collect() /></Panel> }.into_any()
}

/// Searches that found nothing.
#[component]
pub fn Fruitless(report: Option<MarketReport>) -> impl IntoView {
    let searches = report.map(|report| report.fruitless).unwrap_or_default();
    if searches.is_empty() {
        return ().into_any();
    }
    view! {
        <Panel title="Searches that found nothing" lead="How often people looked in vain">
            <ol class="grid gap-1.5">
                {searches
                    .into_iter()
                    .map(|search| {
                        let q: String = form_urlencoded::byte_serialize(search.q.as_bytes()).collect();
                        view! {
                            <li class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 text-tool">
                                <a href=format!("/products?q={q}") class="truncate py-0.5 font-medium hover:underline">{search.q}</a>
                                <span class="text-muted tabular-nums">{search.times}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </Panel>
    }
    .into_any()
}
