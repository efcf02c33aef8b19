//! Orders that wait to be sent.

use crate::{
    cart::plural,
    room::{
        button::{self, Kind, Size},
        empty::Empty,
        live::counted,
        panel::{Away, Panel},
        table::{Cell, Column, NUMBER, Name, Row, Table, WIDE},
    },
    seller::orders::{Due, age},
    ui::when::moment,
};
use contracts::orders::sold::{Counts, Listing, Row as Sold};
use leptos::prelude::*;
use time::OffsetDateTime;

/// How many the home page shows.
const SHOWN: usize = 6;

/// Says what waits: `12 orders to ship, 1 late.`
pub fn lead(counts: Option<Counts>) -> String {
    let Some(counts) = counts else { return String::new() };
    match (counts.to_ship, counts.late) {
        (0, _) => "Nothing waits to be shipped.".to_owned(),
        (count, 0) => format!("{} to ship.", orders(count)),
        (count, late) => format!("{} to ship, {} late.", orders(count), counted(late)),
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
    let fact = format!("{}, {}", moment(order.placed_at), age(order.placed_at, OffsetDateTime::now_utc()));
    let units = plural(order.units as usize, "item");
    view! {
        <Row>
            <Name name=order.number.clone() href=href.clone() fact class="whitespace-nowrap max-md:order-1" />
            <Cell class=format!("{WIDE} max-md:order-3 max-md:col-span-2")>
                <span class="block truncate">{order.buyer}", "{order.city}</span>
                <span class="block text-xs text-muted">{units}</span>
            </Cell>
            <Cell class=format!("{NUMBER} font-semibold max-md:order-2")>{order.total.to_string()}</Cell>
            <Cell class="whitespace-nowrap max-md:order-4"><Due status=order.status at=order.due_at is_late=order.is_late /></Cell>
            <Cell class="text-right max-md:order-5">
                <a href=href class=button::classes(Kind::Plain, Size::Row)>
                    "Ship"<span class="sr-only">" "{order.number}</span>
                </a>
            </Cell>
        </Row>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_what_is_late_is_said_as_far_as_it_is_counted() {
        let said = |to_ship, late| lead(Some(Counts { to_ship, late, ..Counts::default() }));

        assert_eq!(said(0, 0), "Nothing waits to be shipped.");
        assert_eq!(said(1, 0), "1 order to ship.");
        assert_eq!(said(40, 26), "40 orders to ship, 26 late.");
        assert_eq!(said(Counts::MOST, Counts::MOST), "100 or more orders to ship, 99+ late.");
    }
}
