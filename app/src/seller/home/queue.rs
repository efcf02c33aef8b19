//! Orders that wait to be sent.

use crate::{
    cart::plural,
    room::{
        button::{self, Kind, Size},
        empty::Empty,
        panel::{Away, Panel},
        status::{Mark, Status},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
    },
    ui::when::{day_of, moment},
};
use contracts::orders::sold::{Counts, Listing, Row as Sold};
use leptos::prelude::*;

/// How many the home page shows.
const SHOWN: usize = 6;

/// Says what waits: `12 orders wait to be shipped, 1 is late.`
pub fn lead(queue: Option<&Listing>) -> String {
    let Some(queue) = queue else { return String::new() };
    let late = queue.orders.items.iter().filter(|order| order.is_late).count();
    match (queue.counts.to_ship, late) {
        (0, _) => "Nothing waits to be shipped.".to_owned(),
        (count, 0) => format!("{} to ship.", orders(count)),
        (count, late) => format!("{} to ship, {late} late.", orders(count)),
    }
}

fn orders(count: u32) -> String {
    let more = if count >= Counts::MOST { "or more " } else { "" };
    format!("{count} {more}{}", if count == 1 { "order" } else { "orders" })
}

/// Those that are due first.
#[component]
pub fn Queue(queue: Option<Listing>) -> impl IntoView {
    let count = queue.as_ref().map_or(0, |queue| queue.counts.to_ship);
    let link = if count > 0 { format!("All {}", orders(count)) } else { String::new() };
    let inside = match queue {
        None => view! { <div class="px-4 pb-4 sm:px-5"><Away what="Orders" /></div> }.into_any(),
        Some(queue) if queue.orders.items.is_empty() => view! {
            <Empty icon="package-check" title="Nothing waits to be shipped." text="New orders appear here, those that are due first on top." />
        }
        .into_any(),
        Some(queue) => {
            let mut orders = queue.orders.items;
            orders.sort_by_key(|order| (order.due_at.is_none(), order.due_at));
            orders.truncate(SHOWN);
            view! { <Listed orders /> }.into_any()
        }
    };
    view! { <Panel title="To ship" lead="Most urgent first" link href="/seller/orders?tab=to_ship" flush=true>{inside}</Panel> }.into_any()
}

#[component]
fn Listed(orders: Vec<Sold>) -> impl IntoView {
    let columns = vec![
        Column::new("Order"),
        Column::new("Customer"),
        Column::number("Total"),
        Column::new("Due"),
        Column::hidden("Action"),
    ];
    view! {
        <Table caption="Orders to ship, most urgent first" columns>
            {orders.into_iter().map(|order| view! { <Waiting order /> }).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Waiting(order: Sold) -> impl IntoView {
    let href = format!("/seller/orders/{}", order.id);
    let due = match order.due_at {
        _ if order.is_late => view! { <Status mark=Mark::LATE /> }.into_any(),
        Some(due) => view! { <span class="text-muted">"by "{moment(due)}</span> }.into_any(),
        None => ().into_any(),
    };
    let units = plural(order.units as usize, "item");
    view! {
        <Row>
            <Name name=order.number.clone() href=href.clone() fact=day_of(order.placed_at) class="whitespace-nowrap max-md:order-1" />
            <Cell class=format!("{WIDE} max-md:order-3 max-md:col-span-2")>
                <span class="block truncate">{order.buyer}", "{order.city}</span>
                <span class="block text-xs text-muted">{units}</span>
            </Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2")>{order.total.to_string()}</Cell>
            <Cell class="whitespace-nowrap max-md:order-4">{due}</Cell>
            <Cell class="text-right max-md:order-5">
                <a href=href class=button::classes(Kind::Plain, Size::Row)>
                    "Ship"<span class="sr-only">" "{order.number}</span>
                </a>
            </Cell>
        </Row>
    }
    .into_any()
}
