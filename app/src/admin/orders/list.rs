//! `/admin/orders`

use crate::{
    room::{
        AdminRoom, Office,
        button::{self, Kind, Size},
        empty::Empty,
        filter::{Choice, FilterBar},
        in_market,
        pager::Pager,
        panel::Panel,
        status::{Mark, Status},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
    },
    seller::orders::{mark, payments},
    ui::when::moment,
    visit,
};
use contracts::{
    orders::{
        self,
        sold::{MarketRow, Payment, Search},
    },
    page::Page,
};
use leptos::prelude::*;

/// Every order, newest first.
#[component]
pub fn AllOrdersPage() -> impl IntoView {
    let search = wanted();
    in_market(move |visit, admin| async move {
        let orders = visit.ask().orders.search(&admin, &search).await?;
        Ok(view! {
            <AdminRoom section=Office::Orders title="Orders">
                <Listed orders />
            </AdminRoom>
        }
        .into_any())
    })
}

/// What the address asks for.
fn wanted() -> Search {
    let value = |name| visit::query_value(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    Search {
        status: value("status").and_then(|status| orders::Status::parse(&status)),
        group: None,
        payment: value("payment").and_then(|payment| Payment::parse(&payment)),
        text: value("q"),
        after: value("after"),
    }
}

#[component]
fn Listed(orders: Page<MarketRow>) -> impl IntoView {
    let Page { items, next } = orders;
    let columns = vec![
        Column::new("Order"),
        Column::new("Shop and customer"),
        Column::new("Status"),
        Column::new("Payment"),
        Column::number("Given back"),
        Column::number("Total"),
    ];
    view! {
        <Panel flush=true>
            <FilterBar search="Search orders" placeholder="Number, or the whole e-mail">
                <Choice name="status" label="Status" options=states() />
                <Choice name="payment" label="Payment" options=payments() />
            </FilterBar>
            {if items.is_empty() {
                view! {
                    <Empty icon="search" title="No order fits" text="Numbers are searched from their beginning, e-mail addresses as a whole.">
                        <a href="/admin/orders" class=button::classes(Kind::Plain, Size::Medium)>"Show all orders"</a>
                    </Empty>
                }
                .into_any()
            } else {
                let rows = items.into_iter().map(|row| view! { <AnyRow row /> }).collect_view();
                view! { <Table caption="Orders of all shops" columns>{rows}</Table> }.into_any()
            }}
            <Pager next />
        </Panel>
    }
    .into_any()
}

fn states() -> Vec<(String, String)> {
    let all = orders::Status::ALL.map(|status| (status.as_str().to_owned(), Mark::order(status).word.to_owned()));
    std::iter::once((String::new(), "Any status".to_owned())).chain(all).collect()
}

/// How an order's money stands.
pub fn standings(payment: Payment) -> &'static str {
    match payment {
        Payment::Unpaid => "Not paid",
        Payment::Paid => "Paid",
        Payment::Refunded => "Refunded",
    }
}

#[component]
fn AnyRow(row: MarketRow) -> impl IntoView {
    let mark = mark(&row.row);
    let MarketRow { row, seller, email, refunded, .. } = row;
    let who = format!("{}, {email}", row.buyer);
    let back = if refunded.minor > 0 { refunded.to_string() } else { "–".to_owned() };
    view! {
        <Row>
            <Name name=row.number href=format!("/admin/orders/{}", row.id) fact=moment(row.placed_at) class="whitespace-nowrap max-md:order-1" />
            <Cell class=format!("{WIDE} max-md:order-3 max-md:col-span-2 max-md:min-w-0")>
                <span class="block truncate font-medium">{seller.name}</span>
                <span class="block truncate text-xs text-muted">{who}</span>
            </Cell>
            <Cell class="whitespace-nowrap max-md:order-4"><Status mark testid="order-status" /></Cell>
            <Cell class="whitespace-nowrap max-md:order-5 max-md:justify-self-end max-md:text-xs">{standings(row.payment)}</Cell>
            <Cell class=format!("{NUMBER} text-muted max-md:hidden")>{back}</Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2")>{row.total.to_string()}</Cell>
        </Row>
    }
    .into_any()
}
