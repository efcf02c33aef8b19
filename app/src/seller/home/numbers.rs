//! What was sold: today, this week, this month, and day by day.

use crate::{
    cart::plural,
    room::{
        bars::{Bar, Bars},
        chart::{Chart, Unit},
        panel::{Away, Panel},
        period::{Period, PeriodForm, Totals, currency, money, points},
        stat::{Change, Stat, Stats, Trend},
    },
};
use contracts::{
    analytics::{Day, SellerReport},
    money::indian,
};
use leptos::prelude::*;

/// How many products are ranked.
const RANKED: usize = 5;

/// Today, 7 and 30 days, each against as many days before.
#[component]
pub fn Numbers(recent: Option<SellerReport>) -> impl IntoView {
    let Some(SellerReport { days, before, .. }) = recent else {
        return view! { <Panel><Away what="Sales" /></Panel> }.into_any();
    };
    let (orders, orders_before) = (Totals::of(&days), Totals::of(&before));
    let all = [before, days].concat();
    view! {
        <Stats>
            <Revenue name="Today" all=all.clone() last=1 note="on yesterday" follows="revenue" />
            <Revenue name="7 days" all=all.clone() last=7 note="on the 7 days before" />
            <Revenue name="30 days" all last=30 note="on the 30 days before" />
            <Stat
                name="Orders, 30 days"
                value=indian(orders.orders.unsigned_abs())
                change=Change::between(orders.orders, orders_before.orders)
                note=plural(usize::try_from(orders.units).unwrap_or(0), "item")
            />
        </Stats>
    }
    .into_any()
}

/// What the `last` of all days brought, against as many before them.
#[component]
fn Revenue(
    name: &'static str,
    all: Vec<Day>,
    last: usize,
    note: &'static str,
    #[prop(optional)] follows: &'static str,
) -> impl IntoView {
    let revenue = |skipped| Totals::of(all.iter().rev().skip(skipped).take(last)).revenue_minor;
    let (now, before) = (revenue(0), revenue(last));
    let note = if before > 0 { note } else { "" };
    view! { <Stat name value=money(&all, now) change=Change::between(now, before) note now=follows /> }.into_any()
}

/// What the first number says.
pub fn today(report: &SellerReport) -> String {
    money(&report.days, Totals::of(&report.days).revenue_minor)
}

/// Sales by day, with any period to choose.
#[component]
pub fn Sales(report: Option<SellerReport>, period: Period) -> impl IntoView {
    let Some(SellerReport { days, before, .. }) = report else {
        return view! { <Panel title="Sales by day"><Away what="The chart" /></Panel> }.into_any();
    };
    let (now, earlier) = (Totals::of(&days).revenue_minor, Totals::of(&before).revenue_minor);
    let sum = view! {
        <p class="flex items-baseline gap-2 text-sm font-bold tabular-nums">
            {money(&days, now)}
            {Change::between(now, earlier).map(|change| view! { <Trend change /> })}
        </p>
    };
    let lead = format!("{}, after cancellations and returns, before commission", period.words());
    view! {
        <Panel title="Sales by day" lead aside=sum.into_any()>
            <PeriodForm period />
            <Chart title="Sales" measure="Sales" unit=Unit::Money(currency(&days)) points=points(&days, &before) />
        </Panel>
    }
    .into_any()
}

/// The products that brought most.
#[component]
pub fn Best(report: Option<SellerReport>, period: Period) -> impl IntoView {
    let products = report.map(|report| report.products).unwrap_or_default();
    if products.is_empty() {
        return ().into_any();
    }
    let bars = products.into_iter().take(RANKED).map(|product| Bar {
        label: product.title,
        href: format!("/p/{}", product.slug),
        note: format!("{} sold", indian(product.units.into())),
        value: product.revenue.to_string(),
        size: product.revenue.minor.unsigned_abs(),
    });
    view! { <Panel title="Best sellers" lead=period.words()><Bars bars=bars.collect() /></Panel> }.into_any()
}
