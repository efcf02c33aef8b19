//! How the market does.

use crate::{
    cart::plural,
    room::{
        chart::{Chart, Unit},
        panel::{Away, Panel},
        period::{Period, PeriodForm, Totals, currency, money, points},
        stat::{Change, Stat, Stats},
    },
};
use contracts::{analytics::MarketReport, money::indian};
use leptos::prelude::*;

/// Sums of the period, each against the period before.
#[component]
pub fn Numbers(report: Option<MarketReport>, period: Period) -> impl IntoView {
    let Some(MarketReport { days, before, .. }) = report else {
        return view! { <Panel><Away what="The market's numbers" /></Panel> }.into_any();
    };
    let (now, before) = (Totals::of(&days), Totals::of(&before));
    let average = |totals: Totals| totals.revenue_minor.checked_div(totals.orders).unwrap_or(0);
    let count = |number: i64| indian(number.unsigned_abs());
    let note = match period.days() {
        _ if before.revenue_minor <= 0 => "nothing in the days before".to_owned(),
        1 => "on the day before".to_owned(),
        days => format!("on the {days} days before"),
    };
    view! {
        <Stats>
            <Stat name="Sales" value=money(&days, now.revenue_minor) change=Change::between(now.revenue_minor, before.revenue_minor) note />
            <Stat name="Paid orders" value=count(now.orders) change=Change::between(now.orders, before.orders) />
            <Stat name="Units" value=count(now.units) change=Change::between(now.units, before.units) />
            <Stat name="Average order" value=money(&days, average(now)) change=Change::between(average(now), average(before)) />
        </Stats>
    }
    .into_any()
}

/// How the day goes: `Today: 3 orders, ₹4,200.`
pub fn today(report: &MarketReport) -> String {
    let Totals { orders, revenue_minor, .. } = Totals::of(&report.days);
    let orders = plural(usize::try_from(orders).unwrap_or(0), "order");
    format!("Today: {orders}, {}.", money(&report.days, revenue_minor))
}

/// Sales by day, with any period to choose.
#[component]
pub fn Sales(report: Option<MarketReport>, period: Period) -> impl IntoView {
    let Some(MarketReport { days, before, .. }) = report else {
        return view! { <Panel title="Sales by day"><Away what="The chart" /></Panel> }.into_any();
    };
    view! {
        <Panel title="Sales by day" lead=format!("{}, after cancellations and returns", period.words())>
            <PeriodForm period />
            <Chart title="Sales of the market" measure="Sales" unit=Unit::Money(currency(&days)) points=points(&days, &before) />
        </Panel>
    }
    .into_any()
}
