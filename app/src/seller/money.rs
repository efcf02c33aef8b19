//! `/seller/money`: what the market owes the shop, and why.

use crate::{
    room::{
        Desk, SellerRoom,
        button::{self, Kind, Size},
        empty::Empty,
        field::Field,
        in_shop,
        pager::Pager,
        panel::{Columns, Panel},
        period,
        stat::{Stat, Stats},
        table::{Cell, Column, NUMBER, Row, Table},
    },
    ui::{field::Summary as Errors, icon::Icon, when::moment},
    visit::{self, Form, Visit},
};
use contracts::{
    Money,
    page::Page,
    payments::{Balance, EntryKind, LedgerEntry},
};
use leptos::prelude::*;
use time::Date;

/// Balance, ledger, and statements to download.
#[component]
pub fn MoneyPage() -> impl IntoView {
    let after = visit::query_value("after");
    in_shop(move |visit, _| async move {
        let owner = visit.owner()?;
        let balance = visit.ask().payments.balance(&owner).await?;
        let entries = visit.ask().payments.ledger(&owner, after.as_deref()).await?;
        let today = period::today();
        Ok(view! { <Shown visit balance entries today /> }.into_any())
    })
}

#[component]
fn Shown(visit: Visit, balance: Balance, entries: Page<LedgerEntry>, today: Date) -> impl IntoView {
    let work = view! { <Ledger entries /> };
    let context = view! { <Statement form=visit.form("statement") today /> <Terms bp=balance.commission_bp by_category=balance.by_category /> };
    view! {
        <SellerRoom section=Desk::Money title="Money">
            <Stats class="mb-4 xl:grid-cols-2!">
                <Stat name="Owed to you" value=balance.owed.to_string() note="Sales without commission and refunds" />
                <Stat name="Commission" value=percent(balance.commission_bp) note="Of the price of goods, not of delivery" />
            </Stats>
            <Columns work=work.into_any() context=context.into_any() />
        </SellerRoom>
    }
    .into_any()
}

/// Basis points as people read them: `12.5 %`.
pub fn percent(bp: u32) -> String {
    let (whole, part) = (bp / 100, bp % 100);
    let part = format!("{part:02}");
    match part.trim_end_matches('0') {
        "" => format!("{whole}\u{a0}%"),
        part => format!("{whole}.{part}\u{a0}%"),
    }
}

#[component]
fn Ledger(entries: Page<LedgerEntry>) -> impl IntoView {
    let columns = vec![
        Column::new("Date"),
        Column::new("What"),
        Column::number("Goods"),
        Column::number("Delivery"),
        Column::number("Given back"),
        Column::number("Commission"),
        Column::number("For you"),
    ];
    let Page { items, next } = entries;
    view! {
        <Panel title="Ledger" lead="Every rupee in and out. Entries are never changed, only followed by new ones." flush=true>
            {if items.is_empty() {
                view! { <Empty icon="wallet" title="No entries yet" text="A sale appears here as soon as it is paid." /> }.into_any()
            } else {
                let rows = items.into_iter().map(|entry| view! { <Entry entry /> }).collect_view();
                view! { <div class="border-t border-line md:overflow-x-auto"><Table caption="Ledger, latest first" columns>{rows}</Table></div> }.into_any()
            }}
            <Pager next />
        </Panel>
    }
    .into_any()
}

#[component]
fn Entry(entry: LedgerEntry) -> impl IntoView {
    let (icon, word) = match entry.kind {
        EntryKind::Sale => ("shopping-bag", "Sale"),
        EntryKind::Refund => ("undo-2", "Refund"),
    };
    let (sign, ink) = if entry.amount.minor > 0 { ("+", "text-success") } else { ("", "") };
    let aside = format!("{NUMBER} text-muted max-md:hidden");
    let parts = parts(&entry);
    view! {
        <Row>
            <Cell class="whitespace-nowrap tabular-nums max-md:order-3 max-md:col-span-2 max-md:text-xs max-md:text-muted">
                {moment(entry.at)}
                <span class="block whitespace-normal md:hidden">{parts}</span>
            </Cell>
            <Cell class="w-full max-md:order-1">
                <span class="flex items-center gap-3">
                    <span class="flex size-8 shrink-0 items-center justify-center rounded-tool bg-tint text-muted md:max-2xl:hidden"><Icon name=icon class="size-4" /></span>
                    <span class="min-w-0">
                        <span class="block truncate font-semibold">{word}</span>
                        <a href=format!("/seller/orders/{}", entry.order) class="inline-block py-0.5 text-xs whitespace-nowrap tabular-nums underline decoration-edge underline-offset-2 hover:decoration-ink">
                            {entry.number}
                        </a>
                    </span>
                </span>
            </Cell>
            <Cell class=aside.clone()>{or_dash(entry.goods)}</Cell>
            <Cell class=aside.clone()>{or_dash(entry.delivery)}</Cell>
            <Cell class=aside.clone()>{or_dash(entry.refund)}</Cell>
            <Cell class=aside>{or_dash(entry.commission)}</Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2 {ink}")>{format!("{sign}{}", entry.amount)}</Cell>
        </Row>
    }
    .into_any()
}

/// What the sum is made of, for who has no room for columns.
fn parts(entry: &LedgerEntry) -> String {
    let named = [
        ("Goods", entry.goods),
        ("Delivery", entry.delivery),
        ("Given back", entry.refund),
        ("Commission", entry.commission),
    ];
    let named = named.iter().filter(|(_, amount)| amount.minor != 0);
    named.map(|(name, amount)| format!("{name} {amount}")).collect::<Vec<_>>().join(" · ")
}

fn or_dash(amount: Money) -> String {
    if amount.minor == 0 { "–".to_owned() } else { amount.to_string() }
}

#[component]
fn Statement(form: Form, today: Date) -> impl IntoView {
    let first = today.replace_day(1).unwrap_or(today);
    view! {
        <Panel title="Statement" lead="All entries between two days, as a table for your books.">
            <Errors form=form.clone() />
            <form method="get" action="/seller/money/statement.csv" class="grid gap-3">
                <Field form=form.clone() name="from" label="From" kind="date" value=first.to_string() />
                <Field form name="to" label="To" kind="date" value=today.to_string() />
                <button type="submit" class=button::classes(Kind::Plain, Size::Medium)><Icon name="download" class="size-4" />"Download CSV"</button>
            </form>
        </Panel>
    }
    .into_any()
}

#[component]
fn Terms(bp: u32, by_category: bool) -> impl IntoView {
    let but = if by_category { ", in some categories another share" } else { "" };
    view! {
        <Panel title="What it costs">
            <p class="text-tool">
                {format!("Levomart keeps {} of the price of goods that you sell now{but}. ", percent(bp))}
                "The rate is fixed when an order is placed; later changes never reach back. Of what is given back, the commission comes back to you."
            </p>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_rate_has_no_more_digits_than_it_needs() {
        assert_eq!(
            [0, 1000, 1250, 925, 5].map(percent),
            ["0\u{a0}%", "10\u{a0}%", "12.5\u{a0}%", "9.25\u{a0}%", "0.05\u{a0}%"]
        );
    }
}
