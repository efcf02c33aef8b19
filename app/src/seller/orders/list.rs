//! `/seller/orders`

use super::due::{Due, age};
use crate::{
    room::{
        Desk, SellerRoom,
        address::with,
        button::{self, Kind, Size},
        empty::Empty,
        filter::{Choice, FilterBar},
        in_shop,
        live::News,
        pager::Pager,
        panel::Panel,
        status::{Mark, Status},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
        tabs::{self, Tabs},
    },
    ui::when::moment,
    visit,
};
use contracts::orders::sold::{self, Counts, Find, Listing, Payment, Tab};
use leptos::prelude::*;
use time::OffsetDateTime;

/// What the shop has sold, newest first, or what is to be sent, most urgent first.
#[component]
pub fn SoldPage() -> impl IntoView {
    let find = wanted();
    in_shop(move |visit, member| async move {
        let listing = visit.ask().orders.sold(&member, &find).await?;
        Ok(view! {
            <SellerRoom section=Desk::Orders title="Orders">
                <Listed listing find />
            </SellerRoom>
        }
        .into_any())
    })
}

/// What the address asks for.
fn wanted() -> Find {
    let value = |name| visit::query_value(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    Find {
        tab: value("tab").and_then(|tab| Tab::parse(&tab)).unwrap_or_default(),
        payment: value("payment").and_then(|payment| Payment::parse(&payment)),
        number: value("q"),
        after: value("after"),
    }
}

#[component]
fn Listed(listing: Listing, find: Find) -> impl IntoView {
    let Listing { orders, counts } = listing;
    let searched = find.number.is_some() || find.payment.is_some() || find.after.is_some();
    view! {
        <News href=with(&[]) />
        <Panel flush=true>
            <Tabs label="Orders by status" tabs=all_tabs(counts, find.tab) />
            <FilterBar search="Search orders" placeholder="Number, such as LM-4207" keep=&["tab"]>
                <Choice name="payment" label="Payment" options=payments() />
            </FilterBar>
            {if orders.items.is_empty() {
                view! { <Nothing tab=find.tab searched /> }.into_any()
            } else {
                view! { <Rows rows=orders.items /> }.into_any()
            }}
            <Pager next=orders.next />
        </Panel>
    }
    .into_any()
}

/// What a tab is called.
fn word(tab: Tab) -> &'static str {
    match tab {
        Tab::All => "All",
        Tab::ToShip => "To ship",
        Tab::Packed => "Packed",
        Tab::Shipped => "Shipped",
        Tab::Delivered => "Delivered",
        Tab::Returns => "Returns",
        Tab::Cancelled => "Cancelled",
    }
}

fn all_tabs(counts: Counts, here: Tab) -> Vec<tabs::Tab> {
    let count = |tab| match tab {
        Tab::All => None,
        Tab::ToShip => Some(counts.to_ship),
        Tab::Packed => Some(counts.packed),
        Tab::Shipped => Some(counts.shipped),
        Tab::Delivered => Some(counts.delivered),
        Tab::Returns => Some(counts.returns),
        Tab::Cancelled => Some(counts.cancelled),
    };
    let link = |tab: Tab| {
        let href = with(&[("tab", if tab == Tab::All { "" } else { tab.as_str() })]);
        match count(tab) {
            // More are not counted: what is said must be true.
            Some(Counts::MOST..) => tabs::Tab::new(format!("{} {}+", word(tab), Counts::MOST - 1), href, tab == here),
            Some(count) => {
                let follows = if tab == Tab::ToShip { "to-ship" } else { "" };
                tabs::Tab::new(word(tab), href, tab == here).counting(count.into()).following(follows)
            }
            None => tabs::Tab::new(word(tab), href, tab == here),
        }
    };
    Tab::ALL.map(link).to_vec()
}

/// The choices of the payment filter.
pub fn payments() -> Vec<(String, String)> {
    let all = [("", "Any payment"), ("unpaid", "Not paid"), ("paid", "Paid"), ("refunded", "Refunded, in part or all")];
    all.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec()
}

#[component]
fn Rows(rows: Vec<sold::Row>) -> impl IntoView {
    let columns = vec![
        Column::new("Order"),
        Column::new("Customer"),
        Column::new("Status"),
        Column::new("Due"),
        Column::number("Items"),
        Column::number("Total"),
    ];
    view! { <Table caption="Orders" columns>{rows.into_iter().map(|row| view! { <Sold row /> }).collect_view()}</Table> }
        .into_any()
}

#[component]
fn Sold(row: sold::Row) -> impl IntoView {
    let mark = mark(&row);
    let sold::Row { id, number, status, due_at, is_late, buyer, city, units, total, .. } = row;
    let fact = format!("{}, {}", moment(row.placed_at), age(row.placed_at, OffsetDateTime::now_utc()));
    view! {
        <Row>
            <Name name=number href=format!("/seller/orders/{id}") fact class="whitespace-nowrap max-md:order-1" />
            <Cell class=format!("{WIDE} max-md:order-3 max-md:col-span-2")>
                <span class="block truncate font-medium">{buyer}</span>
                <span class="block truncate text-xs text-muted">{city}</span>
            </Cell>
            <Cell class="whitespace-nowrap max-md:order-4"><Status mark testid="order-status" /></Cell>
            <Cell class="whitespace-nowrap max-md:order-5 max-md:justify-self-end max-md:text-xs">
                <Due status at=due_at is_late />
            </Cell>
            <Cell class=format!("{NUMBER} max-md:hidden")>{units}</Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2")>{total.to_string()}</Cell>
        </Row>
    }
    .into_any()
}

/// What matters most about an order: that it is late, that somebody waits for an answer, or where it stands.
pub fn mark(row: &sold::Row) -> Mark {
    match row {
        sold::Row { is_late: true, .. } => Mark::LATE,
        sold::Row { return_asked: true, .. } => Mark::RETURN_ASKED,
        _ => Mark::order(row.status),
    }
}

#[component]
fn Nothing(tab: Tab, searched: bool) -> impl IntoView {
    if searched {
        return view! {
            <Empty icon="search" title="No order fits" text="Numbers are searched from their beginning.">
                <a href="/seller/orders" class=button::classes(Kind::Plain, Size::Medium)>"Show all orders"</a>
            </Empty>
        }
        .into_any();
    }
    let (title, text) = match tab {
        Tab::All => ("No orders yet", "What shoppers buy from you appears here, to be packed and sent."),
        Tab::ToShip => ("Nothing to ship", "Every order that was paid is on its way."),
        Tab::Returns => ("No returns", "When somebody wants to give something back, you answer here."),
        _ => ("Nothing here", "No order stands like this."),
    };
    let (href, way) = match tab {
        Tab::All => ("/seller/products", "Look after your products"),
        _ => ("/seller/orders", "Show all orders"),
    };
    view! { <Empty icon="inbox" title text><a href=href class=button::classes(Kind::Plain, Size::Medium)>{way}</a></Empty> }
    .into_any()
}
